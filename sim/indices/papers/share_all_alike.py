"""Singh, Vainchtein and Weiss's agents all of whose eight surrounding cells hold like agents."""

from sim.indices.papers.around import sum_around
from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def share_all_alike(board: Board) -> float:
    """Return the share of households around whom every cell holds a like one; none is empty."""
    cells = (2 * board.radius + 1) ** 2 - 1
    inside = 0
    for group in range(int(board.grid.max()) + 1):
        own = board.grid == group
        inside += int((sum_around(own.astype(int), board)[own] == cells).sum())
    return inside / int((board.grid >= 0).sum())


MEASURE = Measure(
    "share_all_alike",
    "agents with like neighbours only",
    "share",
    "Households all of whose surrounding cells (eight, at a radius of one) hold like households.",
    "Singh, Vainchtein and Weiss 2009",
    share_all_alike,
)
