"""The city's building programme: the same keyed sequence of projects in every world."""

from collections.abc import Sequence

from sim.market.obligations import GIVES_UP, TAKES_PART, binding, drawn, plan
from sim.market.supply import Supply
from sim.policies.levers import SetAside
from sim.state.columns import NEXT_PROJECT, State


class Projects(Supply):
    """Which block of empty land is built in which month.

    About `market.project_rate` of the initial homes a year, private rental, until the land is used
    up. A project fills `market.project_homes` cells of a block; a density bonus fills more, in the
    same order.
    """

    def due(self, month: int) -> int:
        """Return how many projects are finished by the end of a month."""
        return min(self.pace(month), len(self.ground.blocks))

    def begin(self, state: State, rules: Sequence[SetAside], month: int) -> tuple[int, int]:
        """Build the month's projects, one after the other."""
        market = reserved = 0
        while int(state.clock[NEXT_PROJECT]) < self.due(month):
            block = self.ground.blocks[int(state.clock[NEXT_PROJECT])]
            state.clock[NEXT_PROJECT] += 1
            bound = self._bound(rules, block)
            if not self.ground.is_free(state, block) or self._given_up(bound, block):
                continue
            median = self.median(state) if bound else 0
            site = self.ground.site(state, block, bound)
            wanted = plan(bound, site, median, self.ground.price, self.seed)
            self.ground.begin(state, block, wanted, month)
            self.fees += wanted.fee
            built, kept = self.ground.finish_block(state, block, month)
            market, reserved = market + built - kept, reserved + kept
        return market, reserved

    def _bound(self, rules: Sequence[SetAside], block: int) -> list[SetAside]:
        """Return the rules that a project takes part in."""
        place = int(self.ground.neighbourhood[block])
        return [
            rule
            for rule in binding(rules, self.ground.size(block), place)
            if rule.mandatory or drawn(rule.take_up, TAKES_PART, block, self.seed)
        ]

    def _given_up(self, bound: list[SetAside], block: int) -> bool:
        """Return whether a project is not built because of a rule."""
        return any(drawn(rule.supply_response, GIVES_UP, block, self.seed) for rule in bound)
