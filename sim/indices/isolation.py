"""Isolation xPx: the share of its own group in the unit of a group's average household."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Margins, margins_of
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


def expected(counts: ArrayLike | Margins, group: int) -> float:
    """Return E[xPx] = P + (1 - P)(J - 1) / (T - 1) under random allocation, J occupied units; exact.

    NaN when the group is absent.
    """
    fixed = margins_of(counts)
    totals, total = fixed.totals, fixed.total
    if totals[group] == 0:
        return float("nan")
    share = float(totals[group] / total)
    if total == 1:
        return 1.0
    return share + (1.0 - share) * float((fixed.occupied - 1) / (total - 1))


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
