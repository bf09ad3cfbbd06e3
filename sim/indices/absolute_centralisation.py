"""Absolute centralisation ACE: whether a group lives nearer to the centre than its land allows."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.delta import areas_of
from sim.indices.distances import Metric, cumulated, from_centre, places_of
from sim.indices.table import table_of


def absolute_centralisation(
    counts: ArrayLike,
    group: int,
    places: ArrayLike,
    area: ArrayLike | None = None,
    centre: str | ArrayLike = "mean",
    metric: Metric = "euclidean",
) -> Floats:
    """Return the absolute centralisation of a group.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group : int
        Column of the group.
    places : array_like of float, shape (units, 2)
        Where each unit is.
    area : array_like of float, shape (units,), optional
        Land area of each unit, above 0; by default all are equal, as those of cells are.
    centre : {"mean", "population"} or array_like of float, shape (2,)
        Mean of the places, their mean weighted by everybody who lives there, or a place.
    metric : {"euclidean", "great_circle"}
        `great_circle` for places that are longitude and latitude in degrees.

    Returns
    -------
    ndarray of float64, shape (...)
        -1 (as far out as can be) over 0 (the same density at every distance) to 1 (all in the
        centre); NaN when the group is absent.

    Raises
    ------
    ValueError
        If counts, places, areas, the centre or the metric are not as said.

    Notes
    -----
    ACE = sum_k X_(k-1) A_k - X_k A_(k-1), X_k and A_k the shares of the group and of the land
    within the k-th distance from the centre. Units at one distance count as one, which is also the
    mean over all orders of them. Massey and Denton (1988), Social Forces 67:281-315.
    """
    table = table_of(counts)
    units = table.x.shape[-1]
    land = areas_of(np.ones(units) if area is None else area, units)
    distance = from_centre(places_of(places, units, metric), centre, table.unit, metric)
    return ahead(table.x[..., group, :], land, distance)


def ahead(one: Floats, other: Floats, distance: Floats) -> Floats:
    """Return how far one cumulative share is ahead of another from the centre outwards.

    Twice the area between the curve of one against the other and the diagonal; NaN where either is
    nowhere.

    Parameters
    ----------
    one, other : ndarray of float64, shape (..., units)
    distance : ndarray of float64, shape (units,) or (..., units)
    """
    here, there = cumulated(one, distance), cumulated(other, distance)
    lead = here[..., :-1] * there[..., 1:] - here[..., 1:] * there[..., :-1]
    return divide(lead.sum(axis=-1), one.sum(axis=-1) * other.sum(axis=-1))


def expected(
    counts: ArrayLike,
    group: int,
    places: ArrayLike,
    area: ArrayLike | None = None,
    centre: str | ArrayLike = "mean",
    metric: Metric = "euclidean",
) -> Floats:
    """Return E[ACE], exact, when households are shuffled over the same homes.

    ACE is linear in the group's counts, whose expectation is in proportion to all households: it is
    the absolute centralisation of everybody.

    Parameters
    ----------
    counts, group, places, area, centre, metric
        As those of `absolute_centralisation`; only unit sizes and group totals matter.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN when the group is absent.
    """
    table = table_of(counts)
    everybody = absolute_centralisation(table.unit[..., None], 0, places, area, centre, metric)
    return np.asarray(np.where(table.group[..., group] > 0, everybody, np.nan))


INDEX = Index(
    name="absolute_centralisation",
    symbol="ACE",
    label="Absolute centralisation",
    definition="Share of the group that would have to move for its density to be the same at every "
    "distance from the centre; negative when it lives far out.",
    formula="ACE = Σ_k (X_{k−1} A_k − X_k A_{k−1}), X_k and A_k the shares of the group and of the "
    "land within the k-th distance from the centre",
    reading="0.4: the group lives near the centre, and four of ten of its households would have to "
    "move outwards to live at one density; −0.4: as many would have to move inwards.",
    level="Cities with one centre, in units much smaller than the city; what the centre is must be "
    "said.",
    dimension="centralisation",
    low=-1.0,
    high=1.0,
    citation="Duncan 1957; Massey & Denton 1988",
    spatial=True,
    data="placed",
    undefined="the group is absent",
    function=absolute_centralisation,
    expected=expected,
    expected_note="exact: the absolute centralisation of all households",
    even=None,
    divided=None,
)
