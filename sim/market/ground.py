"""The ground of a city: empty blocks in the order in which they are built on, and building there.

Work on a block is written in `State.sites`, and on a cell of it in `State.dwellings`: where a home
is being built, `vacant_since` is the month in which it will be finished.
"""

from collections.abc import Sequence

import numpy as np

from sim.behaviour.parameters import MILLION, per
from sim.config.schema import Config
from sim.draws import Purpose
from sim.market.obligations import Kept, Plan, Site
from sim.policies.levers import SetAside
from sim.state import keyed, land
from sim.state.columns import PRIVATE, UNBUILT, Ints, State, list_vacancy


class Ground:
    """Empty land, and what a home costs on it.

    Attributes
    ----------
    blocks : list of int
        Blocks of empty land at the start, in an order drawn by key: the same in every world.
    price : int
        Mean price of private homes at the start, cents.
    land, construction : int
        Cost of a home's land and of building it, cents.
    """

    def __init__(self, config: Config, state: State, seed: int) -> None:
        self.config, self.seed = config, seed
        self.cells = land.cells_by_block(state.zones)
        self.neighbourhood = land.neighbourhood_of_block(state.zones)
        empty = land.block_sectors(config.city, len(self.cells), seed) < 0
        self.blocks: list[int] = keyed.order(np.flatnonzero(empty), seed, Purpose.PROJECT).tolist()
        market = config.market
        rent, returns = per(config.city.private.rent, 100), per(market.price_yield, MILLION)
        self.price = rent * 12 * MILLION // returns
        self.land = per(market.land_cost, MILLION) * self.price // MILLION
        self.construction = per(market.construction_cost, MILLION) * self.price // MILLION
        self._ordered: dict[int, Ints] = {}
        self._rents: dict[int, Ints] = {}

    def ordered(self, block: int) -> Ints:
        """Return a block's cells in the order in which homes are built on them."""
        if block not in self._ordered:
            self._ordered[block] = keyed.order(self.cells[block], self.seed, Purpose.PROJECT, 1)
        return self._ordered[block]

    def base_rents(self, state: State, block: int) -> Ints:
        """Return the rents at a rent level of one of homes on a block's cells, in that order."""
        if block not in self._rents:
            self._rents[block] = self._base_rents(state, self.ordered(block))
        return self._rents[block]

    def size(self, block: int) -> int:
        """Return the homes of a project on a block without a bonus."""
        return min(self.config.market.project_homes, len(self.cells[block]))

    def site(self, state: State, block: int, rules: Sequence[SetAside]) -> Site:
        """Return a block as a site that might be built on under some rules."""
        elsewhere = any(rule.off_site_share > 0.0 for rule in rules)
        land = len(self.cells_elsewhere(state, block)) if elsewhere else 0
        return Site(block, self.size(block), len(self.cells[block]), land)

    def is_free(self, state: State, block: int) -> bool:
        """Return whether nothing stands or is being built on a block."""
        if (
            state.sites.finish[block]
            or state.sites.clear[block]
            or state.sites.elsewhere[0] == block + 1
        ):
            return False
        return bool((state.dwellings.sector[self.cells[block]] == UNBUILT).all())

    def last_free(self, state: State, but: int, places: frozenset[int] | None = None) -> int:
        """Return the free block that is last in the order, but for one of them; -1: there is none.

        With `places`, the last in these neighbourhoods.
        """
        for block in reversed(self.blocks):
            inside = places is None or int(self.neighbourhood[block]) in places
            if block != but and inside and self.is_free(state, block):
                return block
        return -1

    def cells_elsewhere(self, state: State, but: int) -> Ints:
        """Return the cells for homes that are owed on other land: first of the block that has such
        homes already, then of the last free one."""
        begun, homes = int(state.sites.elsewhere[0]) - 1, state.dwellings
        cells = self.ordered(begun) if begun >= 0 else np.empty(0, np.int64)
        left = cells[(homes.sector[cells] == UNBUILT) & (homes.vacant_since[cells] <= 0)]
        other = self.last_free(state, but)
        return np.concatenate([left, self.ordered(other)]) if other >= 0 else left

    # Building -------------------------------------------------------------------------------------

    def begin(self, state: State, block: int, plan: Plan, finish: int) -> None:
        """Begin a project that is finished in a month, and put its fee into the fund."""
        if plan.elsewhere:
            self._begin_elsewhere(state, block, plan.elsewhere, finish)
        cells = self.ordered(block)[: plan.homes]
        self._begin_homes(state, cells, plan.on_site, plan.pass_through, finish)
        state.sites.fund[0] += plan.fee

    def _begin_elsewhere(
        self, state: State, block: int, kept: tuple[Kept, ...], finish: int
    ) -> None:
        number = sum(part.number for part in kept)
        cells = self.cells_elsewhere(state, block)[:number]
        if not len(cells):
            return
        self._begin_homes(state, cells, kept, 0, finish)
        state.sites.elsewhere[0] = int(state.zones.block[cells[-1]]) + 1

    def _begin_homes(
        self, state: State, cells: Ints, kept: tuple[Kept, ...], passed: int, finish: int
    ) -> None:
        """Begin homes; the first of them, in order, are the reserved ones."""
        homes, sites, block = state.dwellings, state.sites, state.zones.block[cells]
        rents, reserved = self._base_rents(state, cells), 0
        homes.rental[cells], homes.vacant_since[cells] = 1, finish
        homes.base_rent[cells] = rents + rents * passed // MILLION
        homes.last_rent[cells] = homes.withdrawn[cells] = 0
        for part in kept:
            own = slice(reserved, reserved + part.number)
            homes.base_rent[cells[own]] = rents[own]
            self._reserve(state, cells[own], part, finish)
            reserved += part.number
        np.add.at(sites.homes, block, 1)
        np.add.at(sites.reserved, block[:reserved], 1)
        np.maximum.at(sites.finish, block, finish)

    def _base_rents(self, state: State, cells: Ints) -> Ints:
        rents, city = np.empty(len(cells), np.int64), self.config.city
        quality = state.dwellings.quality[cells]
        land.fill_rents(rents, quality, float(city.private.rent), float(city.rent_spread))
        return rents

    def _reserve(self, state: State, cells: Ints, part: Kept, finish: int) -> None:
        homes = state.dwellings
        homes.reserved_until[cells] = finish + part.term
        homes.reserved_income[cells], homes.reserved_rent[cells] = part.income, part.rent
        homes.reserved_term[cells] = part.term if part.restarts else 0

    def finish(self, state: State, month: int) -> tuple[int, int]:
        """Finish the homes that are due; return those on the market and those reserved."""
        market = reserved = 0
        for block in np.flatnonzero(state.sites.homes).tolist():
            built, kept = self.finish_block(state, block, month)
            market, reserved = market + built - kept, reserved + kept
        return market, reserved

    def finish_block(self, state: State, block: int, month: int) -> tuple[int, int]:
        """Finish a block's homes that are due and list them; return all and those reserved."""
        homes, sites = state.dwellings, state.sites
        cells = self.ordered(block)
        due = cells[(homes.sector[cells] == UNBUILT) & (homes.vacant_since[cells] == month)]
        homes.sector[due] = PRIVATE
        for cell in due.tolist():
            list_vacancy(state, cell)
        kept = int((homes.reserved_until[due] >= 0).sum())
        sites.homes[block] -= len(due)
        sites.reserved[block] -= kept
        if sites.homes[block] == 0:
            sites.finish[block] = 0
        return len(due), kept
