"""So that Mesa lets go of cities that are gone: a sweep makes thousands in one process.

Mesa 3.3.1 keeps every model that ever had an agent in a dictionary of the class `Agent`, every cell
whose neighbours were asked for in a cache of the class `Cell`, and the class that it makes for the
cells of each grid in the table of what is pickled how.
"""

import copyreg
import weakref
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from mesa.discrete_space import Cell

if TYPE_CHECKING:
    import mesa


class Numbers:
    """The counter of each city's agents, 1 for the first; forgotten with the city."""

    def __init__(self) -> None:
        self._counters: WeakKeyDictionary[mesa.Model, Iterator[int]] = WeakKeyDictionary()

    def __getitem__(self, city: "mesa.Model") -> Iterator[int]:
        return self._counters.setdefault(city, count(1))


def grid_of(kind: Any, size: Sequence[int], torus: bool, random: Any) -> Any:
    """Return a grid of a kind of Mesa's, of one household a cell, that is forgotten with its city.

    The neighbours of all cells are forgotten now; those of cities that live on are found again.
    """
    for method in (Cell.get_neighborhood, Cell._neighborhood):
        if clear := getattr(method, "cache_clear", None):
            clear()
    grid = kind(tuple(size), torus=torus, capacity=1, random=random)
    forget = weakref.finalize(grid, copyreg.dispatch_table.pop, grid.cell_klass, None)
    forget.atexit = False
    return grid
