"""The zones' indices of many months at once, and their values by chance in one month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.indices import (
    INDICES,
    correlation_ratio,
    dissimilarity,
    exposure,
    gini,
    information_theory,
    morans_i,
    neighbourhood_sorting,
    rank_order_information_theory,
)
from sim.indices.base import Floats, Integers, divide, margins_of
from sim.measurement.names import Column


@dataclass(frozen=True)
class Months:
    """Counts of some months in one set of zones and one stock.

    Attributes
    ----------
    counts : ndarray of int64, shape (months, groups, zones)
        Households.
    income : ndarray of int64, shape (months, zones)
        Sum of their incomes, cents a month.
    centre : ndarray of int64, shape (months,)
        Income of the stock's first household.
    squares : ndarray of float64, shape (months,)
        Sum of squared deviations of income from `centre`.
    thresholds : ndarray of float64, shape (months,)
        From `rank_order_information_theory.threshold_sum`.
    """

    counts: Integers
    income: Integers
    centre: Integers
    squares: Floats
    thresholds: Floats


def values(
    columns: Sequence[Column], months: Months, contiguous: morans_i.Contiguity
) -> dict[str, Floats]:
    """Return each quantity, shape (months,), of the months' zones and stock.

    Parameters
    ----------
    columns : sequence of Column
        All of the months' level and stock.
    months : Months
    contiguous : Contiguity
        Which of the zones touch.
    """
    counts = np.swapaxes(months.counts, -1, -2)
    households = months.counts.sum(axis=1)
    met: Floats | None = None
    found: dict[str, Floats] = {}
    for column in columns:
        if column.index in ("isolation", "exposure", "correlation_ratio") and met is None:
            met = exposure.exposure_matrix(counts)
        found[column.name] = _value(column, months, counts, households, met, contiguous)
    return found


def _value(
    column: Column,
    months: Months,
    counts: Integers,
    households: Integers,
    met: Floats | None,
    contiguous: morans_i.Contiguity,
) -> Floats:
    """Return one quantity of every month."""
    who = column.groups
    if met is not None and column.index in ("isolation", "exposure"):
        return np.asarray(met[:, who[0], who[-1]])
    if met is not None and column.index == "correlation_ratio":
        totals = months.counts.sum(axis=-1)
        return correlation_ratio.from_isolation(met[:, who[0], who[0]], totals, who[0])
    if column.index == "dissimilarity":
        pair = months.counts[:, list(who)] if who else months.counts
        return dissimilarity.dissimilarity(np.swapaxes(pair, -1, -2))
    if column.index == "neighbourhood_sorting":
        income = months.income
        return neighbourhood_sorting.from_sums(households, income, months.centre, months.squares)
    if column.index == "rank_order_information_theory":
        total = households.sum(axis=-1)
        return rank_order_information_theory.from_threshold_sum(months.thresholds, total)
    if column.index == "morans_i":
        return morans_i.morans_i(divide(counts[..., who[0]], households), contiguous)
    function: Callable[[Integers], Floats] = {
        "gini": gini.gini,
        "information_theory": information_theory.information_theory,
    }[column.index]
    return function(counts)


def by_chance(columns: Sequence[Column], counts: Integers) -> dict[str, float]:
    """Return the value by chance of each quantity in one month.

    Parameters
    ----------
    columns : sequence of Column
        All of one level and stock.
    counts : ndarray of int64, shape (zones, groups)
    """
    fixed = margins_of(counts)
    found: dict[str, float] = {}
    for column in columns:
        if not column.with_chance:
            continue
        if INDICES[column.index].data == "incomes":
            unit = np.repeat(fixed.sizes, fixed.units)
            found[column.name] = _expected(column)(unit)
        elif column.index == "dissimilarity" and column.groups:
            found[column.name] = dissimilarity.expected_pair(fixed, *column.groups)
        else:
            found[column.name] = _expected(column)(fixed, *column.groups)
    return found


def _expected(column: Column) -> Callable[..., float]:
    """Return the function of the value by chance; columns without one are not asked for."""
    function = INDICES[column.index].expected
    assert function is not None
    return function
