"""Homes that come up for sale without an owner who leaves them, and how prices stand.

Where sellers ask prices (`market.prices=asking`) a home is put up for sale at its reference (its
price at the start times the mean ratio of the last six sales in its block, else in its
neighbourhood and sector) with a mark-up, and comes down every month; see `sim.behaviour.prices`.
The engines list the homes that households leave; those that stand empty at the start, and new ones,
are listed here.
"""

from typing import Any

import numpy as np

from sim.behaviour import prices
from sim.behaviour.parameters import BILLION, Parameters
from sim.compiled import compiled
from sim.state.columns import PRIVATE, PRIVATE_OWNED, PUBLIC, PUBLIC_OWNED, Ints, State

FOR_SALE = (PUBLIC_OWNED, PRIVATE_OWNED)  # by sector


def put_up(state: State, p: Parameters) -> None:
    """Ask a price for every vacant owned home that has none yet, where sellers ask prices."""
    if not p.asks:
        return
    homes = state.dwellings
    for sector, market in enumerate(FOR_SALE):
        vacant = state.vacancies.homes[market, : state.vacancies.length[market]]
        new = vacant[homes.asking[vacant] == 0]
        if not len(new):
            continue
        levels = levels_of(state, sector, new)
        for cell, level in zip(new.tolist(), levels.tolist(), strict=True):
            value = prices.reference(int(homes.base_rent[cell]), level, p)
            homes.asking[cell] = prices.first_asked(value, p)


def levels_of(state: State, sector: int, cells: Ints) -> Ints:
    """Return the level of prices around some cells as homes of a sector there have it, parts per
    billion."""
    return _levels(state, sector, state.zones.block[cells], state.zones.neighbourhood[cells])


def _levels(state: State, sector: int, blocks: Ints, places: Ints) -> Ints:
    """Return the level of prices in each of some blocks, which lie in these neighbourhoods."""
    sales = state.sales
    block, sold = _kept(sales.block[blocks], sales.block_number[blocks])
    there, others = _kept(sales.neighbourhood[:, sector], sales.neighbourhood_number[:, sector])
    mean = np.where(others > 0, there // np.maximum(others, 1), BILLION)
    levels: Ints = np.where(sold > 0, block // np.maximum(sold, 1), mean[places])
    return levels


def _kept(rings: Ints, number: Ints) -> tuple[Ints, Ints]:
    """Return the sums of the ratios that rings remember, and how many they are."""
    return rings.sum(axis=1), np.minimum(number, rings.shape[1])


def price_levels(state: State) -> list[float]:
    """Return the mean level of prices of owned homes by sector, 1 at the start and without any."""
    homes, zones, blocks = state.dwellings, state.zones, len(state.sales.block_number)
    count, places = np.zeros((blocks, 2), np.int64), np.zeros(blocks, np.int64)
    tenure = homes.sector, homes.rental, homes.reserved_until
    _count_owned(count, places, zones.block, zones.neighbourhood, *tenure)
    found = []
    for sector in (PUBLIC, PRIVATE):
        owned, level = count[:, sector], _levels(state, sector, np.arange(blocks), places)
        mean = (owned * (level / BILLION)).sum() / owned.sum() if owned.any() else 1.0
        found.append(float(mean))
    return found


def cuts(state: State, sector: int, month: int) -> int:
    """Return the homes of a sector that are for sale at less than was first asked."""
    market = FOR_SALE[sector]
    vacant = state.vacancies.homes[market, : state.vacancies.length[market]]
    return int((month > np.maximum(state.dwellings.vacant_since[vacant], 0)).sum())


@compiled
def _count_owned(
    count: Any, places: Any, block: Any, place: Any, of_sector: Any, rental: Any, until: Any
) -> None:
    """Count owned homes by block and sector, and note the neighbourhood of every block."""
    for cell in range(len(block)):
        places[block[cell]] = place[cell]
        if of_sector[cell] >= 0 and rental[cell] == 0 and until[cell] < 0:
            count[block[cell], of_sector[cell]] += 1
