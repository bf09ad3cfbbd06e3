"""What a home costs and what it is worth to a household: looks at the arrays, asks the rules."""

from typing import TYPE_CHECKING

from sim.behaviour import affordability, eligibility, tenancy, utility
from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.draws import uniform
from sim.engines.kernel.prices import reference_at, rent_of
from sim.engines.kernel.world import World, near

if TYPE_CHECKING:
    from sim.engines.kernel.relocation.world import RelocationWorld

ENFORCEMENT = 8  # sim.draws.Purpose as a plain number, a constant of the compiled code


@rule
def market_at(w: World, cell: int) -> int:
    """Return the market of the dwelling in a cell."""
    homes = w.state.dwellings
    if homes.reserved_until[cell] >= 0:
        return 4
    return int(2 * homes.sector[cell] + homes.rental[cell])


@rule
def asking_rent(w: World, cell: int, market: int, month: int) -> int:
    """Return the rent asked for a vacant dwelling, after caps that bind between tenancies."""
    homes = w.state.dwellings
    if market == 4:
        return int(homes.reserved_rent[cell])
    rent = rent_of(w, cell)
    cap = w.levers.letting_cap[w.state.zones.block[cell]] if market == 3 else tenancy.NO_CAP
    if cap < tenancy.NO_CAP:
        months = month - homes.last_rent_month[cell]
        rent = tenancy.capped_rent(rent, homes.last_rent[cell], months, cap)
    return rent


@rule
def utility_of(w: World, cell: int, household: int, payment: int, p: Parameters) -> float:
    """Return the systematic utility of a home to a household, which it would have left its own
    for."""
    people, homes = w.state.households, w.state.dwellings
    group = people.group[household]
    total = w.counts.around.shape[1] - 1
    own, occupied = w.counts.around[cell, group], w.counts.around[cell, total]
    standing = w.counts.around_standing[cell]
    present = people.dwelling[household]
    if present >= 0 and near(present, cell, p):
        own, occupied, standing = own - 1, occupied - 1, standing - people.standing[household]
    return utility.systematic_utility(
        own,
        occupied,
        standing,
        people.standing[household],
        homes.quality[cell],
        payment,
        people.income[household],
        w.tables.own_group[group],
        w.tables.appeal[group, w.state.zones.neighbourhood[cell]],
        p,
    )


@rule
def class_allowed(
    w: "World | RelocationWorld", buyer: int, cell: int, block_limit: int, place_limit: int
) -> bool:
    """Return whether the limits by class let a class buy a public home, by the counts in force."""
    block, place = w.state.zones.block[cell], w.state.zones.neighbourhood[cell]
    live = w.levers.live[0] == 1
    in_block = w.counts.block if live else w.counts.block_first
    in_place = w.counts.neighbourhood if live else w.counts.neighbourhood_first
    sold = in_block.shape[1] - 1
    return eligibility.quota_allows(
        buyer,
        w.state.dwellings.record[cell],
        in_block[block, buyer],
        in_block[block, sold],
        block_limit,
        in_place[place, buyer],
        in_place[place, sold],
        place_limit,
    )


@rule
def vetoed(w: World, household: int, cell: int, market: int, month: int, p: Parameters) -> bool:
    """Return whether the quota forbids a household to take a public home."""
    if market > 1:
        return False
    people = w.state.households
    buyer, resident = w.tables.quota_class[people.group[household]], people.citizenship[household]
    block, place = w.state.zones.block[cell], w.state.zones.neighbourhood[cell]
    points = w.levers.rental_points[block] if market == 1 else 0
    block_limit = w.levers.block_limit[block, buyer] + points
    place_limit = w.levers.neighbourhood_limit[place, buyer]
    if block_limit >= 10000 and place_limit >= 10000 and resident == 0:
        return False
    if resident == 0:
        allowed = class_allowed(w, buyer, cell, block_limit, place_limit)
    else:
        live = w.levers.live[0] == 1
        in_block = w.counts.block if live else w.counts.block_first
        in_place = w.counts.neighbourhood if live else w.counts.neighbourhood_first
        sold = w.counts.block.shape[1] - 1
        allowed = eligibility.residents_quota_allows(
            buyer,
            w.state.dwellings.record[cell],
            w.state.dwellings.record_citizenship[cell],
            in_block[block, buyer],
            w.counts.residents[block] if live else w.counts.residents_first[block],
            in_block[block, sold],
            block_limit,
            w.levers.residents_block_limit[block] + points,
            in_place[place, buyer],
            w.counts.residents_around[place] if live else w.counts.residents_around_first[place],
            in_place[place, sold],
            place_limit,
            w.levers.residents_neighbourhood_limit[place],
        )
    if allowed:
        return False
    return bool(uniform(p.seed, month, household, ENFORCEMENT, cell) < w.levers.enforcement[0])


@rule
def open_market(w: World, household: int, market: int, p: Parameters) -> bool:
    """Return whether a household searches on a market."""
    own = w.state.households.market[household]
    return eligibility.open_to(own, market, p.all_sectors)


@rule
def equity_of(w: World, household: int, month: int, p: Parameters) -> int:
    """Return what a household brings from selling its present home."""
    people = w.state.households
    home = people.dwelling[household]
    if home < 0:
        return 0
    months = month - people.moved[household]
    market, loan = market_at(w, home), people.loan[household]
    if p.asks:
        return affordability.equity_in(market, reference_at(w, home, p), loan, months, p)
    return affordability.equity(market, rent_of(w, home), loan, months, p)


@rule
def present_payment(w: World, household: int, month: int, p: Parameters) -> int:
    """Return what a household pays for its present home, cents a month."""
    people = w.state.households
    market = market_at(w, people.dwelling[household])
    if market == 0 or market == 2:
        months = month - people.moved[household]
        return affordability.instalment(people.loan[household], months, p)
    return int(people.rent[household])
