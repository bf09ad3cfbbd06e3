"""Neighbours on the grid: how many each household has, and how many are of its own group."""

from math import comb

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Integers
from sim.indices.grid import months_of


def counted(
    grid: Integers, torus: bool = False, radius: int = 1, corners: bool = True
) -> tuple[Integers, Integers]:
    """Return each household's neighbours of its own group, and all of them.

    Parameters
    ----------
    grid : ndarray of int64, shape (rows, cols)
        Group of each cell's household, from 0; below 0 where there is none.
    torus : bool
        Whether the edges of the grid meet. Nothing is refused: where a cell is reached both ways
        round, its household counts twice.
    radius : int
        Neighbours are the households at most this many cells up or down and to the side; of a grid
        of one row or column those to both sides.
    corners : bool
        Whether cells that share no more than a corner are neighbours; otherwise the radius is 1.

    Returns
    -------
    tuple of ndarray of int64, both of shape (rows, cols)
        0 where nobody lives.
    """
    if not corners and radius != 1:
        raise ValueError(f"neighbours at the sides are one cell away, not {radius}")
    lives = np.asarray(grid, dtype=np.int64)
    like, near = np.zeros((2, *lives.shape), dtype=np.int64)
    down, right = (radius if side > 1 else 0 for side in lives.shape)
    _count(lives, torus, down, right, corners, like, near)
    return like, near


@compiled
def _count(
    grid: Integers,
    torus: bool,
    most_down: int,
    most_right: int,
    corners: bool,
    like: Integers,
    near: Integers,
) -> None:
    """Count pairs of neighbours for both, each pair once: from the cell above, or to the left."""
    rows, cols = grid.shape
    for r in range(rows):
        for c in range(cols):
            own = grid[r, c]
            if own < 0:
                continue
            for down in range(most_down + 1):
                row = r + down
                if row >= rows:
                    if not torus:
                        break
                    row %= rows
                for right in range(1 if down == 0 else -most_right, most_right + 1):
                    if not corners and down != 0 and right != 0:
                        continue
                    col = c + right
                    if torus:
                        col %= cols
                    if col < 0 or col >= cols:
                        continue
                    other = grid[row, col]
                    if other < 0:
                        continue
                    alike = 1 if own == other else 0
                    near[r, c] += 1
                    near[row, col] += 1
                    like[r, c] += alike
                    like[row, col] += alike


def tally(grid: ArrayLike, torus: bool = False, radius: int = 1, corners: bool = True) -> Integers:
    """Return how many households have so many neighbours, and so many of their own group.

    Every index of Schelling's kind is a function of this table.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    torus, radius, corners
        As in `counted`.

    Returns
    -------
    ndarray of int64, shape (..., cells + 1, cells + 1)
        Element [l, n] is the number of households with l neighbours of their group among n; at
        most `cells` are around.

    Raises
    ------
    ValueError
        If the grid holds what is no group, or neighbours would meet themselves on a torus.
    """
    months = months_of(grid)[0]
    if torus and any(1 < side < 2 * radius + 1 for side in months.shape[1:]):
        rows, cols = months.shape[1:]
        raise ValueError(f"neighbours meet themselves on a torus of {rows} x {cols} cells")
    cells = (2 * radius + 1) ** 2 - 1 if corners else 4
    found = np.zeros((len(months), (cells + 1) ** 2), dtype=np.int64)
    for month, out in zip(months, found, strict=True):
        like, near = counted(month, torus, radius, corners)
        here = month >= 0
        out += np.bincount(like[here] * (cells + 1) + near[here], minlength=len(out))
    return found.reshape(*np.shape(grid)[:-2], cells + 1, cells + 1)


def pairs_of(table: Integers) -> tuple[Floats, Floats]:
    """Return like neighbours and neighbours of a tally, summed over households, shape (...)."""
    number = np.arange(table.shape[-1])
    like = (table.sum(axis=-1) * number).sum(axis=-1)
    near = (table.sum(axis=-2) * number).sum(axis=-1)
    return like.astype(np.float64), near.astype(np.float64)


def same_by_chance(totals: ArrayLike) -> float:
    """Return the chance that two of the households are of one group; NaN for fewer than two.

    Parameters
    ----------
    totals : array_like of int, shape (groups,)
    """
    group = [int(number) for number in np.asarray(totals)]
    total = sum(group)
    alike = sum(number * (number - 1) for number in group)
    return alike / (total * (total - 1)) if total > 1 else float("nan")


def like_by_chance(totals: ArrayLike, near: int) -> Floats:
    """Return the law of a household's like neighbours among `near`, when households are shuffled.

    Parameters
    ----------
    totals : array_like of int, shape (groups,)
        Households of each group.
    near : int
        Neighbours, fewer than all households.

    Returns
    -------
    ndarray of float64, shape (near + 1,)
        The chance of 0, 1, ... like neighbours: hypergeometric, given the household's group.
    """
    group = [int(number) for number in np.asarray(totals) if number > 0]
    total = sum(group)
    ways = total * comb(total - 1, near)
    law = [
        sum(own * comb(own - 1, like) * comb(total - own, near - like) for own in group) / ways
        for like in range(near + 1)
    ]
    return np.array(law)
