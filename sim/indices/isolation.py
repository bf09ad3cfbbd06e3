"""Isolation xPx: the share of its own group in the unit of a group's average household."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.exposure import matrix_of
from sim.indices.table import Table, table_of


def isolation(counts: ArrayLike, group: int) -> Floats:
    """Return the isolation of a group.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group : int
        Column of the group.

    Returns
    -------
    ndarray of float64, shape (...)
        The group's share of the city (even) to 1; NaN when the group is absent.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    xPx = sum_j (x_j / X)(x_j / t_j). Bell (1954); Lieberson (1981).
    """
    return from_table(table_of(counts), group)


def from_table(table: Table, group: int) -> Floats:
    """Return the isolation of a group of a table."""
    return np.asarray(matrix_of(table)[..., group, group])


def own_share(shares: Floats) -> float:
    """Return the isolation of the first group of an even city: its share of the city."""
    return float(shares[0])


def expected(counts: ArrayLike, group: int) -> Floats:
    """Return E[xPx] = P + (1 - P)(J - 1) / (T - 1) under random allocation; exact.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Only the number of occupied units, J, and the group totals matter.
    group : int
        Column of the group.

    Returns
    -------
    ndarray of float64, shape (...)
        The group's share P of the T households, to 1; NaN when the group is absent.
    """
    table = table_of(counts)
    return expected_from(table.group, table.occupied, group)


def expected_from(totals: Floats, occupied: Floats, group: int) -> Floats:
    """Return E[xPx] from group totals, shape (..., groups), and numbers of occupied units."""
    total = totals.sum(axis=-1)
    share = divide(np.where(totals[..., group] > 0, totals[..., group], np.nan), total)
    return np.asarray(share + (1.0 - share) * (occupied - 1.0) / np.maximum(total - 1.0, 1.0))


INDEX = Index(
    name="isolation",
    symbol="xPx",
    label="Isolation",
    definition="Share of its own group in the unit of the group's average household.",
    formula="xPx = Σ_j (x_jm / X_m) p_jm, of group m",
    reading="0.7: in the unit of the group's average household seven of ten households are of its "
    "own group; if all lived mixed it would be the group's share of the city.",
    level="Units in which neighbours meet, of about ten households or more (each counts itself); "
    "it says little without the group's share of the city beside it.",
    dimension="exposure",
    low=0.0,
    high=1.0,
    citation="Bell 1954; Lieberson 1981",
    spatial=False,
    data="group",
    undefined="the group is absent",
    function=isolation,
    expected=expected,
    expected_note="exact",
    even=own_share,
    divided=1.0,
    axioms=AXIOMS,
    from_table=from_table,
)
