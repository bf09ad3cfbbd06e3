"""The compiled engine of relocation."""

from functools import cache
from typing import Any

import numpy as np

from sim.behaviour.switches import Switches, switches
from sim.compiled import compile_now, numba
from sim.config.choices import (
    ALL,
    DRAWN,
    PAIRS,
    RANDOM_VACANCY,
    SATISFIED_THERE,
    TWO_TRAITS,
    UNHAPPY_PAIRS,
)
from sim.engines.host import Host
from sim.engines.kernel.queue import room_for
from sim.engines.kernel.relocation import month
from sim.engines.kernel.relocation.months import several
from sim.engines.kernel.relocation.plain import plain
from sim.engines.kernel.relocation.search import Options
from sim.engines.kernel.relocation.world import (
    Limits,
    RelocationCounts,
    RelocationWorld,
    Traits,
    columns,
    part,
)
from sim.engines.surroundings import homes_around, surroundings
from sim.engines.turns import Turns
from sim.state.columns import Ints


@cache
def _compiled() -> dict[str, Any]:
    kinds = (
        month.plain_month,
        month.listed_month,
        month.drawn_month,
        month.roaming_month,
        month.paired_month,
    )
    lives = {kind.__name__: compile_now(several(kind), False) for kind in kinds}
    return {"count_all": compile_now(month.count_all, False), **lives}


def roaming(p: Switches) -> bool:
    """Return whether any household, satisfied or not, takes a random vacancy that satisfies it."""
    return one_vacancy(p) and p.acceptance == SATISFIED_THERE and p.movers == ALL


def one_vacancy(p: Switches) -> bool:
    """Return whether whoever has a turn looks at one vacancy, drawn of all."""
    one = p.search == RANDOM_VACANCY and p.sample <= 1
    return one and p.score != TWO_TRAITS and not p.recommended and not p.tied_homes


class RelocationKernel:
    """Runs months of relocation in compiled loops."""

    def __init__(self, city: Host, flows: Turns) -> None:
        if numba() is None:
            raise ModuleNotFoundError(
                "engine=kernel needs Numba; install it or use engine=reference"
            )
        self.city, self.flows = city, flows
        state = city.state
        households, cells = len(state.households.group), len(state.zones.block)
        self.switches: Switches = switches(city.config, city.parameters.seed)
        p = self.switches
        self._kind = _kind_of_month(p, bool(city.config.policy))
        self._parts: tuple[Any, ...] = (None,) * 4  # what the whole was put together from
        self.around = surroundings(city.config, state.zones, p, households)
        self.counts = self._no_counts(cells, households)
        rows = households if p.activation != DRAWN else 0
        self._queue = room_for(rows, 0)
        places = int(state.vacancies.length[0]) + 1
        self._options = Options(
            np.empty(places, np.int64),
            np.empty(places),
            np.empty(places, np.int64),
            np.empty(places if p.sample > 0 else 0, np.int64),
        )
        _compiled()["count_all"](self._world(), self._queue, p)

    def _no_counts(self, cells: int, households: int) -> RelocationCounts:
        p, levers = self.switches, self.city.levers.tables
        groups = len(self.city.config.city.groups)
        zones = self.city.state.zones
        units = int(zones.block.max()) + 1 if p.zonal else cells
        classes = levers.block_limit.shape[1] + 1
        by_block = np.zeros((len(levers.block_limit), classes), np.int64)
        by_place = np.zeros((len(levers.neighbourhood_limit), classes), np.int64)
        around = np.zeros((units, groups + 1), np.int32)
        numbers = len(self.around.down) + 1 if self._kind == "plain_month" else 0
        return RelocationCounts(
            around=around,
            seen=around.copy() if p.sees_start else around,
            homes=homes_around(self.city.state.dwellings.sector >= 0, zones.block, self.around, p),
            group=np.full(cells, -1, np.int8),
            block=by_block,
            neighbourhood=by_place,
            block_first=by_block.copy(),
            neighbourhood_first=by_place.copy(),
            wishing=np.zeros((groups, households + 1 if p.tracked else 1), np.int64),
            wishes=np.zeros(households if p.tracked else 0, np.int8),
            income=np.zeros(units if p.sees_income else 0, np.int64),
            content=np.zeros((groups + 1, numbers, numbers), np.int8),
        )

    def _world(self) -> RelocationWorld:
        """Return all that a month touches; put together anew only where a part is another."""
        city = self.city
        now = (city.state, city.levers.tables, city.tables, self.flows)
        if any(a is not b for a, b in zip(self._parts, now, strict=True)):
            limits, traits = part(Limits, city.levers.tables), part(Traits, city.tables)
            self._whole = RelocationWorld(
                columns(city.state), self.counts, self.around, limits, traits, self.flows
            )
            self._parts = now
        return self._whole

    def relocate(self, most: int) -> Ints:
        """Let households relocate for so many months, or until the city rests; return what happened
        in each."""
        rows = np.empty((most, len(self.flows), len(self.flows.tried)), np.int64)
        run, month = _compiled()[self._kind], self.city.month
        lived = run(self._world(), month, rows, self._queue, self._options, self.switches)
        return rows[:lived]


def _kind_of_month(p: Switches, policies: bool) -> str:
    """Return the name of the function that lives a month under these switches."""
    if p.activation == DRAWN:
        if p.movers in (UNHAPPY_PAIRS, PAIRS):
            return "paired_month"
        return "roaming_month" if roaming(p) and not policies else "drawn_month"
    return "plain_month" if plain(p) and not policies else "listed_month"
