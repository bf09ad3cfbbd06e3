"""Segregation of affluence H(90): how unevenly the richest tenth is spread over the units."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices import information_theory
from sim.indices.base import Floats, Index
from sim.indices.income_ranks import richest


def segregation_of_affluence(
    income: ArrayLike, unit: ArrayLike, percentile: float = 90.0
) -> Floats:
    """Return the information theory index of the households at or above a percentile of income.

    Parameters
    ----------
    income : array_like of int, shape (households,)
        Income in whole cents (only the order matters).
    unit : array_like of int, shape (households,)
        Unit of each household, from 0.
    percentile : float
        Between 0 and 100. Equal incomes share their mid-rank, as in
        `rank_order_information_theory`, whose H(p) this is.

    Returns
    -------
    ndarray of float64, shape ()
        0 (every unit has the city's share of them) to 1 (no unit holds them and others); NaN when
        nobody or everybody ranks at or above the percentile.

    Raises
    ------
    ValueError
        If income and unit differ in length or are not whole, or the percentile is out of range.

    Notes
    -----
    H(p) = 1 - sum_j t_j E_j / (T E), of the two groups on the two sides of the rank p. Reardon
    (2011), "Measures of income segregation"; Reardon and Bischoff (2011), American Journal of
    Sociology 116:1092-1153.
    """
    return information_theory.information_theory(richest(income, unit, percentile))


def expected(income: ArrayLike, unit: ArrayLike, percentile: float = 90.0) -> Floats:
    """Return the value expected when households are shuffled over the same homes; exact.

    Parameters
    ----------
    income, unit, percentile
        As above; only the unit sizes and how many rank at or above the percentile matter.

    Returns
    -------
    ndarray of float64, shape ()
        NaN where the index is undefined.
    """
    return np.asarray(information_theory.expected(richest(income, unit, percentile)))


INDEX = Index(
    name="segregation_of_affluence",
    symbol="H(90)",
    label="Segregation of affluence",
    definition="How much less mixed the average household's unit is than the city, of the richest "
    "tenth of households by income and the others.",
    formula="H(90) = 1 − Σ_j t_j E_j / (T E), of two groups: households ranked at or above "
    "the 90th percentile of income, and the others",
    reading="0.25: knowing the unit tells 25 % of what there is to know about who is among the "
    "richest tenth; above H(10), the rich live more apart than the poor.",
    level="Units of about 100 households or more, for they should hold several of the richest "
    "tenth: in smaller ones chance alone raises it (read the corrected value).",
    dimension="income",
    low=0.0,
    high=1.0,
    citation="Reardon 2011; Reardon & Bischoff 2011",
    spatial=False,
    data="incomes",
    undefined="too many share the highest income for anybody to rank at or above the "
    "percentile, or everybody does",
    function=segregation_of_affluence,
    expected=expected,
    expected_note="exact (hypergeometric E[x ln x])",
)
