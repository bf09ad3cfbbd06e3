"""Distances between places: straight lines, or great circles for longitude and latitude."""

from collections.abc import Iterator
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, divide

Metric = Literal["euclidean", "great_circle"]
"""`euclidean`: places in any unit of length, as are distances. `great_circle`: places are longitude
and latitude in degrees, distances are kilometres."""

EARTH = 6371.0088
"""Mean radius of the Earth in kilometres (Moritz 1980, Geodetic Reference System 1980)."""

BLOCK = 1 << 20
"""Distances held at once."""

SAME = 1e-9
"""Distances that differ by less than this share of the largest count as equal."""


def places_of(places: ArrayLike, units: int, metric: Metric = "euclidean") -> Floats:
    """Return where each unit is, checked.

    Parameters
    ----------
    places : array_like of float, shape (units, 2)
    units : int
        How many places there should be.
    metric : Metric

    Returns
    -------
    ndarray of float64, shape (units, 2)

    Raises
    ------
    ValueError
        If the shape is wrong, a coordinate is not finite, a latitude is beyond the poles, or there
        is no such metric.
    """
    if metric not in get_args(Metric):
        raise ValueError(f"metric must be one of {', '.join(get_args(Metric))}, not {metric!r}")
    array = np.asarray(places, dtype=np.float64)
    if array.shape != (units, 2):
        raise ValueError(f"places must have the shape ({units}, 2), not {array.shape}")
    lost = np.flatnonzero(~np.isfinite(array).all(axis=1))
    if len(lost):
        raise ValueError(f"the place of unit {lost[0]} is not finite: {array[lost[0]].tolist()}")
    if metric == "great_circle" and np.abs(array[:, 1]).max(initial=0.0) > 90.0:
        unit = int(np.abs(array[:, 1]).argmax())
        raise ValueError(
            f"latitude must be -90 to 90 degrees, not {array[unit, 1]:g} (unit {unit}): places are "
            "(longitude, latitude); for other coordinates use metric='euclidean'"
        )
    return array


def distances(here: Floats, there: Floats, metric: Metric = "euclidean") -> Floats:
    """Return the distance from each place to each other.

    Parameters
    ----------
    here : ndarray of float64, shape (..., 2)
    there : ndarray of float64, shape (places, 2)
    metric : Metric

    Returns
    -------
    ndarray of float64, shape (..., places)
        The same value whichever place of a pair comes first.

    Notes
    -----
    Great circles on a sphere by the haversine formula (Sinnott 1984, Sky and Telescope 68:158).
    """
    east = here[..., None, 0] - there[:, 0]
    north = here[..., None, 1] - there[:, 1]
    if metric == "euclidean":
        return np.asarray(np.sqrt(east * east + north * north))
    level = np.cos(np.radians(here[..., None, 1])) * np.cos(np.radians(there[:, 1]))
    half = np.sin(np.radians(north) / 2) ** 2 + level * np.sin(np.radians(east) / 2) ** 2
    return np.asarray(2.0 * EARTH * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def blocks(
    places: Floats, metric: Metric = "euclidean", block: int = BLOCK
) -> Iterator[tuple[slice, Floats]]:
    """Yield rows of the matrix of distances between all places, in bounded memory.

    Yields
    ------
    rows : slice
        Which places the rows are from.
    distance : ndarray of float64, shape (rows, places)
        At most about `block` values.
    """
    step = max(1, block // max(len(places), 1))
    for first in range(0, len(places), step):
        rows = slice(first, min(first + step, len(places)))
        yield rows, distances(places[rows], places, metric)


def from_centre(
    places: Floats, centre: str | ArrayLike, people: Floats, metric: Metric = "euclidean"
) -> Floats:
    """Return the distance of each unit from the centre of the city.

    Parameters
    ----------
    places : ndarray of float64, shape (units, 2)
    centre : {"mean", "population"} or array_like of float, shape (2,)
        Mean of the places; their mean weighted by everybody who lives there; or a place. On the
        sphere the mean is the direction of the mean of the places' unit vectors.
    people : ndarray of float64, shape (..., units)
        Households of each unit, for `population`.
    metric : Metric

    Returns
    -------
    ndarray of float64, shape (units,), or (..., units) for `population`

    Raises
    ------
    ValueError
        If the centre is none of these.
    """
    if not isinstance(centre, str):
        given = np.asarray(centre, dtype=np.float64)
        if given.shape != (2,) or not np.isfinite(given).all():
            raise ValueError(f"centre must be two finite coordinates, not {centre!r}")
        return distances(given, places, metric)
    if centre not in ("mean", "population"):
        raise ValueError(f"centre must be mean, population or two coordinates, not {centre!r}")
    weight = people if centre == "population" else np.ones(len(places))
    weight = weight / np.maximum(weight.sum(axis=-1, keepdims=True), 1.0)
    if metric == "euclidean":
        return distances(weight @ places, places, metric)
    return distances(mean_direction(places, weight), places, metric)


def mean_direction(places: Floats, weight: Floats) -> Floats:
    """Return the middle of places on the sphere: the direction of the mean of their unit vectors.

    Parameters
    ----------
    places : ndarray of float64, shape (units, 2)
        Longitude and latitude in degrees.
    weight : ndarray of float64, shape (..., units)

    Returns
    -------
    ndarray of float64, shape (..., 2)
    """
    east, north = np.radians(places).T
    level = np.cos(north)
    x, y, z = (
        weight @ part for part in (level * np.cos(east), level * np.sin(east), np.sin(north))
    )
    middle = np.stack([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))], axis=-1)
    return np.asarray(np.degrees(middle))


