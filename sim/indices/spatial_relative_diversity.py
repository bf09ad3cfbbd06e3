"""Spatial relative diversity: how much rarer encounters across groups are near than in the city."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.summary import Summary, company, settled, summarise, summary_of


def spatial_relative_diversity(
    grid: ArrayLike,
    radius: float,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> Floats:
    """Return the spatial relative diversity index of households on a grid of cells.

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
        At most 1 (no surroundings hold two groups, as at radius 0); 0 when all surroundings are as
        mixed as the city; below 0 when they are more mixed. NaN when fewer than two groups are
        present.

    Raises
    ------
    ValueError
        If the radius is negative, or would meet itself on a torus, a group is not below `groups`,
        or there is no such kernel.

    Notes
    -----
    R~ = 1 - sum_p tau_p I~_p / (T I), I the chance that two draws are of different groups. Reardon
    and O'Sullivan (2004), Sociological Methodology 34:121-162.
    """
    return from_summary(summarise(grid, [radius], groups, torus, kernel)[0])


def from_summary(summary: Summary) -> Floats:
    """Return the index from what `summarise` finds, at every radius and for every month at once."""
    total = summary.totals.sum(axis=-1)
    mixed = total * total - (summary.totals * summary.totals).sum(axis=-1)
    return settled(1.0 - divide(summary.interaction * total, mixed))


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
    """Return E[R~] when households are shuffled over the same homes of a grid; exact.

    Parameters are those of `spatial_relative_diversity`; `grid` is of one month.

    Notes
    -----
    Two draws from a household's surroundings are the same household with the chance sum w^2 /
    (sum w)^2 and else two of the city, so E[R~] = 1 - mean(1 - sum w^2 / (sum w)^2) T / (T - 1);
    for J separate units that is (J - 1) / (T - 1), as of the index without space.
    """
    months, number = months_of(grid, groups)
    totals = totals_of(months, number)[0]
    if np.count_nonzero(totals) < 2:
        return math.nan
    total = int(totals.sum())
    weight, squares = company(grid, radius, torus, kernel)
    others = 1.0 - squares / (weight * weight)
    return float(settled(1.0 - others.mean() * total / (total - 1)))


INDEX = Index(
    name="spatial_relative_diversity",
    symbol="R~",
    label="Spatial relative diversity index",
    definition="How much less likely two draws from the cells around the average household are of "
    "different groups than two draws from the city, as a share of the latter.",
    formula="R~ = 1 - Σ_q I~_q / (T I), over the households q, I~_q = Σ_m p~_qm (1 - p~_qm) of the "
    "shares p~_qm around q",
    reading="0.25: around the average household one meets another group a quarter less often than "
    "in the city at large; 0 is as often, 1 is never.",
    level="Any grid; the radius says how far one looks. At radius 0 it is 1. It answers to large "
    "groups more than the spatial information theory index does.",
    dimension="evenness",
    low=-math.inf,
    high=1.0,
    citation="Reardon & O'Sullivan 2004",
    spatial=True,
    data="grid",
    undefined="fewer than two groups are present",
    function=spatial_relative_diversity,
    expected=expected,
    expected_note="exact, for every kernel",
    even=0.0,
    divided=1.0,
    axioms=frozenset({"groups", "months"}),
    from_surroundings=from_surroundings,
    from_summary=from_summary,
)
