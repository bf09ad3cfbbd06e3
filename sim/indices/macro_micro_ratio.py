"""Macro/micro ratio: how much of the segregation next door is there between large areas too."""

import math
from typing import Any

from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index
from sim.indices.multiscale_profile import multiscale_profile, ratio


def macro_micro_ratio(
    grid: ArrayLike, radii: tuple[float, float] = (1, 5), **options: Any
) -> Floats:
    """Return the spatial information theory index at a large radius over that at a small one.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    radii : tuple of two floats
        The small and the large one, cells.
    **options
        `groups`, `torus` and `kernel` of `spatial_information_theory`.

    Returns
    -------
    ndarray of float64, shape (...)
        As a rule 0 to 1. NaN where the index is 0 or undefined at the small radius.

    Raises
    ------
    ValueError
        If the first radius is not below the second, or what the index refuses.

    Notes
    -----
    Reardon et al. (2008), Demography 45:489-514, who take 500 and 4,000 metres and a biweight
    kernel.
    """
    small, large = radii
    if not small < large:
        raise ValueError(f"radii must be a small one and a larger one, not {small} and {large}")
    return ratio(multiscale_profile(grid, radii, **options))


INDEX = Index(
    name="macro_micro_ratio",
    symbol="H~(R) / H~(r)",
    label="Macro/micro ratio",
    definition="The spatial information theory index at a large radius over that at a small one.",
    formula="H~(R) / H~(r), the radius R larger than r",
    reading="0.8: four fifths of the segregation one finds next door is there between large areas "
    "too; 0.1: nearly all of it is within them, street by street.",
    level="Any grid much larger than the larger radius; the radii (1 and 5 cells unless given) "
    "belong beside the value.",
    dimension="evenness",
    low=-math.inf,
    high=math.inf,
    citation="Reardon et al. 2008",
    spatial=True,
    data="grid",
    undefined="surroundings of the small radius are as diverse as the city, or fewer than two "
    "groups are present",
    function=macro_micro_ratio,
    expected=None,
    expected_note="none: by chance it is the quotient of two small numbers",
    correction="none",
    even=None,
    divided=None,
    axioms=frozenset({"groups", "months"}),
)
