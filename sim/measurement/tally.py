"""Households and incomes by zone, counted in one pass over the cells.

Places in arrays are unsigned in the loops, which spares a test for negative ones.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Integers
from sim.measurement.snapshot import Geometry


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


@compiled
def count(
    group: NDArray[Any], sector: NDArray[Any], atom_of: Integers, households: Integers
) -> None:
    """Count households into `households`, shape (sectors, groups, atoms); sector 0 is public."""
    households[:] = 0
    for cell in range(len(group)):
        own = group[cell]
        if own >= 0:
            home = np.uint64(0 if sector[cell] == 0 else 1)
            households[home, np.uint64(own), np.uint64(atom_of[cell])] += 1


@compiled
def add_incomes(
    group: NDArray[Any],
    income: NDArray[Any],
    sector: NDArray[Any],
    atom_of: Integers,
    summed: Integers,
) -> tuple[int, int, float, float]:
    """Add incomes into `summed`, shape (sectors, atoms); sector 0 is public.

    Returns the income of the first household and of the first public one, and the sums of squared
    deviations from these, over all and over public households.
    """
    summed[:] = 0
    first_all, first_public = -1, -1
    everyone, public = 0.0, 0.0
    for cell in range(len(group)):
        if group[cell] >= 0:
            money = int(income[cell])
            if first_all < 0:
                first_all = money
            home = np.uint64(0 if sector[cell] == 0 else 1)
            summed[home, np.uint64(atom_of[cell])] += money
            away = float(money - first_all)
            everyone += away * away
            if sector[cell] == 0:
                if first_public < 0:
                    first_public = money
                away = float(money - first_public)
                public += away * away
    return first_all, first_public, everyone, public
