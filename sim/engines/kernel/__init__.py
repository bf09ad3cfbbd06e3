"""The compiled engine: the month of all households in loops over the state's columns.

It reads like the reference engine and calls the same rules; it differs in keeping what a searcher
looks at (neighbours by group, homes by owner of record) up to date move by move instead of
counting afresh.
"""

from functools import cache
from typing import Any

import numpy as np

from sim.compiled import compile_now, numba
from sim.engines.flows import ARRIVED, DISPLACED, UNHOUSED, Flows
from sim.engines.host import Host
from sim.engines.kernel import month as months
from sim.engines.kernel.queue import room_for
from sim.engines.kernel.window import show_all
from sim.engines.kernel.world import Counts, World, count_all, count_owners
from sim.state.columns import Ints


@cache
def _compiled() -> dict[str, Any]:
    month = (months.search_month, months.arrive, months.depart, show_all)
    functions = (*month, count_all, count_owners)
    return {function.__name__: compile_now(function, False) for function in functions}


class KernelEngine:
    """Runs the households' part of a month in compiled loops."""

    def __init__(self, city: Host, flows: Flows) -> None:
        if numba() is None:
            raise ModuleNotFoundError(
                "engine=kernel needs Numba; install it or use engine=reference"
            )
        self.city, self.flows = city, flows
        cells, groups = len(city.state.zones.block), len(city.config.city.groups)
        blocks, neighbourhoods = (
            city.levers.tables.block_limit,
            city.levers.tables.neighbourhood_limit,
        )
        by_block = np.zeros((len(blocks), blocks.shape[1] + 1), np.int64)
        by_place = np.zeros((len(neighbourhoods), blocks.shape[1] + 1), np.int64)
        residents = np.zeros(len(blocks), np.int64)
        residents_around = np.zeros(len(neighbourhoods), np.int64)
        self.counts = Counts(
            np.zeros((cells, groups + 1), np.int16),
            np.zeros(cells, np.int32),
            by_block,
            by_place,
            by_block.copy(),
            by_place.copy(),
            residents,
            residents_around,
            residents.copy(),
            residents_around.copy(),
            np.zeros((cells, 2), np.int64),
            np.zeros(1, np.int64),
            np.zeros(1, np.int64),
            np.zeros(0, np.int64),
        )
        self._queue = room_for(0, 0)
        self.shown: int | None = None  # month of the costs that newcomers see in the window
        _compiled()["count_all"](self._world(), city.parameters)
        self.read_owners()

    def _world(self) -> World:
        city = self.city
        rows, saved = len(city.state.households.dwelling), self.counts.saved
        if len(saved) < rows and (len(saved) or city.levers.caps_rents()):
            saved = np.concatenate([saved, np.zeros(rows - len(saved), np.int64)])
            self.counts = self.counts._replace(saved=saved)
        return World(city.state, self.counts, city.levers.tables, city.tables, self.flows)

    def begin_month(self) -> None:
        """Note the quota's counts as on the first of the month."""
        self.counts.block_first[...] = self.counts.block
        self.counts.neighbourhood_first[...] = self.counts.neighbourhood
        self.counts.residents_first[...] = self.counts.residents
        self.counts.residents_around_first[...] = self.counts.residents_around

    def read_owners(self) -> None:
        """Take over owners of record that changed outside a search."""
        _compiled()["count_owners"](self._world())

    def depart(self, leavers: Ints, event: int = DISPLACED) -> None:
        """Let households leave the city, and count them under an event."""
        run, month, p = _compiled()["depart"], self.city.month, self.city.parameters
        run(self._world(), month, p, leavers, event)

    def arrive(self, rows: Ints, event: int = ARRIVED, otherwise: int = UNHOUSED) -> None:
        """Let arrivals look for a home, and count those who take one and the others."""
        run, month, p = _compiled()["arrive"], self.city.month, self.city.parameters
        if self.shown != month:
            _compiled()["show_all"](self._world(), month, p)
            self.shown = month
        run(self._world(), month, p, rows, event, otherwise)

    def search(self) -> None:
        """Let every household live its month."""
        rows = len(self.city.state.households.dwelling)
        if len(self._queue.ids) < rows:
            self._queue = room_for(rows, rows)
        run = _compiled()["search_month"]
        run(self._world(), self.city.month, self.city.parameters, self._queue)
