"""Freeman's segregation index: how many links across groups are missing, of those by chance."""

import math

from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index
from sim.indices.join_counts import join_counts


def freeman(grid: ArrayLike, torus: bool = False, queen: bool = True) -> Floats:
    """Return 1 less the links across groups over those expected under random labels.

    Links are those of neighbours on the grid.

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
        At most 1 (no neighbours of different groups); 0 as by chance; negative where groups
        alternate. NaN when fewer than two groups are present or no household has a neighbour.

    Raises
    ------
    ValueError
        If the grid holds what is no group, or neighbours would meet themselves on a torus.

    Notes
    -----
    Freeman (1978), Sociological Methods & Research 6:411-429, for two groups, who sets negative
    values to 0; here they stay, and with more groups a link across is one of any two of them. It is
    1 less `join_counts`.
    """
    return 1.0 - join_counts(grid, torus, queen)


def expected(grid: ArrayLike, torus: bool = False, queen: bool = True) -> float:
    """Return 0: exact for households shuffled over the same homes; NaN where undefined."""
    return 0.0 * float(join_counts(grid, torus, queen))


INDEX = Index(
    name="freeman",
    symbol="FSI",
    label="Freeman's segregation index",
    definition="Share of the links across groups that chance would make between neighbours and "
    "that are missing.",
    formula="FSI = 1 - unlike pairs / (pairs (1 - Σ_m X_m (X_m - 1) / (T (T - 1)))), over pairs "
    "of lived-in cells that touch",
    reading="0.8: of the links across groups that chance would make, eight of ten are missing.",
    level="Single homes, or any network; here neighbours on the grid. Rook or queen, torus or not, "
    "belong beside the value.",
    dimension="clustering",
    low=-math.inf,
    high=1.0,
    citation="Freeman 1978",
    spatial=True,
    data="grid",
    undefined="fewer than two groups are present, or no household has a neighbour",
    function=freeman,
    expected=expected,
    expected_note="0, exactly: it is corrected for chance already",
    correction="none",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
)
