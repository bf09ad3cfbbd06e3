"""Clusters: areas in which households of one group touch, directly or through others of it."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers
from sim.indices.grid import months_of


def labelled(grid: Integers, torus: bool = False, corners: bool = False) -> tuple[int, Integers]:
    """Return how many clusters there are, and the cluster of each cell.

    Parameters
    ----------
    grid : ndarray of int64, shape (rows, cols)
        Cells of one label belong together where they touch; those below 0 belong to no cluster.
    torus : bool
        Whether the edges of the grid meet.
    corners : bool
        Whether a common corner is enough; otherwise a common edge is needed (rook).

    Returns
    -------
    int, and ndarray of int64, shape (rows, cols)
        Numbered from 0 in the order of their first cells; -1 for a cell of no cluster.
    """
    label = np.asarray(grid, dtype=np.int64)
    cluster = np.full(label.shape, -1, dtype=np.int64)
    rows, cols = label.shape
    return int(_join(label.ravel(), rows, cols, torus, corners, cluster.ravel())), cluster


@compiled
def _join(
    label: Integers, rows: int, cols: int, torus: bool, corners: bool, cluster: Integers
) -> int:
    """Number the clusters of cells; return how many there are.

    Each cell points to one of its cluster that is not after it. A cell that joins two clusters lets
    the later first cell point to the earlier one, and a path is halved whenever it is walked.
    """
    first = np.arange(rows * cols)
    for cell in range(rows * cols):
        if label[cell] < 0:
            continue
        for k in range(4 if corners else 2):
            row = cell // cols + (0 if k == 0 else 1)
            col = cell % cols + (1 if k == 0 else 0 if k == 1 else 1 if k == 2 else -1)
            if torus:
                row, col = row % rows, col % cols
            if row >= rows or col < 0 or col >= cols or label[row * cols + col] != label[cell]:
                continue
            one, other = cell, row * cols + col
            while first[one] != one:
                first[one] = first[first[one]]
                one = first[one]
            while first[other] != other:
                first[other] = first[first[other]]
                other = first[other]
            first[max(one, other)] = min(one, other)
    found = 0
    for cell in range(rows * cols):
        if label[cell] < 0:
            continue
        if first[cell] == cell:
            cluster[cell] = found
            found += 1
        else:
            cluster[cell] = cluster[first[cell]]
    return found


def sizes(grid: Integers, torus: bool = False, corners: bool = False) -> Integers:
    """Return the households of each cluster, shape (clusters,); parameters as in `labelled`."""
    number, cluster = labelled(grid, torus, corners)
    return np.bincount(cluster[cluster >= 0], minlength=number).astype(np.int64)


def cluster_count(grid: ArrayLike, torus: bool = False, corners: bool = False) -> Floats:
    """Return the number of clusters of households of one group.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    torus : bool
        Whether the edges of the grid meet.
    corners : bool
        Whether a common corner is enough; otherwise a common edge is needed (rook).

    Returns
    -------
    ndarray of float64, shape (...)
        From the number of groups (each lives in one area) to that of households; NaN when nobody
        lives on the grid.

    Raises
    ------
    ValueError
        If the grid holds what is no group.

    Notes
    -----
    Percolation's clusters: Stauffer and Aharony (1994), Introduction to Percolation Theory; of
    cities Singh, Vainchtein and Weiss (2009), Demographic Research 21:341-366 (with corners).
    """
    months = months_of(grid)[0]
    number = [labelled(month, torus, corners)[0] for month in months]
    found = np.array([each if each else math.nan for each in number], dtype=np.float64)
    return found.reshape(np.shape(grid)[:-2])


INDEX = Index(
    name="cluster_count",
    symbol="N_c",
    label="Clusters",
    definition="Number of areas in which households of one group touch at the edges of their "
    "cells, directly or through others of it.",
    formula="number of connected components of lived-in cells of one group",
    reading="40: the households of the city live in forty areas of one group each, some of them of "
    "one home.",
    level="Single homes, on one grid: the number grows with the city and with the vacancies that "
    "part neighbours.",
    dimension="clustering",
    low=1.0,
    high=math.inf,
    citation="Stauffer & Aharony 1994; Singh, Vainchtein & Weiss 2009",
    spatial=True,
    data="grid",
    undefined="nobody lives on the grid",
    function=cluster_count,
    expected=None,
    expected_note="by shuffling: no closed form",
    correction="ratio",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
)
