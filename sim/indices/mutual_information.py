"""Mutual information M: how much a household's unit tells about its group."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.indices import entropy
from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.decomposition import Decomposition, diversities
from sim.indices.information_theory import expected_within, within
from sim.indices.logarithms import entropy_of
from sim.indices.margins import Margins, margins_of
from sim.indices.table import Table, table_of


def mutual_information(counts: ArrayLike) -> Floats:
    """Return the mutual information of group and unit.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households; units without households and groups without members have no effect.

    Returns
    -------
    ndarray of float64, shape (...)
        Nats: 0 (every unit has the city's shares) to the entropy E of the city (no unit holds two
        groups), so 0 where there is one group; NaN when nobody lives in the city.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    M = E - sum_j (t_j / T) E_j = E H, with E the entropy and H the information theory index; also
    the mean divergence of units from the city (Roberto 2015). Theil and Finizza (1971); Theil
    (1971); Mora and Ruiz-Castillo (2011), Sociological Methodology 41:159-194.
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the mutual information of a table, nats."""
    return _lost(within(table), table.group)


def _lost(inside: ArrayLike, group: ArrayLike) -> Floats:
    """Return E - (sum of t_j E_j) / T, within 0 to E."""
    city = entropy_of(group)
    units = divide(inside, np.asarray(group, dtype=np.float64).sum(axis=-1))
    return np.asarray(np.clip(city - units, 0.0, city))


def expected(counts: ArrayLike | Margins) -> float:
    """Return E[M], exact, when households are shuffled over the same homes; E times E[H].

    Parameters
    ----------
    counts : array_like of int, shape (units, groups), or Margins
        Only the unit sizes and the group totals matter.

    Returns
    -------
    float
        Nats; NaN when nobody lives in the city.
    """
    fixed = margins_of(counts)
    if fixed.total == 0:
        return math.nan
    return float(_lost(expected_within(fixed), fixed.totals))


def decomposition(counts: ArrayLike, district: ArrayLike) -> Decomposition:
    """Return M between districts and within each, weighted with its share of the households.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
        Households.
    district : array_like, shape (units,)
        Name or number of the district that each unit lies in.

    Returns
    -------
    Decomposition
        Nats. M of the city is M between districts + sum_d (T_d / T) M_d, exactly.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or there is not one district for
        each unit.

    Notes
    -----
    Theil and Finizza (1971); Mora and Ruiz-Castillo (2011), Sociological Methodology 41:159-194.
    """
    scales = diversities(counts, district)
    return Decomposition(
        total=float(mutual_information(counts)),
        between=scales.between(scales.total),
        districts=scales.districts,
        weight=divide(scales.households, scales.total),
        within=scales.within(scales.households),
    )


@dataclass(frozen=True)
class Joint:
    """Segregation by group and income at once, in the two orders in which it can be told; nats.

    `total` is `income` + `group_given_income`, and also `group` + `income_given_group`.

    Attributes
    ----------
    total : float
        M of the groups by income: every pair of a group and an income class is a group.
    income, group : float
        M of the income classes alone, and of the groups alone.
    group_given_income : float
        M of the groups among households of one income class, on average over households: what
        income does not account for.
    income_given_group : float
        M of the income classes among households of one group, on average over households.
    """

    total: float
    income: float
    group_given_income: float
    group: float
    income_given_group: float


def joint(counts: ArrayLike) -> Joint:
    """Return M of groups by income as that of one and that of the other given the one.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups, incomes)
        Households of each group and income class in each unit.

    Returns
    -------
    Joint
        NaN when nobody lives in the city.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    M(group x income; unit) = M(income; unit) + M(group; unit | income), the chain rule of mutual
    information. Mora and Ruiz-Castillo (2003), Journal of Economic Inequality 1:147-179; Frankel
    and Volij (2011), Journal of Economic Theory 146:1-38.
    """
    array = np.asarray(counts)
    if array.ndim != 3:
        raise ValueError(f"counts must have the shape (units, groups, incomes), not {array.shape}")
    return Joint(
        total=float(mutual_information(array.reshape(len(array), -1))),
        income=float(mutual_information(array.sum(axis=1))),
        group_given_income=_given(np.moveaxis(array, 2, 0)),
        group=float(mutual_information(array.sum(axis=2))),
        income_given_group=_given(np.moveaxis(array, 1, 0)),
    )


def _given(tables: ArrayLike) -> float:
    """Return the mean of M over tables, shape (tables, units, groups), by households."""
    table = table_of(tables)
    households = table.group.sum(axis=-1)
    value = np.where(households > 0, from_table(table), 0.0)
    return float(divide((households * value).sum(), households.sum()))


INDEX = Index(
    name="mutual_information",
    symbol="M",
    label="Mutual information",
    definition="How much less unsure one is of a household's group once its unit is known, "
    "in nats.",
    formula="M = E − Σ_j (t_j / T) E_j = E H, with E_j = −Σ_m p_jm ln p_jm, E the same of X_m / T",
    reading="0.17 where E is 0.97: knowing the unit that a household lives in takes away 0.17 of "
    "the 0.97 nats of doubt about its group.",
    level="Units of about 50 households or more (read the corrected value). What lies between "
    "districts and what within them, or by income and by group, adds up exactly; but cities of "
    "different mixes are compared by H = M / E.",
    dimension="diversity",
    low=0.0,
    high=math.inf,
    citation="Theil & Finizza 1971; Theil 1971; Mora & Ruiz-Castillo 2011",
    spatial=False,
    data="counts",
    undefined="nobody lives in the city",
    function=mutual_information,
    expected=expected,
    expected_note="exact (hypergeometric E[x ln x]); corrected with E, its largest value, in the "
    "place of 1",
    maximum=entropy.of_shares,
    even=0.0,
    divided=entropy.of_city,
    axioms=AXIOMS | {"transfers"},
    from_table=from_table,
)
