"""The record of a run in which households relocate: moves, who is satisfied, whether the city is at
rest, indices, and the measures of the paper that the run is after."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engines.turns import Turns
from sim.indices.papers import MEASURES, Board
from sim.measurement import Measurement
from sim.measurement.recorded import due, in_rows
from sim.months.relocation import Relocating
from sim.snapshot import geometry
from sim.state.columns import Ints

if TYPE_CHECKING:
    from sim.city import City


class RelocationRecords:
    """Collects the outcomes of a city; it reads, it never writes to the city."""

    def __init__(self, city: "City") -> None:
        config = city.config
        self.groups = list(config.city.groups)
        self.numbers = np.bincount(city.state.households.group, minlength=len(self.groups))
        self.months: list[int] = []
        self.turns: list[Ints] = []
        self.resting: list[bool] = []
        self.of_papers: dict[str, list[float]] = {name: [] for name in config.metrics.of_papers}
        self.every = city.config.metrics.every
        self.measurement = (
            Measurement(config.metrics, self.groups, geometry(config, city.state.zones))
            if config.metrics.families
            else None
        )

    def observe(self, city: "City") -> None:
        """Record the city at the end of a month, or of several lived at once (and once before the
        first)."""
        life = city.life
        assert isinstance(life, Relocating)
        lived = len(life.lately)
        self.months.extend(range(city.month - lived + 1, city.month + 1))
        self.turns.append(life.lately)
        self.resting.extend([False] * (lived - 1) + [life.stopped])
        if self.of_papers:
            board = Board.of(city, self.unhappy())
            for name, values in self.of_papers.items():
                values.append(float(MEASURES[name].function(board)))
        last = life.stopped or city.month == city.config.months
        if self.measurement is not None and due(city.month, self.every, last):
            self.measurement.observe(city.month, city.snapshot())

    def due(self, month: int) -> bool:
        """Return whether something is measured at the end of a month, even if it is not the
        last."""
        measured = self.measurement is not None and due(month, self.every, False)
        return measured or bool(self.of_papers)

    def unhappy(self) -> float:
        """Return the share of households that are not satisfied now."""
        here = self.turns[-1][-1, Turns._fields.index("unhappy")]
        return float(here.sum()) / float(self.numbers.sum())

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return name -> one value a month, `month` first, then counts, the measures of papers in
        the order in which they were named, and indices."""
        counted = np.concatenate(self.turns, dtype=np.float64)  # (months, counters, groups)
        turns = {name: counted[:, place] for place, name in enumerate(Turns._fields)}
        columns: dict[str, NDArray[Any]] = {"month": np.array(self.months, np.int64)}
        columns["households"] = np.full(len(self.months), float(self.numbers.sum()))
        for g, group in enumerate(self.groups):
            columns[f"households.{group}"] = np.full(len(self.months), float(self.numbers[g]))
        for name, counts in turns.items():
            shown = {"tried": "considered", "moved": "moves", "refused": "refusals"}.get(name, name)
            columns[shown] = counts.sum(axis=1)
            for g, group in enumerate(self.groups):
                columns[f"{shown}.{group}"] = counts[:, g]
        columns["resting"] = np.array(self.resting, np.float64)
        for name, values in self.of_papers.items():
            columns[name] = np.array(values, np.float64)
        columns.setdefault("share_happy", 1.0 - columns["unhappy"] / columns["households"])
        if self.measurement is not None:
            measured = self.measurement.columns()
            rows = in_rows(measured, self.measurement.months, self.months, self.every)
            columns.update(rows)
        return columns
