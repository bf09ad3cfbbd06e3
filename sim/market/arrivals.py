"""Who comes to the city: replacements of those who left, and growth into new homes.

Every arrival resembles an initial household, drawn by key: a replacement one of the same group,
income fifth and market as the household that left; growth one of the initial private tenants, or,
for reserved homes, one whose income qualifies. The n-th arrival of a stream draws the same luck in
every world.
"""

from collections.abc import Callable

import numpy as np

from sim.draws import Purpose, pick
from sim.state.columns import INITIAL, PRIVATE_RENTAL, Ints, State, with_room

GROWTH, GROWTH_RESERVED, REPLACEMENT = range(3)
COPIED = ("group", "income", "fifth", "standing", "market")


class Arrivals:
    """Makes the rows of households that arrive; the engine then looks for their homes."""

    def __init__(self, state: State, seed: int) -> None:
        self.seed = seed
        people, count = state.households, int(state.clock[INITIAL])
        self.everyone = np.arange(count)
        self.tenants = np.flatnonzero(people.market[:count] == PRIVATE_RENTAL)
        self.alike: dict[tuple[int, int, int], Ints] = {}

    def replace(self, state: State, leavers: Ints) -> tuple[State, list[int]]:
        """Return the state with one arrival for each household that left, and their rows."""

        def template(number: int, place: int) -> int:
            return self._resembling(state, int(leavers[place]), number)

        return self._enter(state, REPLACEMENT, len(leavers), template)

    def grow(
        self, state: State, stream: int, homes: int, band: tuple[int, int]
    ) -> tuple[State, list[int]]:
        """Return the state with arrivals for newly built homes, and their rows.

        `band` is the lowest and the highest income (cents) of those who come for reserved homes.
        """
        people = state.households

        def template(number: int, place: int) -> int:
            pool = self.tenants if stream == GROWTH and len(self.tenants) else self.everyone
            for attempt in range(200):  # at most: nobody may qualify
                chosen = int(pool[self._pick(len(pool), stream, number, attempt)])
                if stream == GROWTH or band[0] <= people.income[chosen] <= band[1]:
                    break
            return chosen

        return self._enter(state, stream, homes, template)

    def _pick(self, count: int, stream: int, number: int, attempt: int) -> int:
        return pick(count, self.seed, 0, 3 * number + stream, Purpose.ARRIVAL, attempt)

    def _resembling(self, state: State, leaver: int, number: int) -> int:
        people, count = state.households, int(state.clock[INITIAL])
        key = (int(people.group[leaver]), int(people.fifth[leaver]), int(people.market[leaver]))
        if key not in self.alike:
            same = people.group[:count] == key[0]
            same &= (people.fifth[:count] == key[1]) & (people.market[:count] == key[2])
            self.alike[key] = np.flatnonzero(same)
        pool = self.alike[key]
        return int(pool[self._pick(len(pool), REPLACEMENT, number, 0)]) if len(pool) else leaver

    def _enter(
        self, state: State, stream: int, count: int, template: Callable[[int, int], int]
    ) -> tuple[State, list[int]]:
        rows: list[int] = []
        for place in range(count):
            number = int(state.arrivals[stream])
            row = int(state.clock[INITIAL]) + 3 * number + stream
            state = state._replace(households=with_room(state.households, row + 1))
            chosen = template(number, place)
            for name in COPIED:
                column = getattr(state.households, name)
                column[row] = column[chosen]
            state.arrivals[stream] = number + 1
            rows.append(row)
        return state, rows
