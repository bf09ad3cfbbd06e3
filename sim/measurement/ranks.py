"""Households in order of income, kept from month to month: few of them change in one month."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Integers


class Ranks:
    """Order of households by income, ties by cell.

    Only cells that changed since the last update are sorted; merging them with the others gives the
    order that a full sort would give.

    Parameters
    ----------
    zone_of : ndarray of int64, shape (cells,)
        Zone of each cell.
    """

    def __init__(self, zone_of: Integers) -> None:
        cells = len(zone_of)
        self._zone_of = zone_of
        self._bits = max(1, cells - 1).bit_length()
        self._key = np.full(cells, -1, dtype=np.int64)
        self._order, self._next = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
        self._size = 0
        self._fresh = np.zeros(cells, np.int64)
        self._columns = np.zeros((4, cells), np.int64)

    def update(
        self, group: NDArray[Any], income: NDArray[Any], sector: NDArray[Any]
    ) -> dict[str, tuple[Integers, Integers]]:
        """Return income and zone of all and of public households, in order of income.

        The arrays are used again by the next update.
        """
        new = int(_changed(group, income, self._bits, self._key, self._fresh))
        fresh = np.sort(self._fresh[:new])
        every, public = _merge(
            self._order[: self._size],
            fresh,
            self._key,
            self._bits,
            sector,
            self._zone_of,
            self._next,
            self._columns,
        )
        self._order, self._next = self._next, self._order
        self._size = int(every)
        income_all, zone_all, income_public, zone_public = self._columns
        return {
            "all": (income_all[:every], zone_all[:every]),
            "public": (income_public[:public], zone_public[:public]),
        }


@compiled
def _changed(
    group: NDArray[Any], income: NDArray[Any], bits: int, key_of: Integers, fresh: Integers
) -> int:
    """Update each cell's key (income, then cell; -1 if empty); list the new keys, return how many."""
    new = 0
    for cell in range(len(group)):
        key = -1
        if group[cell] >= 0:
            key = (np.int64(income[cell]) << bits) | cell
        if key != key_of[cell]:
            key_of[cell] = key
            if key >= 0:
                fresh[new] = key
                new += 1
    return new


@compiled
def _merge(
    order: Integers,
    fresh: Integers,
    key_of: Integers,
    bits: int,
    sector: NDArray[Any],
    zone_of: Integers,
    merged: Integers,
    columns: Integers,
) -> tuple[int, int]:
    """Merge the keys that still hold with the new ones; fill income and zone, all and public."""
    mask = (1 << bits) - 1
    old, new, every, public = 0, 0, 0, 0
    while True:
        while old < len(order) and key_of[order[old] & mask] != order[old]:
            old += 1
        if old < len(order) and (new == len(fresh) or order[old] < fresh[new]):
            key = order[old]
            old += 1
        elif new < len(fresh):
            key = fresh[new]
            new += 1
        else:
            return every, public
        cell = key & mask
        merged[every] = key
        columns[0, every] = key >> bits
        columns[1, every] = zone_of[cell]
        every += 1
        if sector[cell] == 0:
            columns[2, public] = key >> bits
            columns[3, public] = zone_of[cell]
            public += 1
