"""NetLogo's `percent-similar`: like neighbours over neighbours, all households together."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all


def percent_similar(board: Board) -> float:
    """Return 100 x the sum of like neighbours over the sum of neighbours (pooled)."""
    like, everyone = like_and_all(board)
    total = int(everyone.sum())
    return 100.0 * int(like.sum()) / total if total else float("nan")


MEASURE = Measure(
    "percent_similar",
    "percent-similar",
    "per cent",
    "Like neighbours over neighbours, summed over all households.",
    "Wilensky 1997",
    percent_similar,
)
