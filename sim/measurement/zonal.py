"""The zones' indices of many months at once."""

from dataclasses import dataclass

import numpy as np

from sim.indices import (
    INDICES,
    dissimilarity,
    morans_i,
    neighbourhood_sorting,
    rank_order_information_theory,
)
from sim.indices.base import Floats, Index, Integers
from sim.indices.table import Table
from sim.measurement.land import Land, besides_counts
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
    land : Land
    """

    table: Table
    income: Integers
    centre: Integers
    squares: Floats
    thresholds: Floats
    land: Land


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
    who, table, index = column.groups, months.table, INDICES[column.index]
    if column.index == "dissimilarity":
        return dissimilarity.from_table(table, who)
    if column.index == "neighbourhood_sorting":
        sums = (months.income, months.centre, months.squares)
        return neighbourhood_sorting.from_sums(table.unit, *sums)
    if column.index == "rank_order_information_theory":
        total = table.group.sum(axis=1)
        return rank_order_information_theory.from_threshold_sum(months.thresholds, total)
    if column.index == "morans_i":
        share = np.where(table.unit > 0, table.share[:, who[0]], np.nan)
        return morans_i.morans_i(share, contiguous)
    if index.data == "two" and index.from_table is not None:
        return np.asarray(index.from_table(_with_the_rest(table, who[0])))
    if index.from_table is not None:
        return np.asarray(index.from_table(table, *who))
    return np.array([_of_land(index, who, counts.T, months.land) for counts in table.x])


def _with_the_rest(table: Table, group: int) -> Table:
    """Return the table of a group and everybody else."""
    own = table.x[..., group, :]
    return Table(np.stack((own, table.unit - own), axis=-2))


def _of_land(index: Index, who: tuple[int, ...], counts: Floats, land: Land) -> float:
    """Return an index of zones that have an area or a place, in one month."""
    return float(index.function(counts.astype(np.int64), *who, *besides_counts(index, land)))
