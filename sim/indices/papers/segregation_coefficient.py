"""The segregation coefficient: the mean size of the cluster one lives in, of the largest possible.

Gauvin, Vannimenus and Nadal (2009), European Physical Journal B 70:293-304.
"""

import numpy as np
from numpy.typing import NDArray

from sim.indices.cluster_count import sizes
from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def segregation_coefficient(board: Board) -> float:
    """Return 2 x the sum of squares of the clusters' sizes, over the square of the households.

    With two groups of one size it is 1 when each is a single cluster; NaN on an empty board.
    """
    each = cluster_sizes(board)
    households = int(each.sum())
    return 2.0 * int((each * each).sum()) / households**2 if households else float("nan")


def cluster_sizes(board: Board) -> NDArray[np.int64]:
    """Return the sizes of all clusters: households of one group that touch along an edge."""
    return sizes(board.grid, board.torus)


MEASURE = Measure(
    "segregation_coefficient",
    "segregation coefficient",
    "share",
    "Mean size of the cluster that a household lives in, over half of all households.",
    "Gauvin, Vannimenus and Nadal 2009",
    segregation_coefficient,
)
