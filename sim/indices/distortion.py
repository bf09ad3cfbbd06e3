"""Distortion: how long, zooming out from a home, one sees another mix than that of the city."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.distances import Metric
from sim.indices.focal_distance import outwards, starts_of
from sim.indices.table import table_of


def distortion(
    counts: ArrayLike,
    places: ArrayLike,
    starts: ArrayLike | None = None,
    metric: Metric = "euclidean",
) -> Floats:
    """Return the normalised distortion coefficient of the city.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households.
    places : array_like of float, shape (units, 2)
        Where each unit is.
    starts : array_like of int, shape (starts,), optional
        The units to start from; by default every one. Time grows with starts times units; some
        hundreds drawn evenly estimate a large city.
    metric : {"euclidean", "great_circle"}
        `great_circle` for places that are longitude and latitude in degrees.

    Returns
    -------
    ndarray of float64, shape (...)
        The mean of `local_distortion` over households, each that of its unit: 0 (every unit has the
        city's mix) to less than 1. NaN when fewer than two groups are present or nobody lives at
        the starts.

    Raises
    ------
    ValueError
        If counts, places, starts or the metric are not as said.

    Notes
    -----
    Olteanu, Randon-Furling and Clark (2019), PNAS 116:12250-12254; the mean weighted by households
    is that of de Bezenac, Clark, Olteanu and Randon-Furling (2022), Geographical Analysis
    54:173-196.
    """
    table = table_of(counts)
    people = table.unit[..., starts_of(starts, table.x.shape[-1])]
    local = local_distortion(counts, places, starts, metric)
    return divide((local * people).sum(axis=-1), people.sum(axis=-1))


def local_distortion(
    counts: ArrayLike,
    places: ArrayLike,
    starts: ArrayLike | None = None,
    metric: Metric = "euclidean",
    normalised: bool = True,
) -> Floats:
    """Return the distortion coefficient of each unit.

    Parameters
    ----------
    counts, places, starts, metric
        As those of `distortion`.
    normalised : bool
        Whether it is divided by the largest value that any unit of any city of these shares can
        have, see `most_distorted`; otherwise it is in nats.

    Returns
    -------
    ndarray of float64, shape (..., starts)
        0 to 1, or nats; NaN when fewer than two groups are present.

    Notes
    -----
    The coefficient is the integral over all thresholds of the focal distance in shares of the
    city's households. Since the focal distance is that of the last passage under the threshold, it
    is the integral, over the households taken in, of the largest divergence from there on; the
    integral of the divergence itself is smaller where that rises again on the way.
    """
    table = table_of(counts)
    found = []
    for _, people, divergence in outwards(table, places, starts, metric):
        still = np.maximum.accumulate(divergence[..., ::-1], axis=-1)[..., ::-1]
        found.append((np.diff(people, axis=-1, prepend=0.0) * still).sum(axis=-1))
    shares = divide(table.group, table.group.sum(axis=-1, keepdims=True))
    most = most_distorted(shares)
    nats = np.moveaxis(np.reshape(found, (-1, *most.shape)), 0, -1)
    scale = most if normalised else np.where(np.isnan(most), np.nan, 1.0)
    return divide(nats, np.broadcast_to(scale[..., None], nats.shape))


def most_distorted(shares: ArrayLike) -> Floats:
    """Return the largest local distortion of any unit of any city of these groups, in nats.

    It is that of somebody who has first all of the smallest group around, then all of the next, up
    to the largest: with s_m the share of the groups smaller than m together,
    -sum_m s_m Li2(-P_m / s_m), Li2 the dilogarithm.

    Parameters
    ----------
    shares : array_like of float, shape (..., groups)
        The groups' shares of the city, which sum to 1.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN when fewer than two groups are present.

    Notes
    -----
    After the groups up to m - 1 and c more, the divergence is ln(T / k) + (c / k) ln(c / X_m) with
    k = T s_m + c taken in. The first term integrates to 1 over the city and the second, over group
    m, to -P_m (1 + a Li2(-1 / a)) with a = s_m / P_m. The order of the worst case is that of
    Olteanu, Randon-Furling and Clark (2019).
    """
    from scipy.special import spence

    ascending = np.sort(np.asarray(shares, dtype=np.float64), axis=-1)
    smaller = ascending.cumsum(axis=-1) - ascending
    part = divide(ascending, np.where(smaller > 0, smaller, np.nan))
    each = np.where(np.isnan(part), 0.0, -smaller * spence(1.0 + part))
    present = np.count_nonzero(ascending > 0, axis=-1)
    return np.where(present > 1, each.sum(axis=-1), np.nan)


INDEX = Index(
    name="distortion",
    symbol="Δ",
    label="Distortion",
    definition="How different from the city's, and over how much of the city, the mix around a "
    "home is as one zooms out; mean over households, as a share of the most that can be.",
    formula="Δ = Σ_i (t_i / T) ∫ δ_i(ε) dε / Δ_max, δ_i the focal distance of unit i at threshold "
    "ε; Δ_max = −Σ_m s_m Li₂(−P_m / s_m), P_m = X_m / T, s_m the shares of the smaller groups",
    reading="0.2: zooming out from the average home, the mix that one sees differs from the city's "
    "by a fifth of what it would for the most isolated member of the smallest group in a city "
    "of ghettos.",
    level="Any units with a place; it sums all scales from the unit to the city, so that large "
    "enclaves weigh much and patterns of single units little.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Olteanu, Randon-Furling & Clark 2019; de Bézenac, Clark, Olteanu & Randon-Furling "
    "2022",
    spatial=True,
    data="placed_counts",
    undefined="fewer than two groups are present",
    function=distortion,
    expected=None,
    expected_note="estimated by shuffling households over the same homes",
    even=0.0,
    divided=None,
)
