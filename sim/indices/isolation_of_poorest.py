"""Isolation of the poorest fifth: its share of the unit of its average household."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices import isolation
from sim.indices.base import Floats, Index
from sim.indices.income_ranks import poorest


def isolation_of_poorest(income: ArrayLike, unit: ArrayLike, percentile: float = 20.0) -> Floats:
    """Return the isolation of the households at or below a percentile of income.

    Parameters
    ----------
    income : array_like of int, shape (households,)
        Income in whole cents (only the order matters).
    unit : array_like of int, shape (households,)
        Unit of each household, from 0.
    percentile : float
        Between 0 and 100; the bottom fifth by default. Equal incomes share their mid-rank,
        so that the group may be smaller or larger: see `income_ranks.poorest`.

    Returns
    -------
    ndarray of float64, shape ()
        The group's share of the city (even; about 0.2) to 1; NaN when nobody or everybody ranks
        at or below the percentile.

    Raises
    ------
    ValueError
        If income and unit differ in length or are not whole, or the percentile is out of range.

    Notes
    -----
    xPx = sum_j (x_j / X)(x_j / t_j). Bell (1954); of the poor and the affluent: Massey and Eggers
    (1990), American Journal of Sociology 95:1153-1188; Massey (1996), Demography 33:395-412.
    """
    counts = poorest(income, unit, percentile)
    return np.where(counts[:, 1].any(), isolation.isolation(counts, 0), np.nan)


def expected(income: ArrayLike, unit: ArrayLike, percentile: float = 20.0) -> Floats:
    """Return E[xPx] = P + (1 - P)(J - 1) / (T - 1), when households are shuffled; exact.

    Parameters
    ----------
    income, unit, percentile
        As above; only the number J of occupied units, of T households in all, and the share P of
        those at or below the percentile matter.

    Returns
    -------
    ndarray of float64, shape ()
        NaN where the index is undefined.
    """
    counts = poorest(income, unit, percentile)
    return np.where(counts[:, 1].any(), isolation.expected(counts, 0), np.nan)


INDEX = Index(
    name="isolation_of_poorest",
    symbol="xPx(20)",
    label="Isolation of the poorest fifth",
    definition="Share of the poorest fifth of households, by income, in the unit of the average "
    "household of that fifth.",
    formula="xPx = Σ_j (x_j / X)(x_j / t_j), x_j the households of unit j ranked at or below the "
    "20th percentile of income",
    reading="0.35: a household of the poorest fifth has, in its unit, 35 % of the poorest fifth "
    "around it; if all lived mixed, 20 %.",
    level="Units in which neighbours meet, of about ten households or more (each counts itself).",
    dimension="income",
    low=0.0,
    high=1.0,
    citation="Bell 1954; Massey & Eggers 1990; Massey 1996",
    spatial=False,
    data="incomes",
    undefined="too many share the lowest income for anybody to rank at or below the "
    "percentile, or everybody does",
    function=isolation_of_poorest,
    expected=expected,
    expected_note="exact",
    even=0.2,
)
