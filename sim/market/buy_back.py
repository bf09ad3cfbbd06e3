"""The board buys homes that an ethnic quota keeps from being sold.

In Singapore the Housing & Development Board offers so, since 8 March 2022, to owners of at least
ten years who have tried to sell for about six months where the limits exclude buyers (Ministry of
National Development, press release of that day). Here a seller has left its home behind, which
stands for sale with its owner of record; a home bought back has none, as if it were never sold.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour import affordability, prices, tenancy
from sim.behaviour.parameters import Parameters
from sim.market.asking import levels_of
from sim.market.at_limit import closed
from sim.policies.levers import NEVER, Levers
from sim.state.columns import PUBLIC, PUBLIC_OWNED, Ints, State


class Purchase(NamedTuple):
    """A home that the board has bought."""

    seller: int  # id of the household that owned it
    price: int  # cents


def buy_back(state: State, levers: Levers, month: int, p: Parameters) -> list[Purchase]:
    """Let the board buy the homes that qualify, in order of cell.

    All are judged on the counts as they stand before the first of them is bought.
    """
    homes, purchases = state.dwellings, []
    cells = constrained(state, levers, long_for_sale(state, levers, month))
    for cell in cells:
        seller = int(homes.sold_by[cell]) - 1
        purchases.append(Purchase(seller, valuation(state, cell, p)))
    homes.record[cells] = -1
    for column in (homes.record_citizenship, homes.owned_months, homes.sold_by):
        column[cells] = 0
    return purchases


def valuation(state: State, cell: int, p: Parameters) -> int:
    """Return what the board pays for a public home, cents.

    The price of its market rent; where sellers ask prices, that of the last sales nearby.
    """
    rent = int(state.dwellings.base_rent[cell])
    if p.asks:
        level = int(levels_of(state, PUBLIC, np.array([cell]))[0])
        return prices.reference(rent, level, p)
    level = int(state.rent_level[state.zones.neighbourhood[cell], PUBLIC])
    return affordability.price(tenancy.market_rent(rent, level), p)


def long_for_sale(state: State, levers: Levers, month: int) -> Ints:
    """Return the homes that were owned and then stood for sale for long enough, in order of cell.

    Only those left while the board bought, by owners of long enough: of others nothing is noted.
    """
    if (levers.tables.buy_back >= NEVER).all():
        return np.empty(0, np.int64)
    homes = state.dwellings
    listed = state.vacancies.homes[PUBLIC_OWNED, : state.vacancies.length[PUBLIC_OWNED]]
    block = state.zones.block[listed]
    ready = (homes.sold_by[listed] > 0) & (homes.record[listed] >= 0)
    ready &= homes.owned_months[listed] >= levers.tables.buy_back[block]
    ready &= month - homes.vacant_since[listed] >= levers.buy_back_months[block]
    return np.sort(listed[ready]).astype(np.int64)


def constrained(state: State, levers: Levers, cells: Ints) -> list[int]:
    """Return those of some homes that a class other than their seller's may not buy.

    It may not where it is at its limit in the block or in the neighbourhood. One class is enough:
    the board asks for an owner constrained by one or more limits (Council for Estate Agencies,
    April 2022), not for one without any buyer.
    """
    if len(cells) == 0:
        return []
    full = [
        at_limit(state, state.zones.block, levers.tables.block_limit),
        at_limit(state, state.zones.neighbourhood, levers.tables.neighbourhood_limit),
    ]
    found = []
    for cell in cells.tolist():
        excluded = full[0][state.zones.block[cell]] | full[1][state.zones.neighbourhood[cell]]
        excluded[state.dwellings.record[cell]] = False
        if excluded.any():
            found.append(cell)
    return found


def at_limit(state: State, units: Ints, limits: Ints) -> NDArray[np.bool_]:
    """Return for each unit and class whether a home more of the class would pass its limit.

    Parameters
    ----------
    units : array of int, shape (cells,)
        The block or the neighbourhood of each cell.
    limits : array of int, shape (units, classes)
        Hundredths of a per cent.
    """
    record = state.dwellings.record
    sold = record >= 0
    owned = np.zeros(limits.shape, np.int64)
    np.add.at(owned, (units[sold], record[sold]), 1)
    return closed(owned, limits)
