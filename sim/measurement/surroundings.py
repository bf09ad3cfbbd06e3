"""What lies around each household: sums over the grid, kept up to date from month to month."""

from collections.abc import Sequence

import numpy as np

from sim.indices.base import Floats, Integers
from sim.indices.like_neighbour_share import LikeNeighbours
from sim.indices.spatial_information_theory import Diversity
from sim.measurement.changes import Changes
from sim.measurement.names import Column
from sim.measurement.snapshot import Geometry


class Surroundings:
    """The grid's indices, before group totals enter.

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
        rows, cols, torus = geometry.rows, geometry.cols, geometry.torus
        self._like: dict[str, LikeNeighbours] = {}
        self._diversity: dict[str, Diversity] = {}
        for column in chosen:
            if column.index == "like_neighbour_share":
                self._like[column.name] = LikeNeighbours(rows, cols, torus)
            elif column.index == "spatial_information_theory":
                kept = Diversity(rows, cols, max(1, groups), column.radius, torus)
                self._diversity[column.name] = kept

    def follow(
        self, months: Sequence[Changes], due: Sequence[bool]
    ) -> tuple[dict[str, Floats], dict[str, list[Integers]]]:
        """Let households come and go, month by month.

        One quantity after the other, because what each keeps is about as large as a fast memory.

        Parameters
        ----------
        months : sequence of Changes
        due : sequence of bool
            Whether the values by chance of the month are wanted.

        Returns
        -------
        dict of str to ndarray of float64, shape (months,)
            The like-neighbour share, and for each radius the sum of entropies, by column.
        dict of str to list of ndarray of int64
            For each radius and month that is due, how many households have n households around
            them.
        """
        sums: dict[str, list[float]] = {}
        sizes: dict[str, list[Integers]] = {}
        for name, like in self._like.items():
            sums[name] = []
            for changes in months:
                like.update(changes.cells, changes.after.group)
                sums[name].append(like.share())
        for name, kept in self._diversity.items():
            sums[name], sizes[name] = [], []
            for changes, wanted in zip(months, due, strict=True):
                kept.update(changes.cells, changes.before.group, changes.after.group)
                sums[name].append(kept.sum())
                if wanted:
                    sizes[name].append(kept.sizes())
        return {name: np.array(values) for name, values in sums.items()}, sizes
