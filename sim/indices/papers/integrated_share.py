"""Hatna and Benenson's integrated part of a city: cells away from those of one group only."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.c_index import parts


def integrated_share(board: Board) -> float:
    """Return the share of cells that are not homogeneous and have no such cell around."""
    return parts(board)[1]


MEASURE = Measure(
    "integrated_share",
    "integrated area",
    "share",
    "Cells that are not homogeneous, with no homogeneous cell around; see the C-index.",
    "Hatna and Benenson 2012",
    integrated_share,
)
