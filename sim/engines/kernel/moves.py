"""Leaving and entering a home: vacancy lists, contracts, owners of record, counts."""

from typing import TYPE_CHECKING

from sim.behaviour import eligibility, prices
from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.draws import uniform
from sim.engines.flows import CUT_LETTINGS, RESERVED_LETTINGS, WITHDRAWN
from sim.engines.kernel.offers import market_at
from sim.engines.kernel.prices import close_sale, reference_at, rent_of
from sim.engines.kernel.window import show
from sim.engines.kernel.world import World, count_around

if TYPE_CHECKING:
    from sim.engines.kernel.search import Found
WITHDRAWAL = 39  # sim.draws.Purpose as a plain number


@rule
def withdraws(w: World, household: int, cell: int, month: int, p: Parameters) -> bool:
    """Return whether the landlord sells a home that its tenant leaves, and if so take it out of
    rental."""
    people, homes = w.state.households, w.state.dwellings
    chance = w.levers.withdrawal[w.state.zones.block[cell]]
    if chance <= 0.0 or uniform(p.seed, month, cell, WITHDRAWAL, 0) >= chance:
        return False
    homes.rental[cell] = 0
    homes.withdrawn[cell] = 1
    w.flows.deeds[WITHDRAWN, people.group[household], people.fifth[household]] += 1
    return True


@rule
def list_vacant(w: World, cell: int, market: int) -> None:
    """Put a home at the end of its market's list."""
    vacancies = w.state.vacancies
    place = vacancies.length[market]
    vacancies.homes[market, place] = cell
    vacancies.place[cell] = place
    vacancies.length[market] = place + 1


@rule
def leave(w: World, household: int, month: int, p: Parameters) -> None:
    """Empty a household's home and put it on its market's list."""
    people, homes = w.state.households, w.state.dwellings
    cell = people.dwelling[household]
    market = market_at(w, cell)
    condemned = w.state.sites.clear[w.state.zones.block[cell]] > 0
    if market == 3 and not condemned and withdraws(w, household, cell, month, p):
        market = 2
    homes.household[cell] = -1
    homes.vacant_since[cell] = month
    if p.asks and not condemned and (market == 0 or market == 2):
        homes.asking[cell] = prices.first_asked(reference_at(w, cell, p), p)
    owned = month - people.moved[household]
    if market == 0 and owned >= w.levers.buy_back[w.state.zones.block[cell]]:
        homes.owned_months[cell] = owned
        homes.sold_by[cell] = household + 1
    if condemned:
        homes.sector[cell] = -1  # its building is to be pulled down: nobody moves in again
    else:
        list_vacant(w, cell, market)
        show(w, cell, market, month, p)
    people.dwelling[household] = -1
    people.rent[household] = 0
    people.loan[household] = 0
    people.strain[household] = 0
    if len(w.counts.saved) > 0:
        w.counts.saved[household] = 0
    count_around(w, cell, household, -1, p)


@rule
def record_sale(w: World, household: int, cell: int, month: int) -> None:
    """Enter a public home's new owner of record in the quota's books, and the seller's wait."""
    homes = w.state.dwellings
    buyer, seller = w.tables.quota_class[w.state.households.group[household]], homes.record[cell]
    resident = w.state.households.citizenship[household]
    block, place = w.state.zones.block[cell], w.state.zones.neighbourhood[cell]
    if seller >= 0:
        w.counts.block[block, seller] -= 1
        w.counts.neighbourhood[place, seller] -= 1
        if homes.rental[cell] == 0:
            w.flows.sales[seller] += 1
            w.flows.sales_wait[seller] += month - homes.vacant_since[cell]
    else:
        sold = w.counts.block.shape[1] - 1
        w.counts.block[block, sold] += 1
        w.counts.neighbourhood[place, sold] += 1
    w.counts.block[block, buyer] += 1
    w.counts.neighbourhood[place, buyer] += 1
    homes.record[cell] = buyer
    if resident != homes.record_citizenship[cell]:
        w.counts.residents[block] += resident - homes.record_citizenship[cell]
        w.counts.residents_around[place] += resident - homes.record_citizenship[cell]
        homes.record_citizenship[cell] = resident
    homes.owned_months[cell] = homes.sold_by[cell] = 0


@rule
def note_cut(w: World, household: int, cut: int, event: int) -> None:
    """Note what a cap took off a contract rent, cents a month (0: nothing), and count the
    contract."""
    if len(w.counts.saved) > 0:
        w.counts.saved[household] = cut
    if cut > 0:
        people = w.state.households
        w.flows.deeds[event, people.group[household], people.fifth[household]] += 1


@rule
def enter(w: World, household: int, found: "Found", month: int, p: Parameters) -> None:
    """Move a household without a home into the vacant one that it found."""
    cell, payment, loan = found.home, found.payment, found.loan
    people, homes, vacancies = w.state.households, w.state.dwellings, w.state.vacancies
    market = market_at(w, cell)
    place, last = vacancies.place[cell], vacancies.length[market] - 1
    swapped = vacancies.homes[market, last]
    vacancies.homes[market, place] = swapped
    vacancies.place[swapped] = place
    vacancies.homes[market, last] = 0
    vacancies.place[cell] = 0
    vacancies.length[market] = last
    owned = market == 0 or market == 2
    homes.household[cell] = household
    people.dwelling[household] = cell
    people.moved[household] = month
    people.rent[household] = 0 if owned else payment
    people.loan[household] = loan if owned else 0
    people.market[household] = eligibility.market_joined(people.market[household], market)
    if market == 3:
        note_cut(w, household, rent_of(w, cell) - payment, CUT_LETTINGS)
        homes.last_rent[cell] = payment
        homes.last_rent_month[cell] = month
    if owned and p.asks:
        close_sale(w, cell, loan, found.brought, month, p)
    if market == 4:
        w.flows.deeds[RESERVED_LETTINGS, people.group[household], people.fifth[household]] += 1
    if market < 2:
        record_sale(w, household, cell, month)
    w.flows.taken[market] += 1
    count_around(w, cell, household, 1, p)
