"""The zones' indices of many months at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.indices import (
    correlation_ratio,
    dissimilarity,
    exposure,
    gini,
    information_theory,
    morans_i,
    neighbourhood_sorting,
    rank_order_information_theory,
)
from sim.indices.base import Floats, Integers, divide
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

    @cached_property
    def x(self) -> Floats:
        """The counts as `by_group` returns them."""
        return self.counts.astype(np.float64)

    @cached_property
    def households(self) -> Integers:
        """Households of any group, shape (months, zones)."""
        return np.asarray(self.counts.sum(axis=1))

    @cached_property
    def totals(self) -> Integers:
        """Households of each group, shape (months, groups)."""
        return np.asarray(self.counts.sum(axis=2))

    @cached_property
    def occupied(self) -> Integers:
        """Zones that hold households, shape (months,)."""
        return np.asarray(np.count_nonzero(self.households, axis=1))

    @cached_property
    def met(self) -> Floats:
        """Exposure of every group to every group, shape (months, groups, groups)."""
        return exposure.matrix_from_groups(self.x)


def value(column: Column, months: Months, contiguous: morans_i.Contiguity) -> Floats:
    """Return one quantity of every month, shape (months,).

    Parameters
    ----------
    column : Column
        Of the months' level and stock.
    months : Months
    contiguous : Contiguity
        Which of the zones touch.
    """
    who = column.groups
    if column.index in ("isolation", "exposure"):
        return np.asarray(months.met[:, who[0], who[-1]])
    if column.index == "correlation_ratio":
        isolation = months.met[:, who[0], who[0]]
        return correlation_ratio.from_isolation(isolation, months.totals, who[0])
    if column.index == "dissimilarity":
        return dissimilarity.from_groups(months.x, who)
    if column.index == "gini":
        return gini.from_groups(months.x)
    if column.index == "information_theory":
        return information_theory.from_groups(months.counts)
    if column.index == "neighbourhood_sorting":
        sums = (months.households, months.income, months.centre, months.squares)
        return neighbourhood_sorting.from_sums(*sums)
    if column.index == "rank_order_information_theory":
        total = months.households.sum(axis=1)
        return rank_order_information_theory.from_threshold_sum(months.thresholds, total)
    if column.index == "morans_i":
        share = divide(months.counts[:, who[0]], months.households)
        return morans_i.morans_i(share, contiguous)
    raise ValueError(f"{column.index} is not an index of zones")
