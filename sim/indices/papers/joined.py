"""Clusters of cells: those of one label that touch, directly or through others of that label."""

import numpy as np
from numpy.typing import NDArray

from sim.indices.cluster_count import labelled

SIDES = ((0, 1), (1, 0))


def joined(label: NDArray[np.int64], torus: bool, corners: bool) -> tuple[int, NDArray[np.int64]]:
    """Return how many clusters there are, and each cell's; see `cluster_count.labelled`."""
    return labelled(label, torus, corners)
