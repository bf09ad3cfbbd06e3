"""The poorest and the richest households, by rank: equal incomes share their mid-rank."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Integers
from sim.indices.table import units_of


def poorest(income: ArrayLike, unit: ArrayLike, percentile: float) -> Integers:
    """Return how many of each unit's households rank at or below a percentile, and how many above.

    A household's rank is the share of households with a lower income plus half of those with the
    same, its own included: households of one income are on one side together. So the first number
    may add up to less or more than `percentile` of all, and to 0 where so many share the lowest
    income that their mid-rank is above.

    Parameters
    ----------
    income, unit : array_like of int, shape (households,)
        Income in whole cents (only the order matters); unit of each household, from 0.
    percentile : float
        Between 0 and 100.

    Returns
    -------
    ndarray of int64, shape (units, 2)

    Raises
    ------
    ValueError
        If the two differ in length, are not whole or a unit is negative; or the percentile is out
        of range.
    """
    return _split(income, unit, percentile, lowest=True)


def richest(income: ArrayLike, unit: ArrayLike, percentile: float) -> Integers:
    """Return how many of each unit's households rank at or above a percentile, and how many below.

    The mirror image of `poorest`, with its parameters, returns and errors.
    """
    return _split(income, unit, percentile, lowest=False)


def _split(income: ArrayLike, unit: ArrayLike, percentile: float, lowest: bool) -> Integers:
    """Return counts (units, 2): the households at one end, and the others."""
    incomes = np.asarray(income)
    if incomes.ndim != 1 or incomes.dtype.kind not in "iu":
        raise ValueError("incomes must be whole numbers, one each per household")
    units = units_of(unit, len(incomes))
    if not 0.0 < percentile < 100.0:
        raise ValueError(f"percentile must be between 0 and 100, both excluded, not {percentile}")
    if len(incomes) == 0:
        return np.zeros((1, 2), dtype=np.int64)
    # Lower incomes than that at the percentile rank below it, higher ones above.
    middle = min(int(percentile * len(incomes) / 100.0), len(incomes) - 1)
    border = np.partition(incomes, middle)[middle]
    below, same = int((incomes < border).sum()), int((incomes == border).sum())
    twice = 2 * below + same  # the mid-rank at the border, in households
    if lowest:
        inside = incomes <= border if twice * 50 <= percentile * len(incomes) else incomes < border
    else:
        inside = incomes >= border if twice * 50 >= percentile * len(incomes) else incomes > border
    cell = 2 * units + ~inside
    return np.bincount(cell, minlength=2 * (int(units.max(initial=0)) + 1)).reshape(-1, 2)
