"""What lies around each household: sums over the grid, kept up to date from month to month."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from sim.indices.base import Integers
from sim.indices.like_neighbour_share import LikeNeighbours
from sim.indices.spatial_information_theory import Diversity
from sim.measurement.changes import Changes
from sim.measurement.names import Column
from sim.measurement.snapshot import Geometry

LIKE = "like_neighbour_share"


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
        radii = {c.name: c.radius for c in chosen if c.index == "spatial_information_theory"}
        self._names = list(radii)
        self._like: LikeNeighbours | None = None
        self._diversity: Diversity | None = None
        if any(column.index == LIKE for column in chosen):
            self._like = LikeNeighbours(rows, cols, torus)
        if radii:
            self._diversity = Diversity(rows, cols, max(1, groups), list(radii.values()), torus)

    def update(self, changes: Changes) -> None:
        """Let households come and go."""
        before, after = changes.before.group, changes.after.group
        if self._like is not None:
            self._like.update(changes.cells, after)
        if self._diversity is not None:
            self._diversity.update(changes.cells, before, after)

    def sums(self, group: NDArray[Any]) -> dict[str, float]:
        """Return the like-neighbour share, and for each radius the sum of entropies, by column.

        Parameters
        ----------
        group : ndarray of int, shape (cells,)
            Group of each cell's household; -1 where there is none.
        """
        found = {} if self._like is None else {LIKE: self._like.share()}
        if self._diversity is not None:
            found |= zip(self._names, self._diversity.sums(group), strict=True)
        return found

    def sizes(self, group: NDArray[Any]) -> dict[str, Integers]:
        """Return for each radius how many households have n households around them, by column."""
        if self._diversity is None:
            return {}
        return dict(zip(self._names, self._diversity.sizes(group), strict=True))
