"""Theil's entropy E: the diversity of the city as a whole."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.logarithms import entropy_of
from sim.indices.table import Table, table_of


def entropy(counts: ArrayLike) -> Floats:
    """Return Theil's entropy of the city as a whole; how units differ plays no part.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households.

    Returns
    -------
    ndarray of float64, shape (...)
        Nats: 0 (one group) to ln M (M groups of one size); NaN when nobody lives in the city.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    E = -sum_m P_m ln P_m, with P_m = X_m / T and 0 ln 0 = 0. Shannon (1948), Bell System Technical
    Journal 27:379-423; Theil (1967, 1972).
    """
    return from_table(table_of(counts))


def normalised_entropy(counts: ArrayLike, groups: int | None = None) -> Floats:
    """Return E / ln M, the entropy as a share of that of M groups of one size.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households.
    groups : int, optional
        M, at least the number of groups with members; that number itself by default, so that a
        column without members has no effect.

    Returns
    -------
    ndarray of float64, shape (...)
        0 to 1; NaN when M is less than two.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or more than `groups` groups have
        members.

    Notes
    -----
    Pielou (1966), Journal of Theoretical Biology 13:131-144.
    """
    table = table_of(counts)
    present = np.count_nonzero(table.group, axis=-1)
    if groups is None:
        return divide(from_table(table), np.log(np.maximum(present, 1)))
    if np.any(present > groups):
        raise ValueError(f"groups must be at least {present.max()}, those with members: {groups}")
    return divide(from_table(table), math.log(max(groups, 1)))


def from_table(table: Table) -> Floats:
    """Return the entropy of a table, nats."""
    return entropy_of(table.group)


def of_shares(shares: ArrayLike) -> Floats:
    """Return the entropy of shares of a city, shape (..., groups), nats."""
    array = np.asarray(shares, dtype=np.float64)
    return np.asarray(-(array * np.log(np.where(array > 0, array, 1.0))).sum(axis=-1))


def of_city(shares: Floats) -> float:
    """Return the entropy of the shares of one city, shape (groups,), nats."""
    return float(of_shares(shares))


INDEX = Index(
    name="entropy",
    symbol="E",
    label="Entropy",
    definition="Diversity of the city as a whole: how unsure one is of the group of a household "
    "drawn at random, in nats.",
    formula="E = −Σ_m (X_m / T) ln (X_m / T)",
    reading="0.97 with four groups: 70 % of ln 4 = 1.39, the diversity of four groups of one size.",
    level="The city, or any part of it as a whole: it says how diverse the place is, not how its "
    "groups live apart.",
    dimension="diversity",
    low=0.0,
    high=math.inf,
    citation="Shannon 1948; Theil 1967, 1972",
    spatial=False,
    data="counts",
    undefined="nobody lives in the city",
    function=entropy,
    expected=None,
    expected_note="chance has no meaning: shuffling households over homes does not change it",
    correction="none",
    even=of_city,
    divided=of_city,
    axioms=AXIOMS,
    from_table=from_table,
)
