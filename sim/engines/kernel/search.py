"""The search of one household: candidates, eligibility, affordability, choice."""

from typing import NamedTuple

from sim.behaviour import affordability, utility
from sim.behaviour.parameters import Parameters
from sim.behaviour.utility import NOTHING
from sim.compiled import rule
from sim.draws import philox, picked
from sim.engines.flows import REFUSED, REFUSED_MOVE
from sim.engines.kernel.offers import (
    equity_of,
    market_at,
    open_market,
    present_payment,
    utility_of,
    vetoed,
)
from sim.engines.kernel.window import cost_shown, first_look
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


class Found(NamedTuple):
    """What a look at the homes of one or more markets found."""

    home: int  # the best home that can be chosen: its cell, -1 if there is none
    payment: int
    loan: int
    best: float  # its utility with luck
    refused: float  # that of the best home that was vetoed
    values: float  # sum of exp(systematic utility) over the homes that can be chosen
    brought: int  # equity that the household brings


@rule
def look(w: World, household: int, month: int, lottery: bool, p: Parameters) -> Found:
    """Return what a household finds among the vacant homes that it sees this month.

    With `lottery` these are the reserved ones, else those of the markets open to the household.
    """
    income = w.state.households.income[household]
    brought = equity_of(w, household, month, p)
    total = vacancies_seen(w, household, lottery, p)
    purpose = RESERVED_CANDIDATE if lottery else CANDIDATE
    home, best_payment, best_loan, seen = -1, 0, 0, 0
    best, refused, values = NOTHING, NOTHING, 0.0
    words = (0, 0, 0, 0)
    w.counts.looks[0] += 1
    for k in range(p.tries if total > 0 else 0):
        if seen >= p.candidates:
            break
        if k & 1 == 0:  # two picks share one block of draws: sim.draws.pick
            words = philox(p.seed, month, household, purpose, k >> 1)
        place = picked(total, words, k)
        market, cell = vacancy_at(w, household, place, lottery, p)
        if not first_look(w, cell):
            continue
        seen += 0 if p.informed else 1
        cost = cost_shown(w, cell)
        loan = affordability.loan_for(cost, brought, p) if market == 0 or market == 2 else 0
        payment = affordability.payment_for(market, cost, income, loan, p)
        highest = w.state.dwellings.reserved_income[cell] if market == 4 else 0
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
            best, home, best_payment, best_loan = value, cell, payment, loan
    return Found(home, best_payment, best_loan, best, refused, values, brought)


@rule
def staying(w: World, household: int, month: int, p: Parameters) -> tuple[float, float]:
    """Return the utility of the present home, attachment included: without and with luck."""
    home = w.state.households.dwelling[household]
    value = utility_of(w, home, household, present_payment(w, household, month, p), p)
    value += utility.attachment(market_at(w, home), p)
    return value, value + utility.taste_shock(household, home, month, p, w.tables.gumbel)


@rule
def living_elsewhere(w: World, household: int, month: int, p: Parameters) -> float:
    """Return what living elsewhere is worth to a household this month, with luck; `NOTHING` in a
    closed city."""
    if not p.open_city:
        return NOTHING
    group, fifth = w.state.households.group[household], w.state.households.fifth[household]
    luck = utility.shock_elsewhere(household, month, p, w.tables.gumbel)
    return float(w.tables.elsewhere[group, fifth] + luck)


@rule
def note_refusal(w: World, household: int, found: Found, stay: float) -> None:
    """Count a refusal if the best home seen was vetoed, and the utility lost if one would have
    moved there."""
    if found.refused <= found.best:
        return
    group, fifth = w.state.households.group[household], w.state.households.fifth[household]
    w.flows.events[REFUSED, group, fifth] += 1
    chosen = max(found.best, stay)
    if found.refused > chosen:
        w.flows.events[REFUSED_MOVE, group, fifth] += 1
        if chosen > NOTHING:
            w.flows.refused_utility[group, fifth] += found.refused - chosen
