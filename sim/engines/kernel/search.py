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
from sim.portable import exp
from sim.state.columns import RESERVED

CANDIDATE, RESERVED_CANDIDATE = 3, 17  # sim.draws.Purpose as plain numbers


@rule
def searched(w: World, household: int, market: int, lottery: bool, p: Parameters) -> bool:
    """Return whether a search looks at a market: in a lottery the reserved one, else the open."""
    if lottery:
        return market == RESERVED
    return open_market(w, household, market, p)


@rule
def vacancies_seen(w: World, household: int, lottery: bool, p: Parameters) -> int:
    """Return the number of vacant homes that a search draws from."""
    total = 0
    for market in range(5):
        if searched(w, household, market, lottery, p):
            total += int(w.state.vacancies.length[market])
    return total


@rule
def vacancy_at(
    w: World, household: int, place: int, lottery: bool, p: Parameters
) -> tuple[int, int]:
    """Return market and cell of the vacant home at a place of the lists that are searched."""
    vacancies = w.state.vacancies
    for market in range(5):
        if searched(w, household, market, lottery, p):
            if place < vacancies.length[market]:
                return market, int(vacancies.homes[market, place])
            place -= int(vacancies.length[market])
    return -1, -1


@rule
def refuse(w: World, household: int, refused: float, best: float) -> None:
    """Count a refusal: the home that would have been chosen was vetoed; and the utility lost."""
    group = w.state.households.group[household]
    w.flows.events[REFUSED, group, w.state.households.fifth[household]] += 1
    if best > -1.0e299:
        w.flows.refused_utility[group] += refused - best


@rule
def search(
    w: World, household: int, month: int, lottery: bool, stay: bool, p: Parameters
) -> tuple[int, int, int, float]:
    """Return the best home seen: its cell or -1, payment, loan, and the sum of exp(utility) seen.

    With `lottery` the homes seen are the reserved ones, else those of the markets open to the
    household. With `stay` the present home, with attachment, is among the choices; without it any
    home beats none.
    """
    income = w.state.households.income[household]
    values, best, refused = 0.0, -1.0e300, -1.0e300
    best_home, best_payment, best_loan = -1, 0, 0
    if stay:
        home = w.state.households.dwelling[household]
        value = utility_of(w, home, household, present_payment(w, household, month, p), p)
        value += utility.attachment(market_at(w, home), p)
        values = exp(value)
        best = value + utility.taste_shock(household, home, month, p, w.tables.gumbel)
    brought = equity_of(w, household, month, p)
    total = vacancies_seen(w, household, lottery, p)
    purpose = RESERVED_CANDIDATE if lottery else CANDIDATE
    seen = 0
    for k in range(p.tries if total > 0 else 0):
        if seen >= p.candidates:
            break
        place = pick(total, p.seed, month, household, purpose, k)
        market, cell = vacancy_at(w, household, place, lottery, p)
        seen += 0 if p.informed else 1
        rent = asking_rent(w, cell, market, month)
        loan = affordability.loan_needed(rent, brought, p)
        payment = affordability.payment_for(market, rent, income, loan, p)
        highest = w.state.dwellings.reserved_income[cell]
        if not affordability.can_pay(market, payment, income, highest, p):
            continue
        systematic = utility_of(w, cell, household, payment, p)
        value = systematic + utility.taste_shock(household, cell, month, p, w.tables.gumbel)
        if vetoed(w, household, cell, market, month, p):
            refused = max(refused, value)
            continue
        seen += 1 if p.informed else 0
        values += exp(systematic)
        if value > best:
            best, best_home, best_payment, best_loan = value, cell, payment, loan
    if refused > best:
        refuse(w, household, refused, best)
    return best_home, best_payment, best_loan, values
