"""Developers: they begin what pays, so that a rule that makes building unprofitable stops it."""

from collections.abc import Sequence

import numpy as np

from sim.behaviour.parameters import MILLION, per
from sim.config.schema import Config
from sim.draws import Purpose
from sim.market import redevelopment
from sim.market.obligations import Plan, binding, plan
from sim.market.supply import Supply
from sim.policies.levers import SetAside
from sim.state import keyed
from sim.state.columns import LEVEL_ONE, PRIVATE, State


class Developers(Supply):
    """Builders who look at every free block in keyed order and begin where revenue covers cost.

    Revenue is the price of the homes: a year's rent over `market.price_yield`, at the present rent
    level of the neighbourhood for market homes, at what the rule says for reserved ones. Cost is
    land for the homes that the site holds without a bonus, construction of all homes, and fees,
    times one plus the return wanted.
    """

    def __init__(self, config: Config, state: State, seed: int) -> None:
        self.begun = self.unprofitable = self.stopped_by_rules = self.given_notice = 0
        self.most = 0
        self.years = config.market.redevelopment_years
        self.months = config.market.construction_months
        self.returns = MILLION + per(config.market.developer_return, MILLION)
        self.price_yield = per(config.market.price_yield, MILLION)
        super().__init__(config, state, seed)

    def tell(self, state: State) -> None:
        """Note what is recorded of the month."""
        super().tell(state)
        self.told["projects_begun"] = self.begun
        self.told["projects_unprofitable"] = self.unprofitable
        self.told["projects_stopped_by_rules"] = self.stopped_by_rules
        self.told["homes_under_construction"] = int(state.sites.homes.sum())
        if self.years is not None:
            self.told["buildings_given_notice"] = self.given_notice

    def begin(self, state: State, rules: Sequence[SetAside], month: int) -> tuple[int, int]:
        """Begin the month's projects; none is finished before `finish` looks for it."""
        self.begun = self.unprofitable = self.stopped_by_rules = self.given_notice = 0
        self.most = self._most(month)
        for block in np.flatnonzero(
            (state.sites.clear > 0) & (state.sites.clear <= month)
        ).tolist():
            state.sites.clear[block] = 0
            redevelopment.cleared(state, self.ground, block)
            self._begin(state, self._choice(state, rules, block, 0)[0], block, month)
        for block in self.ground.blocks:
            if self.begun >= self.most:
                return 0, 0
            if not self.ground.is_free(state, block):
                continue
            wanted, pays = self._looked_at(state, rules, block, self._land(block))
            if pays:
                self._begin(state, wanted, block, month)
                self.begun += 1
        if self.years is not None:
            self._redevelop(state, rules, month)
        return 0, 0

    def _most(self, month: int) -> int:
        """Return how many projects may begin: those given, else as many as the builders' pace has
        come to this month; what is not begun is not made up for."""
        given = self.config.market.most_projects
        return self.pace(month) - self.pace(month - 1) if given is None else given

    def _begin(self, state: State, wanted: Plan, block: int, month: int) -> None:
        self.ground.begin(state, block, wanted, month + self.months)
        self.fees += wanted.fee

    def _redevelop(self, state: State, rules: Sequence[SetAside], month: int) -> None:
        """Give notice in old buildings where a new one pays after buying the old one out."""
        assert self.buildings is not None and self.years is not None
        old = redevelopment.old_enough(state, self.buildings, self.years, month)
        for block in keyed.order(old, self.seed, Purpose.PROJECT).tolist():
            if self.begun >= self.most:
                return
            price = redevelopment.value(state, self.ground, block, self.price_yield)
            if self._looked_at(state, rules, block, price)[1]:
                end = month + self.config.market.redevelopment_notice
                strain = self.config.market.displacement_months
                redevelopment.give_notice(state, self.ground, block, end, strain, month)
                self.begun += 1
                self.given_notice += 1

    def _looked_at(
        self, state: State, rules: Sequence[SetAside], block: int, land: int
    ) -> tuple[Plan, bool]:
        """Return the best plan for a site that costs `land`, and whether it pays; count if not."""
        wanted, margin = self._choice(state, rules, block, land)
        if margin < 0:
            self.unprofitable += 1
            free = self._plan(state, (), block)
            self.stopped_by_rules += self._margin(state, block, free, land) >= 0
        return wanted, margin >= 0

    def _land(self, block: int) -> int:
        """Return the price of empty land, cents: for the homes it holds without a bonus."""
        return self.ground.land * self.ground.size(block)

    def _choice(
        self, state: State, rules: Sequence[SetAside], block: int, land: int
    ) -> tuple[Plan, int]:
        """Return the plan that pays best under the rules, and its margin.

        A developer takes part in a voluntary rule where that pays better than not to.
        """
        bound = binding(rules, self.ground.size(block), int(self.ground.neighbourhood[block]))
        taken = [rule for rule in bound if rule.mandatory]
        best = self._plan(state, taken, block)
        margin = self._margin(state, block, best, land)
        for rule in bound:
            if rule.mandatory:
                continue
            other = self._plan(state, [*taken, rule], block)
            if (more := self._margin(state, block, other, land)) > margin:
                taken, best, margin = [*taken, rule], other, more
        return best, margin

    def _plan(self, state: State, rules: Sequence[SetAside], block: int) -> Plan:
        median = self.median(state) if rules else 0
        site = self.ground.site(state, block, rules)
        return plan(rules, site, median, self.ground.price, self.seed)

    def _margin(self, state: State, block: int, wanted: Plan, land: int) -> int:
        """Return revenue less cost and the return wanted, in millionths of a cent.

        `land` is what the site costs, cents.
        """
        ground, elsewhere = self.ground, wanted.owed_elsewhere
        cost = land + ground.land * elsewhere + wanted.fee
        cost += ground.construction * (wanted.homes + elsewhere)
        return self._revenue(state, block, wanted) * MILLION - cost * self.returns

    def _revenue(self, state: State, block: int, wanted: Plan) -> int:
        """Return the price of a project's homes, cents.

        That a rule raises prices by itself (`price_pass_through`) is not counted on: else a rule
        that asks for nothing but is passed on would pay for itself.
        """
        level = int(state.rent_level[self.ground.neighbourhood[block], PRIVATE])
        base = self.ground.base_rents(state, block)[wanted.reserved : wanted.homes]
        rents = np.maximum(base * level // LEVEL_ONE, 1)
        total = int((rents * (12 * MILLION) // self.price_yield).sum())
        for kept in (*wanted.on_site, *wanted.elsewhere):
            total += kept.number * (kept.rent * 12 * MILLION // self.price_yield)
        return total
