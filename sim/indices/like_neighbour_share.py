"""Like-neighbour share: how many of a household's neighbours on the grid are of its own group."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import months_of


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
        If the grid holds what is no group, or neighbours would meet themselves on a torus.

    Notes
    -----
    Neighbours are the households in the up to eight cells around (Moore). A household's share is
    like over occupied, and households without a neighbour do not count: the mean of shares, not
    NetLogo's pooled share. Schelling (1971), Journal of Mathematical Sociology 1:143-186.
    """
    months = months_of(grid)[0]
    rows, cols = months.shape[1:]
    kept = LikeNeighbours(rows, cols, torus)
    found = np.empty(len(months))
    for place, month in enumerate(months):
        kept.update(np.arange(rows * cols), month.ravel())
        found[place] = kept.share()
    return found.reshape(np.shape(grid)[:-2])


class LikeNeighbours:
    """How many neighbours each household has, and of its group, as households come and go.

    Parameters
    ----------
    rows, cols : int
        Size of the grid, on which nobody lives at first.
    torus : bool
        Whether the edges of the grid meet. Along a grid of one row or column they do to both sides.

    Raises
    ------
    ValueError
        If the grid is a torus with a side of two cells, where neighbours would meet themselves.
    """

    def __init__(self, rows: int, cols: int, torus: bool) -> None:
        if torus and 2 in (rows, cols):
            raise ValueError(f"neighbours meet themselves on a torus of {rows} x {cols} cells")
        self._group = np.full((rows, cols), -1, dtype=np.int64)
        self._like, self._near = np.zeros((2, rows, cols), dtype=np.int8)
        self._torus = torus

    def update(self, cells: Integers, after: Integers) -> None:
        """Let households come and go.

        Parameters
        ----------
        cells, after : ndarray of int64, shape (changes,)
            Where, and the group that lives there now; -1 for nobody.
        """
        _exchange(cells, after, self._torus, self._group, self._like, self._near)

    def share(self) -> float:
        """Return the index; NaN when nobody has a neighbour."""
        summed, households = _sum_parts(self._like.ravel(), self._near.ravel(), PARTS)
        return summed / (int(PARTS[1]) * households) if households else float("nan")


PARTS = np.array([0, 840, 420, 280, 210, 168, 140, 120, 105])
"""One of n neighbours, n = 0 to 8, as a share in whole parts, so that sums of shares are exact."""


@compiled
def _exchange(
    cells: Integers,
    after: Integers,
    torus: bool,
    group: Integers,
    like: NDArray[np.int8],
    near: NDArray[np.int8],
) -> None:
    """Put each household in its cell, one after the other, and keep all households' counts."""
    rows, cols = group.shape
    meet_down, meet_right = torus and rows > 1, torus and cols > 1
    for k in range(len(cells)):
        row, col = cells[k] // cols, cells[k] % cols
        old, new = group[row, col], after[k]
        came = int(new >= 0) - int(old >= 0)
        alike, around = 0, 0
        for place in range(9):
            r, c = row + place // 3 - 1, col + place % 3 - 1
            r, c = r % rows if meet_down else r, c % cols if meet_right else c
            if place == 4 or r < 0 or c < 0 or r >= rows or c >= cols or group[r, c] < 0:
                continue
            own = group[r, c]
            around, alike = around + 1, alike + int(own == new)
            near[r, c] += came
            like[r, c] += int(own == new) - int(own == old)
        group[row, col] = new
        near[row, col] = around if new >= 0 else 0
        like[row, col] = alike if new >= 0 else 0


@compiled
def _sum_parts(like: NDArray[np.int8], near: NDArray[np.int8], parts: Integers) -> tuple[int, int]:
    """Return the sum of shares, in parts, and the number of households with neighbours."""
    summed, households = 0, 0
    for cell in range(len(near)):
        summed += like[cell] * parts[np.uint64(near[cell])]
        households += near[cell] > 0
    return summed, households


def expected(totals: ArrayLike) -> Floats:
    """Return sum_m (T_m / T)(T_m - 1) / (T - 1), exact for households shuffled over the same homes.

    Parameters
    ----------
    totals : array_like of int, shape (..., groups)
        Households of each group.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN for fewer than two households.
    """
    group = np.asarray(totals, dtype=np.float64)
    total = group.sum(axis=-1)
    pairs = np.where(total > 1, total * (total - 1.0), np.nan)
    return divide((group * (group - 1.0)).sum(axis=-1), pairs)


def expected_on_grid(grid: ArrayLike, torus: bool = False) -> float:
    """Return `expected` of the households of a grid of one month; NaN where S is undefined."""
    cells = months_of(grid)[0][0]
    if np.isnan(like_neighbour_share(cells, torus)):
        return float("nan")
    return float(expected(np.bincount(cells[cells >= 0])))


INDEX = Index(
    name="like_neighbour_share",
    symbol="S",
    label="Like-neighbour share",
    definition="Share of the households in the up to eight cells around a household that are of "
    "its group, mean over households with a neighbour.",
    formula="S = mean of like_q / n_q, over the households q with neighbours, like_q of whose n_q "
    "neighbours are of their group",
    reading="0.7: of the average household's neighbours seven of ten are of its group.",
    level="Single homes. Read it beside its value by chance: with one group of 90 % that is .82.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Schelling 1971",
    spatial=True,
    data="grid",
    undefined="no household has a neighbour",
    function=like_neighbour_share,
    expected=expected_on_grid,
    expected_note="exact",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
)
