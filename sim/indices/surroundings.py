"""What lies around every cell or point, near or far by a kernel.

Reardon and O'Sullivan (2004), Sociological Methodology 34:121-162: a household's surroundings are
the households near it, its own included, each weighted by a kernel of its distance. Indices weigh
every place by the households that live there, and compare with the shares of the whole city;
neither is smoothed, so edges, vacancies and a varying density do no harm.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Integers
from sim.indices.distances import SAME
from sim.indices.grid import refuse_overlap, window_of
from sim.indices.kernels import (
    check,
    clipped,
    narrow,
    reach,
    running_sums,
    smooth,
    sum_window,
    weights,
)
from sim.indices.table import whole

PAIRS = 1 << 20
"""Pairs of points that are held at once."""


def of_cells(
    counts: ArrayLike, radius: float, kernel: str = "uniform", torus: bool = False
) -> Floats:
    """Return the households of each group around every cell, weighted by a kernel.

    Parameters
    ----------
    counts : array_like of int, shape (groups, rows, cols)
        Households of each group in each cell; 0 where nobody lives.
    radius : float
        Of the kernel, cells.
    kernel : str
        `uniform` (cells whose centre is at most the radius away; at 1.5 the square of 3 x 3),
        `biweight` or `gaussian`; see `kernels.weights`. The cell itself weighs 1.
    torus : bool
        Whether the edges of the grid meet; distances are then the shorter way round.

    Returns
    -------
    ndarray of float64, shape (groups, rows, cols)
        Whole numbers, exact, for the uniform kernel.

    Raises
    ------
    ValueError
        If counts have another shape, are negative or not whole; the radius is negative, or, but
        for the gaussian kernel, would meet itself on a torus; there is no such kernel.

    Notes
    -----
    The uniform kernel takes one step for each row of the disk, the others a Fourier transform
    whatever the radius.
    """
    array = np.asarray(counts)
    if array.ndim != 3:
        raise ValueError(f"counts must have the shape (groups, rows, cols), not {array.shape}")
    return around_cells(_whole(array), radius, kernel, torus)


def around_cells(
    counts: Integers, radius: float, kernel: str, torus: bool, power: int = 1
) -> Floats:
    """Return sums around cells with a power of the weights; see `of_cells`."""
    check(radius, kernel)
    rows, cols = counts.shape[-2:]
    if kernel == "uniform":
        return Disks(counts, [radius], torus)(radius).astype(np.float64)
    if torus and kernel == "biweight":
        refuse_overlap(int(radius), rows, cols)
    return smooth(counts.astype(np.float64), radius, kernel, torus, power)


class Disks:
    """Sums over disks around every cell: one run along the rows serves every radius.

    Parameters
    ----------
    counts : ndarray of int, shape (groups, rows, cols)
    radii : sequence of float
        That will be asked for.
    torus : bool

    Attributes
    ----------
    cells : int
        Of the largest disk.
    """

    def __init__(self, counts: Integers, radii: Sequence[float], torus: bool) -> None:
        self._shape, self._torus = counts.shape, torus
        rows, cols = counts.shape[1:]
        windows = {radius: window_of(radius, rows, cols, torus) for radius in radii}
        self._half = {radius: clipped(each, rows, cols) for radius, each in windows.items()}
        pad = max((int(half.max()) for half in self._half.values()), default=0)
        around_once = int(counts.sum(axis=(1, 2)).max(initial=0))
        self.cells = max((each.cells for each in windows.values()), default=0)
        most = int(counts.max(initial=0)) * max(2 * pad + cols, self.cells)
        kind = narrow(min(most, 2 * around_once))
        self._sums = running_sums(counts, pad, torus, kind)
        self._out = np.zeros(counts.shape, dtype=kind)

    def __call__(self, radius: float) -> Integers:
        """Return the sums, shape (groups, rows, cols); overwritten by the next call."""
        for sums, out in zip(self._sums, self._out, strict=True):
            sum_window(sums, self._half[radius], self._torus, out)
        return self._out


def of_points(counts: ArrayLike, xy: ArrayLike, radius: float, kernel: str = "uniform") -> Floats:
    """Return the households of each group around every unit, weighted by a kernel of distance.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
        Households of each group in each unit.
    xy : array_like of float, shape (units, 2)
        Where the units are, in a unit of length in which they lie flat.
    radius : float
        Of the kernel, in the same unit.
    kernel : str
        As in `of_cells`. The unit itself weighs 1.

    Returns
    -------
    ndarray of float64, shape (units, groups)

    Raises
    ------
    ValueError
        If shapes differ, counts are negative or not whole, a place is not a number, the radius is
        negative or there is no such kernel.

    Notes
    -----
    Memory grows with units and not with pairs, of which some 2**20 are held at once. Units that
    rounding alone puts beyond the radius of the uniform kernel, by 1e-9 of it, are within it.
    """
    check(radius, kernel)
    array = np.asarray(counts)
    if array.ndim != 2:
        raise ValueError(f"counts must have the shape (units, groups), not {array.shape}")
    number = _whole(array).astype(np.float64)
    places = np.asarray(xy, dtype=np.float64)
    if places.shape != (len(number), 2):
        raise ValueError(f"xy must have the shape ({len(number)}, 2), not {places.shape}")
    if not np.isfinite(places).all():
        raise ValueError("xy must be numbers: a unit without a place has no surroundings")
    return _sums_over_pairs(number, places, radius, kernel)


def _sums_over_pairs(number: Floats, places: Floats, radius: float, kernel: str) -> Floats:
    """Return the sums block by block of units, through the pairs that a tree finds near.

    Where most pairs are near, all are taken.
    """
    from scipy.spatial import cKDTree

    units = len(number)
    out = np.zeros_like(number)
    if units == 0:
        return out
    if kernel == "uniform":
        radius *= 1.0 + SAME
    tree = cKDTree(places)
    far = reach(radius, kernel) * (1.0 + 1e-9)
    near = tree.query_ball_point(places, far, return_length=True)
    dense = 8 * int(near.sum()) > units * units
    for first, last in _blocks(np.full(units, units) if dense else near):
        here = places[first:last]
        if dense:
            away = here[:, None, :] - places
            weight = weights((away * away).sum(axis=-1), radius, kernel)
            out[first:last] = weight @ number
            continue
        pairs = cKDTree(here).sparse_distance_matrix(tree, far, output_type="ndarray")
        one, other = pairs["i"], pairs["j"]
        away = here[one] - places[other]
        weight = weights((away * away).sum(axis=-1), radius, kernel)
        for m in range(number.shape[1]):
            met = weight * number[other, m]
            out[first:last, m] = np.bincount(one, weights=met, minlength=last - first)
    return out


def _blocks(near: Integers) -> Iterator[tuple[int, int]]:
    """Yield ranges of units with some `PAIRS` pairs in all, or of one unit with more."""
    ends = np.cumsum(near)
    first = 0
    while first < len(near):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + PAIRS, side="right")))
        yield first, last
        first = last


def _whole(counts: np.ndarray) -> Integers:
    """Return counts that are whole and not negative."""
    whole(counts, "counts of households")
    if counts.size and counts.min() < 0:
        raise ValueError(f"counts must be at least 0, not {counts.min()}")
    return counts.astype(np.int64)
