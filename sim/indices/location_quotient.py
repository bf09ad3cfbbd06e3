"""Location quotient LQ: how over- or under-represented each group is in each unit."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.table import Table, table_of


def location_quotient(counts: ArrayLike) -> Floats:
    """Return the share of each group in each unit, relative to its share of the city.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households.

    Returns
    -------
    ndarray of float64, shape (..., units, groups)
        0 (none live there) over 1 (as in the city) to 1 over the group's share (nobody else does);
        NaN in units without households and for groups without members.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    LQ_jm = (x_jm / t_j) / (X_m / T). Florence (1939), of industries; of residents: Isard (1960),
    Methods of Regional Analysis; Brown and Chung (2006), Population, Space and Place 12:125-143.
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the location quotients of a table, shape (..., units, groups)."""
    everybody = table.group.sum(axis=-1)[..., None, None]
    quotient = divide(table.x * everybody, table.unit[..., None, :] * table.group[..., None])
    return np.ascontiguousarray(np.swapaxes(quotient, -1, -2))


INDEX = Index(
    name="location_quotient",
    symbol="LQ",
    label="Location quotient",
    definition="Share of a group in a unit relative to its share of the city.",
    formula="LQ_jm = p_jm / (X_m / T)",
    reading="2: the group's share of this unit is twice its share of the city; 1: just as large; "
    "0: none live here.",
    level="A map of units of about 50 households or more: in smaller ones a household more or less "
    "changes it much.",
    dimension="local",
    low=0.0,
    high=math.inf,
    citation="Florence 1939; Isard 1960; Brown & Chung 2006",
    spatial=False,
    data="counts",
    undefined="nobody lives in the unit, or the group is absent",
    function=location_quotient,
    expected=None,
    expected_note="chance makes it 1 on average in every unit",
    correction="none",
    even=1.0,
    divided=None,
    axioms=frozenset({"units", "scale", "months"}),
    local=True,
    from_table=from_table,
)
