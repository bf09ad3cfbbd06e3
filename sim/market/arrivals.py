"""Who comes to the city: replacements of those who left and growth into new homes, or newcomers
who look at an open city and households that form in it.

Every arrival resembles an initial household, drawn by key: a replacement one of the same group,
income fifth and market as the household that left; growth one of the initial private tenants, or,
for reserved homes, one whose income qualifies; a newcomer any, tenants and owners as often as they
consider a move; a household that forms one of the group and citizenship of the household that it
comes from; a buyer of a home that its landlord withdrew from rental one of the initial private
owners who can pay for it. The n-th arrival of a stream draws the same luck in every world.
"""

from collections.abc import Callable

import numpy as np

from sim.behaviour.parameters import Parameters
from sim.draws import Purpose, pick
from sim.state import keyed
from sim.state.columns import (
    ANY_MARKET,
    INITIAL,
    PRIVATE_OWNED,
    PRIVATE_RENTAL,
    PUBLIC_OWNED,
    Households,
    Ints,
    State,
    with_room,
)

GROWTH, GROWTH_RESERVED, REPLACEMENT = range(3)
# In an open city nothing grows or replaces: newcomers take the first two streams in turn, so that
# ids are used up no faster than they come, and households that form take the third.
NEWCOMERS, FORMED = 2, REPLACEMENT
COPIED = ("group", "income", "fifth", "standing", "market", "citizenship")


