"""Sahasranaman and Jensen's allowed moves: those that the wealth of the mover permits."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def allowed_moves_per_try(board: Board) -> float:
    """Return moves that could be afforded over tries, in the last month; NaN before the first."""
    return board.allowed


MEASURE = Measure(
    "allowed_moves_per_try",
    "allowed moves",
    "share",
    "Moves of the last month into homes that the movers could afford, over tries.",
    "Sahasranaman and Jensen 2016",
    allowed_moves_per_try,
)
