"""Hatna and Benenson's homogeneous part of a city: households among their own group only."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.c_index import parts


def homogeneous_share(board: Board) -> float:
    """Return the share of cells whose households have neighbours, all of them alike."""
    return sum(parts(board)[0])


MEASURE = Measure(
    "homogeneous_share",
    "homogeneous area",
    "share",
    "Cells whose households have neighbours of their own group only; see the C-index.",
    "Hatna and Benenson 2012",
    homogeneous_share,
)
