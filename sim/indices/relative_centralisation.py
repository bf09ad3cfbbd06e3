"""Relative centralisation RCE: whether a group lives nearer to the centre than another."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.absolute_centralisation import ahead
from sim.indices.base import Floats, Index
from sim.indices.distances import Metric, from_centre, places_of
from sim.indices.table import table_of


def relative_centralisation(
    counts: ArrayLike,
    group: int,
    other: int,
    places: ArrayLike,
    centre: str | ArrayLike = "mean",
    metric: Metric = "euclidean",
) -> Floats:
    """Return the centralisation of a group relative to another.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group, other : int
        Columns of the two groups.
    places : array_like of float, shape (units, 2)
        Where each unit is.
    centre : {"mean", "population"} or array_like of float, shape (2,)
        Mean of the places, their mean weighted by everybody who lives there, or a place.
    metric : {"euclidean", "great_circle"}
        `great_circle` for places that are longitude and latitude in degrees.

    Returns
    -------
    ndarray of float64, shape (...)
        -1 (every household of the group lives farther out than any of the other) over 0 to 1 (every
        one lives nearer); NaN when either group is absent.

    Raises
    ------
    ValueError
        If counts, places, the centre or the metric are not as said.

    Notes
    -----
    RCE = sum_k X_(k-1) Y_k - X_k Y_(k-1), X_k and Y_k the shares of the two groups within the k-th
    distance from the centre; units at one distance count as one. It is the chance that a household
    of the group lives nearer than one of the other, less the chance that it lives farther away.
    Duncan and Duncan (1955), American Journal of Sociology 60:493-503; Massey and Denton (1988).
    """
    table = table_of(counts)
    where = places_of(places, table.x.shape[-1], metric)
    distance = from_centre(where, centre, table.unit, metric)
    return ahead(table.x[..., group, :], table.x[..., other, :], distance)


def expected(
    counts: ArrayLike, group: int, other: int, places: ArrayLike, *options: object, **named: object
) -> Floats:
    """Return E[RCE] = 0, exact: two households drawn at random are nearer or farther alike.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Only which groups are present matters.
    group, other : int
        Columns of the two groups.
    places, *options, **named
        As those of `relative_centralisation`; they do not matter.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN when either group is absent.
    """
    totals = table_of(counts).group
    return np.asarray(np.where(totals[..., group] * totals[..., other] > 0, 0.0, np.nan))


INDEX = Index(
    name="relative_centralisation",
    symbol="RCE",
    label="Relative centralisation",
    definition="Chance that a household of the group lives nearer to the centre than one of the "
    "other group, less the chance that it lives farther away.",
    formula="RCE = Σ_k (X_{k−1} Y_k − X_k Y_{k−1}), X_k and Y_k the shares of the two groups "
    "within the k-th distance from the centre",
    reading="0.2: of a household of each group, the first group's is the nearer to the centre in "
    "60 of 100 draws and the farther in 40.",
    level="Cities with one centre, in units much smaller than the city; what the centre is must be "
    "said.",
    dimension="centralisation",
    low=-1.0,
    high=1.0,
    citation="Duncan & Duncan 1955; Massey & Denton 1988",
    spatial=True,
    data="placed_pair",
    undefined="either group is absent",
    function=relative_centralisation,
    expected=expected,
    expected_note="exact: 0",
    even=0.0,
    divided=None,
)
