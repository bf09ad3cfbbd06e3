"""Neighbours on the grid for the measures of papers: like and all, in the square around a cell."""

import numpy as np
from numpy.typing import NDArray

from sim.indices.neighbours import counted
from sim.indices.papers.board import Board


def like_and_all(board: Board) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for every household, cell by cell in order, its like neighbours and all of them.

    Neighbours are the households at most `board.radius` cells away, up or down and to the side, as
    the households of the model count them; on a board of one row those to both sides.
    """
    like, everyone = counted(board.grid, board.torus, board.radius)
    here = board.grid >= 0
    return like[here], everyone[here]
