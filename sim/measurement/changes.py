"""The cells that are not as they were when last observed: few of them change in one month."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Integers
from sim.measurement.snapshot import Snapshot


class Homes(NamedTuple):
    """What some cells hold: as in a snapshot, but int64 and one entry for each of these cells."""

    group: Integers
    income: Integers
    sector: Integers


class Changes(NamedTuple):
    """Cells in ascending order, and what they held and hold."""

    cells: Integers
    before: Homes
    after: Homes


class Latest:
    """Remembers the latest snapshot; before the first, nobody lives anywhere.

    Parameters
    ----------
    cells, groups : int
        Number of cells of the city and of its groups.
    """

    def __init__(self, cells: int, groups: int) -> None:
        self._groups = groups
        self._group, self._sector = np.full(cells, -1, np.int8), np.full(cells, -1, np.int8)
        self._income = np.zeros(cells, np.int64)

    def changes(self, snapshot: Snapshot) -> Changes:
        """Return how a snapshot differs from the latest, and remember it instead.

        Raises
        ------
        ValueError
            If the snapshot has other cells or groups than announced.
        """
        cells, highest = len(snapshot.group), snapshot.group.max(initial=-1)
        if cells != len(self._group) or highest >= self._groups:
            raise ValueError(
                f"the snapshot has {cells} cells and groups up to {highest}; "
                f"{len(self._group)} cells and {self._groups} groups were announced"
            )
        now = (snapshot.group, snapshot.income, snapshot.sector)
        then = (self._group, self._income, self._sector)
        differs = snapshot.income != self._income
        differs |= snapshot.group != self._group
        differs |= snapshot.sector != self._sector
        where = np.flatnonzero(differs)
        before, after = np.empty((2, 3, len(where)), dtype=np.int64)
        _replace(where, *now, *then, before, after)
        return Changes(where, Homes(*before), Homes(*after))


@compiled
def _replace(
    cells: Integers,
    group: NDArray[Any],
    income: NDArray[Any],
    sector: NDArray[Any],
    last_group: NDArray[Any],
    last_income: Integers,
    last_sector: NDArray[Any],
    before: Integers,
    after: Integers,
) -> None:
    """Enter what some cells hold; copy what they held and what they hold."""
    for k in range(len(cells)):
        cell = cells[k]
        before[0, k], before[1, k] = last_group[cell], last_income[cell]
        after[0, k], after[1, k] = group[cell], income[cell]
        before[2, k], after[2, k] = last_sector[cell], sector[cell]
        last_group[cell], last_income[cell] = group[cell], income[cell]
        last_sector[cell] = sector[cell]
