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
from sim.state.columns import PRIVATE_OWNED, PUBLIC_OWNED, Ints, State

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
        levels = levels_of_blocks(state, sector)[state.zones.block[new]]
        for cell, level in zip(new.tolist(), levels.tolist(), strict=True):
            value = prices.reference(int(homes.base_rent[cell]), level, p)
            homes.asking[cell] = prices.first_asked(value, p)


def levels_of_blocks(state: State, sector: int) -> Ints:
    """Return the level of prices in each block as homes of a sector there have it, parts per
    billion."""
    sales, zones = state.sales, state.zones
    place = _neighbourhood_of(sales.block_number, zones.block, zones.neighbourhood)
    block, sold = _kept(sales.block, sales.block_number)
    there, others = _kept(sales.neighbourhood[:, sector], sales.neighbourhood_number[:, sector])
    mean = np.where(others > 0, there // np.maximum(others, 1), BILLION)
    levels: Ints = np.where(sold > 0, block // np.maximum(sold, 1), mean[place])
    return levels


def _kept(rings: Ints, number: Ints) -> tuple[Ints, Ints]:
    """Return the sums of the ratios that rings remember, and how many they are."""
    return rings.sum(axis=1), np.minimum(number, rings.shape[1])


def price_level(state: State, sector: int) -> float:
    """Return the mean level of prices of a sector's owned homes, 1 at the start and without any."""
    homes = state.dwellings
    count = np.zeros(len(state.sales.block_number), np.int64)
    _count_owned(count, state.zones.block, homes.sector, homes.rental, homes.reserved_until, sector)
    if not count.any():
        return 1.0
    return float((count * (levels_of_blocks(state, sector) / BILLION)).sum() / count.sum())


def cuts(state: State, sector: int, month: int) -> int:
    """Return the homes of a sector that are for sale at less than was first asked."""
    market = FOR_SALE[sector]
    vacant = state.vacancies.homes[market, : state.vacancies.length[market]]
    return int((month > np.maximum(state.dwellings.vacant_since[vacant], 0)).sum())


@compiled
def _count_owned(
    count: Any, block: Any, of_sector: Any, rental: Any, reserved_until: Any, sector: int
) -> None:
    for cell in range(len(block)):
        if of_sector[cell] == sector and rental[cell] == 0 and reserved_until[cell] < 0:
            count[block[cell]] += 1


@compiled
def _neighbourhood_of(blocks: Any, block: Any, neighbourhood: Any) -> Any:
    found = np.zeros(len(blocks), np.int64)
    for cell in range(len(block)):
        found[block[cell]] = neighbourhood[cell]
    return found
