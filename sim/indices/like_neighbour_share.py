"""Like-neighbour share: how many of a household's neighbours on the grid are of its own group."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers
from sim.indices.grid import Plan, around, plan, square, summed_areas


def like_neighbour_share(grid: ArrayLike, torus: bool = False) -> Floats:
    """Return the mean over households of the share of their neighbours that are of their group.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    torus : bool
        Whether the edges of the grid meet.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1; NaN when no household has a neighbour.

    Raises
    ------
    ValueError
        If the grid is a torus of fewer than 3 x 3 cells.

    Notes
    -----
    Neighbours are the households in the up to eight cells around (Moore). A household's share is
    like over occupied, and households without a neighbour do not count: the mean of shares, not
    NetLogo's pooled share. Schelling (1971), Journal of Mathematical Sociology 1:143-186.
    """
    cells = np.asarray(grid).astype(np.int64)
    window = square(1)
    groups = max(1, int(cells.max(initial=-1)) + 1)
    drawn = plan(cells.shape[-2], cells.shape[-1], groups, [window], torus)
    flat = cells.reshape(-1, cells.shape[-2] * cells.shape[-1])
    found = np.empty(len(flat))
    for i, group in enumerate(flat):
        found[i] = like_share(drawn, around(drawn, summed_areas(drawn, group), window), group)
    return found.reshape(cells.shape[:-2])


def like_share(plan: Plan, packed: Integers, group: NDArray[Any]) -> float:
    """Return the index from the packed counts in the square of nine cells around every cell."""
    each = np.zeros(9)
    each[1:] = 1.0 / np.arange(1, 9)
    lines = group.reshape(plan.rows, plan.cols)
    mask = (1 << plan.bits) - 1
    return float(_like_share(packed, lines, plan.word, plan.shift, mask, each))


@compiled
def _like_share(
    packed: Integers,
    group: NDArray[Any],
    word: Integers,
    shift: Integers,
    mask: int,
    each: Floats,
) -> float:
    """Return the mean of like over occupied, NaN when nobody has a neighbour."""
    rows, cols = group.shape
    near = np.zeros(cols, np.int64)
    summed, households = 0.0, 0
    for r in range(rows):
        near[:] = -1
        for m in range(len(word)):
            line, places = packed[word[m], r], shift[m]
            for c in range(cols):
                near[c] += (line[c] >> places) & mask
        for c in range(cols):
            own = group[r, c]
            if own >= 0 and near[c] > 0:
                like = ((packed[word[own], r, c] >> shift[own]) & mask) - 1
                summed += like * each[near[c]]
                households += 1
    if households == 0:
        return np.nan
    return summed / households


def expected(totals: ArrayLike) -> float:
    """Return sum_m (T_m / T)(T_m - 1) / (T - 1), exact for households shuffled over the same homes.

    Parameters
    ----------
    totals : array_like of int, shape (groups,)
        Households of each group.
    """
    group = np.asarray(totals, dtype=np.float64)
    total = float(group.sum())
    if total < 2:
        return float("nan")
    return float((group * (group - 1.0)).sum() / (total * (total - 1.0)))


INDEX = Index(
    name="like_neighbour_share",
    symbol="S",
    label="Like-neighbour share",
    definition="Share of the households in the up to eight cells around a household that are of "
    "its group, mean over households with a neighbour.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Schelling 1971",
    spatial=True,
    data="grid",
    undefined="no household has a neighbour",
    function=like_neighbour_share,
    expected=expected,
    expected_note="exact",
)
