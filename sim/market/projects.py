"""New homes: the same keyed sequence of projects in every world, and the set-asides that they must
meet."""

import numpy as np

from sim.behaviour.parameters import MILLION, per
from sim.config.schema import Config
from sim.draws import Purpose
from sim.policies.levers import SetAside
from sim.state import keyed, land
from sim.state.columns import NEXT_PROJECT, PRIVATE, Ints, State, list_vacancy, unlist_vacancy


class Projects:
    """The city's building programme: which block of empty land is built in which month.

    About `market.project_rate` of the initial homes a year, private rental, until the land is used
    up. A project fills `market.project_homes` cells of a block; a density bonus fills more, in the
    same order.
    """

    def __init__(self, config: Config, state: State, seed: int) -> None:
        self.config, self.seed = config, seed
        self.cells = land.cells_by_block(state.zones)
        empty = land.block_sectors(config.city, len(self.cells), seed) < 0
        self.blocks = keyed.order(np.flatnonzero(empty), seed, Purpose.PROJECT).tolist()
        homes = len(state.zones.block) - sum(len(self.cells[b]) for b in self.blocks)
        self.homes_per_year = config.market.project_rate * homes

    def due(self, month: int) -> int:
        """Return how many projects are finished by the end of a month."""
        size = max(self.config.market.project_homes, 1)
        finished = int(self.homes_per_year * max(month, 0) / (12.0 * size))
        return min(finished, len(self.blocks))

    def build(self, state: State, set_asides: list[SetAside], month: int) -> tuple[int, int]:
        """Finish the month's projects; return the homes built on the market and the homes
        reserved."""
        market = reserved = 0
        while int(state.clock[NEXT_PROJECT]) < self.due(month):
            block = self.blocks[int(state.clock[NEXT_PROJECT])]
            state.clock[NEXT_PROJECT] += 1
            built, kept = self._build_block(state, block, set_asides, month)
            market, reserved = market + built - kept, reserved + kept
        return market, reserved

    def _build_block(
        self, state: State, block: int, rules: list[SetAside], month: int
    ) -> tuple[int, int]:
        cells = keyed.order(self.cells[block], self.seed, Purpose.PROJECT, 1).tolist()
        neighbourhood = int(state.zones.neighbourhood[cells[0]])
        size = min(self.config.market.project_homes, len(cells))
        binding = [
            rule
            for rule in rules
            if rule.share > 0.0
            and size >= rule.smallest_project
            and (rule.places is None or neighbourhood in rule.places)
        ]
        bonus = max((rule.bonus for rule in binding), default=0.0)
        homes = cells[: min(int(size * (1.0 + bonus) + 1e-9), len(cells))]
        for cell in homes:
            self._raise_home(state, cell)
        kept, median = 0, median_income(state) if binding else 0
        for rule in binding:  # the first homes in keyed order are the reserved ones
            number = min(int(rule.share * len(homes) + 1e-9), len(homes) - kept)
            for cell in homes[kept : kept + number]:
                self._reserve(state, cell, rule, month, median)
            kept += number
        for cell in homes:
            state.dwellings.vacant_since[cell] = month
            list_vacancy(state, cell)
        return len(homes), kept

    def _raise_home(self, state: State, cell: int) -> None:
        homes = state.dwellings
        homes.sector[cell] = PRIVATE
        homes.rental[cell] = 1
        city = self.config.city
        homes.base_rent[cell] = land.base_rent(
            float(city.private.rent), float(city.rent_spread), int(homes.quality[cell])
        )

    def _reserve(self, state: State, cell: int, rule: SetAside, month: int, median: int) -> None:
        homes = state.dwellings
        limit = median * per(rule.income_share, MILLION) // MILLION
        homes.reserved_until[cell] = month + rule.term_months
        homes.reserved_income[cell] = limit
        homes.reserved_rent[cell] = max(limit * per(rule.rent_burden, MILLION) // MILLION, 1)


def median_income(state: State) -> int:
    """Return the lower median income of the households in the city, cents a month; 0 if there are
    none."""
    incomes: Ints = state.households.income[state.households.dwelling >= 0]
    if not len(incomes):
        return 0
    return int(np.partition(incomes, (len(incomes) - 1) // 2)[(len(incomes) - 1) // 2])


def release(state: State, month: int) -> int:
    """Put reserved homes whose term has ended on the market; return how many."""
    homes = state.dwellings
    over = np.flatnonzero((homes.reserved_until >= 0) & (homes.reserved_until < month)).tolist()
    for cell in over:
        vacant = homes.household[cell] < 0
        if vacant:
            unlist_vacancy(state, cell)
        homes.reserved_until[cell] = -1
        homes.last_rent[cell], homes.last_rent_month[cell] = homes.reserved_rent[cell], month
        if vacant:
            list_vacancy(state, cell)
    return len(over)
