"""Households and incomes by zone, in whole numbers, kept up to date as households come and go."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Floats, Integers
from sim.measurement.changes import Changes
from sim.measurement.snapshot import Geometry

HOMES = {"all": slice(0, 2), "public": slice(0, 1)}
"""Sectors of each stock."""

HALF = 20
"""Bits of an income's lower half; an income has at most twice as many."""


@dataclass(frozen=True)
class Atoms:
    """The smallest zones: no block or neighbourhood cuts one. Where blocks nest, the blocks.

    Attributes
    ----------
    of : ndarray of int64, shape (cells,)
        Atom of each cell.
    zone : dict of str to ndarray of int64, shape (atoms,)
        Zone of each atom, by level.
    """

    of: Integers
    zone: dict[str, Integers]

    @property
    def number(self) -> int:
        """Number of atoms."""
        return len(self.zone["block"])

    @cached_property
    def _sorted(self) -> dict[str, tuple[Integers, Integers, Integers]]:
        """Atoms in the order of their zones, zones that have atoms, and where each begins."""
        found = {}
        for level, zone in self.zone.items():
            order = np.argsort(zone, kind="stable")
            found[level] = (order, *np.unique(zone[order], return_index=True))
        return found

    def sum(self, level: str, values: NDArray[Any]) -> NDArray[Any]:
        """Return values by zone from values by atom.

        Parameters
        ----------
        level : str
            Block or neighbourhood.
        values : ndarray, shape (..., atoms)

        Returns
        -------
        ndarray, shape (..., zones)
        """
        order, present, start = self._sorted[level]
        zones = int(present[-1]) + 1
        if zones == self.number and np.array_equal(order, present):
            return values
        out = np.zeros((*values.shape[:-1], zones), dtype=values.dtype)
        out[..., present] = np.add.reduceat(values[..., order], start, axis=-1)
        return out


def atoms(geometry: Geometry) -> Atoms:
    """Return the smallest zones of a city."""
    block = np.asarray(geometry.block_of).astype(np.int64)
    neighbourhood = np.asarray(geometry.neighbourhood_of).astype(np.int64)
    wide = int(neighbourhood.max()) + 1
    pair = block * wide + neighbourhood
    distinct = np.unique(pair)
    zone = {"block": distinct // wide, "neighbourhood": distinct % wide}
    return Atoms(np.searchsorted(distinct, pair).astype(np.int64), zone)


class Tally:
    """Households and incomes by atom, kept up to date as households come and go.

    Parameters
    ----------
    groups : int
        Number of groups.
    geometry : Geometry

    Attributes
    ----------
    atoms : Atoms
    households : ndarray of int64, shape (sectors, groups, atoms)
        Sector 0 is public, 1 private.
    income : ndarray of int64, shape (sectors, atoms)
        Sum of incomes, cents a month.
    squares : ndarray of int64, shape (sectors, 3)
        Sum of their squares in three parts; see `spread`.
    """

    def __init__(self, groups: int, geometry: Geometry) -> None:
        self.atoms = atoms(geometry)
        self.households = np.zeros((2, groups, self.atoms.number), dtype=np.int64)
        self.income = np.zeros((2, self.atoms.number), dtype=np.int64)
        self.squares = np.zeros((2, 3), dtype=np.int64)

    def update(self, changes: Changes) -> None:
        """Let households come and go."""
        own = (self.households, self.income, self.squares)
        _add(-1, changes.cells, *changes.before, self.atoms.of, *own)
        _add(1, changes.cells, *changes.after, self.atoms.of, *own)


def spread(households: Integers, income: Integers, squares: Integers) -> tuple[Integers, Floats]:
    """Return mean incomes, rounded down, and the sums of squares around them, rounded once.

    Parameters
    ----------
    households, income : ndarray of int64, shape (months,)
        Households, and the sum of their incomes.
    squares : ndarray of int64, shape (months, 3)
        Sums over incomes high * 2**HALF + low of high**2, high * low and low**2, each of which an
        int64 can hold.
    """
    mean: Integers = income // np.maximum(households, 1)
    around = []
    parts = (column.tolist() for column in (squares, mean, income, households))
    for (high, mixed, low), centre, summed, number in zip(*parts, strict=True):
        square = (high << 2 * HALF) + (mixed << HALF + 1) + low
        around.append(float(square - 2 * centre * summed + number * centre * centre))
    return mean, np.array(around)


@compiled
def _add(
    sign: int,
    cells: Integers,
    group: Integers,
    income: Integers,
    sector: Integers,
    atom_of: Integers,
    households: Integers,
    summed: Integers,
    squares: Integers,
) -> None:
    """Add (or with -1 take away) the households of some cells."""
    for k in range(len(cells)):
        if group[k] < 0:
            continue
        home, atom = 0 if sector[k] == 0 else 1, atom_of[cells[k]]
        households[home, group[k], atom] += sign
        summed[home, atom] += sign * income[k]
        high = income[k] >> HALF
        low = income[k] - (high << HALF)
        squares[home, 0] += sign * high * high
        squares[home, 1] += sign * high * low
        squares[home, 2] += sign * low * low
