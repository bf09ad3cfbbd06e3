"""Hatna and Benenson's Moran's I: over pairs of neighbouring agents, empty cells left out."""

import numpy as np

from sim.indices.papers.around import sum_around
from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def morans_i_of_agents(board: Board) -> float:
    """Return I = sum (x_i - m)(x_j - m) / sum (x_i - m)^2 over ordered pairs of neighbours.

    x is the group and m its mean over the pairs, so an agent counts as often as it has neighbours.
    Numerator and denominator are whole numbers. NaN where all are alike; the authors' program
    says -1.
    """
    here = (board.grid >= 0).astype(np.int64)
    x = board.grid * here
    neighbours = sum_around(here, board) * here
    number, first = int(neighbours.sum()), int((neighbours * x).sum())
    products = int((x * sum_around(x, board)).sum())
    squares = int((neighbours * x * x).sum())
    spread = squares * number - first * first
    return (products * number - first * first) / spread if spread else float("nan")


MEASURE = Measure(
    "morans_i_of_agents",
    "Moran's I of colour",
    "-1 to 1",
    "Correlation of the groups of neighbouring households, over ordered pairs of neighbours.",
    "Hatna and Benenson 2012",
    morans_i_of_agents,
)
