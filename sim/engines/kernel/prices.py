"""What homes for sale cost and what sales nearby brought: looks at the arrays, asks the rules."""

from typing import Any

from sim.behaviour import affordability, eligibility, prices, tenancy
from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.engines.flows import EQUITY, LOANS, NUMBER, RATIO, SAVINGS, VALUE, WAIT
from sim.engines.kernel.world import World


@rule
def rent_of(w: World, cell: int) -> int:
    """Return the market rent of a dwelling, without caps."""
    homes = w.state.dwellings
    level = w.state.rent_level[w.state.zones.neighbourhood[cell], homes.sector[cell]]
    return tenancy.market_rent(homes.base_rent[cell], level)


@rule
def kept(ring: Any, number: int) -> tuple[int, int]:
    """Return the sum of the ratios that a ring remembers, and how many they are."""
    total, many = 0, min(number, len(ring))
    for k in range(many):
        total += ring[k]
    return total, many


@rule
def reference_at(w: World, cell: int, p: Parameters) -> int:
    """Return what a home is worth by recent sales nearby, cents."""
    homes, sales = w.state.dwellings, w.state.sales
    block, sector = w.state.zones.block[cell], homes.sector[cell]
    place = w.state.zones.neighbourhood[cell]
    in_block, sold = kept(sales.block[block], sales.block_number[block])
    in_place, others = kept(
        sales.neighbourhood[place, sector], sales.neighbourhood_number[place, sector]
    )
    level = prices.level_of(in_block, sold, in_place, others)
    return prices.reference(homes.base_rent[cell], level, p)


@rule
def price_at(w: World, cell: int, rent: int, month: int, p: Parameters) -> int:
    """Return what a vacant home would cost to buy, cents; `rent` is what it would let for."""
    homes = w.state.dwellings
    if not p.asks or homes.asking[cell] == 0:
        return affordability.price(rent, p)
    months = prices.months_unsold(month, homes.vacant_since[cell])
    return prices.asked(homes.asking[cell], months, rent, p)


@rule
def binding(w: World, cell: int) -> int:
    """Return which limits forbid a home to buyers of another class than its seller's.

    0: none; 1 + c: that of class c alone; number of classes + 1: those of several.
    """
    block, place = w.state.zones.block[cell], w.state.zones.neighbourhood[cell]
    live = w.levers.live[0] == 1
    in_block = w.counts.block if live else w.counts.block_first
    in_place = w.counts.neighbourhood if live else w.counts.neighbourhood_first
    classes, first, found = in_block.shape[1] - 1, w.state.dwellings.record[cell] < 0, 0
    for c in range(classes):
        free = eligibility.within_limit(
            in_block[block, c], in_block[block, classes], w.levers.block_limit[block, c], first
        ) and eligibility.within_limit(
            in_place[place, c],
            in_place[place, classes],
            w.levers.neighbourhood_limit[place, c],
            first,
        )
        if not free:
            found = 1 + c if found == 0 else classes + 1
    return found


@rule
def remember(w: World, cell: int, ratio: int) -> None:
    """Write a sale in the rings of its block and of its neighbourhood's sector."""
    sales = w.state.sales
    block, place = w.state.zones.block[cell], w.state.zones.neighbourhood[cell]
    sector = w.state.dwellings.sector[cell]
    sales.block[block, sales.block_number[block] % sales.block.shape[1]] = ratio
    sales.block_number[block] += 1
    at = sales.neighbourhood_number[place, sector] % sales.neighbourhood.shape[2]
    sales.neighbourhood[place, sector, at] = ratio
    sales.neighbourhood_number[place, sector] += 1


@rule
def close_sale(w: World, cell: int, loan: int, brought: int, month: int, p: Parameters) -> None:
    """Sell a home at the price that is asked for it, before its owner of record changes."""
    homes = w.state.dwellings
    paid = price_at(w, cell, rent_of(w, cell), month, p)
    ratio = prices.ratio_to(paid, affordability.price(homes.base_rent[cell], p))
    sector, seller = homes.sector[cell], homes.record[cell]
    own = prices.own_money(paid, brought)
    w.flows.money[VALUE, sector] += paid
    w.flows.money[LOANS, sector] += loan
    w.flows.money[EQUITY, sector] += own
    w.flows.money[SAVINGS, sector] += paid - loan - own
    if seller >= 0:
        limit = binding(w, cell)
        w.flows.sold[NUMBER, seller, limit] += 1
        w.flows.sold[WAIT, seller, limit] += month - homes.vacant_since[cell]
        w.flows.sold[RATIO, seller, limit] += ratio
    remember(w, cell, ratio)
    homes.asking[cell] = 0
