"""Households in order of income, kept from month to month: few of them change in one month."""

import numpy as np

from sim.compiled import compiled
from sim.indices.base import Integers
from sim.measurement.changes import Changes, Homes


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
        self.bits = max(1, int(zone_of.max())).bit_length() + 1
        self._zone_of = zone_of
        self._sorted, self._spare = np.zeros((2, len(zone_of)), dtype=np.int64)
        self._households = 0

    def update(self, changes: Changes) -> Integers:
        """Let households come and go; return the sorted keys, overwritten by the next update but
        one."""
        keys = self._sorted[: self._households]
        gone, new = (
            self._keys(changes.cells, changes.before),
            self._keys(changes.cells, changes.after),
        )
        self._households += len(new) - len(gone)
        self._sorted, self._spare = self._spare, self._sorted
        exchange(keys, gone, new, self._sorted)
        return self._sorted[: self._households]

    def _keys(self, cells: Integers, homes: Homes) -> Integers:
        """Return the sorted keys of the households of some cells."""
        keys = np.empty(len(cells), dtype=np.int64)
        return np.sort(keys[: _fill_keys(cells, *homes, self.bits, self._zone_of, keys)])


@compiled
def _fill_keys(
    cells: Integers,
    group: Integers,
    income: Integers,
    sector: Integers,
    bits: int,
    zone_of: Integers,
    keys: Integers,
) -> int:
    """Fill in the keys of the households of some cells, return how many there are."""
    found = 0
    for k in range(len(cells)):
        if group[k] >= 0:
            keys[found] = (income[k] << bits) | (zone_of[cells[k]] << 1) | (sector[k] == 0)
            found += 1
    return found


@compiled
def exchange(keys: Integers, gone: Integers, new: Integers, kept: Integers) -> None:
    """Fill `kept` with the sorted keys without those that are gone, once each, and with the new.

    All arrays are sorted; every key that is gone is among the keys.
    """
    read, place, left, came = 0, 0, 0, 0
    while left < len(gone) or came < len(new):
        leaves = came == len(new) or (left < len(gone) and gone[left] <= new[came])
        until = gone[left] if leaves else new[came]
        while read < len(keys) and keys[read] < until:
            kept[place] = keys[read]
            read, place = read + 1, place + 1
        if leaves:
            read, left = read + 1, left + 1
        else:
            kept[place] = until
            place, came = place + 1, came + 1
    for key in keys[read:]:
        kept[place] = key
        place += 1
