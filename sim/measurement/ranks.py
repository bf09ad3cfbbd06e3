"""Households in order of income, kept from month to month: few of them change in one month."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Integers


class Ranks:
    """Sorted keys of the households: income, then zone, then whether the home is public.

    Parameters
    ----------
    zone_of : ndarray of int64, shape (cells,)
        Zone of each cell.

    Attributes
    ----------
    bits : int
        Lowest bits of a key that hold the zone and, in the last of them, 1 for a public home.
    """

    def __init__(self, zone_of: Integers) -> None:
        cells = len(zone_of)
        self.bits = max(1, int(zone_of.max())).bit_length() + 1
        self._low_bits = zone_of << 1
        self._key_of = np.full(cells, -1, dtype=np.int64)
        self._sorted = np.zeros(0, dtype=np.int64)
        self._gone, self._new = np.zeros(cells, np.int64), np.zeros(cells, np.int64)

    def update(self, group: NDArray[Any], income: NDArray[Any], sector: NDArray[Any]) -> Integers:
        """Return the sorted keys of all households now; the same as sorting them all.

        Only the keys that came and went since the last update are sorted, and then exchanged.
        """
        gone, new = _changes(
            group, income, sector, self.bits, self._low_bits, self._key_of, self._gone, self._new
        )
        if 4 * (gone + new) > len(self._sorted):
            self._sorted = np.sort(self._key_of[self._key_of >= 0])
        else:
            went, came = np.sort(self._gone[:gone]), np.sort(self._new[:new])
            kept = np.empty(len(self._sorted) - gone + new, dtype=np.int64)
            exchange(self._sorted, went, came, kept)
            self._sorted = kept
        return self._sorted


@compiled
def exchange(keys: Integers, gone: Integers, new: Integers, kept: Integers) -> None:
    """Fill `kept` with the sorted keys without those that are gone, once each, and with the new.

    All arrays are sorted; every key that is gone is among the keys.
    """
    left, came, place = 0, 0, 0
    for i in range(len(keys)):
        key = keys[i]
        if left < len(gone) and gone[left] == key:
            left += 1
            continue
        while came < len(new) and new[came] < key:
            kept[place] = new[came]
            came += 1
            place += 1
        kept[place] = key
        place += 1
    for i in range(came, len(new)):
        kept[place] = new[i]
        place += 1


@compiled
def _changes(
    group: NDArray[Any],
    income: NDArray[Any],
    sector: NDArray[Any],
    bits: int,
    low_bits: Integers,
    key_of: Integers,
    gone: Integers,
    new: Integers,
) -> tuple[int, int]:
    """Update each cell's key (-1 if empty); list the keys that went and came, return how many."""
    left, came = 0, 0
    for cell in range(len(group)):
        key, before = np.int64(-1), key_of[cell]
        if group[cell] >= 0:
            key = (np.int64(income[cell]) << bits) | low_bits[cell] | (sector[cell] == 0)
        if key != before:
            key_of[cell] = key
            if before >= 0:
                gone[left] = before
                left += 1
            if key >= 0:
                new[came] = key
                came += 1
    return left, came
