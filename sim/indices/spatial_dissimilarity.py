"""Spatial dissimilarity: how far what lies around households departs from the city's mix."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.hypergeometric import moments
from sim.indices.logarithms import n_log_n
from sim.indices.summary import Summary, company, settled, summarise, summary_of


def spatial_dissimilarity(
    grid: ArrayLike,
    radius: float,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> Floats:
    """Return the spatial dissimilarity index of households on a grid of cells.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    radius : float
        How far a household's surroundings reach, its own cell included, cells.
    groups : int, optional
        Number of groups; by default those that appear.
    torus : bool
        Whether the edges of the grid meet.
    kernel : str
        What a household at a distance counts; see `kernels.weights`.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (all surroundings have the city's mix) to 1 (no surroundings hold two groups, as at radius
        0); NaN when fewer than two groups are present.

    Raises
    ------
    ValueError
        If the radius is negative, or would meet itself on a torus, a group is not below `groups`,
        or there is no such kernel.

    Notes
    -----
    D~ = sum_m sum_p tau_p |p~_pm - p_m| / (2 T I). Reardon and O'Sullivan (2004), Sociological
    Methodology 34:121-162. Where the density of units differs without bound it can exceed 1: nine
    units, eight of them with one household of a group and a ninth near them all, but none of them
    near another, with the only one of the other group, have 1.75.
    """
    return from_summary(summarise(grid, [radius], groups, torus, kernel)[0])


def from_summary(summary: Summary) -> Floats:
    """Return the index from what `summarise` finds, at every radius and for every month at once."""
    total = summary.totals.sum(axis=-1)
    mixed = total * total - (summary.totals * summary.totals).sum(axis=-1)
    return settled(divide(summary.deviation, 2.0 * mixed))


def from_surroundings(counts: ArrayLike, around: ArrayLike) -> Floats:
    """Return the index of true counts and of those around; both of shape (..., units, groups)."""
    return from_summary(summary_of(counts, around))


def expected(
    grid: ArrayLike,
    radius: float,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> float:
    """Return E[D~] when households are shuffled over the same homes of a grid; exact.

    Parameters are those of `spatial_dissimilarity`; `grid` is of one month. Surroundings of n
    households are n draws from the city.

    Raises
    ------
    NotImplementedError
        With another kernel than the uniform one: by shuffling only.
    """
    if kernel != "uniform":
        raise NotImplementedError(f"D~ by chance with the {kernel} kernel needs shuffling")
    months, number = months_of(grid, groups)
    totals = totals_of(months, number)[0]
    if np.count_nonzero(totals) < 2:
        return math.nan
    total = int(totals.sum())
    households = np.bincount(company(grid, radius, torus)[0].astype(np.int64))
    sizes = np.flatnonzero(households).astype(np.int64)
    each = moments(total, totals, sizes, n_log_n(int(sizes[-1])))[:, :, 0].sum(axis=0)
    deviation = float((each / sizes * households[sizes]).sum())
    return deviation * total / (2.0 * (total**2 - int((totals * totals).sum())))


INDEX = Index(
    name="spatial_dissimilarity",
    symbol="D~",
    label="Spatial dissimilarity",
    definition="How far the shares of the groups around the average household depart from the "
    "city's, relative to a city where nobody has another group around.",
    formula="D~ = Σ_m Σ_q |p~_qm - P_m| / (2 T I), over the households q, p~_qm the share of m "
    "around q",
    reading="0.3: what lies around households departs from the city's mix by three tenths of what "
    "it would if nobody had another group around; 0 is the city's mix everywhere.",
    level="Any grid; the radius says how far one looks. At radius 0 it is 1.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Reardon & O'Sullivan 2004",
    spatial=True,
    data="grid",
    undefined="fewer than two groups are present",
    function=spatial_dissimilarity,
    expected=expected,
    expected_note="exact for the uniform kernel (hypergeometric mean absolute deviations), by "
    "shuffling for others",
    even=0.0,
    divided=1.0,
    axioms=frozenset({"groups", "months"}),
    from_surroundings=from_surroundings,
    from_summary=from_summary,
)
