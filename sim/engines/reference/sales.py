"""The books of sales, kept as lists: what the last homes sold nearby brought."""

from collections import defaultdict
from typing import TYPE_CHECKING

from sim.behaviour import affordability, prices
from sim.engines.flows import EQUITY, LOANS, NUMBER, RATIO, SAVINGS, VALUE, WAIT
from sim.state.columns import SALES_KEPT, Ints

if TYPE_CHECKING:
    from sim.engines.reference.engine import ReferenceEngine
    from sim.engines.reference.homes import Home
    from sim.engines.reference.household import Found


class SaleBooks:
    """Ratios of prices to those of the same homes at the start, the latest sale last."""

    def __init__(self, engine: "ReferenceEngine") -> None:
        self.engine = engine
        self.block: defaultdict[int, list[int]] = defaultdict(list)
        self.neighbourhood: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        sales = engine.city.state.sales
        for block in sales.block_number.nonzero()[0].tolist():
            self.block[block] = _in_order(sales.block[block], int(sales.block_number[block]))
        for place, sector in zip(*sales.neighbourhood_number.nonzero(), strict=True):
            ring = sales.neighbourhood[place, sector]
            number = int(sales.neighbourhood_number[place, sector])
            self.neighbourhood[int(place), int(sector)] = _in_order(ring, number)

    def level(self, home: "Home") -> int:
        """Return the mean ratio of the last sales near a home, parts per billion."""
        block = self.block[home.block][-SALES_KEPT:]
        place = self.neighbourhood[home.neighbourhood, home.sector][-SALES_KEPT:]
        return prices.level_of(sum(block), len(block), sum(place), len(place))

    def close(self, home: "Home", found: "Found", month: int) -> None:
        """Sell a home at the price that is asked for it, before its owner of record changes."""
        p, flows = self.engine.city.parameters, self.engine.flows
        paid = home.price(month)
        ratio = prices.ratio_to(paid, affordability.price(home.base_rent, p))
        own = prices.own_money(paid, found.brought)
        for what, amount in (
            (VALUE, paid),
            (LOANS, found.loan),
            (EQUITY, own),
            (SAVINGS, paid - found.loan - own),
        ):
            flows.money[what, home.sector] += amount
        if home.record >= 0:
            limit = self.engine.quota.binding(home)
            waited = month - home.vacant_since
            for what, amount in ((NUMBER, 1), (WAIT, waited), (RATIO, ratio)):
                flows.sold[what, home.record, limit] += amount
        self.block[home.block].append(ratio)
        self.neighbourhood[home.neighbourhood, home.sector].append(ratio)
        home.asking = 0

    def write(self) -> None:
        """Write the rings to the city's columns."""
        sales = self.engine.city.state.sales
        for block, ratios in self.block.items():
            _write_ring(sales.block[block], ratios)
            sales.block_number[block] = len(ratios)
        for unit, ratios in self.neighbourhood.items():
            _write_ring(sales.neighbourhood[unit], ratios)
            sales.neighbourhood_number[unit] = len(ratios)


def _in_order(ring: Ints, number: int) -> list[int]:
    """Return as many ratios as were sold, those that the ring forgot as 0."""
    known = range(max(number - SALES_KEPT, 0), number)
    return [0] * known.start + [int(ring[k % SALES_KEPT]) for k in known]


def _write_ring(ring: Ints, ratios: list[int]) -> None:
    for k in range(max(len(ratios) - SALES_KEPT, 0), len(ratios)):
        ring[k % SALES_KEPT] = ratios[k]
