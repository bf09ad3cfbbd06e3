"""Neighbours on the grid for the measures of papers: like and all, in the eight cells around."""

import numpy as np
from numpy.typing import NDArray

from sim.indices.papers.board import Board


def shifted(grid: NDArray[np.int64], down: int, right: int, torus: bool) -> NDArray[np.int64]:
    """Return what lies `down` and `right` of every cell; -1 beyond the edge of a bounded grid."""
    rows, cols = grid.shape
    if torus:
        padded = np.pad(grid, 1, mode="wrap")
    else:
        padded = np.pad(grid, 1, mode="constant", constant_values=-1)
    return padded[1 + down : 1 + down + rows, 1 + right : 1 + right + cols]


def like_and_all(board: Board) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for every household, cell by cell in order, its like neighbours and all of them."""
    grid = board.grid
    like, everyone = np.zeros_like(grid), np.zeros_like(grid)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            if (down, right) != (0, 0) and not (grid.shape[0] == 1 and down):
                other = shifted(grid, down, right, board.torus)
                like += (other == grid) & (grid >= 0)
                everyone += (other >= 0) & (grid >= 0)
    here = grid >= 0
    return like[here], everyone[here]