def flat(places: Floats) -> Floats:
    """Return kilometres to the east and north of the middle of some places on the sphere.

    Parameters
    ----------
    places : ndarray of float64, shape (units, 2)
        Longitude and latitude in degrees, on either side of the 180th meridian or a pole.

    Returns
    -------
    ndarray of float64, shape (units, 2)

    Notes
    -----
    The azimuthal equidistant projection (Snyder 1987, Map Projections: A Working Manual, US
    Geological Survey Professional Paper 1395): distances from the middle are great circles. Those
    between places are right to 1 in 100,000 within 50 km of it, to 1 in 200 within 1,000 km.
    """
    if not len(places):
        return np.zeros((0, 2))
    middle = mean_direction(places, np.ones(len(places)))
    east, north = np.radians(places - middle).T
    latitude, own = np.radians(middle[1]), np.radians(places[:, 1])
    right = np.cos(own) * np.sin(east)
    up = np.sin(north) + 2.0 * np.sin(latitude) * np.cos(own) * np.sin(east / 2.0) ** 2
    far = distances(middle, places, "great_circle")
    drawn = np.hypot(right, up)
    scale = np.where(drawn > 0.0, divide(far, drawn), 0.0)
    return np.asarray(scale[:, None] * np.stack([right, up], axis=1))


def cumulated(values: Floats, distance: Floats) -> Floats:
    """Return sums of a value over the units from the nearest outwards, ring by ring.

    Units at one distance are one ring and are added together, so that their order does not matter.

    Parameters
    ----------
    values : ndarray of float64, shape (..., units)
    distance : ndarray of float64, shape (units,) or (..., units)

    Returns
    -------
    ndarray of float64, shape (..., units)
        The sum up to the last ring that is complete when so many units have been added; 0 before
        the first is.
    """
    shape = np.broadcast_shapes(values.shape, distance.shape)
    order = np.argsort(distance, axis=-1, kind="stable")
    far = np.take_along_axis(distance, order, axis=-1)
    complete = np.ones(far.shape, dtype=bool)
    complete[..., :-1] = np.diff(far, axis=-1) > SAME * far[..., -1:]
    last = np.maximum.accumulate(np.where(complete, np.arange(shape[-1]), -1), axis=-1)
    sums = np.take_along_axis(
        np.broadcast_to(values, shape), np.broadcast_to(order, shape), axis=-1
    ).cumsum(axis=-1)
    sums = np.take_along_axis(sums, np.broadcast_to(np.maximum(last, 0), shape), axis=-1)
    return np.asarray(np.where(last >= 0, sums, 0.0))
