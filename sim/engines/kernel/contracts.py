"""Tenants' contracts in a month: renewed, cut by a cap, or ended; and the strain of the rent."""

from sim.behaviour import tenancy
from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.draws import uniform
from sim.engines.flows import (
    CUT_RENEWALS,
    EVICTED,
    OVER_30,
    OVER_50,
    RENT_SAVED,
    RENTERS,
    RESERVED_SAVED,
)
from sim.engines.kernel.moves import note_cut
from sim.engines.kernel.prices import rent_of
from sim.engines.kernel.world import World

EVICTION = 40  # sim.draws.Purpose as a plain number


@rule
def ends_contract(
    w: World, household: int, rent: int, asked: int, month: int, p: Parameters
) -> bool:
    """Return whether the landlord ends a contract that the cap cuts from `asked` to `rent`."""
    people = w.state.households
    block = w.state.zones.block[people.dwelling[household]]
    chance = w.levers.eviction[block]
    if chance <= 0.0 or w.levers.just_cause[block] == 1:
        return False
    last, cap = people.rent[household], w.levers.letting_cap[block]
    if not tenancy.ending_pays(rent, asked, last, cap, p):
        return False
    return bool(uniform(p.seed, month, household, EVICTION, 0) < chance)


@rule
def renew_contract(w: World, household: int, month: int, p: Parameters) -> bool:
    """Reset a private tenant's contract rent to the asking rent when it is due, within the cap;
    return whether the landlord ends the contract instead."""
    people, homes = w.state.households, w.state.dwellings
    cell = people.dwelling[household]
    if people.strain[household] < 0 or not tenancy.reset_due(month - people.moved[household], p):
        return False
    asked, cap = rent_of(w, cell), w.levers.rent_cap[w.state.zones.block[cell]]
    rent = tenancy.capped_rent(asked, people.rent[household], p.reset_months, cap)
    if rent < asked and ends_contract(w, household, rent, asked, month, p):
        w.flows.events[EVICTED, people.group[household], people.fifth[household]] += 1
        return True
    note_cut(w, household, asked - rent, CUT_RENEWALS)
    people.rent[household] = rent
    homes.last_rent[cell] = rent
    homes.last_rent_month[cell] = month
    return False


@rule
def feel_strain(w: World, household: int, evicted: bool, p: Parameters) -> None:
    """Count the months in which a tenant's rent is above the displacement burden, or since the
    landlord ended the contract; and the burdened."""
    people = w.state.households
    rent, income = people.rent[household], people.income[household]
    group, fifth = people.group[household], people.fifth[household]
    over = tenancy.strained(rent, income, p)
    people.strain[household] = tenancy.next_strain(people.strain[household], over, evicted)
    if len(w.counts.saved) > 0:
        w.flows.deeds[RENT_SAVED, group, fifth] += w.counts.saved[household]
    w.flows.events[RENTERS, group, fifth] += 1
    if 10 * rent > 3 * income:
        w.flows.events[OVER_30, group, fifth] += 1
    if 2 * rent > income:
        w.flows.events[OVER_50, group, fifth] += 1


@rule
def note_reserved(w: World, household: int) -> None:
    """Note what the tenant of a reserved home saves this month: its market rent less the rent."""
    people = w.state.households
    saved = rent_of(w, people.dwelling[household]) - people.rent[household]
    w.flows.deeds[RESERVED_SAVED, people.group[household], people.fifth[household]] += saved
