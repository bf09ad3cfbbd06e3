"""Join counts: how many neighbours are of which two groups, against households shuffled."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.neighbours import pairs_of, same_by_chance, tally


def joins(grid: ArrayLike, torus: bool = False, queen: bool = True) -> Integers:
    """Return the pairs of neighbours of every two groups.

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
    ndarray of int64, shape (..., groups, groups)
        Entry [m, n], and [n, m], is the number of pairs of one of m and one of n; on the diagonal
        of pairs of two of m. All on and above the diagonal are the lived-in pairs.

    Raises
    ------
    ValueError
        If the grid holds what is no group.

    Notes
    -----
    Moran (1948), Journal of the Royal Statistical Society B 10:243-251; Cliff and Ord (1981),
    Spatial Processes.
    """
    months, number = months_of(grid)
    found = np.zeros((len(months), number, number), dtype=np.int64)
    for month, out in zip(months, found, strict=True):
        _count_joins(month, torus, queen, out)
        out += out.T - np.diag(np.diag(out))
    return found.reshape(*np.shape(grid)[:-2], number, number)


@compiled
def _count_joins(grid: Integers, torus: bool, queen: bool, out: Integers) -> None:
    """Count each pair of cells that touch once, from the upper or left one of the two."""
    rows, cols = grid.shape
    for r in range(rows):
        for c in range(cols):
            own = grid[r, c]
            if own < 0:
                continue
            for k in range(4 if queen else 2):
                row = r + (0 if k == 0 else 1)
                col = c + (1 if k == 0 else 0 if k == 1 else 1 if k == 2 else -1)
                if torus:
                    row, col = row % rows, col % cols
                if row >= rows or col < 0 or col >= cols or grid[row, col] < 0:
                    continue
                out[own, grid[row, col]] += 1


def expected_joins(grid: ArrayLike, torus: bool = False, queen: bool = True) -> Floats:
    """Return the joins of every two groups when households are shuffled over the same homes; exact.

    Parameters are those of `joins`; `grid` is of one month. L pairs of homes have
    L T_m (T_m - 1) / (T (T - 1)) of two of m, and L 2 T_m T_n / (T (T - 1)) of m and n.

    Returns
    -------
    ndarray of float64, shape (groups, groups)
    """
    pairs = np.triu(joins(grid, torus, queen)).sum()
    months, number = months_of(grid)
    totals = totals_of(months, number)[0].astype(np.float64)
    total = totals.sum()
    ways = 2.0 * np.outer(totals, totals)
    np.fill_diagonal(ways, totals * (totals - 1.0))
    return np.asarray(ways * (pairs / max(total * (total - 1.0), 1.0)))


def join_counts(grid: ArrayLike, torus: bool = False, queen: bool = True) -> Floats:
    """Return the pairs of neighbours of different groups over those expected by chance.

    Parameters are those of `joins`.

    Returns
    -------
    ndarray of float64, shape (...)
        At least 0 (no neighbours of different groups); 1 as by chance; more where groups alternate.
        NaN when fewer than two groups are present or no household has a neighbour.

    Raises
    ------
    ValueError
        If the grid holds what is no group, or neighbours would meet themselves on a torus.

    Notes
    -----
    Moran (1948), Journal of the Royal Statistical Society B 10:243-251; Cliff and Ord (1981),
    Spatial Processes: joins of unlike units against random labels ("non-free" sampling). The
    counts themselves are those of `joins`.
    """
    like, near = pairs_of(tally(grid, torus, corners=queen))
    months, number = months_of(grid)
    alike = [same_by_chance(totals) for totals in totals_of(months, number)]
    chance = 1.0 - np.reshape(alike, near.shape)
    return divide(near - like, near * chance)


def expected(grid: ArrayLike, torus: bool = False, queen: bool = True) -> float:
    """Return 1: exact for households shuffled over the same homes; NaN where undefined."""
    return float("nan") if np.isnan(join_counts(grid, torus, queen)) else 1.0


INDEX = Index(
    name="join_counts",
    symbol="J",
    label="Unlike joins over chance",
    definition="Pairs of neighbours of different groups, over those expected if the same "
    "households lived in the same homes by chance.",
    formula="J = unlike pairs / (pairs (1 - Σ_m X_m (X_m - 1) / (T (T - 1)))), over pairs of "
    "lived-in cells that touch",
    reading="0.2: there are a fifth as many pairs of neighbours of different groups as chance "
    "would make; above 1 groups alternate, as on a checkerboard.",
    level="Single homes. Rook or queen, torus or not, belong beside the value.",
    dimension="clustering",
    low=0.0,
    high=math.inf,
    citation="Moran 1948; Cliff & Ord 1981",
    spatial=True,
    data="grid",
    undefined="fewer than two groups are present, or no household has a neighbour",
    function=join_counts,
    expected=expected,
    expected_note="1, exactly: it is a ratio to chance already",
    correction="none",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
)
