"""Accounts of money: contracts, what caps save, and what homes are paid with."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour import tenancy
from sim.engines.flows import EQUITY, LOANS, SAVINGS, VALUE
from sim.state.columns import PRIVATE_OWNED, PRIVATE_RENTAL, PUBLIC_OWNED, RESERVED, Ints, State

if TYPE_CHECKING:
    from sim.accounts.identities import Month


def contracts(m: "Month") -> Iterator[str]:
    """Rents and loans are not below zero; owners pay no rent, tenants have no loan, and those who
    are not in the city neither."""
    people = m.after.households
    gone = people.dwelling < 0
    kind = _markets_of(m.after)
    owned = (kind == PUBLIC_OWNED) | (kind == PRIVATE_OWNED)
    for wrong, words in (
        ((people.rent < 0) | (people.loan < 0), "have a rent or a loan below zero"),
        (~gone & owned & (people.rent != 0), "own their home and pay rent"),
        (~gone & ~owned & (people.loan != 0), "are tenants with a loan"),
        (gone & ((people.rent != 0) | (people.loan != 0)), "left and have a rent or a loan"),
    ):
        if (number := int(wrong.sum())) > 0:
            yield f"{number} households {words}"


def rents(m: "Month") -> Iterator[str]:
    """What private tenants pay is what their homes were last let for, home by home."""
    people, homes = m.after.households, m.after.dwellings
    tenants = np.flatnonzero(_markets_of(m.after) == PRIVATE_RENTAL)
    paid, let = people.rent[tenants], homes.last_rent[people.dwelling[tenants]]
    if (number := int((paid != let).sum())) > 0:
        yield (
            f"{number} private tenants pay another rent than their home was let for"
            f" ({int(paid.sum())} cents in all, and {int(let.sum())})"
        )


def caps(m: "Month") -> Iterator[str]:
    """What is paid under a contract of this month and what a cap saves are the market's rent."""
    people, homes, zones = m.after.households, m.after.dwellings, m.after.zones
    tenants = np.flatnonzero(_markets_of(m.after) == PRIVATE_RENTAL)
    cells = people.dwelling[tenants]
    new = homes.last_rent_month[cells] == m.number
    new &= m.before.dwellings.reserved_until[cells] < 0  # a release is no contract
    tenants, cells = tenants[new], cells[new]
    wrong = 0
    for tenant, cell in zip(tenants.tolist(), cells.tolist(), strict=True):
        place, sector = zones.neighbourhood[cell], homes.sector[cell]
        asked = {  # those who arrived came before the month's change of rents
            tenancy.market_rent(int(homes.base_rent[cell]), int(state.rent_level[place, sector]))
            for state in (m.before, m.after)
        }
        wrong += int(people.rent[tenant] + m.saved[tenant]) not in asked
    if wrong:
        yield f"{wrong} new contracts and what a cap saved are not the market's rent together"


def sales(m: "Month") -> Iterator[str]:
    """What homes are sold for is what is lent, brought from the home before, and saved."""
    money = m.flows.money
    for sector, name in enumerate(("public", "private")):
        paid = money[LOANS, sector] + money[EQUITY, sector] + money[SAVINGS, sector]
        if money[VALUE, sector] != paid:
            yield (
                f"{name} homes were sold for {int(money[VALUE, sector])} cents and paid with"
                f" {int(paid)}"
            )
    if (money < 0).any():
        yield "homes were paid with less than nothing"


CHECKS = (contracts, rents, caps, sales)


def _markets_of(state: State) -> Ints:
    """Return the market of each household's home, -1 where it has none."""
    people, homes = state.households, state.dwellings
    cell = np.maximum(people.dwelling, 0)
    kind = 2 * homes.sector[cell].astype(np.int64) + homes.rental[cell]
    kind = np.where(homes.reserved_until[cell] >= 0, RESERVED, kind)
    found: Ints = np.where(people.dwelling >= 0, kind, -1)
    return found
