"""The mean length of a run: households in a row, of one group, round a ring."""

import numpy as np

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def run_length(board: Board) -> float:
    """Return the number of sites over the number of runs, row by row of the board.

    Each run counts once, however long. A row whose edges meet is a ring; one on which all are
    alike is one run. An empty site ends a run and is part of none.
    """
    runs = 0
    for row in board.grid:
        if board.torus:
            before = np.roll(row, 1)
        else:
            before = np.concatenate((row[:1] - 1, row[:-1]))
        begins = int(((row != before) & (row >= 0)).sum())
        runs += begins or int((row >= 0).any())
    return int((board.grid >= 0).sum()) / runs if runs else float("nan")


MEASURE = Measure(
    "run_length",
    "average run length",
    "households",
    "Sites of the ring over the number of its runs of one group.",
    "Brandt, Immorlica, Kamath and Kleinberg 2012",
    run_length,
)
