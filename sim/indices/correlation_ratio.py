"""Correlation ratio eta^2: isolation freed from the group's share of the city."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide, table_of
from sim.indices.exposure import exposure_matrix


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
    array = np.asarray(counts)
    return from_isolation(exposure_matrix(array)[..., group, group], array.sum(axis=-2), group)


def from_isolation(isolation: Floats, totals: ArrayLike, group: int) -> Floats:
    """Return eta^2 from isolation and the group totals, shape (..., groups)."""
    households = np.asarray(totals, dtype=np.float64)
    share = divide(households[..., group], households.sum(axis=-1))
    return np.asarray(np.maximum(divide(isolation - share, 1.0 - share), 0.0))


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
)
