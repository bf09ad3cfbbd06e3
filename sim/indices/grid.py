"""How many households of each group live around every cell, kept up to date as they come and go.

The counts around a cell are packed into one integer, a few bits each (into more than one where the
groups are many). A household that comes or goes adds to a run of cells in each row of the window:
only the two ends of the run are noted, and one sweep along the rows brings all counts up to date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Integers


@dataclass(frozen=True)
class Window:
    """The cells around a cell.

    Attributes
    ----------
    cells : int
        Number of cells, the centre included.
    half : ndarray of int64, shape (2 reach + 1,)
        For each row from the highest to the lowest, how many cells on either side of the middle.
    """

    cells: int
    half: Integers

    @property
    def reach(self) -> int:
        """Largest distance along an axis, cells."""
        return len(self.half) // 2


def disk(radius: float) -> Window:
    """Return the cells whose centre lies within `radius` cells of the centre, itself included.

    Raises
    ------
    ValueError
        If the radius is negative.
    """
    if radius < 0:
        raise ValueError(f"radius must be at least 0 cells, not {radius}")
    offsets = np.arange(-int(radius), int(radius) + 1)
    wide = (offsets[:, None] ** 2 + offsets**2 <= radius * radius).sum(axis=1)
    return Window(int(wide.sum()), wide // 2)


class Around:
    """Counts of households around every cell of a grid on which nobody lives at first.

    Parameters
    ----------
    rows, cols, groups : int
        Size of the grid and number of groups.
    windows : sequence of Window
        What is around a cell; the counts of each window are kept.
    torus : bool
        Whether the edges of the grid meet.

    Attributes
    ----------
    bits : int
        Bits of one count.
    each : int
        Groups in one integer.
    packed : ndarray of int64, shape (windows, integers, rows * cols)
        Around every cell: in the lowest bits of each integer the households of any group, in the
        next bits those of its first group, and so on.

    Raises
    ------
    ValueError
        If the edges meet and a window would meet itself around the grid.
    """

    def __init__(
        self, rows: int, cols: int, groups: int, windows: Sequence[Window], torus: bool
    ) -> None:
        reach = max(window.reach for window in windows)
        if torus and 2 * reach + 1 > min(rows, cols):
            raise ValueError(
                f"a window of radius {reach} meets itself on a torus of {rows} x {cols} "
                f"cells; the largest radius there is {(min(rows, cols) - 1) // 2}"
            )
        self._windows, self._torus = windows, torus
        largest = max(window.cells for window in windows)
        self.bits = min(largest, rows * cols).bit_length()
        self.each = 63 // self.bits - 1
        integers = -(-groups // self.each)
        integer, place = np.divmod(np.arange(groups, dtype=np.int64), self.each)
        self._words = np.zeros((groups + 1, integers), dtype=np.int64)
        self._words[1:] = 1
        self._words[np.arange(1, groups + 1), integer] += 1 << self.bits * (place + 1)
        self._ends = np.zeros((integers, rows, cols + 1), dtype=np.int64)
        self._changed = np.zeros(rows * cols + 1, dtype=np.int32)
        self.packed = np.zeros((len(windows), integers, rows * cols), dtype=np.int64)

    def update(
        self, cells: Integers, before: Integers, after: Integers
    ) -> Iterator[NDArray[np.int32]]:
        """Let households come and go; yield, window by window, the cells whose counts change.

        Parameters
        ----------
        cells : ndarray of int64, shape (changes,)
            Where.
        before, after : ndarray of int64, shape (changes,)
            Group that lived and that lives there, -1 for nobody.

        Yields
        ------
        ndarray of int32
            In ascending order; overwritten when the next is asked for.
        """
        for window, packed in zip(self._windows, self.packed, strict=True):
            half, ends = window.half, self._ends
            _note_ends(cells, before, after, self._words, half, self._torus, ends)
            yield self._changed[: _sweep(ends, packed, self._changed)]


@compiled
def _note_ends(
    cells: Integers,
    before: Integers,
    after: Integers,
    words: Integers,
    half: Integers,
    torus: bool,
    ends: Integers,
) -> None:
    """Note where the runs of cells that each change adds to begin, and one cell after their end."""
    integers, rows, cols = ends.shape[0], ends.shape[1], ends.shape[2] - 1
    reach = len(half) // 2
    for k in range(len(cells)):
        row, col = cells[k] // cols, cells[k] % cols
        for w in range(integers):
            word = words[after[k] + 1, w] - words[before[k] + 1, w]
            for down in range(-reach, reach + 1):
                r, wide = row + down, half[down + reach]
                if torus:
                    r %= rows
                if r < 0 or r >= rows:
                    continue
                left, right = col - wide, col + wide + 1
                ends[w, r, max(left, 0)] += word
                ends[w, r, min(right, cols)] -= word
                if torus and left < 0:
                    ends[w, r, cols + left] += word
                if torus and right > cols:
                    ends[w, r, 0] += word
                    ends[w, r, right - cols] -= word


@compiled
def _sweep(ends: Integers, packed: Integers, changed: NDArray[np.int32]) -> int:
    """Add up the runs along each row into the counts; list the cells that changed, return how many.

    The last place of `changed` is spare. Places in arrays are unsigned, which spares a test for
    negative ones.
    """
    integers, rows, cols = ends.shape[0], ends.shape[1], ends.shape[2] - 1
    found = 0
    for r in range(rows):
        differs = ends[0, r]
        for w in range(integers):
            line, counts = ends[w, r], packed[w, r * cols : (r + 1) * cols]
            run = 0
            for c in range(cols):
                run += line[c]
                line[c] = run
            for c in range(cols):
                counts[c] += line[c]
            if w > 0:
                for c in range(cols):
                    differs[c] |= line[c]
                line[:] = 0
        for c in range(cols):
            changed[np.uint64(found)] = r * cols + c
            found += differs[c] != 0
        differs[:] = 0
    return found
