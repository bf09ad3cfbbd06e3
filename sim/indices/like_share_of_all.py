"""Like share of all: the mean share of like neighbours, 0 for a household without neighbours."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.neighbours import same_by_chance, tally


def like_share_of_all(grid: ArrayLike, torus: bool = False, radius: int = 1) -> Floats:
    """Return the mean over all households of the share of their neighbours that are of their group.

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
    A household without a neighbour counts 0, unlike in `like_neighbour_share`, where it does not
    count. So Mesa's Schelling example and Downey (2018), Think Complexity, chapter 9.
    """
    return from_tally(tally(grid, torus, radius))


def from_tally(table: Integers) -> Floats:
    """Return the index from a `tally` of neighbours, shape (...)."""
    number = np.arange(table.shape[-1])
    shares = number[:, None] / np.maximum(number, 1)
    return divide((table * shares).sum(axis=(-2, -1)), table.sum(axis=(-2, -1)))


def expected(grid: ArrayLike, torus: bool = False, radius: int = 1) -> float:
    """Return the share of homes with neighbours times the chance that two households are alike.

    Exact for households shuffled over the same homes. Parameters are those of `like_share_of_all`;
    `grid` is of one month. NaN where undefined.
    """
    near = tally(grid, torus, radius).sum(axis=-2)
    if near.sum() == 0:
        return float("nan")
    if near[1:].sum() == 0:
        return 0.0
    months, number = months_of(grid)
    return float(near[1:].sum() / near.sum()) * same_by_chance(totals_of(months, number)[0])


INDEX = Index(
    name="like_share_of_all",
    symbol="S of all",
    label="Like share of all households",
    definition="Share of the households in the up to eight cells around a household that are of "
    "its group, 0 without any, mean over all households.",
    formula="Σ_q (like_q / n_q) / T, over the households q, like_q of whose n_q neighbours are of "
    "their group; 0 where n_q = 0",
    reading="0.6: of the average household's neighbours six of ten are of its group; a household "
    "on its own pulls the mean down.",
    level="Single homes, few of them vacant: in an empty city it falls though nobody is mixed.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Mesa's Schelling example; Downey 2018",
    spatial=True,
    data="grid",
    undefined="nobody lives on the grid",
    function=like_share_of_all,
    expected=expected,
    expected_note="exact",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
    from_tally=from_tally,
)
