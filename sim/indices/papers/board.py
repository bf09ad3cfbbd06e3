"""What a paper's own measure is computed from: who lives where, on a grid or in zones."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.city import City


@dataclass(frozen=True)
class Board:
    """A city at one time.

    Attributes
    ----------
    grid : ndarray of int64, shape (rows, cols)
        Group of each cell's household, -1 where nobody lives.
    torus : bool
        Whether the edges of the grid meet.
    zone : ndarray of int64, shape (rows, cols)
        Block of each cell.
    built : ndarray of bool, shape (rows, cols)
    income : ndarray of int64, shape (rows, cols)
        Cents a month; 0 where nobody lives.
    worth_of_all : float
        Worth of a home among one's own only, where homes are scored by a peak.
    best_share : float
    trait : ndarray of int64, shape (groups,)
        Ethnicity of each group.
    happy : float
        Share of households that are satisfied.
    radius : int
        Of the neighbourhood in which households count their neighbours, cells.
    ethnicities : tuple of str
        Names of the ethnicities, by their number in `trait`.
    month : int
        Months lived.
    looked : float
        Share of households that looked for another home in the last month; NaN before the first.
    allowed : float
        Share of those looks that led to a move which the household could afford; NaN without any.
    moves : int
        Moves since the start.
    """

    grid: NDArray[np.int64]
    torus: bool
    zone: NDArray[np.int64]
    built: NDArray[np.bool_]
    income: NDArray[np.int64]
    best_share: float = 0.5
    worth_of_all: float = 0.0
    trait: Any = None
    happy: float = float("nan")
    radius: int = 1
    ethnicities: tuple[str, ...] = ()
    month: int = 0
    looked: float = float("nan")
    allowed: float = float("nan")
    moves: int = 0

    @cached_property
    def by_zone(self) -> NDArray[np.int64]:
        """Households of each group in each zone, shape (zones, groups)."""
        here, zones = self.grid >= 0, int(self.zone.max()) + 1
        groups = max(int(self.grid.max()) + 1, 1)
        place = self.zone[here] * groups + self.grid[here]
        return np.bincount(place, minlength=zones * groups).reshape(zones, groups)

    @cached_property
    def homes_by_zone(self) -> NDArray[np.int64]:
        """Homes in each zone, shape (zones,)."""
        return np.bincount(self.zone[self.built], minlength=int(self.zone.max()) + 1)

    @classmethod
    def of(cls, city: "City", unhappy: float) -> "Board":
        """Return a city's board."""
        seen, size = city.snapshot(), tuple(city.config.city.size)
        groups, names = city.config.city.groups, {}  # type: ignore[var-annotated]
        trait = [
            names.setdefault(group.ethnicity or name, len(names)) for name, group in groups.items()
        ]
        month, turns = city.month, city.flows
        looked = allowed = float("nan")
        if month:
            tried = int(turns.tried.sum())  # type: ignore[union-attr]
            looked = tried / city.initial_households
            made = int((turns.moved - turns.disallowed).sum())  # type: ignore[union-attr]
            allowed = made / tried if tried else allowed
        return cls(
            seen.group.astype(np.int64).reshape(size),
            city.config.rules.torus,
            city.state.zones.block.astype(np.int64).reshape(size),
            (seen.sector >= 0).reshape(size),
            seen.income.astype(np.int64).reshape(size),
            city.config.preferences.best_share,
            city.config.preferences.worth_of_all,
            np.array(trait),
            1.0 - unhappy,
            city.config.preferences.radius,
            tuple(names),
            month,
            looked,
            allowed,
            city.life.moves,  # type: ignore[union-attr]
        )
