"""Normalised exposure P: how far from the city's mix the groups meet their own, on average."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.relative_diversity import expected_from
from sim.indices.table import Table, table_of


def normalised_exposure(counts: ArrayLike) -> Floats:
    """Return the multi-group normalised exposure; with two groups it is the correlation ratio.

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
    P = sum_m sum_j (t_j / T) (p_jm - P_m)^2 / (1 - P_m), with P_m = X_m / T. Computed as the mean
    of the groups' correlation ratios with weights P_m, which is the same: a large group weighs more
    than a small one. Bell (1954); James (1986); Reardon and Firebaugh (2002), Sociological
    Methodology 32:33-67.
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the normalised exposure of a table."""
    weighted = np.where(table.group > 0, table.group * table.eta_squared, 0.0)
    return divide(weighted.sum(axis=-1), table.group.sum(axis=-1))


def expected(counts: ArrayLike) -> Floats:
    """Return E[P] = (J - 1) / (T - 1) under random allocation; exact.

    As each group's correlation ratio, of which P is a mean with weights that shuffling keeps; see
    `relative_diversity.expected`.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Only the number of occupied units, J, and of households, T, matter.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1; NaN when fewer than two groups are present.
    """
    table = table_of(counts)
    return expected_from(table.group, table.occupied)


INDEX = Index(
    name="normalised_exposure",
    symbol="P",
    label="Normalised exposure",
    definition="How far the average household's isolation in its group lies from the group's share "
    "of the city towards living alone.",
    formula="P = Σ_m Σ_j t_j (p_jm − P_m)² / (T (1 − P_m)), with P_m = X_m / T",
    reading="0.19: the average household meets its own group as if 19 % of households lived among "
    "their own only and the others lived mixed.",
    level="Units of about ten households or more; of n households each, chance alone gives about "
    "1 / n.",
    dimension="exposure",
    low=0.0,
    high=1.0,
    citation="Bell 1954; James 1986; Reardon & Firebaugh 2002",
    spatial=False,
    data="counts",
    undefined="fewer than two groups are present",
    function=normalised_exposure,
    expected=expected,
    expected_note="exact",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS,
    from_table=from_table,
)
