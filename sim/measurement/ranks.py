"""Households in order of income, kept from month to month: few of them change in one month."""

import numpy as np

from sim.compiled import compiled
from sim.indices.base import Integers
from sim.measurement.changes import Changes, Homes


class Ranks:
    """Sorted keys of the households of a stock: income, then zone.

    Parameters
    ----------
    zone_of : ndarray of int64, shape (cells,)
        Zone of each cell.
    public : bool
        Whether the stock is the public homes only.

    Attributes
    ----------
    bits : int
        Lowest bits of a key that hold the zone.
    """

    def __init__(self, zone_of: Integers, public: bool) -> None:
        self.bits = max(1, int(zone_of.max())).bit_length()
        self._zone_of, self._public = zone_of, public
        self._sorted, self._spare = np.zeros((2, len(zone_of)), dtype=np.int64)
        self._households = 0

    def update(self, changes: Changes) -> Integers:
        """Let households come and go; return the sorted keys, overwritten by the next update."""
        keys = self._sorted[: self._households]
        gone = self._keys(changes.cells, changes.before)
        new = self._keys(changes.cells, changes.after)
        self._households += len(new) - len(gone)
        self._sorted, self._spare = self._spare, self._sorted
        exchange(keys, gone, new, self._sorted)
        return self._sorted[: self._households]

    def _keys(self, cells: Integers, homes: Homes) -> Integers:
        """Return the sorted keys of the households of some cells."""
        keys = np.empty(len(cells), dtype=np.int64)
        found = _fill_keys(cells, *homes, self._public, self.bits, self._zone_of, keys)
        keys = keys[:found]
        keys.sort()
        return keys


@compiled
def _fill_keys(
    cells: Integers,
    group: Integers,
    income: Integers,
    sector: Integers,
    public: bool,
    bits: int,
    zone_of: Integers,
    keys: Integers,
) -> int:
    """Fill in the keys of the households of some cells, return how many there are."""
    found = 0
    for k in range(len(cells)):
        if group[k] >= 0 and (sector[k] == 0 or not public):
            keys[found] = (income[k] << bits) | zone_of[cells[k]]
            found += 1
    return found


STRIDE = 16
"""Keys that are skipped at once while the next change is far."""


@compiled
def exchange(keys: Integers, gone: Integers, new: Integers, kept: Integers) -> None:
    """Fill `kept` with the sorted keys without those that are gone, once each, and with the new.

    All arrays are sorted; every key that is gone is among the keys. Places in arrays are unsigned,
    which spares a test for negative ones.
    """
    read, place, left, came = 0, 0, 0, 0
    while left < len(gone) or came < len(new):
        leaves = came == len(new) or (left < len(gone) and gone[left] <= new[came])
        until = gone[left] if leaves else new[came]
        stop = read
        while stop + STRIDE <= len(keys) and keys[np.uint64(stop + STRIDE - 1)] < until:
            stop += STRIDE
        while stop < len(keys) and keys[np.uint64(stop)] < until:
            stop += 1
        for k in range(stop - read):
            kept[np.uint64(place + k)] = keys[np.uint64(read + k)]
        read, place = stop, place + stop - read
        if leaves:
            read, left = read + 1, left + 1
        else:
            kept[place] = until
            place, came = place + 1, came + 1
    for k in range(len(keys) - read):
        kept[np.uint64(place + k)] = keys[np.uint64(read + k)]
