"""The mean share of like neighbours, 0 without any: of Mesa's example and Think Complexity."""

import numpy as np

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all


def similarity_fraction(board: Board) -> float:
    """Return the mean over all households of like over all neighbours; 0 without neighbours."""
    like, everyone = like_and_all(board)
    return float(np.mean(like / np.maximum(everyone, 1)))


MEASURE = Measure(
    "similarity_fraction",
    "similarity fraction",
    "share",
    "Like neighbours over neighbours, mean over all households; 0 for one without neighbours.",
    "Mesa 3.3, examples/basic/schelling; Downey 2018, Think Complexity, chapter 9",
    similarity_fraction,
)
