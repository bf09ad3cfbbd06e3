"""Clusters of cells: those of one label that touch, directly or through others of that label."""

import numpy as np
from numpy.typing import NDArray

SIDES = ((0, 1), (1, 0))
CORNERS = ((1, 1), (1, -1))


def joined(label: NDArray[np.int64], torus: bool, corners: bool) -> tuple[int, NDArray[np.int64]]:
    """Return how many clusters there are, and each cell's, numbered from 0.

    Parameters
    ----------
    label : ndarray of int64, shape (rows, cols)
        Cells of one label belong together where they touch; those below 0 belong to no cluster, and
        the number that they get means nothing.
    torus : bool
        Whether the edges meet.
    corners : bool
        Whether cells touch that share no more than a corner.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    cell = np.arange(label.size).reshape(label.shape)
    one, other = [], []
    for down, right in SIDES + (CORNERS if corners else ()):
        to = np.roll(cell, (-down, -right), (0, 1))
        alike = (label >= 0) & (label == label.ravel()[to])
        if not torus:
            alike[label.shape[0] - down :] = False
            alike[:, label.shape[1] - 1 if right > 0 else label.shape[1] :] = False
            alike[:, : 1 if right < 0 else 0] = False
        one.append(cell[alike])
        other.append(to[alike])
    a, b = np.concatenate(one), np.concatenate(other)
    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(label.size, label.size))
    count, cluster = connected_components(graph, directed=False)
    return int(count) - int((label < 0).sum()), cluster.reshape(label.shape).astype(np.int64)
