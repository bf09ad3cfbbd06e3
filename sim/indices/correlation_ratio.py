"""Correlation ratio eta^2: isolation freed from the group's share of the city."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.table import Table, table_of


def correlation_ratio(counts: ArrayLike, group: int) -> Floats:
    """Return the correlation ratio of a group against everyone else.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group : int
        Column of the group.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (even) to 1 (alone); NaN when the group is absent or is the whole city.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    eta^2 = (xPx - P) / (1 - P): the share of the variance of membership that lies between units.
    Bell (1954); Coleman, Hoffer and Kilgore (1982); White (1986).
    """
    return from_table(table_of(counts), group)


def from_table(table: Table, group: int) -> Floats:
    """Return the correlation ratio of a group of a table."""
    return np.asarray(table.eta_squared[..., group])


def expected(counts: ArrayLike, group: int) -> Floats:
    """Return E[eta^2] = (J - 1) / (T - 1) under random allocation; exact.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Only the number of occupied units, J, and the group totals matter.
    group : int
        Column of the group.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN when the group is absent or is the whole city.
    """
    table = table_of(counts)
    return expected_from(table.group, table.occupied, group)


def expected_from(totals: Floats, occupied: Floats, group: int) -> Floats:
    """Return E[eta^2] from group totals, shape (..., groups), and numbers of occupied units."""
    total, own = totals.sum(axis=-1), totals[..., group]
    return divide(np.where((own > 0) & (own < total), occupied - 1.0, np.nan), total - 1.0)


INDEX = Index(
    name="correlation_ratio",
    symbol="eta^2",
    label="Correlation ratio",
    definition="Isolation beyond the group's share of the city, as a share of the most possible.",
    formula="η² = (xPx − P) / (1 − P), with P = X_m / T of group m",
    reading="0.1: the group's isolation lies a tenth of the way from its share of the city (all "
    "live mixed) to 1 (it lives alone).",
    level="Units of about ten households or more; of n households each, chance alone gives about "
    "1 / n.",
    dimension="exposure",
    low=0.0,
    high=1.0,
    citation="Bell 1954; White 1986",
    spatial=False,
    data="group",
    undefined="the group is absent or is the whole city",
    function=correlation_ratio,
    expected=expected,
    expected_note="exact",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS | {"transfers"},
    from_table=from_table,
)
