"""Columns of a run under an ethnic quota: how much of the city is at one of its limits."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.eligibility import NO_LIMIT
from sim.engines.books import owners
from sim.market.at_limit import Level
from sim.policies import REGISTRY

if TYPE_CHECKING:
    from sim.city import City


class Limits:
    """Counts the units at a limit, month by month.

    They are judged by the limits in force and the homes by owner of record at the end of a month,
    as the first sales of the next month will be.

    Attributes
    ----------
    months : list of array of int64 or None
        `Level.counts` of the neighbourhoods and of the blocks, shape (2, classes + 2); None where
        no class has a limit anywhere.
    """

    def __init__(self, city: "City") -> None:
        tables = city.levers.tables
        told = (getattr(REGISTRY[name], "told_by", ()) for name in city.config.policy)
        self._named = any("at_limit" in names for names in told)
        self.months: list[NDArray[np.int64] | None] = []
        self._places = Level(tables.neighbourhood_limit)
        self._blocks = Level(tables.block_limit, city.calendar.places)

    def observe(self, city: "City", engine: Any) -> None:
        """Count at the end of a month, whatever policy set the limits."""
        tables = city.levers.tables
        if min(tables.block_limit.min(), tables.neighbourhood_limit.min()) >= NO_LIMIT:
            self.months.append(None)
            return
        blocks, places = owners(engine, city, tables.block_limit.shape[1])
        self._places.judge(places, tables.neighbourhood_limit)
        self._blocks.judge(blocks, tables.block_limit, self._places)
        self.months.append(np.array([self._places.counts, self._blocks.counts]))

    def columns(self, classes: list[str]) -> dict[str, NDArray[np.float64]]:
        """Return the shares by month; nothing where no policy of the run says that it is told by
        them and no month had a limit: a longer run has the columns of a shorter one.

        Months without one have 0, as nothing is closed by a limit; NaN is the share of no unit.
        """
        if not self._named and all(month is None for month in self.months):
            return {}
        none = np.append(np.zeros(len(classes) + 1, np.int64), 1)
        found = np.array([(none, none) if month is None else month for month in self.months])
        all_units = np.where(found[:, :, -1:] > 0, found[:, :, -1:], np.nan)
        shares = found[:, :, :-1] / all_units
        columns = {"at_limit.neighbourhood": shares[:, 0, -1], "at_limit.block": shares[:, 1, -1]}
        for k, name in enumerate(classes):
            columns[f"at_limit.block.{name}"] = shares[:, 1, k]
        return columns
