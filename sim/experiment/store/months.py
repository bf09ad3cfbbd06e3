"""The months of one run, packed: all outcomes in one block of numbers.

A run records hundreds of outcomes; as arrays of their own they cost more to send and to write than
a small city costs to live.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.recorded_columns import is_flow

MONTHLY, YEARLY, FINAL_ONLY = "monthly", "yearly", "final"
#: What is kept of a run: every month, every twelfth and the last, or the last alone.
KINDS = (MONTHLY, YEARLY, FINAL_ONLY)
A_YEAR = 12
FLOWS_AT_REST = ("considered", "moves", "refusals", "disallowed")  # none where it is at rest


@dataclass(frozen=True)
class Months:
    """Rows of `series` of one run.

    Attributes
    ----------
    names : tuple of str
        The outcomes.
    month : ndarray of int32, shape (rows,)
        0 is the city before its first month.
    values : ndarray of float64, shape (outcomes, rows)
        NaN where an outcome is undefined.
    words : dict
        Column of words -> list of str or None, one a row: why values are undefined.
    """

    names: tuple[str, ...]
    month: NDArray[np.int32]
    values: NDArray[np.float64]
    words: dict[str, list[str | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, series: Mapping[str, Any]) -> "Months":
        """Return the series of a city (`City.series`), which has `month` among its columns."""
        names: list[str] = []
        words: dict[str, list[str | None]] = {}
        rows: list[NDArray[Any]] = [np.zeros(0)]
        for name, given in series.items():
            column = np.asarray(given)
            if column.dtype == object:
                words[name] = column.tolist()
            elif name != "month":
                names.append(name)
                rows.append(column)
        month = np.asarray(series["month"], np.int32)
        values = np.concatenate(rows, dtype=np.float64).reshape(len(names), len(month))
        return cls(tuple(names), month, values, words)

    def __len__(self) -> int:
        return len(self.month)

    def columns(self) -> dict[str, Any]:
        """Return name -> one value a row, `month` first."""
        rows = dict(zip(self.names, self.values, strict=True))
        return {"month": self.month, **rows, **self.words}

    def kept(self, kind: str) -> "tuple[Months, Months]":
        """Return what goes into `series` and, one row, into `runs`.

        Parameters
        ----------
        kind : str
            `monthly`, `yearly` or `final`; nothing goes into `series` then.
        """
        final = self.thinned(FINAL_ONLY)
        return NOTHING if kind == FINAL_ONLY else self.thinned(kind), final

    def to_the_end(self, last: int) -> "Months":
        """Return the months of a city that came to rest early, carried on to the last one.

        It stays as it is, so that only the flows of its last month are not repeated.
        """
        more = last - int(self.month[-1])
        if more <= 0:
            return self
        still = np.repeat(self.values[:, -1:], more, axis=1)
        still[_none_at_rest(self.names)] = 0
        month = np.arange(self.month[0], last + 1, dtype=np.int32)
        words = {name: told + more * told[-1:] for name, told in self.words.items()}
        return Months(self.names, month, np.concatenate([self.values, still], axis=1), words)

    def thinned(self, kind: str) -> "Months":
        """Return the rows that are kept.

        Stocks and indices are those of the row's month. Flows become their mean over the months
        since the row before, so that units and means over a run stay as they are.

        Parameters
        ----------
        kind : str
            `monthly`, `yearly` or `final`.
        """
        if kind == MONTHLY or not len(self):
            return self
        last = len(self) - 1
        rows = {last} if kind == FINAL_ONLY else {*np.flatnonzero(self.month % A_YEAR == 0), last}
        kept = np.array(sorted(int(row) for row in rows))
        values = self.values[:, kept]
        flows = _flows(self.names)
        values[flows] = _means(self.values[flows], kept)
        words = {name: [told[row] for row in kept] for name, told in self.words.items()}
        return Months(self.names, self.month[kept], values, words)


#: Those of a run that failed.
NOTHING = Months((), np.zeros(0, np.int32), np.zeros((0, 0)))


@functools.cache
def _flows(names: tuple[str, ...]) -> NDArray[np.intp]:
    """Return the places of the flows among the outcomes."""
    return np.flatnonzero([is_flow(name) for name in names])


@functools.cache
def _none_at_rest(names: tuple[str, ...]) -> NDArray[np.intp]:
    """Return the places of what does not happen in a city at rest."""
    return np.flatnonzero([name.partition(".")[0] in FLOWS_AT_REST for name in names])


def _means(flows: NDArray[np.float64], kept: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the mean of each flow over the rows after one kept row, up to the next.

    Before its first month a city has no flows: that row is no part of a mean, but is kept as it is.
    """
    means = np.empty((len(flows), len(kept)))
    first = 1  # the row after month 0
    for place, row in enumerate(kept):
        means[:, place] = flows[:, first : row + 1].mean(axis=1) if row >= first else flows[:, row]
        first = row + 1
    return means


def together(months: Iterable[Months]) -> list[list[int]]:
    """Return the places of months with the same outcomes, which are written as one table."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for place, each in enumerate(months):
        alike.setdefault((each.names, tuple(each.words)), []).append(place)
    return list(alike.values())
