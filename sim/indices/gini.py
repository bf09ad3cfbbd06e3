"""Gini G: the mean difference in group shares between every two households' units."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compiled import compiled
from sim.indices.base import AXIOMS, Floats, Index, Integers, divide
from sim.indices.hypergeometric import mode, next_at_floor, ratio_up
from sim.indices.margins import Margins, margins_of
from sim.indices.table import Table, table_of

EXACT_PAIR = 400
"""Two units with at most this many households together are computed exactly."""


def gini(counts: ArrayLike) -> Floats:
    """Return the multi-group Gini index of segregation; with two groups the classical one.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households; units without households and groups without members have no effect.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1, at least D; NaN when fewer than two groups are present.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    G = sum_m sum_i sum_j |x_im (t_j - x_jm) - x_jm (t_i - x_im)| / (2 sum_m T_m (T - T_m)),
    computed in order of the share, so that the sum over pairs is a sum over units. Jahn, Schmid and
    Schrag (1947); multi-group: Reardon (1998), Reardon and Firebaugh (2002).
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the Gini index of a table."""
    shape = (-1, *table.x.shape[-2:])
    unit = table.unit.reshape(-1, shape[-1])
    apart = _apart(table.x.reshape(shape), unit, _order(table).reshape(shape))
    total = table.group.sum(axis=-1, keepdims=True)
    mixed = (table.group * (total - table.group)).sum(axis=-1)
    return divide(apart.reshape(table.x.shape[:-2]), mixed)


def _order(table: Table) -> NDArray[np.signedinteger[Any]]:
    """Return the order of units by share; shares closer than 2**-44 are as good as tied.

    Shares of units of less than 2**b households are equal or more than 2**(-2 b) apart: so many
    bits of a share, and the number of its unit, are sorted together.
    """
    units = table.x.shape[-1]
    places = max(1, units - 1).bit_length()
    bits = min(2 * int(table.unit.max(initial=1)).bit_length(), 44)
    if bits + places > 61:
        return np.argsort(table.share, axis=-1, kind="stable")
    kind: type[np.signedinteger[Any]] = np.int32 if bits + places < 31 else np.int64
    key: NDArray[np.signedinteger[Any]] = (table.share * float(1 << bits)).astype(kind)
    np.left_shift(key, places, out=key)
    np.bitwise_or(key, np.arange(units, dtype=kind), out=key)
    key.sort(axis=-1)
    np.bitwise_and(key, (1 << places) - 1, out=key)
    return key


@compiled
def _apart(x: Floats, unit: Floats, order: NDArray[np.signedinteger[Any]]) -> Floats:
    """Return the sum over groups and pairs of units of |x_i t_j - x_j t_i|, in whole numbers.

    As x_i (t_j - x_j) - x_j (t_i - x_i), whose products are smaller.
    """
    months, groups, units = x.shape
    out = np.zeros(months)
    for r in range(months):
        apart = 0.0
        for m in range(groups):
            others, members = 0.0, 0.0
            for k in range(units):
                j = np.uint64(order[r, m, k])
                own = x[r, m, j]
                rest = unit[r, j] - own
                apart += own * others - rest * members
                others += rest
                members += own
        out[r] = apart
    return out


@compiled
def _masses(total: int, specials: Integers, wanted: Integers) -> Floats:
    """Return P(s of the group among `both` households), summed over groups, if `both` is wanted."""
    limit = len(wanted) - 1
    mass = np.zeros((limit + 1, limit + 1))
    for both in range(2, limit + 1):
        for m in range(len(specials) * wanted[both]):
            special = specials[m]
            start, whole = mode(total, special, both), 0.0
            law = np.zeros(limit + 1)
            low, high = max(0, both + special - total), min(both, special)
            weight, s = 1.0, start
            while True:
                law[s] = weight
                whole += weight
                if s >= high or weight < 1e-18:
                    break
                weight *= ratio_up(total, special, both, s)
                s += 1
            weight, s = 1.0, start
            while s > low and weight >= 1e-18:
                s -= 1
                weight /= ratio_up(total, special, both, s)
                law[s] = weight
                whole += weight
            for s in range(both + 1):
                mass[both, s] += law[s] / whole
    return mass


@compiled
def _exact_pairs(units_of: Integers, mass: Floats) -> float:
    """Return the sum over pairs of small units and over groups of E|x_i t_j - x_j t_i|.

    `units_of[t]` is the number of units of t households. Given s = x_i + x_j, the number x_i is
    hypergeometric in the two units and |x_i t_j - x_j t_i| = (t_i + t_j) |x_i - E[x_i | s]|.
    """
    largest = len(units_of) - 1
    summed = 0.0
    for both in range(2, len(mass)):
        for size in range(max(1, both - largest), both // 2 + 1):
            pairs = units_of[size] * units_of[both - size]
            if 2 * size == both:
                pairs = units_of[size] * (units_of[size] - 1) // 2
            if pairs == 0:
                continue
            p, k, apart = 1.0, 0, 0.0
            for s in range(both):
                apart += mass[both, s] * ((size - k) * (s - k) * p)
                stays = (s + 1) * size < (k + 1) * both
                p *= next_at_floor(both, size, s, k, stays)
                if not stays:
                    k += 1
            summed += 2.0 * apart * pairs
    return summed


def _normal_pairs(totals: Integers, sizes: Integers, units: Integers) -> float:
    """Return the same sum over pairs of more than 400 households, by a normal law.

    `sizes` ascend.
    """
    spread = 0.0
    for k, size in enumerate(sizes):  # by rows: all pairs at once would not fit in memory
        first = max(k, int(np.searchsorted(sizes, EXACT_PAIR - size, side="right")))
        other = sizes[first:].astype(np.float64)
        pairs = units[k] * units[first:].astype(np.float64)
        if first == k:
            pairs[0] = units[k] * (units[k] - 1) // 2
        spread += float((pairs * np.sqrt(size * other * (size + other))).sum())
    total = float(totals.sum())
    share = totals / total
    spread *= float(np.sqrt(total / max(total - 1.0, 1.0)))
    return spread * float(np.sqrt(share * (1.0 - share)).sum()) * float(np.sqrt(2.0 / np.pi))


def expected(counts: ArrayLike | Margins) -> float:
    """Return E[G] when households are shuffled over the same homes; NaN where G is undefined.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups), or Margins
        Only the unit sizes and the group totals matter.

    Returns
    -------
    float
        0 to 1. Exact for pairs of units with at most 400 households together. Larger pairs use a
        normal law with the exact variance t_i t_j (t_i + t_j) P (1 - P) T / (T - 1). For units of n
        households it is too large by a relative 1 / (15 n P (1 - P)) at most: 0.02 % for n = 3,300
        and P = 0.1, 1 % for n = 210 and P = 0.035.
    """
    fixed = margins_of(counts)
    if fixed.mixed == 0:
        return float("nan")
    sizes, units = fixed.sizes, fixed.units
    small = sizes[sizes < EXACT_PAIR]
    large = 2 * sizes.max() > EXACT_PAIR
    summed = _normal_pairs(fixed.totals, sizes, units) if large else 0.0
    if len(small):
        units_of = np.zeros(int(small.max()) + 1, dtype=np.int64)
        units_of[small] = units[sizes < EXACT_PAIR]
        wanted = np.zeros(min(EXACT_PAIR, 2 * int(small.max())) + 1, dtype=np.int64)
        both = np.add.outer(small, small).ravel()
        wanted[both[both < len(wanted)]] = 1
        present = fixed.totals[fixed.totals > 0]
        summed += float(_exact_pairs(units_of, _masses(fixed.total, present, wanted)))
    return min(summed / fixed.mixed, 1.0)


INDEX = Index(
    name="gini",
    symbol="G",
    label="Gini",
    definition="Mean absolute difference in group shares between the units of two households drawn "
    "at random, relative to a fully segregated city.",
    formula="G = Σ_m Σ_i Σ_j t_i t_j |p_im − p_jm| / (2 T² I), with I = Σ_m (X_m / T)(1 − X_m / T)",
    reading="0.4: the units of two households drawn at random differ in their shares of the "
    "groups, on average, four tenths as much as in a city where no unit holds two groups.",
    level="Units of about 50 households or more: in smaller ones chance alone raises it, more than "
    "D (read the corrected value), and with one household in each unit it is always 1.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Jahn, Schmid & Schrag 1947; Duncan & Duncan 1955; multi-group Reardon 1998",
    spatial=False,
    data="counts",
    undefined="fewer than two groups are present",
    function=gini,
    expected=expected,
    expected_note="exact for pairs of units of at most 400 households together, else normal law "
    "with exact variances",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS,
    from_table=from_table,
)
