"""Gauvin et al.'s segregation coefficient: how near clusters come to one for each group."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.cluster_count import sizes
from sim.indices.grid import months_of, totals_of


def gauvin_coefficient(grid: ArrayLike, torus: bool = False, corners: bool = False) -> Floats:
    """Return the sum of squares of the clusters' sizes over that of the groups'.

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
        Above 0 to 1 (each group lives in one area); NaN when nobody lives on the grid.

    Raises
    ------
    ValueError
        If the grid holds what is no group.

    Notes
    -----
    s = sum_c n_c^2 / sum_m T_m^2. With two equal groups it is 2 sum_c n_c^2 / T^2, the normalised
    coefficient of Gauvin, Vannimenus and Nadal (2009), European Physical Journal B 70:293-304,
    which with other groups has another largest value.
    """
    months, number = months_of(grid)
    squares = [(sizes(month, torus, corners).astype(np.float64) ** 2).sum() for month in months]
    groups = totals_of(months, number).astype(np.float64)
    return divide(squares, (groups * groups).sum(axis=-1)).reshape(np.shape(grid)[:-2])


INDEX = Index(
    name="gauvin_coefficient",
    symbol="s",
    label="Gauvin's segregation coefficient",
    definition="Mean size of the cluster that a household lives in, over what it would be if each "
    "group lived in one area.",
    formula="s = Σ_c n_c² / Σ_m X_m², over the clusters c of n_c households of one group",
    reading="0.8: the average household lives in a connected area of its group four fifths as "
    "large as if each group had one area.",
    level="Single homes, few of them vacant: vacant cells part clusters.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Gauvin, Vannimenus & Nadal 2009",
    spatial=True,
    data="grid",
    undefined="nobody lives on the grid",
    function=gauvin_coefficient,
    expected=None,
    expected_note="by shuffling: no closed form",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
)
