"""Information theory index H: how much less diverse units are than the city."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.decomposition import Decomposition, diversities
from sim.indices.logarithms import n_log_n, times_entropy, x_log_x
from sim.indices.margins import Margins, margins_of
from sim.indices.table import Table, table_of

NEARLY_ALIKE = 0.05
"""Below this entropy of the city, nats, differences of n ln n would lose digits of H."""


def information_theory(counts: ArrayLike) -> Floats:
    """Return the multi-group information theory index (Theil's H).

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households; units without households and groups without members have no effect.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (every unit as diverse as the city) to 1 (no unit holds two groups); NaN when fewer than
        two groups are present.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    H = 1 - sum_j t_j E_j / (T E), with E the Theil entropy and 0 ln 0 = 0. Theil and Finizza
    (1971); Theil (1972); properties: Reardon and Firebaugh (2002).
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the index of a table."""
    inside, whole = within(table), times_entropy(table.group)
    rare = whole < NEARLY_ALIKE * table.group.sum(axis=-1)
    if rare.any():
        exact = times_entropy(np.swapaxes(table.x, -1, -2)).sum(axis=-1)
        inside = np.where(rare, exact, inside)
    return _one_minus(inside, whole)


def within(table: Table) -> Floats:
    """Return sum_j t_j E_j, the households of each unit times its diversity, nats.

    Of one unit that of the city, T E, to the last digit.
    """
    inside = x_log_x(table.unit).sum(axis=-1) - x_log_x(table.x).sum(axis=-1).sum(axis=-1)
    alone = table.occupied == 1.0
    return np.where(alone, times_entropy(table.group), inside) if alone.any() else inside


def _one_minus(inside: ArrayLike, whole: ArrayLike) -> Floats:
    """Return 1 - (sum of t_j E_j) / (T E), within 0 to 1."""
    return np.asarray(np.minimum(np.maximum(1.0 - divide(inside, whole), 0.0), 1.0))


def expected(counts: ArrayLike | Margins) -> float:
    """Return E[H], exact, when households are shuffled over the same homes; NaN if H is undefined.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups), or Margins
        Only the unit sizes and the group totals matter.

    Raises
    ------
    TooLarge
        If the city, or a unit, has more households than can be computed with; see `limits`.
    """
    fixed = margins_of(counts)
    if fixed.mixed == 0:
        return float("nan")
    return float(_one_minus(expected_within(fixed), times_entropy(fixed.totals)))


def expected_within(fixed: Margins) -> float:
    """Return E[sum_j t_j E_j], exact, when households are shuffled over the same homes."""
    if fixed.occupied == 1:
        return float(times_entropy(fixed.totals))
    table = n_log_n(fixed.largest)
    inside = (table[fixed.sizes] - fixed.moments[:, :, 1].sum(axis=0)) * fixed.units
    return float(inside.sum())


def decomposition(counts: ArrayLike, district: ArrayLike) -> Decomposition:
    """Return H between districts and within each, weighted with its part of the city's diversity.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
        Households.
    district : array_like, shape (units,)
        Name or number of the district that each unit lies in.

    Returns
    -------
    Decomposition
        H of the city is H between districts + sum_d (T_d E_d / (T E)) H_d, exactly; NaN in a city
        of fewer than two groups.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or there is not one district for
        each unit.

    Notes
    -----
    Theil and Finizza (1971), Journal of Mathematical Sociology 1:187-193; Theil (1972).
    """
    scales = diversities(counts, district)
    return Decomposition(
        total=float(information_theory(counts)),
        between=scales.between(scales.city),
        districts=scales.districts,
        weight=divide(scales.district, scales.city),
        within=scales.within(scales.district),
    )


INDEX = Index(
    name="information_theory",
    symbol="H",
    label="Information theory index",
    definition="How much less diverse the average household's unit is than the city, as a share of "
    "the city's diversity.",
    formula="H = 1 − Σ_j t_j E_j / (T E), with E_j = −Σ_m p_jm ln p_jm and E the same of X_m / T",
    reading="0.1: the unit of the average household is a tenth less diverse than the city; at 0 "
    "every unit has the city's mix, at 1 no unit holds two groups.",
    level="Units of about 50 households or more: in smaller ones chance alone raises it (read the "
    "corrected value), and with one household in each unit it is always 1. What lies between "
    "districts and what within them adds up (see `decomposition`).",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Theil & Finizza 1971; Theil 1972",
    spatial=False,
    data="counts",
    undefined="fewer than two groups are present",
    function=information_theory,
    expected=expected,
    expected_note="exact (hypergeometric E[x ln x])",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS | {"transfers"},
    from_table=from_table,
)
