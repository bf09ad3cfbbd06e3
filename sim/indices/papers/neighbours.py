"""Neighbours on the grid for the measures of papers: like and all, in the square around a cell."""

import numpy as np
from numpy.typing import NDArray

from sim.indices.papers.board import Board


def shifted(grid: NDArray[np.int64], down: int, right: int, torus: bool) -> NDArray[np.int64]:
    """Return what lies `down` and `right` of every cell; -1 beyond the edge of a bounded grid."""
    if torus:
        return np.roll(grid, (-down, -right), (0, 1))
    rows, cols = grid.shape
    reach = max(abs(down), abs(right))
    padded = np.pad(grid, reach, mode="constant", constant_values=-1)
    return padded[reach + down : reach + down + rows, reach + right : reach + right + cols]


def like_and_all(board: Board) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for every household, cell by cell in order, its like neighbours and all of them.

    Neighbours are the households at most `board.radius` cells away, up or down and to the side, as
    the households of the model count them; on a board of one row those to both sides.
    """
    grid = board.grid
    like, everyone = np.zeros_like(grid), np.zeros_like(grid)
    span = range(-board.radius, board.radius + 1)
    for down in span if grid.shape[0] > 1 else (0,):
        for right in span if grid.shape[1] > 1 else (0,):
            if (down, right) != (0, 0):
                other = shifted(grid, down, right, board.torus)
                like += (other == grid) & (grid >= 0)
                everyone += (other >= 0) & (grid >= 0)
    here = grid >= 0
    return like[here], everyone[here]
