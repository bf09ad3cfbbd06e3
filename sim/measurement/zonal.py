"""The zones' indices of many months at once, and their values by chance in one month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.indices import (
    correlation_ratio,
    dissimilarity,
    exposure,
    gini,
    information_theory,
    isolation,
    morans_i,
    neighbourhood_sorting,
    rank_order_information_theory,
)
from sim.indices.base import Floats, Integers, divide
from sim.indices.margins import margins_of
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
        Mean income of the stock, rounded down.
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


HELD = ("dissimilarity", "gini", "information_theory")
"""Indices whose value by chance is a sum over hypergeometric laws; the others have a formula."""


def held_by_chance(columns: Sequence[Column], counts: Integers) -> dict[str, float]:
    """Return the value by chance, in one month, of each quantity that has no formula.

    Parameters
    ----------
    columns : sequence of Column
        All of one level and stock.
    counts : ndarray of int64, shape (zones, groups)
    """
    fixed = margins_of(counts)
    whole = {
        "dissimilarity": dissimilarity.expected,
        "gini": gini.expected,
        "information_theory": information_theory.expected,
    }
    found: dict[str, float] = {}
    for column in columns:
        if column.groups and column.index == "dissimilarity":
            found[column.name] = dissimilarity.expected_pair(fixed, *column.groups)
        elif column.index in HELD:
            found[column.name] = whole[column.index](fixed)
    return found


def by_chance(columns: Sequence[Column], months: Months) -> dict[str, Floats]:
    """Return the value by chance of each quantity that has a formula, shape (months,).

    Parameters
    ----------
    columns : sequence of Column
        All of the months' level and stock.
    months : Months
    """
    totals = months.counts.sum(axis=-1).astype(np.float64)
    unit = months.counts.sum(axis=1)
    occupied = np.count_nonzero(unit, axis=-1).astype(np.float64)
    formulas: dict[str, Callable[..., Floats]] = {
        "isolation": isolation.expected_from,
        "exposure": exposure.expected_from,
        "correlation_ratio": correlation_ratio.expected_from,
    }
    found: dict[str, Floats] = {}
    for column in columns:
        if column.index in formulas:
            found[column.name] = formulas[column.index](totals, occupied, *column.groups)
        elif column.index == "neighbourhood_sorting":
            found[column.name] = neighbourhood_sorting.expected(unit)
        elif column.index == "rank_order_information_theory":
            found[column.name] = rank_order_information_theory.expected(unit)
    return found
