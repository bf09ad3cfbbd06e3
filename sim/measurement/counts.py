"""From the changes of some months to the counts and sums that their indices are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.indices.base import Floats, Integers
from sim.indices.rank_order_information_theory import threshold_sum
from sim.measurement.changes import Changes
from sim.measurement.names import STOCKS, Column
from sim.measurement.ranks import Ranks
from sim.measurement.snapshot import Geometry
from sim.measurement.surroundings import Surroundings
from sim.measurement.tally import HOMES, Tally
from sim.measurement.whole import kept_up_to_date


@dataclass(frozen=True)
class Counts:
    """Some months, reduced to counts and sums.

    Attributes
    ----------
    households, income, squares : ndarray of int64, shape (months, ...)
        As in `Tally`.
    thresholds : dict of str to ndarray of float64, shape (months,)
        From `threshold_sum`, by stock.
    grid : dict of str to ndarray of float64, shape (months,)
    sizes : dict of str to list of ndarray of int64
        From `Surroundings.follow`, by column.
    due : sequence of bool
        The months whose values by chance are to be computed.
    """

    households: Integers
    income: Integers
    squares: Integers
    thresholds: dict[str, Floats]
    grid: dict[str, Floats]
    sizes: dict[str, list[Integers]]
    due: Sequence[bool]


class Counter:
    """Keeps the counts of the latest month, and follows the households that come and go.

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
        self.tally = Tally(groups, geometry)
        kept = kept_up_to_date(chosen)
        followed = [column for column in chosen if column.index in kept]
        self._surroundings = Surroundings(followed, groups, geometry)
        zone_of = np.asarray(geometry.neighbourhood_of).astype(np.int64)
        self._ranks = {
            column.stock: Ranks(zone_of, column.stock == "public")
            for column in chosen
            if column.index == "rank_order_information_theory"
        }

    def follow(self, months: Sequence[Changes], due: Sequence[bool]) -> Counts:
        """Let households come and go, month by month, and return the counts of each.

        Parameters
        ----------
        months : sequence of Changes
        due : sequence of bool
            Whether the values by chance of the month are to be computed.
        """
        columns = (self.tally.households, self.tally.income, self.tally.squares)
        found = [np.empty((len(months), *column.shape), dtype=np.int64) for column in columns]
        for month, changes in enumerate(months):
            self.tally.update(changes)
            for kept, column in zip(found, columns, strict=True):
                kept[month] = column
        households, income, squares = found
        thresholds = self._thresholds(months, households)
        return Counts(
            households, income, squares, thresholds, *self._surroundings.follow(months, due), due
        )

    def _thresholds(self, months: Sequence[Changes], households: Integers) -> dict[str, Floats]:
        """Return the sums over income thresholds, by stock."""
        by_sector = self.tally.atoms.sum("neighbourhood", households.sum(axis=2))
        found = {stock: np.full(len(months), -1.0) for stock in STOCKS}
        for stock, ranks in self._ranks.items():
            in_zone = by_sector[:, HOMES[stock]].sum(axis=1)
            for month, changes in enumerate(months):
                keys = ranks.update(changes)
                found[stock][month] = threshold_sum(keys, ranks.bits, in_zone[month])
        return found
