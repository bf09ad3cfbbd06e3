"""Share happy: households with as many neighbours of their own group as they want."""

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.neighbours import like_by_chance, tally


def share_happy(
    grid: ArrayLike,
    wanted: str | int | Fraction = "1/2",
    alone: bool | None = None,
    torus: bool = False,
    radius: int = 1,
) -> Floats:
    """Return the share of households with at least the wanted share or number of like neighbours.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    wanted : str, Fraction or int
        A fraction ("3/8", "0.3", exactly) is a share of the neighbours, a whole number of the type
        int a number of them: they are different rules.
    alone : bool, optional
        Whether a household without neighbours is happy; by default as the rule has it, read to the
        letter: it has any share of no neighbours, and no number but 0.
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
        If what is wanted is no share from 0 to 1 and no number from 0, or a number that may have
        been rounded (a float); for a grid as in `pooled_like_share`.

    Notes
    -----
    Whole numbers are compared, like x denominator >= numerator x neighbours, so that three of ten
    are three tenths. Schelling (1971), Journal of Mathematical Sociology 1:143-186.
    """
    table = tally(grid, torus, radius)
    number = table.shape[-1]
    happy = np.arange(number)[:, None] >= _needed(wanted, alone, number)
    return divide((table * happy).sum(axis=(-2, -1)), table.sum(axis=(-2, -1)))


def _needed(wanted: str | int | Fraction, alone: bool | None, number: int) -> Integers:
    """Return the fewest like neighbours with which one is happy, by the number of neighbours."""
    near = np.arange(number)
    if isinstance(wanted, bool) or not isinstance(wanted, str | int | Fraction):
        raise ValueError(f"wanted must be a fraction like '3/8' or a whole number, not {wanted!r}")
    if isinstance(wanted, int):
        if wanted < 0:
            raise ValueError(f"wanted must be at least 0 neighbours, not {wanted}")
        needed = np.full(number, wanted)
    else:
        try:
            share = Fraction(wanted)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"wanted must be a fraction like '3/8', not {wanted!r}") from None
        if not 0 <= share <= 1:
            raise ValueError(f"wanted must be a share from 0 to 1, not {wanted}")
        needed = np.array([-(-share.numerator * n // share.denominator) for n in near.tolist()])
    if alone is not None:
        needed[0] = 0 if alone else 1
    return needed


def expected(
    grid: ArrayLike,
    wanted: str | int | Fraction = "1/2",
    alone: bool | None = None,
    torus: bool = False,
    radius: int = 1,
) -> float:
    """Return the mean chance to be happy, by the number of neighbours; exact.

    For households shuffled over the same homes. Parameters are those of `share_happy`; `grid` is of
    one month. NaN where undefined.
    """
    near = tally(grid, torus, radius).sum(axis=-2)
    months, number = months_of(grid)
    totals, needed = totals_of(months, number)[0], _needed(wanted, alone, len(near))
    if totals.sum() == 0:
        return float("nan")
    each = [
        int(homes) * like_by_chance(totals, n)[needed[n] :].sum()
        for n, homes in enumerate(near)
        if homes
    ]
    return float(sum(each) / near.sum())


INDEX = Index(
    name="share_happy",
    symbol="happy",
    label="Share happy",
    definition="Households with at least the wanted share of neighbours of their own group in the "
    "up to eight cells around.",
    formula="#{q: like_q ≥ w n_q} / T, over the households q, like_q of whose n_q neighbours are "
    "of their group; w wanted, a half unless given",
    reading="0.9: nine of ten households have as many neighbours of their own as they want.",
    level="Single homes; what is wanted belongs beside the value.",
    dimension="clustering",
    low=0.0,
    high=1.0,
    citation="Schelling 1971",
    spatial=True,
    data="grid",
    undefined="nobody lives on the grid",
    function=share_happy,
    expected=expected,
    expected_note="exact (hypergeometric, by the number of neighbours)",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
)
