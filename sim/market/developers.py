"""Developers: they begin what pays, so that a rule that makes building unprofitable stops it."""

from collections.abc import Sequence

import numpy as np

from sim.behaviour.parameters import MILLION, per
from sim.config.schema import Config
from sim.market.obligations import Plan, binding, plan
from sim.market.supply import Supply
from sim.policies.levers import SetAside
from sim.state.columns import LEVEL_ONE, PRIVATE, State


class Developers(Supply):
    """Builders who look at every free block in keyed order and begin where revenue covers cost.

    Revenue is the price of the homes: a year's rent over `market.price_yield`, at the present rent
    level of the neighbourhood for market homes, at what the rule says for reserved ones. Cost is
    land for the homes that the site holds without a bonus, construction of all homes, and fees,
    times one plus the return wanted.
    """

    def __init__(self, config: Config, state: State, seed: int) -> None:
        self.begun = self.unprofitable = self.stopped_by_rules = 0
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

    def begin(self, state: State, rules: Sequence[SetAside], month: int) -> tuple[int, int]:
        """Begin the month's projects; none is finished before `finish` looks for it."""
        self.begun = self.unprofitable = self.stopped_by_rules = 0
        for block in self.ground.blocks:
            if self.begun >= self.config.market.most_projects:
                break
            if not self.ground.is_free(state, block):
                continue
            wanted, margin = self._choice(state, rules, block)
            if margin >= 0:
                self.ground.begin(state, block, wanted, month + self.months)
                self.fees += wanted.fee
                self.begun += 1
                continue
            self.unprofitable += 1
            self.stopped_by_rules += self._margin(state, block, self._plan(state, (), block)) >= 0
        return 0, 0

    def _choice(self, state: State, rules: Sequence[SetAside], block: int) -> tuple[Plan, int]:
        """Return the plan that pays best under the rules, and its margin.

        A developer takes part in a voluntary rule where that pays better than not to.
        """
        bound = binding(rules, self.ground.size(block), int(self.ground.neighbourhood[block]))
        taken = [rule for rule in bound if rule.mandatory]
        best = self._plan(state, taken, block)
        margin = self._margin(state, block, best)
        for rule in bound:
            if rule.mandatory:
                continue
            other = self._plan(state, [*taken, rule], block)
            if (more := self._margin(state, block, other)) > margin:
                taken, best, margin = [*taken, rule], other, more
        return best, margin

    def _plan(self, state: State, rules: Sequence[SetAside], block: int) -> Plan:
        median = self.median(state) if rules else 0
        site = self.ground.site(state, block, rules)
        return plan(rules, site, median, self.ground.price, self.seed)

    def _margin(self, state: State, block: int, wanted: Plan) -> int:
        """Return revenue less cost and the return wanted, in millionths of a cent."""
        ground, elsewhere = self.ground, wanted.owed_elsewhere
        cost = ground.land * (ground.size(block) + elsewhere) + wanted.fee
        cost += ground.construction * (wanted.homes + elsewhere)
        return self._revenue(state, block, wanted) * MILLION - cost * self.returns

    def _revenue(self, state: State, block: int, wanted: Plan) -> int:
        """Return the price of a project's homes, cents."""
        level = int(state.rent_level[self.ground.neighbourhood[block], PRIVATE])
        base = self.ground.base_rents(state, block)[wanted.reserved : wanted.homes]
        base = base + base * wanted.pass_through // MILLION
        rents = np.maximum(base * level // LEVEL_ONE, 1)
        total = int((rents * (12 * MILLION) // self.price_yield).sum())
        for kept in (*wanted.on_site, *wanted.elsewhere):
            total += kept.number * (kept.rent * 12 * MILLION // self.price_yield)
        return total
