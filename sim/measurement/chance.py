"""Values expected when households are shuffled over the same homes."""

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import ArrayLike

from sim.indices import (
    INDICES,
    correlation_ratio,
    dissimilarity,
    exposure,
    gini,
    information_theory,
    isolation,
    like_neighbour_share,
    neighbourhood_sorting,
    rank_order_information_theory,
    relative_diversity,
)
from sim.indices.base import Floats, Undefined
from sim.indices.margins import margins_of
from sim.indices.shuffling import chance_of
from sim.measurement.land import Land, besides_counts
from sim.measurement.names import Column

BY_FORMULA = (
    "isolation",
    "exposure",
    "correlation_ratio",
    "relative_diversity",
    "like_neighbour_share",
    "neighbourhood_sorting",
    "rank_order_information_theory",
)
"""Indices whose value by chance is a formula of group totals and the number of occupied units; that
of the others costs a sum over hypergeometric laws, or shuffling, and is held."""

REPLICATES = 20
"""Shuffled cities, where a month's value by chance has to be estimated."""


def of_zones(columns: Sequence[Column], counts: Floats, land: Land) -> dict[str, float]:
    """Return the value by chance, in one month, of each quantity of zones that has no formula.

    Parameters
    ----------
    columns : sequence of Column
        All of one level and stock, of indices of counts.
    counts : ndarray of float64, shape (zones, groups)
        Whole numbers of households.
    land : Land
        The zones.
    """
    fixed = margins_of(counts)
    whole: dict[str, Callable[..., Any]] = {
        "dissimilarity": dissimilarity.expected,
        "gini": gini.expected,
        "information_theory": information_theory.expected,
    }
    found: dict[str, float] = {}
    for column in columns:
        if column.groups and column.index == "dissimilarity":
            found[column.name] = dissimilarity.expected_pair(fixed, *column.groups)
        elif column.index in whole:
            found[column.name] = whole[column.index](fixed)
        elif column.with_chance and column.index not in BY_FORMULA:
            more = besides_counts(INDICES[column.index], land)
            found[column.name] = estimated(column, counts.astype(int), *column.groups, *more)
    return found


def estimated(column: Column, data: ArrayLike, *columns: Any, **options: Any) -> float:
    """Return an index's own expectation, or the mean over shuffled cities; NaN where undefined."""
    found = chance_of(INDICES[column.index], data, *columns, replicates=REPLICATES, **options)
    value = float("nan") if found is None else found[0]
    return float("nan") if isinstance(value, Undefined) else value


def by_formula(column: Column, totals: Floats, occupied: Floats) -> Floats:
    """Return the value by chance of a quantity that has a formula, shape (months,).

    Parameters
    ----------
    column : Column
    totals : ndarray of float64, shape (months, groups)
        Households of each group, in the homes that are measured.
    occupied : ndarray of float64, shape (months,)
        Zones that hold households.
    """
    if column.index == "like_neighbour_share":
        return like_neighbour_share.expected(totals)
    if column.index == "neighbourhood_sorting":
        return neighbourhood_sorting.expected_from(totals.sum(axis=1), occupied)
    if column.index == "rank_order_information_theory":
        return rank_order_information_theory.expected_from(totals.sum(axis=1), occupied)
    formulas: dict[str, Callable[..., Floats]] = {
        "isolation": isolation.expected_from,
        "exposure": exposure.expected_from,
        "correlation_ratio": correlation_ratio.expected_from,
        "relative_diversity": relative_diversity.expected_from,
    }
    return formulas[column.index](totals, occupied, *column.groups)
