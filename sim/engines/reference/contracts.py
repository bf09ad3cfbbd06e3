"""Tenants' contracts in a month: renewed, cut by a cap, or ended; and the strain of the rent."""

from typing import TYPE_CHECKING

from sim.behaviour import tenancy
from sim.draws import Purpose, uniform
from sim.engines.flows import (
    CUT_RENEWALS,
    EVICTED,
    OVER_30,
    OVER_50,
    RENT_SAVED,
    RENTERS,
    RESERVED_SAVED,
)

if TYPE_CHECKING:
    from sim.engines.reference.household import Household


def renew_contract(tenant: "Household", month: int) -> bool:
    """Reset a private tenant's rent to the asking rent when it is due, within the cap; return
    whether the landlord ends the contract instead."""
    home, p = tenant.home, tenant.p
    assert home is not None
    if tenant.strain < 0 or not tenancy.reset_due(month - tenant.moved, p):
        return False
    asked = home.market_rent()
    rent = tenancy.capped_rent(asked, tenant.rent, p.reset_months, home.rent_cap())
    if rent < asked and _is_evicted(tenant, rent, asked, month):
        tenant.count(EVICTED)
        return True
    tenant.rent = rent
    tenant.note_cut(asked - rent, CUT_RENEWALS)
    home.last_rent, home.last_rent_month = rent, month
    return False


def _is_evicted(tenant: "Household", rent: int, asked: int, month: int) -> bool:
    """Return whether the landlord ends a contract that the cap cuts from `asked` to `rent`."""
    home, p = tenant.home, tenant.p
    assert home is not None
    pays = tenancy.ending_pays(rent, asked, tenant.rent, home.letting_cap(), p)
    return pays and uniform(p.seed, month, tenant.number, Purpose.EVICTION, 0) < home.eviction()


def feel_strain(tenant: "Household", evicted: bool) -> None:
    """Count the months in which the rent is above the displacement burden, or since the landlord
    ended the contract; and the burdened."""
    over = tenancy.strained(tenant.rent, tenant.income, tenant.p)
    tenant.strain = tenancy.next_strain(tenant.strain, over, evicted)
    tenant.note(RENT_SAVED, tenant.saved)
    tenant.count(RENTERS)
    if 10 * tenant.rent > 3 * tenant.income:
        tenant.count(OVER_30)
    if 2 * tenant.rent > tenant.income:
        tenant.count(OVER_50)


def note_reserved(tenant: "Household") -> None:
    """Note what the tenant of a reserved home saves this month: its market rent less the rent."""
    assert tenant.home is not None
    tenant.note(RESERVED_SAVED, tenant.home.market_rent() - tenant.rent)
