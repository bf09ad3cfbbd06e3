"""Sums over the square around every cell, for the measures of papers that look far."""

import numpy as np
from numpy.typing import NDArray

from sim.indices.papers.board import Board


def sum_around(values: NDArray[np.int64], board: Board) -> NDArray[np.int64]:
    """Return for every cell the sum over the other cells within `board.radius`.

    Parameters
    ----------
    values : ndarray of int64, shape (rows, cols)
        Of a board of one row only the cells to both sides count.
    """
    down, right = (board.radius if side > 1 else 0 for side in values.shape)
    padded = np.pad(
        values, ((down, down), (right, right)), mode="wrap" if board.torus else "constant"
    )
    sums = np.pad(padded.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    tall, wide = 2 * down + 1, 2 * right + 1
    square: NDArray[np.int64] = (
        sums[tall:, wide:] - sums[:-tall, wide:] - sums[tall:, :-wide] + sums[:-tall, :-wide]
    )
    return square - values
