"""The grid's indices of one month: like-neighbour share, and spatial H at each radius."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from sim.indices import like_neighbour_share as like
from sim.indices import spatial_information_theory as spatial
from sim.indices.base import Integers
from sim.indices.grid import Window, around, disk, plan, square, summed_areas
from sim.measurement.names import Column
from sim.measurement.snapshot import Geometry


class Surroundings:
    """Measures what lies around each household; keeps its work arrays from month to month.

    Parameters
    ----------
    chosen : sequence of Column
        The quantities to record; those of other indices are ignored.
    groups : int
        Number of groups.
    geometry : Geometry

    Raises
    ------
    ValueError
        If a radius would meet itself on a torus.
    """

    def __init__(self, chosen: Sequence[Column], groups: int, geometry: Geometry) -> None:
        self._windows: dict[str, Window] = {}
        for column in chosen:
            if column.index == "like_neighbour_share":
                self._windows[column.name] = square(1)
            elif column.index == "spatial_information_theory":
                self._windows[column.name] = disk(column.radius)
        self._table: Integers | None = None
        self._packed: Integers | None = None
        if self._windows:
            windows = list(self._windows.values())
            rows, cols = geometry.rows, geometry.cols
            self._plan = plan(rows, cols, max(1, groups), windows, geometry.torus)

    def observe(
        self, group: NDArray[Any], totals: Integers, chance: bool
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Return this month's values and their values by chance.

        Parameters
        ----------
        group : ndarray of int, shape (cells,)
            Group of each cell's household; -1 where there is none.
        totals : ndarray of int64, shape (groups,)
            Households of each group.
        chance : bool
            Whether the values by chance of spatial H are wanted, which are costly.
        """
        values: dict[str, float] = {}
        by_chance: dict[str, float] = {}
        if not self._windows:
            return values, by_chance
        self._table = summed_areas(self._plan, group, self._table)
        for name, window in self._windows.items():
            self._packed = packed = around(self._plan, self._table, window, self._packed)
            if name == "like_neighbour_share":
                values[name] = like.like_share(self._plan, packed, group)
                by_chance[name] = like.expected(totals)
                continue
            summed = spatial.entropy_sum(self._plan, packed, group, window.cells)
            values[name] = spatial.from_sum(summed, totals)
            if chance:
                near = spatial.surroundings(self._plan, packed, group, window.cells)
                by_chance[name] = spatial.expected(totals, near)
        return values, by_chance
