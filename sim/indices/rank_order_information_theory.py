"""Rank-order information theory index H^R: segregation by income, whatever the incomes' scale."""

from math import comb

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.information_theory import information_theory
from sim.indices.logarithms import entropy_of, n_log_n, n_log_n_steps
from sim.indices.table import table_of, units_of


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
        0 (every unit has the city's distribution of ranks) to below 1 (a unit holds a band of
        ranks); NaN when all incomes are equal.

    Raises
    ------
    ValueError
        If the two differ in length, units are not whole or negative, or incomes are not whole,
        negative or above 2**40.

    Notes
    -----
    H^R = 2 ln 2 * integral of E(p) H(p) dp, H(p) the two-group H of those below and above the rank
    p. The sum has one threshold between each two neighbouring incomes, weighted by the distance
    between their mid-ranks, so that ties share the mid-rank. Reardon (2011), "Measures of income
    segregation".
    """
    incomes = np.asarray(income)
    if incomes.ndim != 1 or incomes.dtype.kind not in "iu":
        raise ValueError("incomes must be whole numbers, one each per household")
    units = units_of(unit, len(incomes))
    if incomes.size and (incomes.min() < 0 or int(incomes.max()) >> 40):
        raise ValueError("income must be from 0 to 2**40 cents")
    households = np.bincount(units, minlength=1)
    bits = max(1, len(households) - 1).bit_length()
    keys = np.sort((incomes.astype(np.int64) << bits) | units)
    return from_threshold_sum(threshold_sum(keys, bits, households), len(incomes))


def threshold_sum(keys: Integers, bits: int, households: ArrayLike) -> float:
    """Return the sum over thresholds of T E(p) - sum_j t_j E_j(p), weighted by mid-rank distances.

    Parameters
    ----------
    keys : ndarray of int64, shape (households,)
        Sorted.
    bits : int
        A key holds the unit in its lowest `bits`, and the income above.
    households : array_like of int, shape (units,)
        Households of each unit.

    Returns
    -------
    float
        Nats times households; -1 when all incomes are equal.
    """
    by_unit = np.asarray(households).astype(np.int64)
    tables = (n_log_n(len(keys)), n_log_n_steps(len(keys)))
    return float(_threshold_sum(keys, bits, by_unit, *tables))


@compiled
def _threshold_sum(
    keys: Integers, bits: int, households: Integers, table: Floats, steps: Floats
) -> float:
    """Return the sum over the gaps between distinct incomes, in order of income.

    Places in arrays are unsigned, which spares a test for negative ones.
    """
    still = 0.0
    for size in households:
        still += table[size]
    total, fixed = len(keys), table[len(keys)] - still
    below = np.zeros(len(households), np.int64)
    mask = (1 << bits) - 1
    summed, left, start, last = 0.0, 0.0, 0, np.int64(-1)
    for rank in range(total):
        key = keys[rank]
        if key >> bits != last:
            right = fixed + still - table[np.uint64(rank)] - table[np.uint64(total - rank)]
            summed += (rank - start) * (left + right)
            left, start, last = right, rank, key >> bits
        unit = np.uint64(key & mask)
        c = below[unit]
        still += steps[np.uint64(c)] - steps[np.uint64(households[unit] - c - 1)]
        below[unit] = c + 1
    if start == 0:
        return -1.0
    return 0.5 * (summed + (total - start) * left)


def from_threshold_sum(summed: ArrayLike, households: ArrayLike) -> Floats:
    """Return the index from `threshold_sum` and the households; NaN where the sum is negative."""
    value = np.asarray(summed, dtype=np.float64)
    size = np.asarray(households, dtype=np.float64)
    ratio = divide(2.0 * value, np.where(value > -0.5, size * size, np.nan))
    return np.asarray(np.clip(ratio, 0.0, 1.0))


def from_bins(counts: ArrayLike, order: int | None = None) -> Floats:
    """Return the index of incomes that are only known by bracket.

    Parameters
    ----------
    counts : array_like of int, shape (units, bins)
        Households of each unit in each bracket of income, from the lowest.
    order : int, optional
        Order of the polynomial, at most 4 and less than the number of thresholds between brackets
        that hold households: by default the largest such.

    Returns
    -------
    ndarray of float64, shape ()
        0 to 1; NaN when all households are in one bracket.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or the order does not fit.

    Notes
    -----
    H^R = sum_k beta_k delta_k, H(p) = sum_k beta_k p^k; see `profile_of_bins`. Reardon (2011). Good
    to about 0.001 where H^R is below 0.4 and there are eight brackets or more; the ends, that no
    bracket resolves, are extrapolated.
    """
    beta = profile_of_bins(counts, order)
    value = sum(each * delta(k) for k, each in enumerate(beta.tolist()))
    return np.asarray(np.clip(value if len(beta) else np.nan, 0.0, 1.0))


def profile_of_bins(counts: ArrayLike, order: int | None = None) -> Floats:
    """Return the coefficients of the polynomial through H(p) at the thresholds between brackets.

    Parameters and errors are those of `from_bins`.

    Returns
    -------
    ndarray of float64, shape (order + 1,)
        From the power 0; empty when all households are in one bracket.

    Notes
    -----
    Least squares with the weights E(p)^2, Reardon (2011): H(p) is least certain at the ends.
    """
    table = table_of(counts)
    if table.x.ndim != 2:
        raise ValueError(f"counts must have the shape (units, bins), not {np.shape(counts)}")
    held = table.x[table.group > 0]
    below = np.cumsum(held, axis=0)[:-1]
    if not len(below):
        return np.zeros(0)
    top = min(4, len(below) - 1) if order is None else order
    if not 0 <= top <= min(4, len(below) - 1):
        raise ValueError(
            f"order must be 0 to {min(4, len(below) - 1)} with {len(below)} thresholds, not {order}"
        )
    two = np.stack([below, table.unit - below], axis=-1)
    weight = entropy_of(two.sum(axis=1))
    share = below.sum(axis=1) / table.unit.sum()
    powers = np.vander(share, top + 1, increasing=True)
    fitted = np.linalg.lstsq(powers * weight[:, None], information_theory(two) * weight)
    return np.asarray(fitted[0])


def delta(power: int) -> float:
    """Return 2 ln 2 times the integral of E(p) p^power dp, E in bits: 1, 1/2, 11/36, 5/24, ..."""
    mirrored = 0.0
    for n in range(power + 1):
        sign = 1 if (power - n) % 2 == 0 else -1
        mirrored += sign * comb(power, n) / (power - n + 2) ** 2
    return 2.0 / (power + 2) ** 2 + 2.0 * mirrored


def expected_by_chance(income: ArrayLike, unit: ArrayLike) -> Floats:
    """Return `expected` of the households' units; NaN when all incomes are equal."""
    alike = np.ptp(income) == 0 if np.size(income) else True
    return np.where(alike, np.nan, expected(np.bincount(units_of(unit, np.size(income)))))


