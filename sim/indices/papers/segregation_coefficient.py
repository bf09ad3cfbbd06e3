"""The segregation coefficient: the mean size of the cluster one lives in, of the largest possible.

Gauvin, Vannimenus and Nadal (2009), European Physical Journal B 70:293-304.
"""

import numpy as np
from numpy.typing import NDArray

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def segregation_coefficient(board: Board) -> float:
    """Return 2 x the sum of squares of the clusters' sizes, over the square of the households.

    With two groups of one size it is 1 when each is a single cluster; NaN on an empty board.
    """
    sizes = cluster_sizes(board)
    households = int(sizes.sum())
    return 2.0 * int((sizes * sizes).sum()) / households**2 if households else float("nan")


def cluster_sizes(board: Board) -> NDArray[np.int64]:
    """Return the sizes of all clusters: households of one group that touch along an edge.

    Where the edges of the grid meet, clusters reach across them.
    """
    from scipy.ndimage import label

    grid, found = board.grid, 0
    clusters = np.zeros(grid.shape, np.int64)
    for group in range(int(grid.max(initial=-1)) + 1):
        here = grid == group
        numbered, count = label(here)
        clusters[here] = numbered[here] + found
        found += count
    sizes = np.bincount(clusters.ravel(), minlength=found + 1)[1:]
    if board.torus and found:
        joined = _across_edges(clusters, grid, found)
        sizes = np.bincount(joined, weights=sizes).astype(np.int64)
    return sizes.astype(np.int64)


def _across_edges(
    clusters: NDArray[np.int64], grid: NDArray[np.int64], found: int
) -> NDArray[np.int64]:
    """Return for each cluster the number of the one that it is part of on a torus."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    one = np.concatenate((clusters[0], clusters[:, 0]))
    other = np.concatenate((clusters[-1], clusters[:, -1]))
    alike = np.concatenate((grid[0] == grid[-1], grid[:, 0] == grid[:, -1])) & (one > 0)
    links = (np.ones(int(alike.sum())), (one[alike] - 1, other[alike] - 1))
    numbers: NDArray[np.int64] = connected_components(
        coo_array(links, shape=(found, found)), directed=False
    )[1]
    return numbers


MEASURE = Measure(
    "segregation_coefficient",
    "segregation coefficient",
    "share",
    "Mean size of the cluster that a household lives in, over half of all households.",
    "Gauvin, Vannimenus and Nadal 2009",
    segregation_coefficient,
)
