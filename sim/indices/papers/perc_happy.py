"""The share of households found happy when their turn came in the last month."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def perc_happy(board: Board) -> float:
    """Return 1 less the share of households that looked for a home; NaN before the first month."""
    return 1.0 - board.looked


MEASURE = Measure(
    "perc_happy",
    "percentage of happy agents",
    "share",
    "Households that were happy when their turn came in the last month, of all households.",
    "Mauro and Pappalardo 2024",
    perc_happy,
)
