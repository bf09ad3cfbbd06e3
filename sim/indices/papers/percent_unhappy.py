"""NetLogo's `percent-unhappy`: households that are not satisfied."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def percent_unhappy(board: Board) -> float:
    """Return 100 x the share of households that are not satisfied."""
    return 100.0 * (1.0 - board.happy)


MEASURE = Measure(
    "percent_unhappy",
    "percent-unhappy",
    "per cent",
    "Households that are not satisfied, of all households.",
    "Wilensky 1997",
    percent_unhappy,
)
