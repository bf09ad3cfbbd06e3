"""Rent levels of neighbourhoods: growth, and dispersion that answers to vacancy.

r <- r (1 + [g + lambda (v* - v_neighbourhood)] / 12), after Rosen and Smith 1983 (American Economic
Review 73:779-786). `market.rents=natural_vacancy`: v* is the sector's natural vacancy; rents rise
until there is room again. `relative`: v* is the city's own vacancy of the month, so that its mean
grows at g and only the dispersion is endogenous. Integer arithmetic: parts per billion.
"""

from typing import Any

import numpy as np

from sim.behaviour.parameters import BILLION, MILLION, per
from sim.compiled import compiled
from sim.config.schema import CityConfig, MarketConfig
from sim.state.columns import PRIVATE_OWNED, PRIVATE_RENTAL, PUBLIC_OWNED, Ints, State

SECTOR_MARKETS = ((PUBLIC_OWNED,), (PRIVATE_OWNED, PRIVATE_RENTAL))  # public rental has no market

HIGHEST_LEVEL = 100 * BILLION  # far beyond any rent; keeps products within 64 bits


def market_homes(state: State) -> Ints:
    """Return the homes on the market, vacant or not, by neighbourhood and sector; int64."""
    homes = state.dwellings
    counts = np.zeros((len(state.rent_level), 2), np.int64)
    place = state.zones.neighbourhood
    _count_homes(counts, place, homes.sector, homes.rental, homes.reserved_until)
    return counts


@compiled
def _count_homes(counts: Any, place: Any, sector: Any, rental: Any, reserved_until: Any) -> None:
    for cell in range(len(place)):
        here = sector[cell]
        if here >= 0 and reserved_until[cell] < 0 and (here == 1 or rental[cell] == 0):
            counts[place[cell], here] += 1


def natural_vacancy(city: CityConfig, market: MarketConfig) -> tuple[int, int] | None:
    """Return the vacancy at which rents rest, public and private, parts per billion; None where
    rents are relative.

    That of the configured start. A rate that is given is one of private homes: owned public flats
    have a market of their own, in which few stand empty (in the Singapore-like city .7 %), and at a
    rate of 6.5 % their rents would fall for ever.
    """
    if market.rents != "natural_vacancy":
        return None
    private = city.private.vacancy_owned * (1.0 - city.private.rental)
    private += city.private.vacancy_rental * city.private.rental
    if market.natural_vacancy is not None:
        private = market.natural_vacancy
    return per(city.public.vacancy_owned, BILLION), per(private, BILLION)


def update_levels(
    state: State,
    homes: Ints,
    growth: Ints,
    market: MarketConfig,
    natural: tuple[int, int] | None = None,
) -> None:
    """Move the rent level of every neighbourhood and sector by one month.

    Parameters
    ----------
    homes : array of int64, shape (neighbourhoods, 2)
        From `market_homes`.
    growth : array of int64, shape (neighbourhoods,)
        Growth of rents over incomes a year, parts per billion, with the policies' share.
    natural : tuple of int, optional
        From `natural_vacancy`; the city's own vacancy where it is None.
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
        rest = (
            int(empty.sum()) * BILLION // int(stock.sum()) if natural is None else natural[sector]
        )
        rate = np.where(stock > 0, empty * BILLION // np.maximum(stock, 1), rest)
        change = (growth + response * (rest - rate) // MILLION) // 12
        change = np.clip(change, -most, most)
        level = state.rent_level[:, sector]
        level += level * change // BILLION
        np.clip(level, 1, HIGHEST_LEVEL, out=level)
