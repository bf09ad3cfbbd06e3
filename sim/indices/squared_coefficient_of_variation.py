"""Squared coefficient of variation C: how far the groups' shares vary between units."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.relative_diversity import expected_from
from sim.indices.table import Table, table_of


def squared_coefficient_of_variation(counts: ArrayLike) -> Floats:
    """Return the squared coefficient of variation; with two groups it is the correlation ratio.

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
    C = sum_m sum_j (t_j / T) (p_jm - P_m)^2 / ((M - 1) P_m), with P_m = X_m / T and M the number
    of groups with members. Computed as the mean of the groups' correlation ratios with weights
    (1 - P_m) / (M - 1), which is the same: a small group weighs more than a large one. Reardon and
    Firebaugh (2002), Sociological Methodology 32:33-67.
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the squared coefficient of variation of a table."""
    present = table.group > 0
    total = table.group.sum(axis=-1)
    others = total[..., None] - table.group
    weighted = np.where(present, others * table.eta_squared, 0.0).sum(axis=-1)
    return divide(weighted, total * (present.sum(axis=-1) - 1.0))


def expected(counts: ArrayLike) -> Floats:
    """Return E[C] = (J - 1) / (T - 1) under random allocation; exact.

    As each group's correlation ratio, of which C is a mean with weights that shuffling keeps; see
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
    name="squared_coefficient_of_variation",
    symbol="C",
    label="Squared coefficient of variation",
    definition="Variance of the groups' shares between units, relative to the most that the city's "
    "mix allows, on average over groups; small groups weigh most.",
    formula="C = Σ_m Σ_j t_j (p_jm − P_m)² / (T (M − 1) P_m), with P_m = X_m / T, M groups present",
    reading="0.12: on average over the groups, the small ones weighing most, 12 % of the variance "
    "of who belongs to a group lies between units.",
    level="Units of about ten households or more; of n households each, chance alone gives about "
    "1 / n. A very small group moves it a lot.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Reardon & Firebaugh 2002",
    spatial=False,
    data="counts",
    undefined="fewer than two groups are present",
    function=squared_coefficient_of_variation,
    expected=expected,
    expected_note="exact",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS,
    from_table=from_table,
)
