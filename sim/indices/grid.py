"""Grids of cells, and how many households of each group live around every cell as they come and go.

The counts around a cell are packed into one integer, a few bits each (into more than one where
there are more than four groups). A household that comes or goes adds to a run of cells in each row
of the window: only the two ends of the run are noted, and one sweep along the rows brings all
counts up to date. Where that would visit many cells for the sake of few, the few are counted one by
one instead.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Integers
from sim.indices.table import check_columns, whole

GROUPS = 4
"""Most groups in one integer: a constant, so that compiled loops over them are unrolled."""


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
    down = np.arange(-int(radius), int(radius) + 1)
    limit = radius * radius
    half = np.sqrt(limit - down * down).astype(np.int64)
    half -= half * half + down * down > limit  # a root may be rounded up to a whole number
    return Window(int((2 * half + 1).sum()), half)


def window_of(radius: float, rows: int, cols: int, torus: bool) -> Window:
    """Return the disk of a radius, no larger than what a grid without meeting edges can hold.

    Raises
    ------
    ValueError
        If the radius is negative, or the edges meet and the disk would meet itself.
    """
    window = disk(min(radius, float(rows + cols)))
    if torus:
        refuse_overlap(window.reach, rows, cols)
    return window


def refuse_overlap(reach: int, rows: int, cols: int) -> None:
    """Refuse a window that would meet itself around a grid whose edges meet.

    Raises
    ------
    ValueError
    """
    if 2 * reach + 1 > min(rows, cols):
        raise ValueError(
            f"a window of radius {reach} meets itself on a torus of {rows} x {cols} "
            f"cells; the largest radius there is {(min(rows, cols) - 1) // 2}"
        )


def months_of(grid: ArrayLike, groups: int | None = None) -> tuple[Integers, int]:
    """Return grids one after the other, and the number of groups.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    groups : int, optional
        Number of groups; by default those up to the largest that appears.

    Returns
    -------
    ndarray of int64, shape (months, rows, cols), and int
        At least one group.

    Raises
    ------
    ValueError
        If there are fewer than two axes, a cell is not a whole number from -1, or a group is not
        below `groups`.
    """
    cells = whole(grid, "groups of cells")
    if cells.ndim < 2:
        raise ValueError(f"a grid must have the shape (..., rows, cols), not {cells.shape}")
    if cells.size and cells.min() < -1:
        raise ValueError(f"a cell holds {cells.min()}; groups count from 0, and -1 is nobody")
    present = int(cells.max(initial=-1)) + 1
    number = max(1, present if groups is None else groups)
    if present > number:
        raise ValueError(f"the grid holds group {present - 1}, and there are {number} groups")
    months = math.prod(cells.shape[:-2])
    return cells.astype(np.int64).reshape(months, *cells.shape[-2:]), number


def number_of_groups(grid: ArrayLike, groups: int | None, *columns: int) -> int:
    """Return the number of groups: as given, or those that appear in a grid or are asked for.

    Raises
    ------
    ValueError
        If one that is asked for is none of those given.
    """
    present = int(np.max(grid, initial=-1)) + 1
    number = max(present, *(column + 1 for column in columns)) if groups is None else groups
    check_columns(number, *columns)
    return number


def totals_of(months: Integers, groups: int) -> Integers:
    """Return the households of each group, shape (months, groups), of grids one after the other."""
    number = [np.bincount(month[month >= 0], minlength=groups) for month in months]
    return np.array(number, dtype=np.int64).reshape(len(months), groups)


class Around:
    """Counts of households around every cell of a grid on which nobody lives at first.

    Parameters
    ----------
    rows, cols, groups : int
        Size of the grid and number of groups.
    window : Window
        The cells around a cell.
    torus : bool
        Whether the edges of the grid meet.

    Attributes
    ----------
    bits : int
        Bits of one count.
    each : int
        Groups in one integer, at most `GROUPS`; the bits above theirs are 0.
    packed : ndarray of int64, shape (integers, rows * cols)
        Around every cell: in the lowest bits of each integer the households of any group, in the
        next bits those of its first group, and so on.

    Raises
    ------
    ValueError
        If the edges meet and the window would meet itself around the grid.
    """

    def __init__(self, rows: int, cols: int, groups: int, window: Window, torus: bool) -> None:
        if torus:
            refuse_overlap(window.reach, rows, cols)
        self._window, self._torus = window, torus
        self.bits = min(window.cells, rows * cols).bit_length()
        self.each = min(GROUPS, 63 // self.bits - 1)
        integer, place = np.divmod(np.arange(groups, dtype=np.int64), self.each)
        integers = int(integer[-1]) + 1
        self._words = np.ones((integers, groups + 1), dtype=np.int64)
        self._words[integer, np.arange(groups)] += 1 << self.bits * (place + 1)
        self._words[:, -1] = 0  # nobody
        self._ends = np.zeros((rows, cols + 1), dtype=np.int64)
        self._changed = np.zeros((integers, rows * cols + 1), dtype=np.int64)
        self.packed = np.zeros((integers, rows * cols), dtype=np.int64)

    def update(self, cells: Integers, before: Integers, after: Integers) -> Integers:
        """Let households come and go; return the cells around which counts may have changed.

        Parameters
        ----------
        cells : ndarray of int64, shape (changes,)
            Where.
        before, after : ndarray of int64, shape (changes,)
            Group that lived and that lives there, -1 for nobody.

        Returns
        -------
        ndarray of int64
            Some cells more than once; overwritten by the next update.
        """
        half, torus, ends = self._window.half, self._torus, self._ends
        few = 4 * len(cells) * self._window.cells < self.packed.shape[1]
        lists = []
        for words, counts, changed in zip(self._words, self.packed, self._changed, strict=True):
            came = words.take(after, mode="wrap") - words.take(before, mode="wrap")
            if few:
                found = _add(cells, came, half, torus, counts.reshape(len(ends), -1), changed)
            else:
                _note_ends(cells, came, half, torus, ends)
                found = _sweep(ends, counts, changed)
            lists.append(changed[:found])
        return lists[0] if len(lists) == 1 else np.unique(np.concatenate(lists))


@compiled
def _add(
    cells: Integers,
    words: Integers,
    half: Integers,
    torus: bool,
    packed: Integers,
    changed: Integers,
) -> int:
    """Add each word to the counts around its cell; list the cells around it, return how many."""
    rows, cols = packed.shape
    found, reach = 0, len(half) // 2
    for k in range(len(cells)):
        row, col = cells[k] // cols, cells[k] % cols
        for down in range(-reach, reach + 1):
            for right in range(-half[down + reach], half[down + reach] + 1):
                r, c = row + down, col + right
                if torus:
                    r, c = r % rows, c % cols
                if r >= 0 and r < rows and c >= 0 and c < cols:
                    packed[r, c] += words[k]
                    changed[found] = r * cols + c
                    found += 1
    return found


@compiled
def _note_ends(
    cells: Integers, words: Integers, half: Integers, torus: bool, ends: Integers
) -> None:
    """Note where the runs of cells that each word is added to begin, and one cell after their end.

    Each row of `ends` has one place more than a row of cells.
    """
    rows, cols, reach = ends.shape[0], ends.shape[1] - 1, len(half) // 2
    for k in range(len(cells)):
        row, col = cells[k] // cols, cells[k] % cols
        for down in range(-reach, reach + 1):
            r, wide = row + down, half[down + reach]
            if torus:
                r %= rows
            if r < 0 or r >= rows:
                continue
            left, right = col - wide, col + wide + 1
            ends[r, max(left, 0)] += words[k]
            ends[r, min(right, cols)] -= words[k]
            if torus and left < 0:
                ends[r, cols + left] += words[k]
            if torus and right > cols:
                ends[r, 0] += words[k]
                ends[r, right - cols] -= words[k]


@compiled
def _sweep(ends: Integers, packed: Integers, changed: Integers) -> int:
    """Add up the runs along each row into the counts; list the cells that changed, return how many.

    The last place of `changed` is spare. Places in arrays are unsigned, which spares a test for
    negative ones.
    """
    rows, cols = ends.shape[0], ends.shape[1] - 1
    found = 0
    for r in range(rows):
        line, counts = ends[r], packed[r * cols : (r + 1) * cols]
        run = 0
        for c in range(cols):
            run += line[c]
            counts[c] += run
            changed[np.uint64(found)] = r * cols + c
            found += run != 0
        line[:] = 0
    return found
