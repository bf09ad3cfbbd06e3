"""Neighbourhood sorting index NSI: how much of the spread of incomes lies between units."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide


def neighbourhood_sorting(income: ArrayLike, unit: ArrayLike) -> Floats:
    """Return the neighbourhood sorting index of households' incomes.

    Parameters
    ----------
    income : array_like of int, shape (households,)
        Income in whole cents (any whole unit).
    unit : array_like of int, shape (households,)
        Unit of each household, from 0.

    Returns
    -------
    ndarray of float64, shape ()
        0 (every unit has the city's mean income) to 1 (no spread inside units); NaN when all
        incomes are equal.

    Raises
    ------
    ValueError
        If the two differ in length or incomes are not whole.

    Notes
    -----
    NSI = sqrt(sum_j t_j (m_j - m)^2 / sum_i (y_i - m)^2); its square is the eta^2 of income.
    Jargowsky (1996), American Sociological Review 61:984-998.
    """
    incomes, units = np.asarray(income), np.asarray(unit).astype(np.int64)
    if incomes.shape != units.shape or incomes.dtype.kind not in "iu":
        raise ValueError("income and unit must be whole numbers, one each per household")
    households = np.bincount(units)
    whole = incomes.astype(np.int64)
    sums = np.zeros(len(households), dtype=np.int64)
    np.add.at(sums, units, whole)
    centre = int(sums.sum()) // max(len(whole), 1)
    away = (whole - centre).astype(np.float64)
    return from_sums(households, sums, centre, (away * away).sum())


def from_sums(
    households: ArrayLike, income: ArrayLike, centre: ArrayLike, squares: ArrayLike
) -> Floats:
    """Return the index from sums over units.

    Parameters
    ----------
    households, income : array_like of int, shape (..., units)
        Households, and the sum of their incomes, in each unit.
    centre : array_like of int, shape (...)
        The mean income, rounded down; it keeps the sums of squares small, and exactly zero when all
        incomes are equal.
    squares : array_like of float, shape (...)
        Sum over households of the squared deviation from `centre`.

    Returns
    -------
    ndarray of float64, shape (...)
    """
    count = np.asarray(households).astype(np.int64)
    away = np.asarray(income).astype(np.int64) - count * np.asarray(centre)[..., None]
    size = count.sum(axis=-1).astype(np.float64)
    offset = away.sum(axis=-1).astype(np.float64)
    shift = divide(offset * offset, size)
    inside = away.astype(np.float64)
    between = np.divide(inside * inside, count, out=np.zeros_like(inside), where=count > 0)
    spread = np.asarray(squares, dtype=np.float64) - shift
    ratio = divide(between.sum(axis=-1) - shift, np.where(spread > 0, spread, np.nan))
    return np.asarray(np.sqrt(np.clip(ratio, 0.0, 1.0)))


def expected_by_chance(income: ArrayLike, unit: ArrayLike) -> Floats:
    """Return `expected` of the households' units; NaN when all incomes are equal."""
    alike = np.ptp(income) == 0 if np.size(income) else True
    return np.where(alike, np.nan, expected(np.bincount(np.asarray(unit, np.int64))))


def expected(unit_sizes: ArrayLike) -> Floats:
    """Return sqrt((J - 1) / (T - 1)), J occupied units of T households in all.

    Parameters
    ----------
    unit_sizes : array_like of int, shape (..., units)

    Returns
    -------
    ndarray of float64, shape (...)
        The squared index has exactly the expectation (J - 1) / (T - 1) when incomes are shuffled.
        Its root exceeds the expected index by a relative 1 / (4 (J - 1)): 1.7 % for 16 units. NaN
        for fewer than two households.
    """
    sizes = np.asarray(unit_sizes)
    return expected_from(sizes.sum(axis=-1), np.count_nonzero(sizes, axis=-1))


def expected_from(households: ArrayLike, occupied: ArrayLike) -> Floats:
    """Return the same from numbers of households and of occupied units."""
    total, units = np.asarray(households) - 1.0, np.asarray(occupied) - 1.0
    return np.asarray(np.sqrt(divide(units, np.where(total > 0, total, np.nan))))


INDEX = Index(
    name="neighbourhood_sorting",
    symbol="NSI",
    label="Neighbourhood sorting index",
    definition="Spread of units' mean incomes relative to the spread of households' incomes.",
    formula="NSI = √[Σ_j t_j (ȳ_j − ȳ)² / Σ_i (y_i − ȳ)²], with ȳ_j and ȳ the mean incomes of "
    "unit j and of the city and y_i the income of household i",
    reading="0.4: the mean incomes of units are spread 0.4 times as widely as the incomes of "
    "households, so that 0.4² = 16 % of the variance of incomes lies between units.",
    level="Units of about 100 households or more: in smaller ones chance alone raises it, to the "
    "root of units over households (read the corrected value). A few very large incomes move it.",
    dimension="income",
    low=0.0,
    high=1.0,
    citation="Jargowsky 1996",
    spatial=False,
    data="incomes",
    undefined="all households have the same income",
    function=neighbourhood_sorting,
    expected=expected_by_chance,
    expected_note="exact for the square of the index",
    even=0.0,
    divided=1.0,
)
