"""Zhang's payoff of a neighbourhood, mean over agents: does segregation make them worse off?"""

import numpy as np

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all


def mean_payoff(board: Board) -> float:
    """Return the mean of a peak of 1 at `board.best_share`, 0 without one's own, `worth_of_all` at
    a share of 1; over households that have neighbours, NaN if none has."""
    like, everyone = like_and_all(board)
    has = everyone > 0
    if not has.any():
        return float("nan")
    share, best = like[has] / everyone[has], board.best_share
    beyond = board.worth_of_all + (1.0 - board.worth_of_all) * (1.0 - share) / (1.0 - best)
    return float(np.where(share <= best, share / best, beyond).mean())


MEASURE = Measure(
    "mean_payoff",
    "payoff",
    "share of the best",
    "Mean over households of what a peaked preference makes of their share of like neighbours.",
    "Zhang 2004",
    mean_payoff,
)
