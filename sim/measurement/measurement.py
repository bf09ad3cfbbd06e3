"""From a snapshot of the city to the columns of a month. Measuring never changes a run."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.config.schema import MetricsConfig
from sim.indices import INDICES, spatial_information_theory
from sim.indices.base import Floats, divide
from sim.indices.morans_i import Contiguity, contiguity
from sim.indices.table import Table
from sim.measurement import chance, zonal
from sim.measurement.changes import Changes, Latest
from sim.measurement.counts import Counter, Counts
from sim.measurement.land import land
from sim.measurement.names import LEVELS, STOCKS, Column, columns, recorded
from sim.measurement.snapshot import Geometry, Snapshot
from sim.measurement.tally import HOMES, spread
from sim.measurement.whole import Whole

BATCH = 64
"""Months that are kept as changes before their indices are computed together."""

GRID = ("", "")
"""Level and stock of the grid's columns."""


class Measurement:
    """Observes a city month by month and returns its segregation as columns.

    Parameters
    ----------
    metrics : MetricsConfig
        Families (or single indices), radii in cells, and months between two values by chance.
    groups : sequence of str
        Names of the groups, in the order of the snapshot's numbers.
    geometry : Geometry
        Grid and zones; copied.

    Raises
    ------
    ValueError
        If a family does not exist, or a radius would meet itself on a torus.

    Notes
    -----
    `observe` reduces a snapshot to counts; zones' indices are computed for many months at once. The
    value by chance depends only on unit sizes and group totals, which change slowly: where it has
    no formula (evenness, spatial H) it is computed every `chance_every` months and held between.
    """

    def __init__(self, metrics: MetricsConfig, groups: Sequence[str], geometry: Geometry) -> None:
        self._columns = columns(metrics.families, groups, sorted(metrics.radii), metrics.levels)
        self._of: dict[tuple[str, str], list[Column]] = {}
        for column in self._columns:
            self._of.setdefault((column.level, column.stock), []).append(column)
        self._chance_every = max(1, metrics.chance_every)
        self._touching = self._contiguity(geometry)
        self._latest = Latest(geometry.rows * geometry.cols, len(groups))
        self._counter = Counter(self._columns, len(groups), geometry)
        self._whole = Whole(self._columns, len(groups), geometry, metrics.radii)
        self._land = {level: land(geometry, level) for level in LEVELS}
        self._months: list[int] = []
        self._due: list[int] = []  # of each month, the place of the month whose chance it holds
        self._pending: list[Changes] = []
        self._values: dict[str, list[Floats]] = {column.name: [] for column in self._columns}
        self._margins: dict[tuple[str, str], list[Floats]] = {part: [] for part in self._of}
        self._held: dict[str, list[float]] = {column.name: [] for column in self._columns}

    def names(self) -> list[str]:
        """Return the names of the columns, in the order of `columns`."""
        return recorded(self._columns)

    @property
    def months(self) -> list[int]:
        """The months observed so far."""
        return list(self._months)

    def observe(self, month: int, snapshot: Snapshot) -> None:
        """Measure the city at the end of a month; month 0 is before the first.

        Parameters
        ----------
        month : int
            Later than the month observed before.
        snapshot : Snapshot
            Read, not kept and not changed.

        Raises
        ------
        ValueError
            If the month is not later than the one observed before, or the snapshot has other cells
            or groups than announced.
        """
        if self._months and month <= self._months[-1]:
            raise ValueError(f"month {month} is observed after month {self._months[-1]}")
        if self._columns:
            self._pending.append(self._latest.changes(snapshot))
        held = self._months[self._due[-1]] if self._due else None
        due = held is None or month - held >= self._chance_every
        self._due.append(len(self._months) if due else self._due[-1])
        self._months.append(month)
        if len(self._pending) == BATCH:
            self._flush()

    def columns(self) -> dict[str, Floats]:
        """Return every column, one float64 for each observed month; missing where undefined."""
        if not self._months:
            return {name: np.empty(0) for name in self.names()}
        self._flush()
        found: dict[str, Floats] = {}
        for part, chosen in self._of.items():
            margins = np.concatenate(self._margins[part])
            for column in chosen:
                value = np.concatenate(self._values[column.name])
                found[column.name] = value
                if column.with_chance:
                    random = self._by_chance(column, margins)
                    found[f"{column.name}.chance"] = random
                    shares = divide(margins[:, 1:], margins[:, 1:].sum(axis=1)[:, None])
                    corrected = INDICES[column.index].correct(value, random, shares)
                    found[f"{column.name}.corrected"] = corrected
        return {name: found[name] for name in self.names()}

    def _by_chance(self, column: Column, margins: Floats) -> Floats:
        """Return a quantity's value by chance in every month, held where it is costly."""
        if column.index in chance.BY_FORMULA:
            return chance.by_formula(column, margins[:, 1:], margins[:, 0])
        _, latest = np.unique(self._due, return_inverse=True)
        held: Floats = np.array(self._held[column.name])
        return held[latest]

    def _contiguity(self, geometry: Geometry) -> Contiguity:
        """Return which blocks touch (by a corner at least)."""
        if all(column.index != "morans_i" for column in self._columns):
            return Contiguity(np.zeros(1, np.int64), np.zeros(0, np.int64))
        blocks = np.asarray(geometry.block_of).reshape(geometry.rows, geometry.cols)
        return contiguity(blocks, geometry.torus)

    def _flush(self) -> None:
        """Compute the indices of the pending months."""
        if not self._pending:
            return
        first = len(self._months) - len(self._pending)
        due = [place == month for month, place in enumerate(self._due)][first:]
        counts = self._counter.follow(self._pending, due)
        whole, random = self._whole.follow(self._pending, due)
        for name, held in random.items():
            self._held[name] += held
        self._pending = []
        if GRID in self._of:
            self._add_grid(counts, whole)
        for stock in STOCKS:
            for level, months in self._by_level(counts, stock):
                self._add_zones(counts, level, stock, months, whole)

    def _by_level(self, counts: Counts, stock: str) -> Iterator[tuple[str, zonal.Months]]:
        """Yield the counts of some months in the homes of a stock, at each level of zones."""
        homes, atoms = HOMES[stock], self._counter.tally.atoms
        households = counts.households[:, homes].sum(axis=1)
        income = counts.income[:, homes].sum(axis=1)
        squares = counts.squares[:, homes].sum(axis=1)
        around = spread(households.sum(axis=(1, 2)), income.sum(axis=1), squares)
        for level in LEVELS:
            if (level, stock) in self._of:
                table = Table(atoms.sum(level, households).astype(np.float64))
                in_zone = atoms.sum(level, income)
                thresholds, place = counts.thresholds[stock], self._land[level]
                yield level, zonal.Months(table, in_zone, *around, thresholds, place)

    def _add_grid(self, counts: Counts, whole: dict[str, Floats]) -> None:
        """Append the grid's values of some months."""
        totals = counts.households.sum(axis=(1, 3))
        for column in self._of[GRID]:
            value = counts.grid[column.name] if column.name in counts.grid else whole[column.name]
            if column.index == "spatial_information_theory" and column.name in counts.grid:
                value = spatial_information_theory.from_sum(value, totals)
            self._values[column.name].append(value)
        self._margins[GRID].append(_margins(np.zeros(len(totals)), totals.astype(np.float64)))
        for name, sizes in counts.sizes.items():
            for total, number in zip(totals[counts.due], sizes, strict=True):
                self._held[name].append(spatial_information_theory.expected(total, number))

    def _add_zones(
        self,
        counts: Counts,
        level: str,
        stock: str,
        months: zonal.Months,
        whole: dict[str, Floats],
    ) -> None:
        """Append the values of some months in some zones and some homes."""
        chosen, table = self._of[level, stock], months.table
        for column in chosen:
            value = whole.get(column.name)
            if value is None:
                value = zonal.value(column, months, self._touching)
            self._values[column.name].append(value)
        self._margins[level, stock].append(_margins(table.occupied, table.group))
        place = self._land[level]
        chosen = [column for column in chosen if column.name not in whole]
        for month in table.x[counts.due]:
            for name, random in chance.of_zones(chosen, month.T, place).items():
                self._held[name].append(random)


def _margins(occupied: Floats, totals: Floats) -> Floats:
    """Return occupied zones and group totals side by side, shape (months, 1 + groups)."""
    return np.concatenate([occupied[:, None], totals], axis=1)
