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
from sim.indices.base import Floats, Integers, Table
from sim.measurement.names import Column


@dataclass(frozen=True)
class Months:
    """Counts of some months in one set of zones and one stock.

    Attributes
    ----------
    table : Table
        Households of each group in each zone, by month.
    income : ndarray of int64, shape (months, zones)
        Sum of their incomes, cents a month.
    centre : ndarray of int64, shape (months,)
        Mean income of the stock, rounded down.
    squares : ndarray of float64, shape (months,)
        Sum of squared deviations of income from `centre`.
    thresholds : ndarray of float64, shape (months,)
        From `rank_order_information_theory.threshold_sum`.
    """

    table: Table
    income: Integers
    centre: Integers
    squares: Floats
    thresholds: Floats

    @cached_property
    def met(self) -> Floats:
        """Exposure of every group to every group, shape (months, groups, groups)."""
        return exposure.matrix_of(self.table)


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
    who, table = column.groups, months.table
    if column.index in ("isolation", "exposure"):
        return np.asarray(months.met[:, who[0], who[-1]])
    if column.index == "correlation_ratio":
        isolation = months.met[:, who[0], who[0]]
        return correlation_ratio.from_isolation(isolation, table.group, who[0])
    if column.index == "dissimilarity":
        return dissimilarity.from_table(table, who)
    if column.index == "gini":
        return gini.from_table(table)
    if column.index == "information_theory":
        return information_theory.from_table(table)
    if column.index == "neighbourhood_sorting":
        sums = (months.income, months.centre, months.squares)
        return neighbourhood_sorting.from_sums(table.unit, *sums)
    if column.index == "rank_order_information_theory":
        total = table.group.sum(axis=1)
        return rank_order_information_theory.from_threshold_sum(months.thresholds, total)
    if column.index == "morans_i":
        share = np.where(table.unit > 0, table.share[:, who[0]], np.nan)
        return morans_i.morans_i(share, contiguous)
    raise ValueError(f"{column.index} is not an index of zones")
