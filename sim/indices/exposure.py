"""Exposure xPy: the share of group y in the unit of the average household of group x."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.table import Table, table_of


def exposure_matrix(counts: ArrayLike) -> Floats:
    """Return the exposure of every group to every group.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households; units without households have no effect.

    Returns
    -------
    ndarray of float64, shape (..., groups, groups)
        Entry [x, y] is xPy, 0 to 1; the diagonal is isolation; each row sums to 1. A row is NaN
        when the group is absent.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    xPy = sum_j (x_j / X)(y_j / t_j). Bell (1954); Lieberson (1981).
    """
    return matrix_of(table_of(counts))


def matrix_of(table: Table) -> Floats:
    """Return the matrix from a table, shape (..., groups, groups)."""
    return divide(table.met, table.group[..., None])


def exposure(counts: ArrayLike, group: int, other: int) -> Floats:
    """Return the exposure of a group to another; it is not symmetric.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group, other : int
        Columns of the group that meets and of the group that is met.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1; NaN when the group that meets is absent.

    Notes
    -----
    xPy X = yPx Y. Bell (1954); Lieberson (1981).
    """
    return from_table(table_of(counts), group, other)


def from_table(table: Table, group: int, other: int) -> Floats:
    """Return the exposure of a group of a table to another."""
    return np.asarray(matrix_of(table)[..., group, other])


def other_share(shares: Floats) -> float:
    """Return the exposure of the first group to the second of an even city: the second's share."""
    return float(shares[1])


def expected(counts: ArrayLike, group: int, other: int) -> Floats:
    """Return E[xPy] = (Y / T)(T - J) / (T - 1) under random allocation; exact.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Only the number of occupied units, J, and the group totals matter.
    group, other : int
        Columns of the group that meets and of the group that is met.

    Returns
    -------
    ndarray of float64, shape (...)
        From E[x_j y_j] = t_j (t_j - 1) X Y / (T (T - 1)); 0 for a city of one household. NaN when
        the group that meets is absent.
    """
    table = table_of(counts)
    return expected_from(table.group, table.occupied, group, other)


def expected_from(totals: Floats, occupied: Floats, group: int, other: int) -> Floats:
    """Return E[xPy] from group totals, shape (..., groups), and numbers of occupied units."""
    total = totals.sum(axis=-1)
    top = np.where(totals[..., group] > 0, totals[..., other] * (total - occupied), np.nan)
    return divide(top, total * np.maximum(total - 1.0, 1.0))


INDEX = Index(
    name="exposure",
    symbol="xPy",
    label="Exposure",
    definition="Share of the second group in the unit of the average household of the first.",
    formula="xPy = Σ_j (x_jm / X_m) p_jn, of group m to group n",
    reading="0.2: in the unit of the first group's average household two of ten households are of "
    "the second; if all lived mixed it would be the second group's share of the city.",
    level="Units in which neighbours meet, of about ten households or more; it says little without "
    "the second group's share of the city beside it.",
    dimension="exposure",
    low=0.0,
    high=1.0,
    citation="Bell 1954; Lieberson 1981",
    spatial=False,
    data="pair",
    undefined="the group that meets is absent",
    function=exposure,
    expected=expected,
    expected_note="exact",
    correction="ratio",
    even=other_share,
    divided=0.0,
    axioms=AXIOMS,
    from_table=from_table,
)
