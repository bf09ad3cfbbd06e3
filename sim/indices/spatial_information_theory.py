"""Spatial information theory index: how much less diverse surroundings are than the city."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers
from sim.indices.entropy import n_log_n
from sim.indices.grid import Plan, around, disk, plan, summed_areas
from sim.indices.hypergeometric import moments


def spatial_information_theory(
    grid: ArrayLike, radius: float, groups: int | None = None, torus: bool = False
) -> Floats:
    """Return the spatial information theory index of households on a grid of cells.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    radius : float
        A household's surroundings are the cells whose centre is at most this many cells away, its
        own included, all with the same weight.
    groups : int, optional
        Number of groups; by default those that appear.
    torus : bool
        Whether the edges of the grid meet.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (all surroundings as diverse as the city) to 1 (no surroundings hold two groups); NaN when
        fewer than two groups are present. Radius 0 gives 1.

    Raises
    ------
    ValueError
        If the radius is negative, or would meet itself on a torus.

    Notes
    -----
    H~ = 1 - sum_p tau_p E~_p / (T E), with the true households tau as weights and the true city
    shares. Reardon and O'Sullivan (2004), Sociological Methodology 34:121-162.
    """
    cells = np.asarray(grid).astype(np.int64)
    number = int(cells.max(initial=-1)) + 1 if groups is None else groups
    window = disk(radius)
    drawn = plan(cells.shape[-2], cells.shape[-1], max(1, number), [window], torus)
    flat = cells.reshape(-1, cells.shape[-2] * cells.shape[-1])
    found = np.empty(len(flat))
    for i, group in enumerate(flat):
        totals = np.bincount(group[group >= 0], minlength=max(1, number))
        packed = around(drawn, summed_areas(drawn, group), window)
        found[i] = from_sum(entropy_sum(drawn, packed, group, window.cells), totals)
    return found.reshape(cells.shape[:-2])


def entropy_sum(plan: Plan, packed: Integers, group: NDArray[Any], cells: int) -> float:
    """Return the sum over households of the entropy of their surroundings, nats.

    Parameters
    ----------
    plan : Plan
    packed : ndarray of int64, shape (integers, rows, cols)
        Counts around every cell.
    group : ndarray of int, shape (rows * cols,)
    cells : int
        Number of cells of the window.
    """
    table = n_log_n(cells)
    each = np.zeros(cells + 1)
    each[1:] = 1.0 / np.arange(1, cells + 1)
    lines = group.reshape(plan.rows, plan.cols)
    mask = (1 << plan.bits) - 1
    return float(_entropy_sum(packed, lines, plan.word, plan.shift, mask, table, each))


@compiled
def _entropy_sum(
    packed: Integers,
    group: NDArray[Any],
    word: Integers,
    shift: Integers,
    mask: int,
    table: Floats,
    each: Floats,
) -> float:
    """Return the sum over cells with a household of (n ln n - sum_m n_m ln n_m) / n.

    One group and one row at a time, and unsigned places, so that several cells are done at once.
    """
    rows, cols = group.shape
    near, inside, by_column = np.zeros(cols, np.int64), np.zeros(cols), np.zeros(cols)
    for r in range(rows):
        near[:] = 0
        inside[:] = 0.0
        for m in range(len(word)):
            line, places = packed[word[m], r], shift[m]
            for c in range(cols):
                count = (line[c] >> places) & mask
                near[c] += count
                inside[c] += table[np.uint64(count)]
        for c in range(cols):
            place = np.uint64(near[c])
            diversity = (table[place] - inside[c]) * each[place]
            by_column[c] += diversity if group[r, c] >= 0 else 0.0
    summed = 0.0
    for c in range(cols):
        summed += by_column[c]
    return summed


def from_sum(summed: float, totals: ArrayLike) -> float:
    """Return the index from `entropy_sum` and the households of each group; NaN where undefined."""
    group = [int(number) for number in np.asarray(totals)]
    table = n_log_n(sum(group))
    whole = float(table[sum(group)] - sum(table[number] for number in group))
    if sum(number > 0 for number in group) < 2:
        return float("nan")
    return min(1.0, max(0.0, 1.0 - summed / whole))


def surroundings(plan: Plan, packed: Integers, group: NDArray[Any], cells: int) -> Integers:
    """Return how many households have n households around them, for n = 0 .. `cells`.

    Parameters are those of `entropy_sum`.
    """
    mask = (1 << plan.bits) - 1
    near = sum(
        (packed[word] >> shift) & mask for word, shift in zip(plan.word, plan.shift, strict=True)
    )
    homes = np.asarray(near).ravel()[np.asarray(group) >= 0]
    return np.bincount(homes, minlength=cells + 1)


def expected(totals: ArrayLike, households: ArrayLike) -> float:
    """Return E[H~] when households are shuffled over the same homes; exact. NaN where undefined.

    Surroundings of n households, the household's own included, are n draws from the city.

    Parameters
    ----------
    totals : array_like of int, shape (groups,)
        Households of each group.
    households : array_like of int
        Households with n households around them, n = 0, 1, ... (see `surroundings`).
    """
    group, number = np.asarray(totals).astype(np.int64), np.asarray(households)
    present = group[group > 0]
    if len(present) < 2:
        return float("nan")
    sizes = np.nonzero(number)[0].astype(np.int64)
    table = n_log_n(len(number))
    each = moments(int(group.sum()), present, sizes, table)
    inside = (table[sizes] - each[:, :, 1].sum(axis=0)) / sizes
    return from_sum(float((inside * number[sizes]).sum()), group)


INDEX = Index(
    name="spatial_information_theory",
    symbol="H~",
    label="Spatial information theory index",
    definition="How much less diverse the cells around the average household are than the city, as "
    "a share of the city's diversity.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Reardon & O'Sullivan 2004",
    spatial=True,
    data="grid",
    undefined="fewer than two groups are present",
    function=spatial_information_theory,
    expected=expected,
    expected_note="exact (hypergeometric E[x ln x] for each number of households around)",
)
