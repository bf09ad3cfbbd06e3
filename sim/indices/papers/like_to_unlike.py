"""Schelling's ratio of like to unlike neighbours, all households together."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all


def like_to_unlike(board: Board) -> float:
    """Return like over unlike neighbours, summed over all households; NaN if none is unlike."""
    like, everyone = like_and_all(board)
    unlike = int(everyone.sum() - like.sum())
    return int(like.sum()) / unlike if unlike else float("nan")


MEASURE = Measure(
    "like_to_unlike",
    "ratio of like to unlike neighbours",
    "ratio",
    "Like over unlike neighbours, both summed over all households.",
    "Schelling 1971",
    like_to_unlike,
)
