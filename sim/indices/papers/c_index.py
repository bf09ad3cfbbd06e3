"""Hatna and Benenson's C-index: how far segregated and integrated parts of a city coexist."""

import numpy as np

from sim.indices.papers.around import sum_around
from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def c_index(board: Board) -> float:
    """Return the least of the shares of cells that are homogeneous, of each group, or integrated.

    A cell is homogeneous if its household has neighbours, all of its group; at the boundary, if it
    is not but a homogeneous one is around; integrated otherwise, empty cells included.
    """
    here = (board.grid >= 0).astype(np.int64)
    neighbours = sum_around(here, board)
    alone = np.zeros_like(here)
    shares = []
    for group in range(int(board.grid.max()) + 1):
        own = (board.grid == group).astype(np.int64)
        pure = own * (neighbours > 0) * (sum_around(own, board) == neighbours)
        alone += pure
        shares.append(int(pure.sum()))
    near = sum_around(alone, board) > 0
    shares.append(int(((alone == 0) & ~near).sum()))
    return min(shares) / board.grid.size


MEASURE = Measure(
    "c_index",
    "C-index",
    "share",
    "The least of the shares of cells that are homogeneous, of either group, or integrated.",
    "Hatna and Benenson 2012",
    c_index,
)
