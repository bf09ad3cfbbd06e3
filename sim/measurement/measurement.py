"""From a snapshot of the city to the columns of a month. Measuring never changes a run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.config.schema import MetricsConfig
from sim.indices import INDICES, like_neighbour_share, spatial_information_theory
from sim.indices.base import Floats, Integers
from sim.indices.morans_i import Contiguity, contiguity
from sim.indices.rank_order_information_theory import threshold_sum
from sim.measurement import zonal
from sim.measurement.changes import Changes, Latest
from sim.measurement.names import LEVELS, STOCKS, columns, recorded
from sim.measurement.ranks import Ranks
from sim.measurement.snapshot import Geometry, Snapshot
from sim.measurement.surroundings import Surroundings
from sim.measurement.tally import HOMES, Tally

BATCH = 64
"""Months that are kept as counts before their indices are computed together."""


@dataclass(frozen=True)
class _Observed:
    """One month, reduced to counts and sums; arrays are our own.

    Attributes
    ----------
    households, income : ndarray of int64
        As in `Tally`.
    spread : dict of str to (int, float)
        From `Tally.spread`, by stock.
    thresholds : dict of str to float
        From `threshold_sum`, by stock.
    grid : dict of str to float
        From `Surroundings.sums`, by column.
    sizes : dict of str to ndarray of int64
        From `Surroundings.sizes`, by column, in a month whose values by chance are computed.
    due : bool
        Whether this is such a month.
    """

    households: Integers
    income: Integers
    spread: dict[str, tuple[int, float]]
    thresholds: dict[str, float]
    grid: dict[str, float]
    sizes: dict[str, Integers]
    due: bool


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
        self._columns = columns(metrics.families, groups, metrics.radii)
        self._groups = len(groups)
        self._chance_every = max(1, metrics.chance_every)
        self._indices = {column.index for column in self._columns}
        self._touching = self._contiguity(geometry)
        cells = geometry.rows * geometry.cols
        self._latest = Latest(cells)
        self._tally = Tally(self._groups, geometry)
        self._surroundings = Surroundings(self._columns, self._groups, geometry)
        self._ranks = Ranks(np.asarray(geometry.neighbourhood_of).astype(np.int64))
        self._cells = cells
        self._pending: list[_Observed] = []
        self._parts: dict[str, list[Floats]] = {name: [] for name in self.names()}
        self._held: dict[str, float] = {}
        self._months: list[int] = []
        self._chance_month: int | None = None

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
        self._months.append(month)
        due = self._chance_month is None or month - self._chance_month >= self._chance_every
        if due:
            self._chance_month = month
        if not self._columns:
            return
        self._pending.append(self._reduce(snapshot, due))
        if len(self._pending) == BATCH:
            self._flush()

    def columns(self) -> dict[str, Floats]:
        """Return every column, one float64 for each observed month; missing where undefined."""
        self._flush()
        for name, parts in self._parts.items():
            self._parts[name] = [np.concatenate(parts)] if parts else [np.empty(0)]
        return {name: parts[0].copy() for name, parts in self._parts.items()}

    def _contiguity(self, geometry: Geometry) -> Contiguity:
        """Return which blocks touch (by a corner at least)."""
        if "morans_i" not in self._indices:
            return Contiguity(np.zeros(1, np.int64), np.zeros(0, np.int64))
        blocks = np.asarray(geometry.block_of).reshape(geometry.rows, geometry.cols)
        return contiguity(blocks, geometry.torus)

    def _reduce(self, snapshot: Snapshot, due: bool) -> _Observed:
        """Return the counts and sums of a snapshot."""
        group = snapshot.group
        if len(group) != self._cells or group.max(initial=-1) >= self._groups:
            raise ValueError(
                f"the snapshot has {len(group)} cells and groups up to {group.max(initial=-1)}; "
                f"{self._cells} cells and {self._groups} groups were announced"
            )
        changes = self._latest.changes(snapshot)
        self._tally.update(changes)
        self._surroundings.update(changes)
        return _Observed(
            self._tally.households.copy(),
            self._tally.income.copy(),
            {stock: self._tally.spread(stock) for stock in STOCKS},
            self._thresholds(changes),
            self._surroundings.sums(group),
            self._surroundings.sizes(group) if due else {},
            due,
        )

    def _thresholds(self, changes: Changes) -> dict[str, float]:
        """Return the sums over income thresholds, by stock."""
        if "rank_order_information_theory" not in self._indices:
            return {}
        keys, found = self._ranks.update(changes), {}
        by_sector = self._tally.households.sum(axis=1)
        for stock, homes in HOMES.items():
            in_zone = self._tally.atoms.sum("neighbourhood", by_sector[homes].sum(axis=0))
            found[stock] = threshold_sum(keys, self._ranks.bits, in_zone, 1, stock == "public")
        return found

    def _flush(self) -> None:
        """Compute the columns of the pending months."""
        if not self._pending:
            return
        seen, self._pending = self._pending, []
        values, chance = self._on_the_grid(seen)
        held = [self._held_on_the_grid(month) for month in seen]
        for level in LEVELS:
            for stock in STOCKS:
                chosen = [c for c in self._columns if (c.level, c.stock) == (level, stock)]
                if not chosen:
                    continue
                months = self._months_of(seen, level, stock)
                values.update(zonal.values(chosen, months, self._touching))
                for i, month in enumerate(seen):
                    if month.due:
                        held[i].update(zonal.held_by_chance(chosen, months.counts[i].T))
                chance.update(zonal.by_chance(chosen, months))
        self._record(values, chance, held)

    def _on_the_grid(self, seen: list[_Observed]) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """Return the grid's indices of some months, and their values by chance with a formula."""
        totals = np.array([month.households.sum(axis=(0, 2)) for month in seen])
        values: dict[str, Floats] = {}
        chance: dict[str, Floats] = {}
        for name in seen[0].grid:
            summed = np.array([month.grid[name] for month in seen])
            if name == "like_neighbour_share":
                values[name], chance[name] = summed, like_neighbour_share.expected(totals)
            else:
                values[name] = spatial_information_theory.from_sum(summed, totals)
        return values, chance

    def _held_on_the_grid(self, month: _Observed) -> dict[str, float]:
        """Return the values by chance of spatial H in a month in which they are due."""
        totals = month.households.sum(axis=(0, 2))
        expected = spatial_information_theory.expected
        return {name: expected(totals, sizes) for name, sizes in month.sizes.items()}

    def _months_of(self, seen: list[_Observed], level: str, stock: str) -> zonal.Months:
        """Return the pending months' counts in the zones of a level and the homes of a stock."""
        homes, atoms = HOMES[stock], self._tally.atoms
        households = np.array([month.households[homes].sum(axis=0) for month in seen])
        income = np.array([month.income[homes].sum(axis=0) for month in seen])
        return zonal.Months(
            atoms.sum(level, households),
            atoms.sum(level, income),
            np.array([month.spread[stock][0] for month in seen], dtype=np.int64),
            np.array([month.spread[stock][1] for month in seen], dtype=np.float64),
            np.array([month.thresholds.get(stock, -1.0) for month in seen], dtype=np.float64),
        )

    def _record(
        self,
        values: dict[str, Floats],
        chance: dict[str, Floats],
        held: list[dict[str, float]],
    ) -> None:
        """Append the pending months to the columns; hold a value by chance until the next."""
        for column in self._columns:
            value = values[column.name]
            self._parts[column.name].append(value)
            if not column.with_chance:
                continue
            random = chance.get(column.name)
            if random is None:
                random = np.empty(len(value))
                for i, fresh in enumerate(held):
                    if column.name in fresh:
                        self._held[column.name] = fresh[column.name]
                    random[i] = self._held[column.name]
            self._parts[f"{column.name}.chance"].append(random)
            corrected = INDICES[column.index].correct(value, random)
            self._parts[f"{column.name}.corrected"].append(corrected)
