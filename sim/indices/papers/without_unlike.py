"""Schelling's households without a neighbour of another group."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all


def without_unlike(board: Board) -> float:
    """Return the share of households none of whose neighbours is of another group."""
    like, everyone = like_and_all(board)
    return float((like == everyone).mean())


MEASURE = Measure(
    "without_unlike",
    "no neighbours of the opposite colour",
    "share",
    "Households without a neighbour of another group, those without any neighbour included.",
    "Schelling 1971",
    without_unlike,
)
