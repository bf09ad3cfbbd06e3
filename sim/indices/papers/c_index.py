"""Hatna and Benenson's C-index: how far segregated and integrated parts of a city coexist."""

import numpy as np

from sim.indices.papers.around import sum_around
from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def parts(board: Board) -> tuple[list[float], float]:
    """Return the shares of cells that are homogeneous, of each group, and that are integrated.

    A cell is homogeneous if its household has neighbours, all of its group; at the boundary, if it
    is not but a homogeneous one is around; integrated otherwise, empty cells included.
    """
    cells = board.grid.size
    neighbours = sum_around((board.grid >= 0).astype(np.int64), board)
    alone = np.zeros(board.grid.shape, np.int64)
    homogeneous = []
    for group in range(int(board.grid.max()) + 1):
        own = (board.grid == group).astype(np.int64)
        pure = own * (neighbours > 0) * (sum_around(own, board) == neighbours)
        alone += pure
        homogeneous.append(int(pure.sum()) / cells)
    near = sum_around(alone, board) > 0
    return homogeneous, int(((alone == 0) & ~near).sum()) / cells


def c_index(board: Board) -> float:
    """Return the least share of cells that are homogeneous, of either group, or integrated."""
    homogeneous, integrated = parts(board)
    return min(*homogeneous, integrated) if homogeneous else float("nan")


MEASURE = Measure(
    "c_index",
    "C-index",
    "share",
    "The least of the shares of cells that are homogeneous, of either group, or integrated.",
    "Hatna and Benenson 2012",
    c_index,
)
