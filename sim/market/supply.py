"""What both kinds of supply have in common: the fund of fees, and what is told of a month."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from sim.config.schema import Config
from sim.market.ground import Ground
from sim.market.obligations import Plan, split
from sim.policies.levers import SetAside
from sim.state.buildings import Buildings
from sim.state.columns import LEVEL_ONE, PRIVATE, UNBUILT, Ints, State
from sim.state.incomes import Census


class Supply(ABC):
    """New homes, month by month: `Projects` or `Developers`.

    Attributes
    ----------
    ground : Ground
        Where they are built.
    told : dict
        What is recorded of the last month, by name.
    """

    months = 0  # of construction
    buildings: Buildings | None = None  # of the city, for those who look at their age

    def __init__(self, config: Config, state: State, seed: int) -> None:
        self.config, self.seed = config, seed
        self.ground = ground = Ground(config, state, seed)
        homes = len(state.zones.block) - sum(len(ground.cells[b]) for b in ground.blocks)
        self.homes_per_year = config.market.project_rate * homes
        self.zoned = "inclusionary_zoning" in config.policy
        self.fees = self.by_fund = 0
        self._median = -1
        self._census = Census(len(config.city.groups))
        self.told: dict[str, int] = {}
        self.tell(state)

    def build(self, state: State, rules: Sequence[SetAside], month: int) -> tuple[int, int]:
        """Begin and finish the month's homes; return those finished: on the market, reserved."""
        self.fees, self._median = 0, -1
        market, reserved = self.begin(state, rules, month)
        self._spend(state, rules, month)
        finished = self.ground.finish(state, month)
        self.tell(state)
        return market + finished[0], reserved + finished[1]

    def pace(self, month: int) -> int:
        """Return how many projects the city's builders can have begun by the end of a month: at
        `market.project_rate` of the homes at the start a year."""
        size = max(self.config.market.project_homes, 1)
        return int(self.homes_per_year * max(month, 0) / (12.0 * size))

    @abstractmethod
    def begin(self, state: State, rules: Sequence[SetAside], month: int) -> tuple[int, int]:
        """Begin the month's projects; return the homes that are finished at once."""

    def tell(self, state: State) -> None:
        """Note what is recorded of the month."""
        if self.zoned:
            self.told["fees_paid"] = self.fees
            self.told["fund"] = int(state.sites.fund[0])
            self.told["homes_by_fund"] = self.by_fund
            self.told["reserved_dearer"] = dearer(state, self.ground.neighbourhood)

    def median(self, state: State) -> int:
        """Return the median income of this month's households."""
        if self._median < 0:
            self._median = self._census.take(state)[1]
        return self._median

    def _spend(self, state: State, rules: Sequence[SetAside], month: int) -> None:
        """Let the fund build a block of reserved homes if it can pay for land and construction.

        They are for the bands of the first rule that takes fees, in its places, at most one block a
        month; the fund gets no rent.
        """
        paying = [rule for rule in rules if rule.fee_below > 0 or rule.fee_share > 0.0]
        if not paying or state.sites.fund[0] <= 0:
            return
        block = self.ground.last_free(state, -1, paying[0].places)
        if block < 0:
            return
        number = self.ground.size(block)
        cost = number * (self.ground.land + self.ground.construction)
        if state.sites.fund[0] < cost:
            return
        kept = tuple(split(paying[0], number, self.median(state)))
        self.ground.begin(state, block, Plan(number, kept, fee=-cost), month + self.months)
        self.by_fund += number


def dearer(state: State, neighbourhood: Ints) -> int:
    """Return how many reserved homes may cost more than the market would ask for them.

    Nothing in the rules forbids it: where rents are low, a rent that is a share of the target
    income can be above the market's.

    Parameters
    ----------
    neighbourhood : array of int, shape (blocks,)
        Of each block.
    """
    homes = state.dwellings
    cells = np.flatnonzero((homes.reserved_until >= 0) & (homes.sector != UNBUILT))
    level = state.rent_level[neighbourhood[state.zones.block[cells]], PRIVATE]
    market = homes.base_rent[cells] * level // LEVEL_ONE
    return int(np.count_nonzero(homes.reserved_rent[cells] > market))
