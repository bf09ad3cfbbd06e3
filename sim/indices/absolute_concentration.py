"""Absolute concentration ACO: how little land a group lives on, of what it could."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.delta import areas_of
from sim.indices.distances import SAME
from sim.indices.table import table_of


def absolute_concentration(
    counts: ArrayLike, group: int, area: ArrayLike, whole_units: bool = False
) -> Floats:
    """Return the absolute concentration of a group.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group : int
        Column of the group.
    area : array_like of float, shape (units,)
        Land area of each unit in any unit, above 0.
    whole_units : bool
        Whether the smallest and the largest units that hold as many households as the group has are
        counted to the end of the last of them, as other programs do; otherwise as much of the last
        is counted as makes the numbers equal, and the value is never outside 0 to 1. Units of one
        area are counted together.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (in the units of the largest areas) to 1 (in those of the smallest). NaN when the group is
        absent or the whole city, or when all those units have one area, as cells of a grid have:
        the smallest and the largest are then the same, and the value 0/0.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or an area is not above 0.

    Notes
    -----
    ACO = 1 - (sum_j x_j a_j / X - s) / (l - s), s and l the mean area of the unit of a household
    among the X households in the smallest and in the largest units. Massey and Denton (1988),
    Social Forces 67:281-315, who let the households of whole units equal X; with the units taken
    whole where they do not, a group may live on less land than the least (a value above 1).
    """
    table = table_of(counts)
    land = areas_of(area, table.x.shape[-1])
    least, most = extremes(table.unit, table.group[..., group], land, whole_units)
    return divide(most - mean_area(table.x[..., group, :], land), most - least)


def mean_area(households: Floats, land: Floats) -> Floats:
    """Return the mean area of the unit of a household, shape (...); NaN if there is none."""
    return divide((households * land).sum(axis=-1), households.sum(axis=-1))


def extremes(
    unit: Floats, members: Floats, land: Floats, whole_units: bool
) -> tuple[Floats, Floats]:
    """Return the mean area of so many households in the smallest units, and in the largest.

    Parameters
    ----------
    unit : ndarray of float64, shape (..., units)
        Households of each unit.
    members : ndarray of float64, shape (...)
        Number of households.
    land : ndarray of float64, shape (units,)
        Area of each unit.
    whole_units : bool
        As that of `absolute_concentration`.

    Returns
    -------
    tuple of ndarray of float64, shape (...)
        NaN where they are equal.
    """
    order = np.argsort(land, kind="stable")
    people, size = unit[..., order], land[order]
    first = _mean_of_first(people, size, members, whole_units)
    last = _mean_of_first(people[..., ::-1], size[::-1], members, whole_units)
    same = ~(last - first > SAME * last)
    return np.where(same, np.nan, first), np.where(same, np.nan, last)


def _mean_of_first(people: Floats, size: Floats, members: Floats, whole: bool) -> Floats:
    """Return the mean area of the unit of the first households, in the order of units."""
    before = people.cumsum(axis=-1) - people
    if whole:
        starts = np.append(True, size[1:] != size[:-1])
        first = np.maximum.accumulate(np.where(starts, np.arange(len(size)), 0))
        taken = np.where(before[..., first] < members[..., None], people, 0.0)
    else:
        taken = np.clip(members[..., None] - before, 0.0, people)
    return mean_area(taken, size)


def expected(counts: ArrayLike, group: int, area: ArrayLike, whole_units: bool = False) -> Floats:
    """Return E[ACO], exact, when households are shuffled over the same homes.

    ACO is linear in the group's counts, whose expectation is in proportion to all households.

    Parameters
    ----------
    counts, group, area, whole_units
        As those of `absolute_concentration`; only unit sizes and group totals matter.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN where ACO is undefined.
    """
    table = table_of(counts)
    land = areas_of(area, table.x.shape[-1])
    least, most = extremes(table.unit, table.group[..., group], land, whole_units)
    return divide(most - mean_area(table.unit, land), most - least)


ONE_SIZE = (
    "all units that could hold it have one area: on cells or units of one size the smallest and "
    "the largest areas are the same, so it is 0/0"
)

INDEX = Index(
    name="absolute_concentration",
    symbol="ACO",
    label="Absolute concentration",
    definition="How small the units are that the group lives in, between the largest (0) and the "
    "smallest (1) units that could hold it.",
    formula="ACO = 1 − (Σ_j x_j a_j / X − s) / (l − s), a_j the land area of unit j, s and l the "
    "mean area of the unit of a household among the X households in the smallest and in the "
    "largest units",
    reading="0.9: of all the land between the least and the most that the group could live on, it "
    "does without nine tenths.",
    level="Units with land areas that differ much, drawn so that they hold about as many people; "
    "of no meaning on a grid.",
    dimension="concentration",
    low=0.0,
    high=1.0,
    citation="Massey & Denton 1988",
    spatial=True,
    data="areas",
    undefined=f"the group is absent or the whole city, or {ONE_SIZE}",
    function=absolute_concentration,
    expected=expected,
    expected_note="exact: the absolute concentration of as many households drawn from all",
    even=None,
    divided=None,
)
