"""Share without unlike: households none of whose neighbours is of another group."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.neighbours import like_by_chance, tally


def share_without_unlike(grid: ArrayLike, torus: bool = False, radius: int = 1) -> Floats:
    """Return the share of households without a neighbour of another group.

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
        0 to 1; NaN when nobody lives on the grid.

    Raises
    ------
    ValueError
        If the grid holds what is no group, or neighbours would meet themselves on a torus.

    Notes
    -----
    A household without any neighbour has none of another group either, and counts. Schelling
    (1971), Journal of Mathematical Sociology 1:143-186, his second measure.
    """
    return from_tally(tally(grid, torus, radius))


def from_tally(table: Integers) -> Floats:
    """Return the index from a `tally` of neighbours, shape (...)."""
    return divide(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def expected(grid: ArrayLike, torus: bool = False, radius: int = 1) -> float:
    """Return the mean chance to have no unlike neighbour, by the number of neighbours; exact.

    For households shuffled over the same homes. Parameters are those of `share_without_unlike`;
    `grid` is of one month. NaN where undefined.
    """
    near = tally(grid, torus, radius).sum(axis=-2)
    months, number = months_of(grid)
    totals = totals_of(months, number)[0]
    if totals.sum() == 0:
        return float("nan")
    each = [int(homes) * like_by_chance(totals, n)[n] for n, homes in enumerate(near) if homes]
    return float(sum(each) / near.sum())


INDEX = Index(
    name="share_without_unlike",
    symbol="A",
    label="Share without unlike neighbours",
    definition="Households without a neighbour of another group in the up to eight cells around.",
    formula="#{q: like_q = n_q} / T, over the households q, like_q of whose n_q neighbours are of "
    "their group",
    reading="0.4: four of ten households have no neighbour of another group.",
    level="Single homes. A household on its own counts, so read it with the share of vacant homes.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Schelling 1971",
    spatial=True,
    data="grid",
    undefined="nobody lives on the grid",
    function=share_without_unlike,
    expected=expected,
    expected_note="exact (hypergeometric, by the number of neighbours)",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
    from_tally=from_tally,
)
