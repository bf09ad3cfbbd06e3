"""Spatial isolation: the share of its own group around the average household of a group."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index
from sim.indices.grid import months_of, number_of_groups, totals_of
from sim.indices.isolation import own_share
from sim.indices.spatial_exposure import matrix_of
from sim.indices.summary import Summary, company, oneself, summarise, summary_of


def spatial_isolation(
    grid: ArrayLike,
    radius: float,
    group: int,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> Floats:
    """Return the spatial isolation of a group on a grid of cells.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    radius : float
        How far a household's surroundings reach, its own cell included, cells.
    group : int
    groups : int, optional
        Number of groups; by default those that appear.
    torus : bool
        Whether the edges of the grid meet.
    kernel : str
        What a household at a distance counts; see `kernels.weights`.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1 (only its own group around everybody of the group, as at radius 0); NaN when the
        group is absent. Each household counts itself.

    Raises
    ------
    ValueError
        If the radius is negative, or would meet itself on a torus, there is no such group or no
        such kernel.

    Notes
    -----
    mP~*m = sum_q (tau_qm / T_m) p~_qm. Reardon and O'Sullivan (2004), Sociological Methodology
    34:121-162; without space Bell (1954) and Lieberson (1981).
    """
    number = number_of_groups(grid, groups, group)
    return from_summary(summarise(grid, [radius], number, torus, kernel)[0], group)


def from_summary(summary: Summary, group: int) -> Floats:
    """Return the index from what `summarise` finds, at every radius and for every month at once."""
    return np.asarray(matrix_of(summary)[..., group, group])


def from_surroundings(counts: ArrayLike, around: ArrayLike, group: int) -> Floats:
    """Return the index of true counts and of those around; both of shape (..., units, groups)."""
    return from_summary(summary_of(counts, around), group)


def expected_around(counts: ArrayLike, around: ArrayLike, group: int) -> float:
    """Return E[mP~*m] of the same when everybody is shuffled over the same homes; exact.

    Parameters are those of `from_surroundings`, of one month. How much lies around a home stays as
    it is; each household there but oneself is of the group with the chance (T_m - 1) / (T - 1).
    NaN when the group is absent.
    """
    totals = np.asarray(counts).sum(axis=0)
    if totals[group] == 0:
        return math.nan
    own, alike = oneself(counts, around), (totals[group] - 1) / max(totals.sum() - 1, 1)
    return float(own + (1.0 - own) * alike)


def expected(
    grid: ArrayLike,
    radius: float,
    group: int,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> float:
    """Return E[mP~*m] when households are shuffled over the same homes of a grid; exact.

    Parameters are those of `spatial_isolation`; `grid` is of one month. A household of the group
    has itself around it, and each other place there holds one of the group with the chance
    (T_m - 1) / (T - 1).
    """
    months, number = months_of(grid, number_of_groups(grid, groups, group))
    totals = totals_of(months, number)[0]
    if totals[group] == 0:
        return math.nan
    weight = company(grid, radius, torus, kernel)[0]
    like = (int(totals[group]) - 1) / max(int(totals.sum()) - 1, 1)
    return float(((1.0 + (weight - 1.0) * like) / weight).mean())


INDEX = Index(
    name="spatial_isolation",
    symbol="mP~*m",
    label="Spatial isolation",
    definition="Share of its own group among the households around the group's average household.",
    formula="mP~*m = Σ_q p~_qm / X_m, over the households q of group m, p~_qm the share of m "
    "around q",
    reading="0.7: around the average household of the group seven of ten households are of its own "
    "group, itself counted.",
    level="Any grid; the radius says how far one looks. At radius 0 it is 1, far out the group's "
    "share of the city.",
    dimension="exposure",
    low=0.0,
    high=1.0,
    citation="Reardon & O'Sullivan 2004; without space Bell 1954 and Lieberson 1981",
    spatial=True,
    data="grid",
    undefined="the group is absent",
    function=spatial_isolation,
    expected=expected,
    expected_note="exact, for every kernel",
    even=own_share,
    divided=1.0,
    axioms=frozenset({"groups", "months"}),
    from_surroundings=from_surroundings,
    expected_around=expected_around,
    from_summary=from_summary,
    of_groups=1,
)
