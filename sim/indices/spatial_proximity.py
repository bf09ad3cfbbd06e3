"""Spatial proximity SP: whether the members of groups live nearer to their own than to others."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.delta import areas_of
from sim.indices.distances import Metric, blocks, places_of
from sim.indices.table import table_of

FARTHEST = 30.0
"""Beyond this distance to the nearest unit exp(-d) is below 1e-13 and no unit sees another."""

NOTHING = 700.0
"""exp(-700) is still a number, so that no distance raises where underflow is an error."""


def spatial_proximity(
    counts: ArrayLike,
    group: int,
    other: int,
    places: ArrayLike,
    area: ArrayLike | None = None,
    unit: float = 1.0,
    metric: Metric = "euclidean",
) -> Floats:
    """Return White's index of spatial proximity of two groups.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city; only those of the two groups matter.
    group, other : int
        Columns of the two groups.
    places : array_like of float, shape (units, 2)
        Where each unit is.
    area : array_like of float, shape (units,), optional
        Land area of each unit, above 0, in the square of the unit of distance (km2 for distances in
        km); by default 1 each, as cells one apart have.
    unit : float
        The unit of distance in units of `places`: 1000 for places in metres and distances in
        kilometres; for `great_circle`, in kilometres. The value depends on it, since nearness fades
        by a factor e with each.
    metric : {"euclidean", "great_circle"}
        `great_circle` for places that are longitude and latitude in degrees.

    Returns
    -------
    ndarray of float64, shape (...)
        1 when the two groups are spread alike; above 1 when members live nearer to their own; below
        1 when nearer to the other. NaN when either group is absent.

    Raises
    ------
    ValueError
        If counts, places, areas, the unit or the metric are not as said, or if the unit is so small
        that half of all inhabited units are more than 30 from the nearest other.

    Notes
    -----
    SP = (X Pxx + Y Pyy) / (T Ptt), Pxx = sum_ij x_i x_j c_ij / X^2 and so on, with T and t the two
    groups together; c_ij = exp(-d_ij) and c_ii = exp(-sqrt(0.6 a_i)), the mean distance within a
    unit being about sqrt(0.6 a_i). White (1983), American Journal of Sociology 88:1008-1018; White
    (1986), Population Index 52:198-221. Memory is bounded; time grows with the square of units.
    """
    table = table_of(counts)
    units = table.x.shape[-1]
    if not 0 < unit < math.inf:
        raise ValueError(f"unit must be above 0, not {unit}")
    land = areas_of(np.ones(units) if area is None else area, units)
    pair = table.x[..., [group, other], :].reshape(-1, 2, units)
    who = np.concatenate([pair, pair.sum(axis=1, keepdims=True)], axis=1).reshape(-1, units)
    lived = who.any(axis=0)
    where = places_of(places, units, metric)[lived]
    near = _nearness(who[:, lived], where, land[lived], unit, metric).reshape(-1, 3)
    x, y = pair.sum(axis=-1).T
    both = np.where(x * y > 0, x + y, np.nan)
    own = divide(near[:, 0], x) + divide(near[:, 1], y)
    return divide(own * both, near[:, 2]).reshape(table.x.shape[:-2])


def _nearness(who: Floats, where: Floats, land: Floats, unit: float, metric: Metric) -> Floats:
    """Return sum_ij n_i n_j c_ij of each row n of `who`, shape (rows,)."""
    nearest = np.full(len(where), np.inf)
    total = np.zeros(len(who))
    for rows, distance in blocks(where, metric):
        distance /= unit
        within = np.arange(rows.start, rows.stop)
        own = (within - rows.start, within)
        distance[own] = np.inf
        nearest[rows] = distance.min(axis=1)
        distance[own] = np.sqrt(0.6 * land[rows])
        np.negative(np.minimum(distance, NOTHING, out=distance), out=distance)
        np.exp(distance, out=distance)
        total += ((who[:, rows] @ distance) * who).sum(axis=1)
    if len(where) > 1 and np.median(nearest) > FARTHEST:
        raise ValueError(
            f"half of the units are more than {np.median(nearest):.4g} units of distance from the "
            "nearest other, so that exp(-distance) is nothing: measure in kilometres (for places "
            "in metres: unit=1000)"
        )
    return total


INDEX = Index(
    name="spatial_proximity",
    symbol="SP",
    label="Spatial proximity",
    definition="How much nearer to each other the members of a group live than any two households "
    "of the two groups, with nearness exp(−distance), on average over both groups.",
    formula="SP = (X Pxx + Y Pyy) / (T Ptt), Pxx = Σ_i Σ_j x_i x_j c_ij / X², c_ij = exp(−d_ij), "
    "c_ii = exp(−√(0.6 a_i)), T the two groups together",
    reading="1.3: two members of one group live three tenths nearer than any two households do; 1: "
    "no nearer; below 1: groups alternate.",
    level="Any units with a place, in a stated unit of distance that is about a neighbourhood "
    "(a kilometre in a city of tracts, a cell on a grid); values of different units of distance "
    "do not compare.",
    dimension="clustering",
    low=0.0,
    high=math.inf,
    citation="White 1983, 1986; Massey & Denton 1988",
    spatial=True,
    data="placed_pair",
    undefined="either group is absent",
    function=spatial_proximity,
    expected=None,
    expected_note="estimated by shuffling households over the same homes; near 1",
    correction="ratio",
    even=1.0,
    divided=None,
)
