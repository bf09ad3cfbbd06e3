"""From a snapshot to the counts and sums of one month, which are kept from month to month."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.indices.base import Integers
from sim.indices.rank_order_information_theory import threshold_sum
from sim.measurement.changes import Changes, Latest
from sim.measurement.names import STOCKS, Column
from sim.measurement.ranks import Ranks
from sim.measurement.snapshot import Geometry, Snapshot
from sim.measurement.surroundings import Surroundings
from sim.measurement.tally import HOMES, Tally


@dataclass(frozen=True)
class Observed:
    """One month, reduced to counts and sums; arrays are our own.

    Attributes
    ----------
    households, income, squares : ndarray of int64
        As in `Tally`.
    thresholds : dict of str to float
        From `threshold_sum`, by stock.
    grid : dict of str to float
        From `Surroundings.sums`, by column.
    sizes : dict of str to ndarray of int64
        From `Surroundings.sizes`, by column; empty unless the month's values by chance are due.
    due : bool
        Whether they are.
    """

    households: Integers
    income: Integers
    squares: Integers
    thresholds: dict[str, float]
    grid: dict[str, float]
    sizes: dict[str, Integers]
    due: bool


class Observer:
    """Looks at one snapshot after the other, and at no more of each than has changed.

    Parameters
    ----------
    chosen : sequence of Column
        The quantities to record.
    groups : int
        Number of groups.
    geometry : Geometry
        Grid and zones; copied.

    Attributes
    ----------
    tally : Tally

    Raises
    ------
    ValueError
        If a radius would meet itself on a torus.
    """

    def __init__(self, chosen: Sequence[Column], groups: int, geometry: Geometry) -> None:
        self._groups, self._cells = groups, geometry.rows * geometry.cols
        self._latest = Latest(self._cells)
        self.tally = Tally(groups, geometry)
        self._surroundings = Surroundings(chosen, groups, geometry)
        self._ranks: Ranks | None = None
        if any(column.index == "rank_order_information_theory" for column in chosen):
            self._ranks = Ranks(np.asarray(geometry.neighbourhood_of).astype(np.int64))

    def observe(self, snapshot: Snapshot, due: bool) -> Observed:
        """Return the counts and sums of a snapshot.

        Parameters
        ----------
        snapshot : Snapshot
            Read, not kept and not changed.
        due : bool
            Whether the values by chance are to be computed for it.

        Raises
        ------
        ValueError
            If the snapshot has other cells or groups than announced.
        """
        group = snapshot.group
        if len(group) != self._cells or group.max(initial=-1) >= self._groups:
            raise ValueError(
                f"the snapshot has {len(group)} cells and groups up to {group.max(initial=-1)}; "
                f"{self._cells} cells and {self._groups} groups were announced"
            )
        changes = self._latest.changes(snapshot)
        self.tally.update(changes)
        self._surroundings.update(changes)
        return Observed(
            self.tally.households.copy(),
            self.tally.income.copy(),
            self.tally.squares.copy(),
            self._thresholds(changes),
            self._surroundings.sums(group),
            self._surroundings.sizes(group) if due else {},
            due,
        )

    def _thresholds(self, changes: Changes) -> dict[str, float]:
        """Return the sums over income thresholds, by stock."""
        if self._ranks is None:
            return dict.fromkeys(STOCKS, -1.0)
        keys, bits = self._ranks.update(changes), self._ranks.bits
        by_sector = self.tally.atoms.sum("neighbourhood", self.tally.households.sum(axis=1))
        return {
            stock: threshold_sum(keys, bits, by_sector[homes].sum(axis=0), 1, stock == "public")
            for stock, homes in HOMES.items()
        }
