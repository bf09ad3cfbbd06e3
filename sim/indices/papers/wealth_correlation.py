"""Do the rich live among the rich? The correlation of one's wealth rank with one's neighbours'."""

import numpy as np

from sim.indices.papers.around import sum_around
from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def wealth_correlation(board: Board) -> float:
    """Return Pearson's correlation of own income rank and the mean rank of neighbours.

    Over the households that have neighbours; equal incomes share their mean rank. NaN where one
    does not vary.
    """
    here = board.grid >= 0
    income = board.income[here]
    order = np.sort(income)
    twice = np.zeros(board.grid.shape, np.int64)  # the rank, doubled: a whole number
    twice[here] = np.searchsorted(order, income) + np.searchsorted(order, income, side="right")
    number = sum_around(here.astype(np.int64), board)
    who = here & (number > 0)
    own, around = twice[who], sum_around(twice, board)[who] / number[who]
    if own.size < 2 or own.min() == own.max() or around.min() == around.max():
        return float("nan")
    return float(np.corrcoef(own, around)[0, 1])


MEASURE = Measure(
    "wealth_correlation",
    "wealth segregation",
    "-1 to 1",
    "Correlation of a household's rank by income with the mean rank of its neighbours.",
    "This project's measure for Sahasranaman and Jensen 2016, whose own could not be found",
    wealth_correlation,
)
