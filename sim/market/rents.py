"""Rent levels of neighbourhoods: growth, and dispersion that answers to vacancy.

r <- r (1 + [g + lambda (v_city - v_neighbourhood)] / 12), after Rosen and Smith 1983 (American
Economic Review 73:779-786) with the city's own vacancy rate as the reference, so that the city's
mean grows at g and only the dispersion is endogenous. Integer arithmetic: parts per billion.
"""

import numpy as np

from sim.behaviour.parameters import BILLION, MILLION, per
from sim.config.schema import MarketConfig
from sim.state.columns import PRIVATE_OWNED, PRIVATE_RENTAL, PUBLIC_OWNED, Ints, State

SECTOR_MARKETS = ((PUBLIC_OWNED,), (PRIVATE_OWNED, PRIVATE_RENTAL))  # public rental has no market

HIGHEST_LEVEL = 100 * BILLION  # far beyond any rent; keeps products within 64 bits


def market_homes(state: State) -> Ints:
    """Return the homes on the market, vacant or not, by neighbourhood and sector; int64."""
    homes = state.dwellings
    neighbourhoods = len(state.rent_level)
    counts = np.zeros((neighbourhoods, 2), np.int64)
    for sector in (0, 1):
        here = (homes.sector == sector) & (homes.reserved_until < 0)
        if sector == 0:
            here &= homes.rental == 0
        counts[:, sector] = np.bincount(state.zones.neighbourhood[here], minlength=neighbourhoods)
    return counts


def update_levels(state: State, homes: Ints, growth: Ints, market: MarketConfig) -> None:
    """Move the rent level of every neighbourhood and sector by one month.

    Parameters
    ----------
    homes : array of int64, shape (neighbourhoods, 2)
        From `market_homes`.
    growth : array of int64, shape (neighbourhoods,)
        Growth of rents over incomes a year, parts per billion, with the policies' share.
    """
    response = per(market.vacancy_response, MILLION)
    most = per(market.max_monthly_change, BILLION)
    for sector, markets in enumerate(SECTOR_MARKETS):
        stock = homes[:, sector]
        if not stock.any():
            continue
        empty = np.zeros(len(stock), np.int64)
        for m in markets:
            vacant = state.vacancies.homes[m, : state.vacancies.length[m]]
            empty += np.bincount(state.zones.neighbourhood[vacant], minlength=len(stock))
        city_rate = int(empty.sum()) * BILLION // int(stock.sum())
        rate = np.where(stock > 0, empty * BILLION // np.maximum(stock, 1), city_rate)
        change = (growth + response * (city_rate - rate) // MILLION) // 12
        change = np.clip(change, -most, most)
        level = state.rent_level[:, sector]
        level += level * change // BILLION
        np.clip(level, 1, HIGHEST_LEVEL, out=level)
