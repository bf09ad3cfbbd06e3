"""Indices that are computed anew from the whole city of every month."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.indices import INDICES, surroundings
from sim.indices.base import Floats, Integers
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
        self.columns = [
            column
            for column in chosen
            if INDICES[column.index].data in ("incomes", "grid") and column.index not in INCREMENTAL
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
        around = [column for column in self.columns if INDICES[column.index].from_summary]
        self._radii = sorted({column.radius for column in around})

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
            grid = self._group.reshape(self._shape)
            summaries = surroundings.summarise(grid, self._radii, self._groups, self._torus)
            around = dict(zip(self._radii, summaries, strict=True))
            for column in self.columns:
                index, (data, options) = INDICES[column.index], self._data(column)
                if index.from_summary is not None:
                    value = index.from_summary(around[column.radius], *column.groups)
                else:
                    value = index.function(*data, **options)
                found[column.name][month] = float(value)
                if wanted:
                    random[column.name].append(chance.estimated(column, *data, **options))
        return found, random

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
        lived_in = self._group >= 0
        if column.stock == "public":
            lived_in &= self._sector == 0
        return self._income[lived_in], self._zone[column.level][lived_in]
