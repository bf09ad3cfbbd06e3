"""Indices that are computed anew from the whole city of every month."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.indices import INDICES, summary
from sim.indices.base import Floats, Integers
from sim.indices.multiscale_profile import ratio
from sim.indices.neighbours import tally
from sim.indices.spatial_information_theory import from_summary
from sim.measurement import chance
from sim.measurement.changes import Changes
from sim.measurement.names import Column
from sim.measurement.snapshot import Geometry

INCREMENTAL = (
    "neighbourhood_sorting",
    "rank_order_information_theory",
    "like_neighbour_share",
    "spatial_information_theory",
)
"""Indices of incomes and of the grid that are kept up to date instead; see `Surroundings`."""


def kept_up_to_date(chosen: Sequence[Column]) -> tuple[str, ...]:
    """Return the indices that are kept up to date; the last is not where others of surroundings
    are chosen, for it comes with them."""
    others = (column.index for column in chosen if column.index not in INCREMENTAL)
    together = any(INDICES[index].from_summary for index in others)
    return INCREMENTAL[:-1] if together else INCREMENTAL


@dataclass(frozen=True)
class _Shared:
    """Of one month: sums of what is around by radius, and the tally of neighbours."""

    around: dict[int, summary.Summary]
    neighbours: Integers | None


class Whole:
    """The city, cell by cell, and the indices that need all of it.

    Parameters
    ----------
    chosen : sequence of Column
        The quantities to record; those of zones' counts and those kept up to date are ignored.
    groups : int
        Number of groups.
    geometry : Geometry
    radii : sequence of int
        At which surroundings are measured, cells.
    """

    def __init__(
        self, chosen: Sequence[Column], groups: int, geometry: Geometry, radii: Sequence[int]
    ) -> None:
        kept = kept_up_to_date(chosen)
        self.columns = [
            column
            for column in chosen
            if INDICES[column.index].data in ("incomes", "grid") and column.index not in kept
        ]
        cells = geometry.rows * geometry.cols
        self._shape, self._torus = (geometry.rows, geometry.cols), geometry.torus
        self._zone = {
            "block": np.asarray(geometry.block_of).astype(np.int64),
            "neighbourhood": np.asarray(geometry.neighbourhood_of).astype(np.int64),
        }
        self._group, self._sector = np.full((2, cells), -1, dtype=np.int64)
        self._income = np.zeros(cells, dtype=np.int64)
        self._groups, self._span = groups, sorted(radii)
        self._homes: dict[str, tuple[Integers, Integers]] = {}  # of this month, by stock
        indices = {column.index: INDICES[column.index] for column in self.columns}
        self._counts_neighbours = any(index.from_tally for index in indices.values())
        wanted = {column.radius for column in self.columns if INDICES[column.index].from_summary}
        if "macro_micro_ratio" in indices:
            wanted |= {self._span[0], self._span[-1]}
        self._radii = sorted(wanted)

    def follow(
        self, months: Sequence[Changes], due: Sequence[bool]
    ) -> tuple[dict[str, Floats], dict[str, list[float]]]:
        """Let households come and go, month by month.

        Parameters
        ----------
        months : sequence of Changes
        due : sequence of bool
            Whether the values by chance of the month are wanted.

        Returns
        -------
        dict of str to ndarray of float64, shape (months,)
            The quantities, by column.
        dict of str to list of float
            Their values by chance in the months that are due.
        """
        found: dict[str, Floats] = {column.name: np.empty(len(months)) for column in self.columns}
        random: dict[str, list[float]] = {column.name: [] for column in self.columns}
        if not self.columns:
            return found, random
        for month, (changes, wanted) in enumerate(zip(months, due, strict=True)):
            self._group[changes.cells] = changes.after.group
            self._sector[changes.cells] = changes.after.sector
            self._income[changes.cells] = changes.after.income
            self._homes.clear()
            shared = self._shared()
            for column in self.columns:
                found[column.name][month] = self._value(column, shared)
                if wanted:
                    data, options = self._data(column)
                    random[column.name].append(chance.estimated(column, *data, **options))
        return found, random

    def _value(self, column: Column, shared: "_Shared") -> float:
        """Return a quantity of this month."""
        index = INDICES[column.index]
        if index.from_summary is not None:
            return float(index.from_summary(shared.around[column.radius], *column.groups))
        if index.from_tally is not None:
            return float(index.from_tally(shared.neighbours))
        if column.index == "macro_micro_ratio":
            ends = (shared.around[radius] for radius in (self._span[0], self._span[-1]))
            return float(ratio([float(from_summary(each)) for each in ends]))
        data, options = self._data(column)
        return float(index.function(*data, **options))

    def _shared(self) -> "_Shared":
        """Return what several indices are computed from."""
        grid = self._group.reshape(self._shape)
        summaries = summary.summarise(grid, self._radii, self._groups, self._torus)
        around = dict(zip(self._radii, summaries, strict=True))
        return _Shared(around, tally(grid, self._torus) if self._counts_neighbours else None)

    def _data(self, column: Column) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return what the index of a column takes."""
        index = INDICES[column.index]
        if index.data == "incomes":
            return self._incomes(column), {}
        grid, options = self._group.reshape(self._shape), {"torus": self._torus}
        if column.index == "macro_micro_ratio":
            return (grid, (self._span[0], self._span[-1])), options | {"groups": self._groups}
        if index.from_summary is None:
            return (grid, *column.groups), options
        return (grid, column.radius, *column.groups), options | {"groups": self._groups}

    def _incomes(self, column: Column) -> tuple[Integers, Integers]:
        """Return the income and the zone of each household of a column's homes."""
        if column.stock not in self._homes:
            lived_in = self._group >= 0
            if column.stock == "public":
                lived_in &= self._sector == 0
            here = np.flatnonzero(lived_in)
            self._homes[column.stock] = (here, self._income[here])
        here, income = self._homes[column.stock]
        return income, self._zone[column.level][here]
