"""Index of concentration at the extremes ICE: the rich less the poor, as a share of each unit."""

from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.table import Table, table_of


def concentration_at_extremes(counts: ArrayLike, group: int, other: int) -> Floats:
    """Return, for each unit, the excess of one group over another as a share of all who live there.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of every group of the city, those in the middle too.
    group, other : int
        Columns of the two extremes: the rich, or the privileged, and the poor.

    Returns
    -------
    ndarray of float64, shape (..., units)
        -1 (all poor) to 1 (all rich); NaN in units without households.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    ICE_j = (x_j - y_j) / t_j. Massey (2001), "The prodigal paradigm returns"; Krieger, Waterman,
    Spasojevic, Li, Maduro and Van Wye (2016), American Journal of Public Health 106:256-263.
    """
    return from_table(table_of(counts), group, other)


def from_table(table: Table, group: int, other: int) -> Floats:
    """Return the index of a table, shape (..., units)."""
    return divide(table.x[..., group, :] - table.x[..., other, :], table.unit)


def of_city(shares: Floats) -> float:
    """Return the value of a unit with the city's shares, the rich first and the poor second."""
    return float(shares[0] - shares[1])


INDEX = Index(
    name="concentration_at_extremes",
    symbol="ICE",
    label="Concentration at the extremes",
    definition="Households of one extreme less those of the other, as a share of all in the unit.",
    formula="ICE_j = (x_j − y_j) / t_j, of the rich x and the poor y",
    reading="0.3: the rich outnumber the poor by 30 of every hundred households; −1: all are poor; "
    "0: as many rich as poor, or all in the middle.",
    level="A map of units of about 50 households or more.",
    dimension="local",
    low=-1.0,
    high=1.0,
    citation="Massey 2001; Krieger et al. 2016",
    spatial=False,
    data="pair",
    undefined="nobody lives in the unit",
    function=concentration_at_extremes,
    expected=None,
    expected_note="a description of the unit; chance makes it that of the city on average",
    correction="none",
    even=of_city,
    divided=None,
    axioms=frozenset({"units", "scale", "months"}),
    local=True,
    from_table=from_table,
)
