"""Zhang's mixed pairs: neighbours who are not alike, of all pairs of neighbours."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all


def mixed_pair_share(board: Board) -> float:
    """Return unlike pairs of neighbours over pairs of neighbours; NaN without any."""
    like, everyone = like_and_all(board)
    pairs = int(everyone.sum())
    return 1.0 - int(like.sum()) / pairs if pairs else float("nan")


MEASURE = Measure(
    "mixed_pair_share",
    "number of unlike neighbour pairs",
    "share",
    "Pairs of neighbours of different groups over pairs of neighbours; a checkerboard: one half.",
    "Zhang 2004",
    mixed_pair_share,
)
