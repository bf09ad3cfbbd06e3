"""Share in the centre PCC: the share of a group that lives in the central part of the city."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.indices.base import Floats, Index, divide
from sim.indices.distances import SAME, Metric, cumulated, from_centre, places_of
from sim.indices.table import table_of

BoolArray = NDArray[np.bool_]


def share_in_centre(
    counts: ArrayLike,
    group: int,
    places: ArrayLike,
    share: float = 0.5,
    radius: float | None = None,
    central: ArrayLike | None = None,
    centre: str | ArrayLike = "mean",
    metric: Metric = "euclidean",
) -> Floats:
    """Return the share of a group that lives in the centre.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group : int
        Column of the group.
    places : array_like of float, shape (units, 2)
        Where each unit is.
    share : float
        The centre is the units nearest to its middle that hold this share of all households, 0 to
        1. The units at the distance where the share is reached count in part, so that the centre
        holds exactly this share: values are comparable between cities and months, and the value by
        chance is the share itself.
    radius : float, optional
        Instead, the units within this distance; in kilometres for `great_circle`.
    central : array_like of bool, shape (units,), optional
        Instead, these units: the central city within its boundary.
    centre : {"mean", "population"} or array_like of float, shape (2,)
        Mean of the places, their mean weighted by everybody who lives there, or a place.
    metric : {"euclidean", "great_circle"}
        `great_circle` for places that are longitude and latitude in degrees.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1; NaN when the group is absent.

    Raises
    ------
    ValueError
        If counts, places, the centre or the metric are not as said; if the share is not 0 to 1, the
        radius is negative, `central` is not one bool for each unit, or both are given.

    Notes
    -----
    PCC = sum_(j in centre) x_j / X. Massey and Denton (1988), Social Forces 67:281-315, with the
    central city as a set of units.
    """
    table = table_of(counts)
    where = places_of(places, table.x.shape[-1], metric)
    own, people = table.x[..., group, :], table.unit
    if central is None and radius is None:
        return _of_nearest(own, people, from_centre(where, centre, people, metric), share)
    inside = _inside(where, people, radius, central, centre, metric)
    return divide((own * inside).sum(axis=-1), own.sum(axis=-1))


def _of_nearest(own: Floats, people: Floats, distance: Floats, share: float) -> Floats:
    """Return the share of a group among the nearest households that are a share of all."""
    if not 0 <= share <= 1:
        raise ValueError(f"share must be 0 to 1, not {share}")
    curves = np.stack([cumulated(people, distance), cumulated(own, distance)], axis=-2)
    found = [
        np.interp(share * month[0, -1], np.append(0.0, month[0]), np.append(0.0, month[1]))
        for month in curves.reshape(-1, *curves.shape[-2:])
    ]
    return divide(np.reshape(found, own.shape[:-1]), own.sum(axis=-1))


def _inside(
    where: Floats,
    people: Floats,
    radius: float | None,
    central: ArrayLike | None,
    centre: str | ArrayLike,
    metric: Metric,
) -> BoolArray:
    """Return which units are in a centre that is a radius or a set, (units,) or (..., units)."""
    if radius is not None and central is not None:
        raise ValueError("give a radius or the central units, not both")
    if radius is not None:
        if not radius >= 0:
            raise ValueError(f"radius must be at least 0, not {radius}")
        return np.asarray(
            from_centre(where, centre, people, metric) <= radius * (1.0 + SAME), dtype=bool
        )
    chosen = np.asarray(central)
    if chosen.dtype != bool or chosen.shape != (len(where),):
        raise ValueError(
            f"central must be bool, shape ({len(where)},), not {chosen.dtype} {chosen.shape}"
        )
    return chosen


def expected(
    counts: ArrayLike,
    group: int,
    places: ArrayLike,
    share: float = 0.5,
    radius: float | None = None,
    central: ArrayLike | None = None,
    centre: str | ArrayLike = "mean",
    metric: Metric = "euclidean",
) -> Floats:
    """Return E[PCC], exact: the share of all households that live in the centre.

    Parameters
    ----------
    counts, group, places, share, radius, central, centre, metric
        As those of `share_in_centre`; only unit sizes and group totals matter.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN when the group is absent.
    """
    totals = table_of(counts)
    everybody = share_in_centre(
        totals.unit[..., None], 0, places, share, radius, central, centre, metric
    )
    return np.asarray(np.where(totals.group[..., group] > 0, everybody, np.nan))


INDEX = Index(
    name="share_in_centre",
    symbol="PCC",
    label="Share in the centre",
    definition="Share of the group that lives in the central part of the city: by default, in the "
    "units nearest to the middle that hold half of all households.",
    formula="PCC = Σ_{j in centre} x_j / X",
    reading="0.8: eight of ten households of the group live in the half of the city that is "
    "nearest to its middle.",
    level="Cities with one centre; the centre is a share of the households, a radius or a set of "
    "units, and must be said with the value.",
    dimension="centralisation",
    low=0.0,
    high=1.0,
    citation="Massey & Denton 1988",
    spatial=True,
    data="placed",
    undefined="the group is absent",
    function=share_in_centre,
    expected=expected,
    expected_note="exact: the share of all households that live in the centre",
    correction="ratio",
    even=0.5,
    divided=None,
)
