"""Values expected when households are shuffled over the same homes."""

from collections.abc import Callable, Sequence

from sim.indices import (
    correlation_ratio,
    dissimilarity,
    exposure,
    gini,
    information_theory,
    isolation,
    like_neighbour_share,
    neighbourhood_sorting,
    rank_order_information_theory,
)
from sim.indices.base import Floats
from sim.indices.margins import margins_of
from sim.measurement.names import Column

HELD = ("dissimilarity", "gini", "information_theory", "spatial_information_theory")
"""Indices whose value by chance is a sum over hypergeometric laws, which is costly; the others have
a formula."""


def of_zones(columns: Sequence[Column], counts: Floats) -> dict[str, float]:
    """Return the value by chance, in one month, of each quantity of zones that has no formula.

    Parameters
    ----------
    columns : sequence of Column
        All of one level and stock.
    counts : ndarray of float64, shape (zones, groups)
        Whole numbers of households.
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
        elif column.index in whole:
            found[column.name] = whole[column.index](fixed)
    return found


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
    }
    return formulas[column.index](totals, occupied, *column.groups)
