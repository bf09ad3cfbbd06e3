"""Singh, Vainchtein and Weiss's number of switches: all moves since the start."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def moves_made(board: Board) -> float:
    """Return how many moves households have made since the start."""
    return float(board.moves)


MEASURE = Measure(
    "moves_made",
    "number of switches",
    "moves",
    "Moves of all households since the start.",
    "Singh, Vainchtein and Weiss 2009",
    moves_made,
)
