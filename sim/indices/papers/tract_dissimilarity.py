"""Duncan's dissimilarity between tracts, as Bruch and Mare follow it: here the city's blocks."""

from sim.indices.dissimilarity import dissimilarity
from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def tract_dissimilarity(board: Board) -> float:
    """Return D between the blocks of the city; NaN if there is one group only."""
    return float(dissimilarity(board.by_zone))


MEASURE = Measure(
    "tract_dissimilarity",
    "D",
    "share",
    "Share of a group that would have to move for every tract to have the city's mix.",
    "Duncan and Duncan 1955; Bruch and Mare 2006",
    tract_dissimilarity,
)
