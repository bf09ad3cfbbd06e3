"""Pooled like share: like neighbours over neighbours, both summed over all households."""

from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.neighbours import pairs_of, same_by_chance, tally


def pooled_like_share(grid: ArrayLike, torus: bool = False, radius: int = 1) -> Floats:
    """Return the neighbours of households' own groups over all neighbours, pooled.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    torus : bool
        Whether the edges of the grid meet.
    radius : int
        Neighbours are the households at most this many cells up or down and to the side: at 1 the
        up to eight cells around (Moore).

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1; NaN when no household has a neighbour.

    Raises
    ------
    ValueError
        If the grid holds what is no group, or neighbours would meet themselves on a torus.

    Notes
    -----
    sum_q like_q / sum_q n_q: a household with many neighbours weighs more than in the mean of
    shares. It is `percent-similar` of Wilensky (1997), NetLogo Segregation model, as a share; and 1
    less `interface_density`.
    """
    return from_tally(tally(grid, torus, radius))


def from_tally(table: Integers) -> Floats:
    """Return the index from a `tally` of neighbours, shape (...)."""
    like, near = pairs_of(table)
    return divide(like, near)


def expected(grid: ArrayLike, torus: bool = False, radius: int = 1) -> float:
    """Return sum_m T_m (T_m - 1) / (T (T - 1)): exact for households shuffled over the same homes.

    Parameters are those of `pooled_like_share`; `grid` is of one month. NaN where undefined.
    """
    _, near = pairs_of(tally(grid, torus, radius))
    months, number = months_of(grid)
    return same_by_chance(totals_of(months, number)[0]) if near else float("nan")


INDEX = Index(
    name="pooled_like_share",
    symbol="S pooled",
    label="Pooled like share",
    definition="Pairs of neighbours of one group, of all pairs of neighbours in the up to eight "
    "cells around.",
    formula="Σ_q like_q / Σ_q n_q, over the households q, like_q of whose n_q neighbours are of "
    "their group",
    reading="0.7: seven of ten pairs of neighbours are of one group.",
    level="Single homes. Read it beside its value by chance: with one group of 90 % that is .82.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Wilensky 1997",
    spatial=True,
    data="grid",
    undefined="no household has a neighbour",
    function=pooled_like_share,
    expected=expected,
    expected_note="exact",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
    from_tally=from_tally,
)
