"""Isolation xPx: the share of its own group in the unit of a group's average household."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide, table_of
from sim.indices.exposure import exposure_matrix


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
    return np.asarray(exposure_matrix(counts)[..., group, group])


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
)
