"""The C twin of the plain rule of relocation: schelling.c.

`Twin(city)` writes the first state of a city of `sim` for schelling.c; `live` lives months from it;
`last_state` is where the program ended, as a state whose hash can be compared with the city's.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from program import Program

from sim.behaviour.switches import switches
from sim.city import City
from sim.config.choices import (
    ANY,
    DRAWN,
    LIKE_COUNT,
    LIKE_SHARE,
    NOBODY_MOVED,
    RANDOM_ORDER,
    RANDOM_VACANCY,
    SATISFIED,
    UNHAPPY,
)
from sim.engines.surroundings import wanted_by_group
from sim.state.columns import MONTH, State, copy, state_hash

MOST_GROUPS = 8


class Lived(NamedTuple):
    """What a program says of the months that it lived."""

    months: int
    seconds: float  # of processor time
    turns: int
    unhappy: int


def _head(city: City) -> NDArray[np.int64]:
    """Return what schelling.c reads first: `Rules`."""
    p = switches(city.config, city.parameters.seed)
    plain = {
        "rules.search": p.search == RANDOM_VACANCY and p.sample <= 1,
        "rules.acceptance": p.acceptance == ANY,
        "rules.activation": p.activation == RANDOM_ORDER and p.activation != DRAWN,
        "rules.movers": p.movers == UNHAPPY and p.happy_moves <= 0.0,
        "rules.decided": p.at_start != p.on_turn,
        "rules.stop": p.stop != NOBODY_MOVED,
        "preferences.satisfaction": p.satisfaction in (LIKE_SHARE, LIKE_COUNT),
        "preferences.score": p.score == SATISFIED,
        "preferences.neighbourhood": p.neighbourhood == 0,
        "preferences.isolated": not p.isolated_avoided,
        "preferences.empty_cells": not p.count_empty,
        "preferences.sees_neighbours": not p.sees_start,
        "policy": not city.config.policy,
    }
    other = [name for name, same in plain.items() if not same]
    if other:
        raise ValueError(f"schelling.c knows only the plain rule, not this {', '.join(other)}")
    wanted = wanted_by_group(city.config, p)
    groups = len(wanted)
    by_group = np.zeros((3, MOST_GROUPS), np.int64)
    by_group[:, :groups] = wanted[:, 0], wanted[:, 1], city.tables.quota_class
    households, vacancies = len(city.state.households.group), int(city.state.vacancies.length[0])
    scalars = (
        *(p.seed, p.rows, p.cols, p.torus, p.radius, households, vacancies, groups),
        *(p.on_turn, p.satisfaction, p.equal_happy, p.isolated_happy, p.stop == 0),
    )
    return np.concatenate([np.array(scalars, np.int64), by_group.ravel()])


class Twin(Program):
    """A running schelling.c that starts where a city stands before its first month."""

    def __init__(self, city: City) -> None:
        self.first: State = copy(city.state)
        columns = (self.first.households.group, *self._columns(self.first))
        found = (np.ascontiguousarray(column).tobytes() for column in columns)
        super().__init__("schelling", _head(city).tobytes(), *found)

    @staticmethod
    def _columns(state: State) -> list[NDArray[np.integer]]:
        """Return the columns that moves change, in the order of the file."""
        people, homes, lists = state.households, state.dwellings, state.vacancies
        vacant = lists.homes[0, : int(lists.length[0])]
        return [
            *(people.dwelling, people.moved),
            *(homes.household, homes.record, homes.vacant_since, vacant, lists.place),
        ]

    def live(self, months: int) -> Lived:
        """Live months from the first state, fewer if all are satisfied before."""
        lived, nanoseconds, turns, unhappy = map(int, self.ask(f"run {months}"))
        self._months = lived
        return Lived(lived, nanoseconds / 1e9, turns, unhappy)

    def last_state(self) -> State:
        """Return where the program stands after `live`."""
        state, content, place = copy(self.first), self.written(), 0
        for column in self._columns(state):
            column[:] = np.frombuffer(content, column.dtype, len(column), place)
            place += column.nbytes
        assert place == len(content)
        state.clock[MONTH] += self._months
        return state

    def state_hash(self) -> str:
        """Return the hash of the last state."""
        return state_hash(self.last_state())
