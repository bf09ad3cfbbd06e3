"""The mean utility of those who live in blocks, by the density of their own: Grauwin et al."""

import numpy as np

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def normalised_utility(board: Board) -> float:
    """Return the mean over households of a utility that is peaked in their block's density.

    The density is the block's households of one's own group, oneself included, over its homes. The
    utility rises to 1 at `best_share` and falls to `worth_of_all` at a density of 1.
    """
    number = board.by_zone
    density = number / np.maximum(board.homes_by_zone, 1)[:, np.newaxis]
    best, full = board.best_share, board.worth_of_all
    falling = full + (1.0 - full) * (1.0 - density) / (1.0 - best)
    utility = np.where(density <= best, density / best, falling)
    return float((number * utility).sum()) / int(number.sum())


MEASURE = Measure(
    "normalised_utility",
    "normalised collective utility U*",
    "utility units",
    "Mean over households of their utility, which is peaked in the density of their block.",
    "Grauwin, Bertin, Lemoy and Jensen 2009",
    normalised_utility,
)
