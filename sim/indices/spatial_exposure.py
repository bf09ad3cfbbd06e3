"""Spatial exposure: the share of another group around the average household of a group."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.exposure import other_share
from sim.indices.grid import months_of, number_of_groups, totals_of
from sim.indices.summary import Summary, company, oneself, summarise, summary_of


def spatial_exposure_matrix(
    grid: ArrayLike,
    radius: float,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> Floats:
    """Return the spatial exposure of every group to every group.

    Parameters are those of `spatial_exposure`.

    Returns
    -------
    ndarray of float64, shape (..., groups, groups)
        Entry [m, n] is mP~*n, 0 to 1; the diagonal is spatial isolation; each row sums to 1. A row
        is NaN when the group is absent.
    """
    return matrix_of(summarise(grid, [radius], groups, torus, kernel)[0])


def matrix_of(summary: Summary) -> Floats:
    """Return the matrix from what `summarise` finds, shape (..., groups, groups)."""
    return divide(summary.met, summary.totals[..., None])


def spatial_exposure(
    grid: ArrayLike,
    radius: float,
    group: int,
    other: int,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> Floats:
    """Return the spatial exposure of a group to another on a grid of cells; it is not symmetric.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    radius : float
        How far a household's surroundings reach, its own cell included, cells.
    group, other : int
        The group around whose households one looks, and the group that one looks for.
    groups : int, optional
        Number of groups; by default those that appear.
    torus : bool
        Whether the edges of the grid meet.
    kernel : str
        What a household at a distance counts; see `kernels.weights`.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1; NaN when the group around whose households one looks is absent.

    Raises
    ------
    ValueError
        If the radius is negative, or would meet itself on a torus, there is no such group or no
        such kernel.

    Notes
    -----
    mP~*n = sum_q (tau_qm / T_m) p~_qn. Reardon and O'Sullivan (2004), Sociological Methodology
    34:121-162; without space Bell (1954) and Lieberson (1981), whose X xPy = Y yPx does not hold
    here: two households that are around each other may have different numbers around them.
    """
    number = number_of_groups(grid, groups, group, other)
    return from_summary(summarise(grid, [radius], number, torus, kernel)[0], group, other)


def from_summary(summary: Summary, group: int, other: int) -> Floats:
    """Return the index from what `summarise` finds, at every radius and for every month at once."""
    return np.asarray(matrix_of(summary)[..., group, other])


def from_surroundings(counts: ArrayLike, around: ArrayLike, group: int, other: int) -> Floats:
    """Return the index of true counts and of those around; both of shape (..., units, groups)."""
    return from_summary(summary_of(counts, around), group, other)


def expected_around(counts: ArrayLike, around: ArrayLike, group: int, other: int) -> float:
    """Return E[mP~*n] of the same when everybody is shuffled over the same homes; exact.

    Parameters are those of `from_surroundings`, of two different groups and one month; see
    `spatial_isolation.expected_around`. NaN when the first group is absent.
    """
    totals = np.asarray(counts).sum(axis=0)
    if totals[group] == 0:
        return math.nan
    met = totals[other] / max(totals.sum() - 1, 1)
    return float((1.0 - oneself(counts, around)) * met)


def expected(
    grid: ArrayLike,
    radius: float,
    group: int,
    other: int,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> float:
    """Return E[mP~*n] when households are shuffled over the same homes of a grid; exact.

    Parameters are those of `spatial_exposure`, of two different groups; `grid` is of one month.
    Each place around a household but its own holds one of the other group with the chance
    T_n / (T - 1).
    """
    months, number = months_of(grid, number_of_groups(grid, groups, group, other))
    totals = totals_of(months, number)[0]
    if totals[group] == 0:
        return math.nan
    weight = company(grid, radius, torus, kernel)[0]
    met = int(totals[other]) / max(int(totals.sum()) - 1, 1)
    return float(((weight - 1.0) / weight).mean() * met)


INDEX = Index(
    name="spatial_exposure",
    symbol="mP~*n",
    label="Spatial exposure",
    definition="Share of the second group among the households around the average household of the "
    "first.",
    formula="mP~*n = Σ_q p~_qn / X_m, over the households q of group m, p~_qn the share of n "
    "around q",
    reading="0.3: around the average household of the first group three of ten households are of "
    "the second.",
    level="Any grid; the radius says how far one looks. At radius 0 it is 0, far out the second "
    "group's share of the city.",
    dimension="exposure",
    low=0.0,
    high=1.0,
    citation="Reardon & O'Sullivan 2004; without space Bell 1954 and Lieberson 1981",
    spatial=True,
    data="grid",
    undefined="the group around whose households one looks is absent",
    function=spatial_exposure,
    expected=expected,
    expected_note="exact, for every kernel",
    correction="ratio",
    even=other_share,
    divided=0.0,
    axioms=frozenset({"groups", "months"}),
    from_surroundings=from_surroundings,
    expected_around=expected_around,
    from_summary=from_summary,
    of_groups=2,
)
