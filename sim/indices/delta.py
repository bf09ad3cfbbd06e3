"""Delta: the share of a group that would have to move to live at one density everywhere."""

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.hypergeometric import mode, ratio_up
from sim.indices.limits import within_limits
from sim.indices.table import table_of


def delta(counts: ArrayLike, group: int, area: ArrayLike) -> Floats:
    """Return the concentration of a group in space.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group : int
        Column of the group.
    area : array_like of float, shape (units,)
        Land area of each unit in any unit, above 0; land where nobody lives is land too.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (the same density of the group everywhere) to 1; NaN when the group is absent.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or an area is not above 0.

    Notes
    -----
    Delta = 1/2 sum_j |x_j / X - a_j / A|, A the area of the city. Hoover (1941), Journal of
    Economic History 1:199-205; Duncan, Cuzzort and Duncan (1961).
    """
    table = table_of(counts)
    land = areas_of(area, table.x.shape[-1])
    own, all_own = table.x[..., group, :], table.group[..., group]
    apart = np.abs(own * land.sum() - all_own[..., None] * land).sum(axis=-1)
    return divide(apart, 2.0 * all_own * land.sum())


def areas_of(area: ArrayLike, units: int) -> Floats:
    """Return the land area of each unit, checked.

    Raises
    ------
    ValueError
        If there is not one for each unit, or one is not above 0.
    """
    land = np.asarray(area, dtype=np.float64)
    if land.shape != (units,):
        raise ValueError(f"area must have the shape ({units},), not {land.shape}")
    wrong = np.flatnonzero(~((land > 0) & np.isfinite(land)))
    if len(wrong):
        raise ValueError(f"the area of unit {wrong[0]} must be above 0, not {land[wrong[0]]:g}")
    return land


def expected(counts: ArrayLike, group: int, area: ArrayLike) -> Floats:
    """Return E[delta], exact, when households are shuffled over the same homes.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Only the size of each unit and the group totals matter.
    group : int
        Column of the group.
    area : array_like of float, shape (units,)

    Returns
    -------
    ndarray of float64, shape (...)
        NaN when the group is absent.
    """
    table = table_of(counts)
    land = areas_of(area, table.x.shape[-1])
    within_limits(float(table.group.sum(axis=-1).max(initial=0.0)))
    unit = table.unit.reshape(-1, len(land)).astype(np.int64)
    own = table.group[..., group].reshape(-1).astype(np.int64)
    apart = np.array([
        mean_distance(int(sizes.sum()), int(special), sizes, special * land / land.sum()).sum()
        for sizes, special in zip(unit, own, strict=True)
    ])  # fmt: skip
    return divide(apart, 2.0 * own).reshape(table.unit.shape[:-1])


@compiled
def mean_distance(total: int, special: int, sizes: Integers, points: Floats) -> Floats:
    """Return E|x - c| for each unit: x hypergeometric, c a point that need not be its mean.

    Parameters
    ----------
    total, special : int
        Households of the city, and of the group.
    sizes : ndarray of int64, shape (units,)
        Households of each unit.
    points : ndarray of float64, shape (units,)
        The point c of each unit.
    """
    out = np.zeros(len(sizes))
    for j in range(len(sizes)):
        size, point = sizes[j], points[j]
        low, high = max(0, size + special - total), min(size, special)
        start = mode(total, special, size)
        whole, apart = 0.0, 0.0
        weight, x = 1.0, start
        while True:
            whole += weight
            apart += weight * abs(x - point)
            if x >= high or weight < 1e-18:
                break
            weight *= ratio_up(total, special, size, x)
            x += 1
        weight, x = 1.0, start
        while x > low and weight >= 1e-18:
            x -= 1
            weight /= ratio_up(total, special, size, x)
            whole += weight
            apart += weight * abs(x - point)
        out[j] = apart / whole
    return out


INDEX = Index(
    name="delta",
    symbol="DEL",
    label="Delta",
    definition="Share of the group that would have to move for it to live at the same density on "
    "all the land of the city.",
    formula="DEL = ½ Σ_j |x_j / X − a_j / A|, a_j the land area of unit j and A that of the city",
    reading="0.3: three of ten households of the group would have to move to other land before the "
    "group lived at one density everywhere.",
    level="Units with a land area, of many sizes or densities; it tells how the group is spread "
    "over land, not over people, so everybody's own value belongs beside it.",
    dimension="concentration",
    low=0.0,
    high=1.0,
    citation="Hoover 1941; Duncan, Cuzzort & Duncan 1961; Massey & Denton 1988",
    spatial=True,
    data="areas",
    undefined="the group is absent",
    function=delta,
    expected=expected,
    expected_note="exact (hypergeometric mean distance of each unit from its share of the land)",
    even=None,
    divided=None,
)
