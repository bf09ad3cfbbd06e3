"""From a snapshot of the city to the columns of a month. Measuring never changes a run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.config.schema import MetricsConfig
from sim.indices import INDICES
from sim.indices.base import Floats, Integers
from sim.indices.morans_i import Contiguity, contiguity
from sim.indices.rank_order_information_theory import threshold_sum
from sim.measurement import zonal
from sim.measurement.names import LEVELS, STOCKS, columns, recorded
from sim.measurement.ranks import Ranks
from sim.measurement.snapshot import Geometry, Snapshot
from sim.measurement.surroundings import Surroundings
from sim.measurement.tally import Atoms, add_incomes, atoms, count

BATCH = 64
"""Months that are kept as counts before their indices are computed together."""


@dataclass
class _Observed:
    """One month, reduced to counts and sums; arrays are our own."""

    households: Integers
    income: Integers
    centre: tuple[int, int] = (0, 0)
    squares: tuple[float, float] = (0.0, 0.0)
    thresholds: dict[str, float] = field(default_factory=dict)
    grid: dict[str, float] = field(default_factory=dict)
    by_chance: dict[str, float] = field(default_factory=dict)
    due: bool = False


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
        self._atoms: Atoms = atoms(geometry)
        self._indices = {column.index for column in self._columns}
        self._touching = self._contiguity(geometry)
        self._surroundings = Surroundings(self._columns, self._groups, geometry)
        self._zone_of = np.asarray(geometry.neighbourhood_of).astype(np.int64)
        self._ranks = Ranks(self._zone_of)
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

    def _reduce(self, snapshot: Snapshot, chance: bool) -> _Observed:
        """Return the counts and sums of a snapshot."""
        group, sector, income = snapshot.group, snapshot.sector, snapshot.income
        if len(group) != len(self._zone_of) or group.max(initial=-1) >= self._groups:
            raise ValueError(
                f"the snapshot has {len(group)} cells and groups up to {group.max(initial=-1)}; "
                f"{len(self._zone_of)} cells and {self._groups} groups were announced"
            )
        units = len(self._atoms.zone["block"])
        households = np.zeros((2, self._groups, units), dtype=np.int64)
        count(group, sector, self._atoms.of, households)
        seen = _Observed(households, np.zeros((2, units), dtype=np.int64), due=chance)
        if "neighbourhood_sorting" in self._indices:
            sums = add_incomes(group, income, sector, self._atoms.of, seen.income)
            seen.centre, seen.squares = (int(sums[0]), int(sums[1])), (sums[2], sums[3])
        if "rank_order_information_theory" in self._indices:
            keys = self._ranks.update(group, income, sector)
            by_sector = self._atoms.sum("neighbourhood", households.sum(axis=1))
            for stock, in_zone in (("all", by_sector.sum(axis=0)), ("public", by_sector[0])):
                bits, public = self._ranks.bits, stock == "public"
                seen.thresholds[stock] = threshold_sum(keys, bits, in_zone, 1, public)
        totals = households.sum(axis=(0, 2))
        seen.grid, seen.by_chance = self._surroundings.observe(group, totals, chance)
        return seen

    def _flush(self) -> None:
        """Compute the columns of the pending months."""
        if not self._pending:
            return
        seen, self._pending = self._pending, []
        values = {name: np.array([month.grid[name] for month in seen]) for name in seen[0].grid}
        held = [dict(month.by_chance) for month in seen]
        chance: dict[str, Floats] = {}
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

    def _months_of(self, seen: list[_Observed], level: str, stock: str) -> zonal.Months:
        """Return the pending months' counts in the zones of a level and the homes of a stock."""
        place = STOCKS.index(stock)
        homes = slice(0, 2) if stock == "all" else slice(0, 1)
        households = np.array([month.households[homes].sum(axis=0) for month in seen])
        income = np.array([month.income[homes].sum(axis=0) for month in seen])
        return zonal.Months(
            self._atoms.sum(level, households),
            self._atoms.sum(level, income),
            np.array([month.centre[place] for month in seen], dtype=np.int64),
            np.array([month.squares[place] for month in seen], dtype=np.float64),
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
