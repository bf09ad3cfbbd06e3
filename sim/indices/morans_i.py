"""Moran's I: whether neighbouring units have similar values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers


@dataclass(frozen=True)
class Contiguity:
    """Which units touch: neighbours of unit i are `neighbour[start[i]:start[i + 1]]`, ascending.

    Attributes
    ----------
    start : ndarray of int64, shape (units + 1,)
    neighbour : ndarray of int64, shape (links,)
    """

    start: Integers
    neighbour: Integers


def contiguity(labels: ArrayLike, torus: bool = False, queen: bool = True) -> Contiguity:
    """Return which units touch on a grid of cells.

    Parameters
    ----------
    labels : array_like of int, shape (rows, cols)
        Unit of each cell, from 0; -1 for a cell of no unit. Each cell its own unit gives the
        lattice.
    torus : bool
        Whether the edges of the grid meet.
    queen : bool
        Whether a common corner is enough; otherwise a common edge is needed (rook).
    """
    grid = np.asarray(labels).astype(np.int64)
    units = int(grid.max()) + 1
    shifts = [(0, 1), (1, 0)] + ([(1, 1), (1, -1)] if queen else [])
    links = []
    for down, right in shifts:
        here, there = grid, np.roll(grid, (-down, -right), axis=(0, 1))
        if not torus:
            columns = slice(0, grid.shape[1] - 1) if right == 1 else slice(1 if right else 0, None)
            here = here[: grid.shape[0] - down, columns]
            there = there[: grid.shape[0] - down, columns]
        touch = (here != there) & (here >= 0) & (there >= 0)
        links += [here[touch] * units + there[touch], there[touch] * units + here[touch]]
    pairs = np.unique(np.concatenate(links))
    start = np.searchsorted(pairs, np.arange(units + 1) * units)
    return Contiguity(start.astype(np.int64), pairs % units)


def morans_i(values: ArrayLike, contiguous: Contiguity, standardised: bool = True) -> Floats:
    """Return Moran's I of a value by unit.

    Parameters
    ----------
    values : array_like of float, shape (..., units)
        NaN for a unit that is to be left out (no households): it is nobody's neighbour.
    contiguous : Contiguity
        Which units touch.
    standardised : bool
        Whether each unit's neighbours have weights that sum to 1 (the usual choice); otherwise
        every link weighs 1.

    Returns
    -------
    ndarray of float64, shape (...)
        About -1 to 1; NaN when the values do not vary or no two units touch.

    Notes
    -----
    I = (N / W) sum_ij w_ij z_i z_j / sum_i z_i^2. Moran (1950), Biometrika 37:17-23.
    """
    array = np.asarray(values, dtype=np.float64)
    rows = np.ascontiguousarray(array.reshape(-1, array.shape[-1]))
    found = _morans_i(rows, contiguous.start, contiguous.neighbour, standardised)
    return np.asarray(found.reshape(array.shape[:-1]))


@compiled
def _morans_i(values: Floats, start: Integers, neighbour: Integers, standardised: bool) -> Floats:
    """Return Moran's I of each row of values, NaN where it is undefined."""
    rows, units = values.shape
    out = np.full(rows, np.nan)
    away = np.zeros(units)
    for r in range(rows):
        size, summed, low, high = 0, 0.0, np.inf, -np.inf
        for i in range(units):
            value = values[r, i]
            if value == value:
                size += 1
                summed += value
                low, high = min(low, value), max(high, value)
        if size < 2 or low == high:
            continue
        mean, spread = summed / size, 0.0
        for i in range(units):
            away[i] = values[r, i] - mean
            if away[i] == away[i]:
                spread += away[i] * away[i]
        crossed, weights = 0.0, 0.0
        for i in range(units):
            if away[i] != away[i]:
                continue
            near, links = 0.0, 0
            for k in range(start[i], start[i + 1]):
                other = away[neighbour[k]]
                if other == other:
                    near += other
                    links += 1
            if links > 0:
                crossed += away[i] * (near / links if standardised else near)
                weights += 1.0 if standardised else links
        if weights > 0:
            out[r] = size / weights * crossed / spread
    return out


def expected(counts: ArrayLike) -> float:
    """Return -1 / (N - 1), N occupied units: exact when units are exchangeable (equal sizes).

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
    """
    units = int(np.count_nonzero(np.asarray(counts).sum(axis=-1)))
    return -1.0 / (units - 1) if units > 1 else float("nan")


INDEX = Index(
    name="morans_i",
    symbol="I",
    label="Moran's I",
    definition="Correlation between a unit's value and the mean of the units that touch it.",
    dimension="clustering",
    low=-1.0,
    high=1.0,
    citation="Moran 1950",
    spatial=True,
    data="lattice",
    undefined="the units' values do not vary, or no two units touch",
    function=morans_i,
    expected=expected,
    expected_note="-1 / (N - 1), exact for units of equal size",
    correction="none",
)
