"""Like share of eight: like neighbours over all cells around, whoever lives there."""

from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.neighbours import pairs_of, same_by_chance, tally


def like_share_of_eight(grid: ArrayLike, torus: bool = False, radius: int = 1) -> Floats:
    """Return the mean over households of the share of the cells around that hold their group.

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
    like / 8, also beside vacant cells and at the edge of a grid, where there are fewer cells: so
    Mauro and Pappalardo (2024). On the same city it is less than the share of neighbours.
    """
    return from_tally(tally(grid, torus, radius))


def from_tally(table: Integers) -> Floats:
    """Return the index from a `tally` of neighbours, shape (...)."""
    like, _ = pairs_of(table)
    return divide(like, (table.shape[-1] - 1) * table.sum(axis=(-2, -1)))


def expected(grid: ArrayLike, torus: bool = False, radius: int = 1) -> float:
    """Return the mean share of cells around that are lived in, times the chance to be alike.

    Exact for households shuffled over the same homes. Parameters are those of
    `like_share_of_eight`; `grid` is of one month. NaN where undefined.
    """
    table = tally(grid, torus, radius)
    _, near = pairs_of(table)
    if table.sum() == 0:
        return float("nan")
    if near == 0:
        return 0.0
    months, number = months_of(grid)
    lived_in = float(near / ((table.shape[-1] - 1) * table.sum()))
    return lived_in * same_by_chance(totals_of(months, number)[0])


INDEX = Index(
    name="like_share_of_eight",
    symbol="S of 8",
    label="Like share of eight",
    definition="Share of the eight cells around a household that hold one of its group, mean over "
    "all households.",
    formula="Σ_q like_q / (8 T), over the households q, like_q of whose neighbours are of their "
    "group",
    reading="0.6: of the eight cells around the average household 4.8 hold one of its group.",
    level="Single homes on a torus, few of them vacant: vacancies and edges count as unlike.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Mauro & Pappalardo 2024",
    spatial=True,
    data="grid",
    undefined="nobody lives on the grid",
    function=like_share_of_eight,
    expected=expected,
    expected_note="exact",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
    from_tally=from_tally,
)
