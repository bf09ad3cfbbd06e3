"""Moran's I: whether neighbouring units have similar values."""

import math
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
        From 0 to the number of links, ascending.
    neighbour : ndarray of int64, shape (links,)
        Below the number of units.

    Raises
    ------
    ValueError
        If the two are not as said.
    """

    start: Integers
    neighbour: Integers

    def __post_init__(self) -> None:
        if any(each.ndim != 1 or each.dtype != np.int64 for each in (self.start, self.neighbour)):
            raise ValueError("start and neighbour must be of int64, with one axis each")
        ends = self.start[[0, -1]].tolist() if len(self.start) else []
        if ends != [0, len(self.neighbour)] or (np.diff(self.start) < 0).any():
            raise ValueError(f"start must ascend from 0 to the {len(self.neighbour)} links")
        lost = (self.neighbour < 0) | (self.neighbour >= self.units)
        if lost.any():
            first = self.neighbour[lost][0]
            raise ValueError(f"neighbour {first} is none of the {self.units} units from 0")

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.start) - 1


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
    units = int(grid.max(initial=-1)) + 1
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
        About -1 to 1, and beyond where some units touch none; NaN when the values do not vary or
        no two units touch.

    Raises
    ------
    ValueError
        If there is not one value, finite or NaN, for each unit.

    Notes
    -----
    I = (N / W) sum_ij w_ij z_i z_j / sum_i z_i^2. Moran (1950), Biometrika 37:17-23. Units that
    touch none count in N and not in W: the bounds are those of the eigenvalues of the weights,
    times N / W (de Jong, Sprenger and van Veen 1984, Geographical Analysis 16:17-24).
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim < 1 or array.shape[-1] != contiguous.units:
        raise ValueError(
            f"values must have the shape (..., {contiguous.units}), one for each unit, "
            f"not {array.shape}"
        )
    if np.isinf(array).any():
        raise ValueError("values must be finite, or NaN for a unit that is left out")
    if array.size == 0:
        return np.full(array.shape[:-1], np.nan)
    by_unit = np.ascontiguousarray(array.reshape(-1, array.shape[-1]).T)
    away, present = np.zeros((2, *by_unit.shape))
    _deviations(by_unit, away, present)
    found = _morans_i(away, present, contiguous.start, contiguous.neighbour, standardised)
    found[np.fmin.reduce(by_unit) == np.fmax.reduce(by_unit)] = np.nan
    return np.asarray(found.reshape(array.shape[:-1]))


@compiled
def _deviations(values: Floats, away: Floats, present: Floats) -> None:
    """Fill in each column's deviations from its mean, and 1 where there is a value.

    Both stay 0 where there is none.
    """
    units, columns = values.shape
    size, mean = np.zeros((2, columns))
    for i in range(units):
        for m in range(columns):
            value = values[i, m]
            present[i, m] = 1.0 if value == value else 0.0
            size[m] += present[i, m]
            mean[m] += value if value == value else 0.0
    for m in range(columns):
        mean[m] /= max(size[m], 1.0)
    for i in range(units):
        for m in range(columns):
            away[i, m] = values[i, m] - mean[m] if present[i, m] > 0.0 else 0.0


@compiled
def _morans_i(
    away: Floats, present: Floats, start: Integers, neighbour: Integers, standardised: bool
) -> Floats:
    """Return Moran's I of each column of deviations; NaN without a link or a spread.

    Deviations are 0 where a unit is left out, and `present` is 0 there, else 1. The loop goes unit
    by unit, so that several columns are done at once.
    """
    units, columns = away.shape
    spread, crossed, weights, size = np.zeros((4, columns))
    near, links = np.zeros((2, columns))
    for i in range(units):
        near[:], links[:] = 0.0, 0.0
        for other in neighbour[start[i] : start[i + 1]]:
            for m in range(columns):
                near[m] += away[other, m]
                links[m] += present[other, m]
        for m in range(columns):
            linked = present[i, m] if links[m] > 0.0 else 0.0
            share = max(links[m], 1.0) if standardised else 1.0
            crossed[m] += away[i, m] * (near[m] / share) * linked
            weights[m] += linked if standardised else linked * links[m]
            spread[m] += away[i, m] * away[i, m]
            size[m] += present[i, m]
    out = np.full(columns, np.nan)
    for m in range(columns):
        if weights[m] > 0.0 and spread[m] > 0.0:
            out[m] = size[m] / weights[m] * crossed[m] / spread[m]
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
    formula="I = (N / W) Σ_i Σ_j w_ij z_i z_j / Σ_i z_i², z_i the deviation of unit i's value from "
    "the mean of the N units, w_ij the weight of unit j among those that touch i, W their sum",
    reading="0.6: a unit whose share of the group is ten points above the mean has neighbours that "
    "are six points above it, on average. It goes from about −1, a checkerboard, to 1; chance is "
    "about 0.",
    level="Units that touch, some dozens or more; the value depends on whether corners count, on "
    "the edge and on the size of units, which must be said. Where "
    "some units touch none it can pass −1 and 1.",
    dimension="clustering",
    low=-math.inf,
    high=math.inf,
    citation="Moran 1950",
    spatial=True,
    data="lattice",
    undefined="the units' values do not vary, or no two units touch",
    function=morans_i,
    expected=expected,
    expected_note="-1 / (N - 1), exact for units of equal size",
    correction="none",
    even=None,
    divided=None,
)
