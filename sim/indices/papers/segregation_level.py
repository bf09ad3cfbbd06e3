"""The mean over households of their like neighbours, of eight wherever they live: Mauro and
Pappalardo."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all

AROUND = 8


def segregation_level(board: Board) -> float:
    """Return the mean of like neighbours over 8, at the edge and beside empty cells too."""
    like, _ = like_and_all(board)
    return float(like.mean()) / AROUND


MEASURE = Measure(
    "segregation_level",
    "segregation level",
    "share",
    "Like neighbours over 8, mean over all households.",
    "Mauro and Pappalardo 2024",
    segregation_level,
)