class Arrivals:
    """Makes the rows of households that arrive; the engine then looks for their homes."""

    def __init__(self, state: State, seed: int) -> None:
        self.seed = seed
        people, count = state.households, int(state.clock[INITIAL])
        self.everyone = np.arange(count)
        self.tenants = np.flatnonzero(people.market[:count] == PRIVATE_RENTAL)
        owned = np.isin(people.market[:count], (PUBLIC_OWNED, PRIVATE_OWNED))
        self.private_owners = np.flatnonzero(people.market[:count] == PRIVATE_OWNED)
        self.owners, self.tenants_of_both = np.flatnonzero(owned), np.flatnonzero(~owned)
        self.alike: dict[tuple[int, int, int], Ints] = {}
        self.kin: dict[tuple[int, ...], Ints] = {}

    def replace(self, state: State, leavers: Ints) -> tuple[State, list[int]]:
        """Return the state with one arrival for each household that left, and their rows."""

        def template(number: int, place: int) -> int:
            return self._resembling(state, int(leavers[place]), number)

        return self._enter(state, REPLACEMENT, len(leavers), template)

    def buy(self, state: State, incomes: list[int]) -> tuple[State, list[int]]:
        """Return the state with arrivals who buy homes that landlords withdrew from rental.

        They resemble initial private owners, or where there are none private tenants. `incomes` are
        the lowest (cents) that pay for these homes.
        """
        pool = self.private_owners if len(self.private_owners) else self.tenants

        def template(number: int, place: int) -> int:
            for attempt in range(200):  # at most: nobody may earn so much
                chosen = int(pool[self._pick(len(pool), REPLACEMENT, number, attempt)])
                if state.households.income[chosen] >= incomes[place]:
                    break
            return chosen

        state, rows = self._enter(state, REPLACEMENT, len(incomes), template)
        state.households.market[rows] = PRIVATE_OWNED
        return state, rows

    def grow(
        self, state: State, stream: int, homes: int, band: tuple[int, int]
    ) -> tuple[State, list[int]]:
        """Return the state with arrivals for newly built homes, and their rows.

        `band` is the lowest and the highest income (cents) of those who come for reserved homes.
        """
        pool = self.tenants if stream == GROWTH and len(self.tenants) else self.everyone
        keys = self._next(state, stream, homes)
        chosen, waiting = np.empty(homes, np.int64), np.arange(homes)
        for attempt in range(200):  # at most: nobody may qualify
            size = np.full(len(waiting), len(pool))
            places = keyed.picks(size, keys[waiting], self.seed, Purpose.ARRIVAL, attempt)
            chosen[waiting] = pool[places]
            income = state.households.income[chosen[waiting]]
            waiting = waiting[(income < band[0]) | (income > band[1])]
            if stream == GROWTH or not len(waiting):
                break
        state, rows = self._copy(state, keys, chosen)
        return state, rows.tolist()

    def newcomers(self, state: State, count: int, p: Parameters) -> tuple[State, Ints]:
        """Return the state with so many newcomers who look at the city, and their rows.

        Elsewhere, too, tenants look around more often than owners: each resembles an initial
        household drawn in proportion to how often one of its tenure considers a move.
        """
        first = int(state.arrivals[:NEWCOMERS].sum())
        number = np.arange(first, first + count)
        stream = number % NEWCOMERS
        keys = 3 * (number // NEWCOMERS) + stream
        tenants, owners = self.tenants_of_both, self.owners
        looking = len(tenants) * p.consider_renter, len(owners) * p.consider_owner
        drawn = keyed.words(keys, self.seed, Purpose.ARRIVAL, 1) / 4294967296.0
        renting = drawn * (looking[0] + looking[1]) < looking[0]
        if not len(owners):
            renting[:] = True
        size = np.where(renting, len(tenants), len(owners))
        places = keyed.picks(size, keys, self.seed, Purpose.ARRIVAL)
        chosen = np.empty(count, np.int64)
        chosen[renting], chosen[~renting] = tenants[places[renting]], owners[places[~renting]]
        state.arrivals[:NEWCOMERS] += np.bincount(stream, minlength=NEWCOMERS)
        return self._look_everywhere(*self._copy(state, keys, chosen))

    def form(self, state: State, parents: Ints) -> tuple[State, Ints]:
        """Return the state with a new household from each of `parents`, and their rows."""
        people, keys = state.households, self._next(state, FORMED, len(parents))
        chosen = np.empty(len(parents), np.int64)
        kind = 2 * people.group[parents].astype(np.int64) + people.citizenship[parents]
        for each in np.unique(kind).tolist():
            same = kind == each
            kin = self._kin(people, each // 2, each % 2)
            size = np.full(int(same.sum()), len(kin))
            chosen[same] = kin[keyed.picks(size, keys[same], self.seed, Purpose.ARRIVAL)]
        return self._look_everywhere(*self._copy(state, keys, chosen))

    def _kin(self, people: Households, *key: int) -> Ints:
        """Return the initial households of a group and citizenship."""
        if key not in self.kin:
            group, citizenship = (
                column[: len(self.everyone)] for column in (people.group, people.citizenship)
            )
            self.kin[key] = np.flatnonzero((group == key[0]) & (citizenship == key[1]))
        return self.kin[key]

    def _next(self, state: State, stream: int, count: int) -> Ints:
        """Return the keys of the next arrivals of a stream, and count them as arrived."""
        first = int(state.arrivals[stream])
        state.arrivals[stream] = first + count
        return 3 * np.arange(first, first + count) + stream

    def _copy(self, state: State, keys: Ints, chosen: Ints) -> tuple[State, Ints]:
        """Return the state with rows for households of these keys that resemble those chosen."""
        rows = int(state.clock[INITIAL]) + keys
        if len(rows):
            state = state._replace(households=with_room(state.households, int(rows.max()) + 1))
        for name in COPIED:
            column = getattr(state.households, name)
            column[rows] = column[chosen]
        return state, rows

    def _look_everywhere(self, state: State, rows: Ints) -> tuple[State, Ints]:
        """Let arrivals look at every market; they stay in that of the first home that they take."""
        state.households.market[rows] = ANY_MARKET
        return state, rows

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
        first = int(state.arrivals[stream])
        chosen = np.array([template(first + k, k) for k in range(count)], np.int64)
        state, rows = self._copy(state, self._next(state, stream, count), chosen)
        return state, rows.tolist()
