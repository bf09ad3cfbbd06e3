"""Sums over a window around every cell, for all groups at once.

The number of each group in a cell is packed into a few bits of one integer; a summed-area table
then gives the counts of all groups in a rectangle with four additions, and a disk is a staircase
whose corners are the only cells of the table that matter.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Integers


@dataclass(frozen=True)
class Window:
    """The cells around a cell, as corners of the summed-area table.

    Attributes
    ----------
    reach : int
        Largest distance along an axis, cells.
    cells : int
        Number of cells, the centre included.
    plus, minus : ndarray of int64, shape (corners, 2)
        Rows down and columns right, from the cell's own corner, of the corners to add and to
        subtract. By symmetry they are equally many, an even number.
    """

    reach: int
    cells: int
    plus: Integers
    minus: Integers


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
    return _window(offsets[:, None] ** 2 + offsets**2 <= radius * radius)


def square(reach: int) -> Window:
    """Return the square of side 2 `reach` + 1 around a cell; reach 1 is Moore's neighbourhood."""
    return _window(np.ones((2 * reach + 1, 2 * reach + 1), dtype=bool))


def _window(inside: NDArray[np.bool_]) -> Window:
    reach = len(inside) // 2
    padded = np.pad(inside.astype(np.int64), 1)
    corner = padded[:-1, :-1] - padded[1:, :-1] - padded[:-1, 1:] + padded[1:, 1:]
    plus, minus = (np.argwhere(sign * corner > 0) - reach for sign in (1, -1))
    return Window(reach, int(inside.sum()), plus, minus)


@dataclass(frozen=True)
class Plan:
    """How the counts of one grid are packed and padded.

    Attributes
    ----------
    rows, cols, groups, pad : int
        Size of the grid, number of groups, width of the border around it.
    bits : int
        Bits of one count.
    word, shift : ndarray of int64, shape (groups,)
        Integer that holds the count of each group, and its first bit there.
    words : ndarray of int64, shape (groups + 1, integers)
        What a cell adds, by group; the last row, for a cell without a household, is 0.
    source : ndarray of int64, shape (rows + 2 pad, cols + 2 pad)
        Cell that each padded cell shows; -1 beyond the edge.
    """

    rows: int
    cols: int
    groups: int
    pad: int
    bits: int
    word: Integers
    shift: Integers
    words: Integers
    source: Integers


def plan(rows: int, cols: int, groups: int, windows: list[Window], torus: bool) -> Plan:
    """Return the plan that serves all the windows.

    Raises
    ------
    ValueError
        If the edges meet and a window would meet itself around the grid.
    """
    pad = max(window.reach for window in windows)
    if torus and 2 * pad + 1 > min(rows, cols):
        raise ValueError(
            f"a window of radius {pad} meets itself on a torus of {rows} x {cols} cells; "
            f"the largest radius there is {(min(rows, cols) - 1) // 2}"
        )
    bits = max(window.cells for window in windows).bit_length()
    whole = ((rows + 2 * pad) * (cols + 2 * pad)).bit_length()
    per_word = max(1, (62 - whole) // bits + 1)
    word, place = np.divmod(np.arange(groups, dtype=np.int64), per_word)
    words = np.zeros((groups + 1, int(word[-1]) + 1), dtype=np.int64)
    words[np.arange(groups), word] = 1 << bits * place
    cells = np.arange(rows * cols, dtype=np.int64).reshape(rows, cols)
    padded = np.pad(cells, pad, mode="wrap") if torus else np.pad(cells, pad, constant_values=-1)
    return Plan(rows, cols, groups, pad, bits, word, bits * place, words, padded)


def summed_areas(plan: Plan, group: NDArray[Any], out: Integers | None = None) -> Integers:
    """Return the summed-area tables of the packed counts.

    Parameters
    ----------
    plan : Plan
    group : ndarray of int, shape (rows * cols,)
        Group of each cell's household, -1 where there is none.
    out : ndarray of int64, optional
        A table that an earlier call returned, to be filled again.

    Returns
    -------
    ndarray of int64, shape (integers, rows + 2 pad + 1, cols + 2 pad + 1)
    """
    high, wide = plan.source.shape
    if out is None:
        out = np.zeros((plan.words.shape[1], high + 1, wide + 1), dtype=np.int64)
    _sum_areas(group, plan.source, plan.words, out)
    return out


@compiled
def _sum_areas(group: NDArray[Any], source: Integers, words: Integers, table: Integers) -> None:
    """Fill the summed-area tables."""
    high, wide = source.shape
    for w in range(len(table)):
        for r in range(high):
            run = 0
            for c in range(wide):
                cell = source[r, c]
                if cell >= 0:
                    run += words[group[cell], w]
                table[w, r + 1, c + 1] = table[w, r, c + 1] + run


def around(plan: Plan, table: Integers, window: Window, out: Integers | None = None) -> Integers:
    """Return the packed counts in the window around every cell.

    Parameters
    ----------
    plan : Plan
    table : ndarray of int64
        From `summed_areas`.
    window : Window
        One of those the plan was made for.
    out : ndarray of int64, optional
        An array that an earlier call returned, to be filled again.

    Returns
    -------
    ndarray of int64, shape (integers, rows, cols)
    """
    if out is None:
        out = np.zeros((len(table), plan.rows, plan.cols), dtype=np.int64)
    _add_corners(table, plan.pad, window.plus, window.minus, out)
    return out


@compiled
def _add_corners(table: Integers, pad: int, plus: Integers, minus: Integers, out: Integers) -> None:
    """Add up the corners of the window, one row of cells at a time, four corners at a time."""
    words, rows, cols = out.shape
    for w in range(words):
        for r in range(rows):
            line = out[w, r]
            line[:] = 0
            for k in range(0, len(plus), 2):
                a, b = pad + plus[k, 1], pad + plus[k + 1, 1]
                c, d = pad + minus[k, 1], pad + minus[k + 1, 1]
                first = table[w, r + pad + plus[k, 0], a : a + cols]
                second = table[w, r + pad + plus[k + 1, 0], b : b + cols]
                third = table[w, r + pad + minus[k, 0], c : c + cols]
                fourth = table[w, r + pad + minus[k + 1, 0], d : d + cols]
                for i in range(cols):
                    line[i] += first[i] + second[i] - third[i] - fourth[i]
