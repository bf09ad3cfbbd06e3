"""Focal distance: how much of the city around a place differs in its mix from the whole city."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Integers
from sim.indices.distances import SAME, Metric, distances, places_of
from sim.indices.table import Table, table_of


def focal_distance(
    counts: ArrayLike,
    places: ArrayLike,
    threshold: float = 0.05,
    of: Literal["population", "distance"] = "population",
    starts: ArrayLike | None = None,
    metric: Metric = "euclidean",
) -> Floats:
    """Return how far one must look from each unit until its surroundings mirror the city.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households.
    places : array_like of float, shape (units, 2)
        Where each unit is.
    threshold : float
        Divergence, in nats and above 0, below which a mix counts as the city's: 0.05 is 66 to 34 in
        a city of halves.
    of : {"population", "distance"}
        Whether the answer is a share of the city's households or a distance.
    starts : array_like of int, shape (starts,), optional
        The units to start from; by default every one.
    metric : {"euclidean", "great_circle"}
        `great_circle` for places that are longitude and latitude in degrees.

    Returns
    -------
    ndarray of float64, shape (..., starts)
        The largest neighbourhood whose divergence is not below the threshold: its share of the
        city's households, 0 to 1, or the distance of its farthest unit (kilometres for
        `great_circle`); 0 where there is none. NaN when fewer than two groups are present.

    Raises
    ------
    ValueError
        If counts, places or the metric are not as said, the threshold is not above 0, a start is no
        unit, or `of` is neither.

    Notes
    -----
    Around each start, units are taken in from the nearest outwards, those at one distance together;
    the divergence of the households so far is sum_m f_m ln(f_m / P_m), f_m their shares and P_m the
    city's. Olteanu, Randon-Furling and Clark (2019), PNAS 116:12250-12254.
    """
    if not threshold > 0:
        raise ValueError(f"threshold must be above 0, not {threshold}")
    if of not in ("population", "distance"):
        raise ValueError(f"of must be population or distance, not {of!r}")
    table = table_of(counts)
    found = []
    for far, people, divergence in outwards(table, places, starts, metric):
        over = divergence >= threshold
        last = over.shape[-1] - 1 - np.argmax(over[..., ::-1], axis=-1)
        reach = np.broadcast_to(far, over.shape) if of == "distance" else people
        at = np.take_along_axis(reach, last[..., None], axis=-1)[..., 0]
        found.append(np.where(over.any(axis=-1), at, 0.0))
    groups = np.count_nonzero(table.group, axis=-1)
    out = np.moveaxis(np.reshape(found, (-1, *groups.shape)), 0, -1)
    return np.where(groups[..., None] > 1, out, np.nan)


def outwards(
    table: Table,
    places: ArrayLike,
    starts: ArrayLike | None = None,
    metric: Metric = "euclidean",
) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Yield, for each start, its surroundings as units are taken in from the nearest outwards.

    Parameters
    ----------
    table : Table
        Households, of one month or many.
    places, starts, metric
        As those of `focal_distance`.

    Yields
    ------
    far : ndarray of float64, shape (rings,)
        Distance of the units that are taken in together, ascending.
    people : ndarray of float64, shape (..., rings)
        Share of the city's households that are taken in.
    divergence : ndarray of float64, shape (..., rings)
        Kullback and Leibler's divergence of their mix from the city's, in nats; 0 where nobody is
        taken in, and at the last ring.
    """
    where = places_of(places, table.x.shape[-1], metric)
    total = np.maximum(table.group.sum(axis=-1), 1.0)
    whole = table.group / total[..., None]
    for start in starts_of(starts, len(where)):
        distance = distances(where[start], where, metric)
        order = np.argsort(distance, kind="stable")
        far = distance[order]
        ring = np.flatnonzero(np.append(np.diff(far) > SAME * far[-1], True))
        taken = table.x[..., order].cumsum(axis=-1)[..., ring]
        people = taken.sum(axis=-2)
        share = taken / np.maximum(people, 1.0)[..., None, :]
        relative = np.ones(share.shape)
        np.divide(share, whole[..., None], out=relative, where=share > 0)
        divergence = (share * np.log(relative)).sum(axis=-2)
        yield far[ring], people / total[..., None], np.maximum(divergence, 0.0)


def starts_of(starts: ArrayLike | None, units: int) -> Integers:
    """Return the units to start from, checked; every one for None."""
    if starts is None:
        return np.arange(units, dtype=np.int64)
    chosen = np.asarray(starts)
    if chosen.ndim != 1 or chosen.dtype.kind not in "iu":
        raise ValueError(f"starts must be whole numbers, shape (starts,), not {chosen.dtype} "
                         f"{chosen.shape}")  # fmt: skip
    wrong = chosen[(chosen < 0) | (chosen >= units)]
    if len(wrong):
        raise ValueError(f"starts must be units 0 to {units - 1}, not {wrong[0]}")
    return chosen.astype(np.int64)


INDEX = Index(
    name="focal_distance",
    symbol="δ",
    label="Focal distance",
    definition="Share of the city's households that must be taken in around a unit, from the "
    "nearest outwards, until their mix is the city's and stays so.",
    formula="δ_i(ε) = max {s : D_i(s) ≥ ε}, D_i(s) = Σ_m f_m ln(f_m / P_m), f_m the shares of the "
    "groups among the share s of households nearest to unit i, P_m = X_m / T",
    reading="0.4: from this unit one has to take in the nearest four tenths of the city before "
    "what one sees is like the whole, and stays so.",
    level="A map of units, as small as there are; read it with its threshold ε.",
    dimension="local",
    low=0.0,
    high=1.0,
    citation="Olteanu, Randon-Furling & Clark 2019",
    spatial=True,
    data="placed_counts",
    undefined="fewer than two groups are present",
    function=focal_distance,
    expected=None,
    expected_note="estimated by shuffling households over the same homes",
    correction="none",
    even=0.0,
    divided=None,
    local=True,
)
