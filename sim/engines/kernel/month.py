"""The month of all households: contracts, strain, lottery, search; entry and exit of some."""

from typing import Any

from sim.behaviour import tenancy, utility
from sim.behaviour.parameters import Parameters
from sim.behaviour.utility import NOTHING
from sim.compiled import rule
from sim.draws import philox
from sim.engines.flows import CONSIDERED, DEPARTED, FORCED, KEPT, MOVED, STAYED_AWAY
from sim.engines.kernel.ahead import TENANTS_AHEAD, fetch_tenancy, look_ahead
from sim.engines.kernel.contracts import feel_strain, note_reserved, renew_contract
from sim.engines.kernel.moves import enter, leave
from sim.engines.kernel.offers import market_at
from sim.engines.kernel.queue import Queue, line_up
from sim.engines.kernel.search import Found, living_elsewhere, look, note_refusal, staying
from sim.engines.kernel.window import show_all
from sim.engines.kernel.world import World
from sim.portable import exp, log

CONSIDER, ORDER, LOTTERY = 1, 2, 7  # sim.draws.Purpose as plain numbers


@rule
def considers(
    w: World, household: int, market: int, month: int, drawn: float, p: Parameters
) -> bool:
    """Return whether a household looks for another home this month; `drawn` is its draw for it."""
    people = w.state.households
    if tenancy.must_search(people.strain[household], p):
        return True
    if drawn >= tenancy.consider_probability(market, p):
        return False
    months, stay = month - people.moved[household], 0
    if market == 0:
        stay = w.levers.minimum_stay[w.state.zones.block[people.dwelling[household]]]
    if tenancy.may_move(market, months, stay, p):
        return True
    if tenancy.may_move(market, months, 0, p):
        w.flows.deeds[KEPT, people.group[household], people.fifth[household]] += 1
    return False


@rule
def prepare(w: World, household: int, month: int, drawn: float, p: Parameters) -> bool:
    """Live a household's month up to the search; return whether it searches."""
    people = w.state.households
    market = market_at(w, people.dwelling[household])
    if market >= 3:
        evicted = False
        if market == 3:
            evicted = renew_contract(w, household, month, p)
        else:
            note_reserved(w, household)
        feel_strain(w, household, evicted, p)
        if w.state.sites.clear[w.state.zones.block[people.dwelling[household]]] > 0:
            people.strain[household] = p.displacement_months
    if not considers(w, household, market, month, drawn, p):
        return False
    w.flows.events[CONSIDERED, people.group[household], people.fifth[household]] += 1
    return True


@rule
def note_utility(w: World, household: int, values: float, p: Parameters) -> None:
    """Add the expected utility of a decider's choice set (the logsum) to the month's flows, for all
    the households that it stands for."""
    people = w.state.households
    group, fifth = people.group[household], people.fifth[household]
    weight = tenancy.stands_for(market_at(w, people.dwelling[household]), p)
    w.flows.utility[group, fifth] += weight * log(values)
    w.flows.deciders[group, fifth] += weight


@rule
def draw_lot(w: World, household: int, month: int, reserved: Any, p: Parameters) -> bool:
    """Let a household of the city try for a reserved home; return whether it moved.

    What the reserved homes are worth to one that does not move is kept for its open search. One
    that moves looks at the open market too, so that its expected utility is of the same choice.
    """
    forced = tenancy.must_search(w.state.households.strain[household], p)
    plain, stay = staying(w, household, month, p)
    found = look(w, household, month, True, p)
    elsewhere = living_elsewhere(w, household, month, p)
    least = utility.alternative(NOTHING if forced else stay, elsewhere, found.home >= 0)
    if found.home < 0 or found.best <= least:
        reserved[household] = found.values
        return False
    if not forced:
        others = look(w, household, month, False, p)
        note_utility(w, household, exp(plain) + found.values + others.values, p)
    move(w, household, found, month, p)
    return True


@rule
def choose(w: World, household: int, month: int, reserved: Any, p: Parameters) -> None:
    """Let a household of the city search its markets, and move if it finds better; or leave the
    city, if living elsewhere is better still."""
    forced = tenancy.must_search(w.state.households.strain[household], p)
    plain, stay = staying(w, household, month, p)
    if forced:
        stay = NOTHING
    found = look(w, household, month, False, p)
    elsewhere = living_elsewhere(w, household, month, p)
    least = utility.alternative(stay, elsewhere, found.home >= 0)
    note_refusal(w, household, found, least)
    if not forced:
        note_utility(w, household, exp(plain) + reserved[household] + found.values, p)
    if found.home >= 0 and found.best > least:
        move(w, household, found, month, p)
    elif least > stay:
        group, fifth = w.state.households.group[household], w.state.households.fifth[household]
        w.flows.events[DEPARTED, group, fifth] += 1
        leave(w, household, month, p)