def expected(unit_sizes: ArrayLike) -> Floats:
    """Return (J - 1) / T, J occupied units of T households in all.

    Parameters
    ----------
    unit_sizes : array_like of int, shape (..., units)

    Returns
    -------
    ndarray of float64, shape (...)
        The first term of the expansion in unit sizes: too small by about 1 / n for units of n
        households (5 % at 20, 1 % at 100). NaN for fewer than two households.
    """
    sizes = np.asarray(unit_sizes)
    return expected_from(sizes.sum(axis=-1), np.count_nonzero(sizes, axis=-1))


def expected_from(households: ArrayLike, occupied: ArrayLike) -> Floats:
    """Return the same from numbers of households and of occupied units."""
    total = np.asarray(households)
    return divide(np.asarray(occupied) - 1, np.where(total > 1, total, np.nan))


INDEX = Index(
    name="rank_order_information_theory",
    symbol="H^R",
    label="Rank-order information theory index",
    definition="How much less varied in income rank the average household's unit is than the city.",
    formula="H^R = 2 ln 2 ∫ E(p) H(p) dp over p from 0 to 1, with H(p) the index H of those below "
    "and above the rank p and E(p) = −p log₂ p − (1 − p) log₂(1 − p)",
    reading="0.15: cut the city's households in two at any rank of income; on average (cuts near "
    "the middle count most) the typical unit is 15 % less mixed of the two halves than the city.",
    level="Units of about 100 households or more: in smaller ones chance alone raises it, by about "
    "units over households (read the corrected value). Incomes of any scale and year compare.",
    dimension="income",
    low=0.0,
    high=1.0,
    citation="Reardon 2011",
    spatial=False,
    data="incomes",
    undefined="all households have the same income",
    function=rank_order_information_theory,
    expected=expected_by_chance,
    expected_note="first term of the expansion in unit sizes",
    even=0.0,
    divided=None,
)
