"""Largest cluster: the share of all households that live in the largest area of one group."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.cluster_count import sizes
from sim.indices.grid import months_of


def largest_cluster(grid: ArrayLike, torus: bool = False, corners: bool = False) -> Floats:
    """Return the households of the largest cluster over all households.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    torus : bool
        Whether the edges of the grid meet.
    corners : bool
        Whether a common corner is enough to touch; otherwise a common edge is needed (rook).

    Returns
    -------
    ndarray of float64, shape (...)
        Above 0, to the share of the largest group, where it lives in one area; NaN when nobody
        lives on the grid.

    Raises
    ------
    ValueError
        If the grid holds what is no group.

    Notes
    -----
    Of all households and not of the cluster's group, so that clusters of different groups compare
    by size alone and a tie does not matter. The strength of percolation: Stauffer and Aharony
    (1994), Introduction to Percolation Theory.
    """
    months = months_of(grid)[0]
    largest = [sizes(month, torus, corners).max(initial=0) for month in months]
    households = np.count_nonzero(months >= 0, axis=(1, 2))
    return divide(largest, households).reshape(np.shape(grid)[:-2])


def largest_share(shares: Floats) -> Floats:
    """Return the share of the largest group, the largest value there can be, shape (...)."""
    return np.asarray(np.max(shares, axis=-1))


INDEX = Index(
    name="largest_cluster",
    symbol="P_max",
    label="Largest cluster",
    definition="Share of all households that live in the largest area of one group, in which they "
    "touch at the edges of their cells.",
    formula="max_c n_c / T, over the clusters c of n_c households",
    reading="0.3: three of ten households live in one connected area of one group.",
    level="Single homes. Read it beside the share of the largest group, which it cannot exceed, "
    "and its value by chance: a group of six of ten percolates anyway.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Stauffer & Aharony 1994",
    spatial=True,
    data="grid",
    undefined="nobody lives on the grid",
    function=largest_cluster,
    expected=None,
    expected_note="by shuffling: no closed form",
    maximum=largest_share,
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
)
