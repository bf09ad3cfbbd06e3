"""Relative diversity R: how much likelier two neighbours are of one group than two citizens."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.table import Table, table_of


def relative_diversity(counts: ArrayLike) -> Floats:
    """Return the multi-group relative diversity; with two groups it is the correlation ratio.

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
    R = sum_m sum_j t_j (p_jm - P_m)^2 / (T I), with P_m = X_m / T and I the Simpson interaction:
    1 less the interaction of the average household's unit over that of the city. It is the mean of
    the groups' correlation ratios with weights P_m (1 - P_m). Goodman and Kruskal (1954), Journal
    of the American Statistical Association 49:732-764 (their tau); Reardon (1998); Carlson (1992).
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the relative diversity of a table."""
    same = np.eye(table.group.shape[-1], dtype=bool)
    mixed_units = np.where(same, 0.0, table.met).sum(axis=(-2, -1))
    total = table.group.sum(axis=-1, keepdims=True)
    mixed_city = (table.group * (total - table.group)).sum(axis=-1)
    mixed = divide(mixed_units * total[..., 0], mixed_city)
    return np.asarray(np.maximum(1.0 - mixed, 0.0))


def expected(counts: ArrayLike) -> Floats:
    """Return E[R] = (J - 1) / (T - 1) under random allocation; exact.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Only the number of occupied units, J, and of households, T, matter.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1; NaN when fewer than two groups are present.

    Notes
    -----
    The number x of a group of X among the t households of a unit is hypergeometric, with variance
    t (X / T) (1 - X / T) (T - t) / (T - 1). So E[sum_j t_j (p_j - P)^2] = sum_j Var(x_j) / t_j =
    P (1 - P) sum_j (T - t_j) / (T - 1) = P (1 - P) T (J - 1) / (T - 1): each group's correlation
    ratio expects (J - 1) / (T - 1), and so does every weighted mean of them.
    """
    table = table_of(counts)
    return expected_from(table.group, table.occupied)


def expected_from(totals: Floats, occupied: Floats) -> Floats:
    """Return E[R] from group totals, shape (..., groups), and numbers of occupied units."""
    several = np.count_nonzero(totals, axis=-1) > 1
    return divide(np.where(several, occupied - 1.0, np.nan), totals.sum(axis=-1) - 1.0)


INDEX = Index(
    name="relative_diversity",
    symbol="R",
    label="Relative diversity",
    definition="How much rarer two households of one unit are of different groups than two of the "
    "city, as a share of the city's.",
    formula="R = Σ_m Σ_j t_j (p_jm − X_m / T)² / (T I), with I = Σ_m (X_m / T)(1 − X_m / T)",
    reading="0.16: two households drawn from one unit are of different groups 16 % less often than "
    "two drawn from the city.",
    level="Units of about ten households or more; of n households each, chance alone gives about "
    "1 / n.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Goodman & Kruskal 1954; Carlson 1992; Reardon 1998; Reardon & Firebaugh 2002",
    spatial=False,
    data="counts",
    undefined="fewer than two groups are present",
    function=relative_diversity,
    expected=expected,
    expected_note="exact",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS,
    from_table=from_table,
)