@rule
def move(w: World, household: int, found: Found, month: int, p: Parameters) -> None:
    """Move a household of the city to the home that it found."""
    group, fifth = w.state.households.group[household], w.state.households.fifth[household]
    forced = tenancy.must_search(w.state.households.strain[household], p)
    w.flows.events[FORCED if forced else MOVED, group, fifth] += 1
    leave(w, household, month, p)
    enter(w, household, found, month, p)


@rule
def qualifies(w: World, household: int) -> bool:
    """Return whether a household may draw a lot for reserved homes: it does not live in one, and
    it does not earn more than any of them is for."""
    cell = w.state.households.dwelling[household]
    if w.state.vacancies.length[4] == 0:
        return False
    if w.state.households.income[household] > w.counts.highest_reserved[0]:
        return False
    return bool(cell < 0 or w.state.dwellings.reserved_until[cell] < 0)


def search_month(w: World, month: int, p: Parameters, queue: Queue) -> None:
    """Let every household live its month: contract, strain, lottery, search."""
    show_all(w, month, p)
    count = find_searchers(w, month, p, queue.ids)
    for i in range(count):
        queue.reserved[queue.ids[i]] = 0.0
    if w.state.vacancies.length[4] > 0:
        line_up(queue, count, month, LOTTERY, p)
        waiting = 0
        for i in range(count):
            household = int(queue.ids[i])
            if qualifies(w, household) and draw_lot(w, household, month, queue.reserved, p):
                continue
            queue.ids[waiting] = household
            waiting += 1
        count = waiting
    line_up(queue, count, month, ORDER, p)
    for i in range(count):
        look_ahead(w, queue, i, count, month, p)
        choose(w, int(queue.ids[i]), month, queue.reserved, p)


@rule
def find_searchers(w: World, month: int, p: Parameters, ids: Any) -> int:
    """Let every household live up to its search; put those who search in `ids`, return how many."""
    people = w.state.households
    most = max(p.consider_owner, p.consider_renter)
    words = (0, 0, 0, 0)
    count, drawn_for = 0, -1
    rows = len(people.dwelling)
    for household in range(rows):
        fetch_tenancy(w, household + TENANTS_AHEAD, rows)
        if people.dwelling[household] < 0:
            continue
        if household >> 2 != drawn_for:  # one block of draws serves four: sim.draws.shared_uniform
            drawn_for = household >> 2
            words = philox(p.seed, month, drawn_for, CONSIDER, 0)
        drawn = words[household & 3] / 4294967296.0
        if drawn >= most and people.rent[household] == 0 and people.strain[household] == 0:
            continue  # most owners, most months: nothing to renew and no wish to move
        if prepare(w, household, month, drawn, p):
            ids[count] = household
            count += 1
    return count


def arrive(w: World, month: int, p: Parameters, ids: Any, event: int, otherwise: int) -> None:
    """Let arrivals look for a home: reserved homes first where they qualify, then their market.

    Count `event` for those who take one, `otherwise` for the others. Whoever may stay away weighs
    living elsewhere.
    """
    people = w.state.households
    for i in range(len(ids)):
        household = ids[i]
        least = living_elsewhere(w, household, month, p) if otherwise == STAYED_AWAY else NOTHING
        found = Found(-1, 0, 0, NOTHING, NOTHING, 0.0, 0)
        for lottery in (True, False):
            if found.best <= least and (not lottery or qualifies(w, household)):
                found = look(w, household, month, lottery, p)
                note_refusal(w, household, found, least)
        comes = found.home >= 0 and found.best > least
        happened = event if comes else otherwise
        w.flows.events[happened, people.group[household], people.fifth[household]] += 1
        if comes:
            enter(w, household, found, month, p)


def depart(w: World, month: int, p: Parameters, ids: Any, event: int) -> None:
    """Let households leave the city, and count them under an event."""
    people = w.state.households
    for i in range(len(ids)):
        household = ids[i]
        w.flows.events[event, people.group[household], people.fifth[household]] += 1
        leave(w, household, month, p)
