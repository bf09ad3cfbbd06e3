"""How much denser one block is than another: Grauwin et al."""

import numpy as np

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def density_difference(board: Board) -> float:
    """Return the absolute difference of the densities of two blocks, mean over all pairs of blocks.

    NaN with fewer than two blocks.
    """
    density = np.sort(board.by_zone.sum(axis=1) / np.maximum(board.homes_by_zone, 1))
    blocks = len(density)
    if blocks < 2:
        return float("nan")
    above = 2.0 * np.arange(blocks) - (blocks - 1)  # blocks below less blocks above, in order
    return float((above * density).sum()) / (blocks * (blocks - 1) / 2)


MEASURE = Measure(
    "density_difference",
    "|rho_1 - rho_2|",
    "share of homes",
    "Absolute difference of the densities of two blocks, mean over all pairs of blocks.",
    "Grauwin, Bertin, Lemoy and Jensen 2009",
    density_difference,
)
