"""The search of one household: candidates, eligibility, affordability, choice."""

from sim.behaviour import affordability, utility
from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.draws import pick
from sim.engines.flows import REFUSED
from sim.engines.kernel.offers import (
    asking_rent,
    equity_of,
    market_at,
    open_market,
    present_payment,
    utility_of,
    vetoed,
)
from sim.engines.kernel.world import World
from sim.portable import exp, log

CANDIDATE, RESERVED_CANDIDATE = 3, 17  # sim.draws.Purpose as plain numbers


@rule
def search(
    w: World, household: int, month: int, lottery: bool, stay: bool, p: Parameters
) -> tuple[int, int, int]:
    """Look at vacant homes and return the best one (cell, payment, loan), cell -1 for none.

    With `lottery` the homes seen are the reserved ones, else those of the markets open to the
    household. With `stay` the present home, with attachment, is among the choices; without it any
    home beats none.
    """
    people, vacancies = w.state.households, w.state.vacancies
    group, fifth, income = (
        people.group[household],
        people.fifth[household],
        people.income[household],
    )
    total = 0
    for m in range(5):
        if (lottery and m == 4) or (not lottery and open_market(w, household, m, p)):
            total += vacancies.length[m]
    expsum = 0.0
    best, best_home, best_payment, best_loan = -1.0e300, -1, 0, 0
    if stay:
        home = people.dwelling[household]
        value = utility_of(w, home, household, present_payment(w, household, month, p), p)
        value += utility.attachment(market_at(w, home), p)
        expsum = exp(value)
        best = value + utility.taste_shock(household, home, month, p, w.tables.gumbel)
    refused = -1.0e300
    brought = equity_of(w, household, month, p)
    seen = 0
    tries = p.tries if total > 0 else 0
    for k in range(tries):
        if seen >= p.candidates:
            break
        purpose = RESERVED_CANDIDATE if lottery else CANDIDATE
        place = pick(total, p.seed, month, household, purpose, k)
        market = -1
        for m in range(5):
            if (lottery and m == 4) or (not lottery and open_market(w, household, m, p)):
                if place < vacancies.length[m]:
                    market = m
                    break
                place -= vacancies.length[m]
        cell = vacancies.homes[market, place]
        if not p.informed:
            seen += 1
        rent = asking_rent(w, cell, market, month)
        loan = affordability.loan_needed(rent, brought, p)
        payment = affordability.payment_for(market, rent, income, loan, p)
        highest = w.state.dwellings.reserved_income[cell]
        if not affordability.can_pay(market, payment, income, highest, p):
            continue
        systematic = utility_of(w, cell, household, payment, p)
        value = systematic + utility.taste_shock(household, cell, month, p, w.tables.gumbel)
        if vetoed(w, household, cell, market, month, p):
            if value > refused:
                refused = value
            continue
        if p.informed:
            seen += 1
        expsum += exp(systematic)
        if value > best:
            best, best_home, best_payment, best_loan = value, cell, payment, loan
    if refused > best:
        w.flows.events[REFUSED, group, fifth] += 1
        if best > -1.0e299:
            w.flows.refused_utility[group] += refused - best
    if expsum > 0.0 and stay:
        w.flows.utility[group, fifth] += log(expsum)
        w.flows.deciders[group, fifth] += 1
    return best_home, best_payment, best_loan
