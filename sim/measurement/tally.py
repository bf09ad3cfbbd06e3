"""Households and incomes by zone, in whole numbers, kept up to date as households come and go."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Integers
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
        zone = self.zone[level]
        zones = int(zone.max()) + 1
        if zones == len(zone) and np.array_equal(zone, np.arange(zones)):
            return values
        order = np.argsort(zone, kind="stable")
        present, start = np.unique(zone[order], return_index=True)
        out = np.zeros((*values.shape[:-1], zones), dtype=values.dtype)
        out[..., present] = np.add.reduceat(values[..., order], start, axis=-1)
        return out


def atoms(geometry: Geometry) -> Atoms:
    """Return the smallest zones of a city."""
    block = np.asarray(geometry.block_of).astype(np.int64)
    neighbourhood = np.asarray(geometry.neighbourhood_of).astype(np.int64)
    pair = block * (int(neighbourhood.max()) + 1) + neighbourhood
    distinct, of = np.unique(pair, return_inverse=True)
    wide = int(neighbourhood.max()) + 1
    return Atoms(of.astype(np.int64), {"block": distinct // wide, "neighbourhood": distinct % wide})


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
    """

    def __init__(self, groups: int, geometry: Geometry) -> None:
        self.atoms = atoms(geometry)
        units = len(self.atoms.zone["block"])
        self.households = np.zeros((2, groups, units), dtype=np.int64)
        self.income = np.zeros((2, units), dtype=np.int64)
        self._squares = np.zeros((2, 3), dtype=np.int64)

    def update(self, changes: Changes) -> None:
        """Let households come and go."""
        own = (self.households, self.income, self._squares)
        _add(-1, changes.cells, *changes.before, self.atoms.of, *own)
        _add(1, changes.cells, *changes.after, self.atoms.of, *own)

    def spread(self, stock: str) -> tuple[int, float]:
        """Return the mean income of a stock, rounded down, and the sum of squares around it."""
        homes = HOMES[stock]
        households = int(self.households[homes].sum())
        if households == 0:
            return 0, 0.0
        high, mixed, low = (int(part) for part in self._squares[homes].sum(axis=0))
        squares = (high << 2 * HALF) + (mixed << HALF + 1) + low
        summed = int(self.income[homes].sum())
        centre = summed // households
        return centre, float(squares - 2 * centre * summed + households * centre * centre)


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
    """Add (or with -1 take away) the households of some cells.

    The square of high * 2**HALF + low is summed in three parts, which do not overflow: high**2,
    high * low and low**2.
    """
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
