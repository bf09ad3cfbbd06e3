"""Interface density: pairs of neighbours of different groups, of all pairs of neighbours."""

from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.neighbours import pairs_of, same_by_chance, tally


def interface_density(grid: ArrayLike, torus: bool = False, queen: bool = True) -> Floats:
    """Return unlike pairs of neighbours over all pairs of neighbours.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    torus : bool
        Whether the edges of the grid meet.
    queen : bool
        Whether a common corner makes neighbours; otherwise a common edge is needed (rook).

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
    Pairs of cells of which one is vacant are no pairs. 1 less `pooled_like_share`; the length of
    the border between groups per pair: Zhang (2004), Journal of Mathematical Sociology 28:147-170;
    the density of interfaces of physics, as in the voter model.
    """
    return from_tally(tally(grid, torus, corners=queen))


def from_tally(table: Integers) -> Floats:
    """Return the index from a `tally` of neighbours, shape (...)."""
    like, near = pairs_of(table)
    return divide(near - like, near)


def expected(grid: ArrayLike, torus: bool = False, queen: bool = True) -> float:
    """Return 1 - sum_m T_m (T_m - 1) / (T (T - 1)): exact for households shuffled over the homes.

    Parameters are those of `interface_density`; `grid` is of one month. NaN where undefined.
    """
    _, near = pairs_of(tally(grid, torus, corners=queen))
    months, number = months_of(grid)
    return 1.0 - same_by_chance(totals_of(months, number)[0]) if near else float("nan")


INDEX = Index(
    name="interface_density",
    symbol="rho",
    label="Interface density",
    definition="Pairs of neighbours of different groups, of all pairs of neighbours.",
    formula="ρ = unlike pairs / pairs, over pairs of lived-in cells that touch",
    reading="0.1: one of ten pairs of neighbours is of different groups; a low value is a "
    "segregated city.",
    level="Single homes. By chance it is near Σ_m P_m (1 - P_m): a half for two equal groups.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Zhang 2004",
    spatial=True,
    data="grid",
    undefined="no household has a neighbour",
    function=interface_density,
    expected=expected,
    expected_note="exact",
    correction="ratio",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
    from_tally=from_tally,
)
