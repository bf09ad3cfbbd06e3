"""Schelling's average of like neighbours: the mean over households that have neighbours."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all


def like_share(board: Board) -> float:
    """Return the mean of like over all neighbours, of households with a neighbour; NaN if none."""
    like, everyone = like_and_all(board)
    has = everyone > 0
    return float((like[has] / everyone[has]).mean()) if has.any() else float("nan")


MEASURE = Measure(
    "like_share",
    "share of neighbours alike",
    "share",
    "Like neighbours over neighbours, mean over the households that have neighbours.",
    "Schelling 1971; Brandt, Immorlica, Kamath and Kleinberg 2012",
    like_share,
)
