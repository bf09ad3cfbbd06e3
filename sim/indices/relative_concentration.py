"""Relative concentration RCO: on how little land a group lives, compared with another."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.absolute_concentration import ONE_SIZE, extremes, mean_area
from sim.indices.base import Floats, Index, divide
from sim.indices.delta import areas_of
from sim.indices.table import table_of


def relative_concentration(
    counts: ArrayLike,
    group: int,
    other: int,
    area: ArrayLike,
    whole_units: bool = False,
) -> Floats:
    """Return the concentration of a group relative to another.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city.
    group, other : int
        Columns of the group and of the one it is compared with.
    area : array_like of float, shape (units,)
        Land area of each unit in any unit, above 0.
    whole_units : bool
        As that of `absolute_concentration`.

    Returns
    -------
    ndarray of float64, shape (...)
        0 when both groups live in units of the same mean area; 1 when the group is in the smallest
        units and the other in the largest, as far as the size of the group allows; negative when
        the other is the more concentrated, without a bound. NaN when either group is absent or when
        all those units have one area.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or an area is not above 0.

    Notes
    -----
    RCO = ((sum_j x_j a_j / X) / (sum_j y_j a_j / Y) - 1) / (s / l - 1), s and l as in the absolute
    concentration of the group. Massey and Denton (1988), Social Forces 67:281-315, give it the
    range -1 to 1, which it does not have: a group on a hundred times the land of the other is far
    below -1, and one larger than the other may be above 1.
    """
    table = table_of(counts)
    land = areas_of(area, table.x.shape[-1])
    own = table.x[..., group, :]
    rest = table.x[..., other, :]
    least, most = extremes(table.unit, table.group[..., group], land, whole_units)
    seen = divide(mean_area(own, land), mean_area(rest, land))
    return divide(seen - 1.0, np.asarray(least / most) - 1.0)


INDEX = Index(
    name="relative_concentration",
    symbol="RCO",
    label="Relative concentration",
    definition="How small the units are that the group lives in, compared with those of another "
    "group and with the most unlike that could be.",
    formula="RCO = ((Σ_j x_j a_j / X) / (Σ_j y_j a_j / Y) − 1) / (s / l − 1), a_j the land area of "
    "unit j, s and l the mean area of the unit of a household among the X households in the "
    "smallest and in the largest units",
    reading="0.5: the group lives on less land than the other, half as unlike them as the "
    "smallest units are unlike the largest; −2: the other lives on less, far beyond that.",
    level="Units with land areas that differ much; of no meaning on a grid. Negative values have "
    "no bound.",
    dimension="concentration",
    low=-math.inf,
    high=math.inf,
    citation="Massey & Denton 1988",
    spatial=True,
    data="areas_pair",
    undefined=f"either group is absent, or {ONE_SIZE}",
    function=relative_concentration,
    expected=None,
    expected_note="estimated by shuffling households over the same homes; near 0",
    even=0.0,
    divided=None,
)
