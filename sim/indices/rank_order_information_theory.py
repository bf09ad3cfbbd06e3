"""Rank-order information theory index H^R: segregation by income, whatever the incomes' scale."""

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.entropy import n_log_n


def rank_order_information_theory(income: ArrayLike, unit: ArrayLike) -> Floats:
    """Return the rank-order information theory index of households' incomes.

    Parameters
    ----------
    income : array_like of int, shape (households,)
        Income in whole cents (only the order matters).
    unit : array_like of int, shape (households,)
        Unit of each household, from 0.

    Returns
    -------
    ndarray of float64, shape ()
        0 (every unit has the city's distribution of ranks) to below 1 (a unit holds a band of ranks);
        NaN when all incomes are equal.

    Raises
    ------
    ValueError
        If the two differ in length or incomes are not whole.

    Notes
    -----
    H^R = 2 ln 2 * integral of E(p) H(p) dp, H(p) the two-group H of those below and above the rank p.
    The sum has one threshold between each two neighbouring incomes, weighted by the distance between
    their mid-ranks, so that ties share the mid-rank. Reardon (2011), "Measures of income segregation".
    """
    incomes, units = np.asarray(income), np.asarray(unit).astype(np.int64)
    if incomes.shape != units.shape or incomes.dtype.kind not in "iu":
        raise ValueError("income and unit must be whole numbers, one each per household")
    order = np.lexsort((units, incomes))
    households = np.bincount(units, minlength=1)
    table = n_log_n(len(incomes))
    summed = threshold_sum(incomes[order].astype(np.int64), units[order], households, table)
    return from_threshold_sum(summed, len(incomes))


@compiled
def threshold_sum(income: Integers, unit: Integers, households: Integers, table: Floats) -> float:
    """Return the sum over thresholds of T E(p) - sum_j t_j E_j(p), weighted by mid-rank distances.

    Parameters
    ----------
    income, unit : ndarray of int64, shape (households,)
        In ascending order of income.
    households : ndarray of int64, shape (units,)
        Households of each unit.
    table : ndarray of float64
        n ln n for 0 .. the number of households.

    Returns
    -------
    float
        Nats times households; -1 when all incomes are equal.
    """
    total = len(income)
    if total == 0 or income[0] == income[total - 1]:
        return -1.0
    still = 0.0
    for j in range(len(households)):
        still += table[households[j]]
    fixed = table[total] - still
    below = np.zeros(len(households), np.int64)
    summed, left, start = 0.0, 0.0, 0
    for i in range(total):
        j = unit[i]
        c = below[j]
        rest = households[j] - c
        still += (table[c + 1] + table[rest - 1]) - (table[c] + table[rest])
        below[j] = c + 1
        if i + 1 == total or income[i + 1] != income[i]:
            right = fixed + still - table[i + 1] - table[total - i - 1]
            summed += (i + 1 - start) * (left + right)
            left, start = right, i + 1
    return 0.5 * summed


def from_threshold_sum(summed: ArrayLike, households: ArrayLike) -> Floats:
    """Return the index from `threshold_sum` and the number of households; NaN where it is negative."""
    value = np.asarray(summed, dtype=np.float64)
    size = np.asarray(households, dtype=np.float64)
    ratio = divide(2.0 * value, np.where(value > -0.5, size * size, np.nan))
    return np.asarray(np.clip(ratio, 0.0, 1.0))


def expected(unit_sizes: ArrayLike) -> float:
    """Return (J - 1) / T, J occupied units of T households in all.

    The first term of the expansion in unit sizes: within 1 % at 1,000 households a unit and more; at
    100 it is about 5 % too small.
    """
    sizes = np.asarray(unit_sizes)
    total = int(sizes.sum())
    if total < 2:
        return float("nan")
    return float((np.count_nonzero(sizes) - 1) / total)


INDEX = Index(
    name="rank_order_information_theory",
    symbol="H^R",
    label="Rank-order information theory index",
    definition="How much less varied in income rank the average household's unit is than the city.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Reardon 2011",
    spatial=False,
    data="incomes",
    undefined="all households have the same income",
    function=rank_order_information_theory,
    expected=expected,
    expected_note="first term of the expansion in unit sizes",
)
