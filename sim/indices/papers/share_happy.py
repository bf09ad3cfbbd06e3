"""The share of households that are satisfied, as the examples of Mesa and Agents.jl count them."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def share_happy(board: Board) -> float:
    """Return the share of households that are satisfied."""
    return board.happy


MEASURE = Measure(
    "share_happy",
    "happy agents",
    "share",
    "Households that are satisfied, of all households.",
    "Agents.jl and Mesa, their examples of Schelling's model",
    share_happy,
)
