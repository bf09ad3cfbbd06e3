"""Dissimilarity D: the share of households that would have to move for every unit to be alike."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import AXIOMS, Floats, Index, Integers, divide
from sim.indices.hypergeometric import pair_deviation
from sim.indices.limits import within_limits
from sim.indices.margins import Margins, margins_of
from sim.indices.table import Table, table_of


def dissimilarity(counts: ArrayLike) -> Floats:
    """Return the multi-group dissimilarity; with two groups it is Duncan's D.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households; units without households and groups without members have no effect.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (every unit has the city's shares) to 1 (no unit holds two groups); NaN when fewer than
        two groups are present.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    D = sum_m sum_j |x_jm (T - T_m) - (t_j - x_jm) T_m| / (2 sum_m T_m (T - T_m)). Numerator and
    denominator are whole numbers, so the result has one rounding while they are below 2**53; where
    they are larger, a small group of a large city still costs no digits. Jahn, Schmid and Schrag
    (1947); Duncan and Duncan (1955); multi-group: Morgan (1975), Sakoda (1981).
    """
    return from_table(table_of(counts))


def from_table(table: Table, groups: Sequence[int] = ()) -> Floats:
    """Return the dissimilarity of a table, of some of its groups only if any are given."""
    x = table.x
    who = np.array(groups or range(x.shape[-2]))
    apart = _excess(x.reshape(-1, *x.shape[-2:]), table.group.reshape(-1, x.shape[-2]), who)
    own = table.group[..., who]
    total = own.sum(axis=-1)
    mixed = (own * (total[..., None] - own)).sum(axis=-1)
    return divide(apart.reshape(x.shape[:-2]), 2.0 * mixed)


@compiled
def _excess(x: Floats, group: Floats, who: Integers) -> Floats:
    """Return the sum over groups and units of |x_jm (T - T_m) - (t_j - x_jm) T_m|, whole numbers.

    Unit by unit at first, so that several units are done at once.
    """
    months, _, units = x.shape
    out = np.zeros(months)
    unit, excess = np.zeros(units), np.zeros(units)
    for r in range(months):
        total = 0.0
        unit[:], excess[:] = 0.0, 0.0
        for m in who:
            total += group[r, m]
            for j in range(units):
                unit[j] += x[r, m, j]
        for m in who:
            own = group[r, m]
            others = total - own
            for j in range(units):
                excess[j] += abs(x[r, m, j] * others - (unit[j] - x[r, m, j]) * own)
        for j in range(units):
            out[r] += excess[j]
    return out


def expected(counts: ArrayLike | Margins) -> float:
    """Return E[D], exact, when households are shuffled over the same homes; NaN if D is undefined.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups), or Margins
        Only the unit sizes and the group totals matter.

    Raises
    ------
    TooLarge
        If the city, or a unit, has more households than can be computed with; see `limits`.
    """
    fixed = margins_of(counts)
    if fixed.mixed == 0:
        return float("nan")
    deviation = float((fixed.moments[:, :, 0] * fixed.units).sum())
    return min(deviation * fixed.total / (2.0 * fixed.mixed), 1.0)


def expected_pair(counts: ArrayLike | Margins, group: int, other: int) -> float:
    """Return E[D] of two groups when every household of the city is shuffled over the same homes.

    The two groups' joint size in a unit is itself random, unlike in `expected` of two columns.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups), or Margins
        All groups of the city.
    group, other : int
        Columns of the two groups.

    Returns
    -------
    float
        0 to 1; exact; NaN if either group is absent.

    Raises
    ------
    TooLarge
        If the city, or a unit, has more households than can be computed with; see `limits`.
    """
    fixed = margins_of(counts)
    x, y = int(fixed.totals[group]), int(fixed.totals[other])
    if x == 0 or y == 0:
        return float("nan")
    within_limits(fixed.total, fixed.largest)
    deviation = pair_deviation(fixed.total, x, y, fixed.sizes)
    return min(float((deviation * fixed.units).sum()) * (x + y) / (2.0 * x * y), 1.0)


INDEX = Index(
    name="dissimilarity",
    symbol="D",
    label="Dissimilarity",
    definition="Share of households that would have to move for all units to have the same mix, "
    "relative to a fully segregated city.",
    formula="D = Σ_m Σ_j |x_jm − t_j X_m / T| / (2 T I), with I = Σ_m (X_m / T)(1 − X_m / T)",
    reading="0.3: with two groups, three of ten households of either would have to move before "
    "every unit had the city's mix; with more groups, three of ten of those who would have to in "
    "a city where no unit holds two groups.",
    level="Units of about 50 households or more: in smaller ones chance alone raises it (read the "
    "corrected value), and with one household in each unit it is always 1. Smaller units give "
    "larger values, so compare only cities measured in like units.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Jahn, Schmid & Schrag 1947; Duncan & Duncan 1955; multi-group Morgan 1975 and "
    "Sakoda 1981",
    spatial=False,
    data="counts",
    undefined="fewer than two groups are present",
    function=dissimilarity,
    expected=expected,
    expected_note="exact (hypergeometric mean absolute deviations)",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS,
    from_table=from_table,
)
