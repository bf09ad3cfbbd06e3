"""Local entropy E_j: the diversity of each unit."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index
from sim.indices.logarithms import entropy_of
from sim.indices.table import Table, table_of


def local_entropy(counts: ArrayLike) -> Floats:
    """Return the Theil entropy of each unit.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households; groups without members have no effect.

    Returns
    -------
    ndarray of float64, shape (..., units)
        Nats: 0 (one group) to ln M (M groups of one size); NaN in units without households.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    E_j = -sum_m p_jm ln p_jm, 0 ln 0 = 0. Theil (1972), Statistical Decomposition Analysis. The
    information theory index is 1 - sum_j t_j E_j / (T E).
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the local entropies of a table, shape (..., units)."""
    return entropy_of(np.swapaxes(table.x, -1, -2))


def of_city(shares: Floats) -> float:
    """Return the entropy of a unit with the city's shares."""
    present = shares[shares > 0]
    return float(-(present * np.log(present)).sum())


INDEX = Index(
    name="local_entropy",
    symbol="E_j",
    label="Local entropy",
    definition="Diversity of each unit: how uncertain the group of a household drawn there is.",
    formula="E_j = −Σ_m p_jm ln p_jm",
    reading="0.69: as diverse as a unit that two groups share by halves (ln 2 = 0.69); 0: one "
    "group lives here; the most is the logarithm of the number of groups.",
    level="A map of units of about 50 households or more: smaller ones hold less than the city's "
    "diversity by chance alone.",
    dimension="local",
    low=0.0,
    high=math.inf,
    citation="Theil 1972",
    spatial=False,
    data="counts",
    undefined="nobody lives in the unit",
    function=local_entropy,
    expected=None,
    expected_note="a description of the unit, not a distance from an even city",
    correction="none",
    even=of_city,
    divided=0.0,
    axioms=frozenset({"units", "groups", "scale", "months"}),
    local=True,
    from_table=from_table,
)
