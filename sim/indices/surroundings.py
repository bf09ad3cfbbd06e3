"""What lies around every cell or point, near or far by a kernel, and what indices need of it.

Reardon and O'Sullivan (2004), Sociological Methodology 34:121-162: a household's surroundings are
the households near it, its own included, each weighted by a kernel of its distance. Indices weigh
every place by the households that live there, and compare with the shares of the whole city;
neither is smoothed, so edges, vacancies and a varying density do no harm.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Integers
from sim.indices.grid import months_of, refuse_overlap, totals_of, window_of
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
from sim.indices.logarithms import n_log_n

PAIRS = 1 << 20
"""Pairs of points that are held at once."""


# Counts around cells and points -------------------------------------------------------------------


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
    return _around(_whole(array), radius, kernel, torus)


def _around(counts: Integers, radius: float, kernel: str, torus: bool, power: int = 1) -> Floats:
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
    Memory grows with units and not with pairs, of which some 2**20 are held at once.
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
    if counts.dtype.kind not in "biu" and not np.array_equal(counts, np.floor(counts)):
        raise ValueError("counts must be whole numbers of households")
    if counts.size and counts.min() < 0:
        raise ValueError(f"counts must be at least 0, not {counts.min()}")
    return counts.astype(np.int64)


# What the indices need of them --------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """Sums over all households of what lies around them: enough for every index of surroundings.

    Attributes
    ----------
    totals : ndarray of float64, shape (..., groups)
        Households of each group, T_m.
    entropy : ndarray of float64, shape (...)
        Sum over households of the entropy of their surroundings, nats.
    interaction : ndarray of float64, shape (...)
        Sum over households of the chance that two draws from their surroundings, one after the
        other with the first put back, are of different groups.
    deviation : ndarray of float64, shape (...)
        Sum over households and groups of |share around T - T_m|.
    met : ndarray of float64, shape (..., groups, groups)
        Sum over the households of the first group of the share of the second around them.
    """

    totals: Floats
    entropy: Floats
    interaction: Floats
    deviation: Floats
    met: Floats


def summarise(
    grid: ArrayLike,
    radii: Sequence[float],
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> list[Summary]:
    """Return what all indices of surroundings need of a grid, at many radii.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    radii : sequence of float
        Cells.
    groups : int, optional
        Number of groups; by default those up to the largest that appears.
    torus : bool
        Whether the edges of the grid meet.
    kernel : str
        See `of_cells`.

    Returns
    -------
    list of Summary
        One for each radius; leading axes are those of `grid`.

    Raises
    ------
    ValueError
        If a radius is negative or would meet itself on a torus, there is no such kernel, or the
        grid holds what is no group.
    """
    for radius in radii:
        check(radius, kernel)
    months, number = months_of(grid, groups)
    totals = totals_of(months, number)
    sums = np.zeros((len(radii), len(months), 3))
    met = np.zeros((len(radii), len(months), number, number))
    fill = _fill_by_disks if kernel == "uniform" else _fill_by_kernel
    for k, month in enumerate(months):
        fill(month, totals[k], radii, torus, kernel, sums[:, k], met[:, k])
    shape = np.shape(grid)[:-2]
    return [
        Summary(
            totals.astype(np.float64).reshape(*shape, number),
            one[:, 0].reshape(shape),
            one[:, 1].reshape(shape),
            one[:, 2].reshape(shape),
            each.reshape(*shape, number, number),
        )
        for one, each in zip(sums, met, strict=True)
    ]


def _fill_by_disks(
    lives: Integers,
    totals: Integers,
    radii: Sequence[float],
    torus: bool,
    kernel: str,
    sums: Floats,
    met: Floats,
) -> None:
    """Fill in the sums of one grid at every radius, by whole counts."""
    present = lives == np.arange(len(totals))[:, None, None]
    disks = Disks(present.view(np.int8), radii, torus)
    table = n_log_n(min(int(totals.sum()), disks.cells))
    for k, radius in enumerate(radii):
        _add_up(lives, disks(radius), totals, table, sums[k], met[k])


def _fill_by_kernel(
    lives: Integers,
    totals: Integers,
    radii: Sequence[float],
    torus: bool,
    kernel: str,
    sums: Floats,
    met: Floats,
) -> None:
    """Fill in the sums of one grid at every radius, by weighted counts."""
    here = lives >= 0
    present = lives == np.arange(len(totals))[:, None, None]
    for k, radius in enumerate(radii):
        around = _around(present, radius, kernel, torus)
        found = summary_of(present[:, here].T, around[:, here].T)
        sums[k] = found.entropy, found.interaction, found.deviation
        met[k] = found.met


@compiled
def _add_up(
    lives: Integers, around: Integers, totals: Integers, table: Floats, sums: Floats, met: Floats
) -> None:
    """Add up what `Summary` holds, row by row, of the cells with a household.

    Parameters
    ----------
    lives : ndarray of int64, shape (rows, cols)
    around : ndarray of int, shape (groups, rows, cols)
    totals : ndarray of int64, shape (groups,)
    table : ndarray of float64
        n ln n.
    sums : ndarray of float64, shape (3,)
        Entropy, interaction and deviation.
    met : ndarray of float64, shape (groups, groups)
    """
    groups, rows, cols = around.shape
    everybody = 0
    for m in range(groups):
        everybody += totals[m]
    seen = np.zeros((groups, groups))
    for r in range(rows):
        entropy, interaction, deviation = 0.0, 0.0, 0.0
        seen[:] = 0.0
        for c in range(cols):
            own = lives[r, c]
            if own < 0:
                continue
            near, squares, inside = np.int64(0), np.int64(0), 0.0
            for m in range(groups):
                number = np.int64(around[m, r, c])
                near += number
                squares += number * number
                inside += table[number]
            away, each = np.int64(0), 1.0 / near
            for m in range(groups):
                number = np.int64(around[m, r, c])
                away += abs(number * everybody - near * totals[m])
                seen[own, m] += number * each
            entropy += (table[near] - inside) * each
            interaction += (near * near - squares) / (near * near)
            deviation += away / near
        sums[0] += entropy
        sums[1] += interaction
        sums[2] += deviation
        met += seen


def summary_of(counts: ArrayLike, around: ArrayLike) -> Summary:
    """Return what all indices of surroundings need of true counts and those around.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of each group in each unit.
    around : array_like of float, shape (..., units, groups)
        Weighted households around it, its own included; from `of_points`, for example.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    lives, near = np.asarray(counts, dtype=np.float64), np.asarray(around, dtype=np.float64)
    if lives.shape != near.shape or lives.ndim < 2:
        raise ValueError(
            f"counts and what lies around must both have the shape (..., units, groups), not "
            f"{lives.shape} and {near.shape}"
        )
    size = near.sum(axis=-1, keepdims=True)
    share = np.zeros_like(near)
    np.divide(near, size, out=share, where=size > 0)
    totals, here = lives.sum(axis=-2), lives.sum(axis=-1)
    everybody = here.sum(axis=-1)[..., None, None]
    entropy = -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=-1)
    apart = np.abs(share * everybody - totals[..., None, :]).sum(axis=-1)
    groups = lives.shape[-1]
    met = [(lives[..., m, None] * share).sum(axis=-2) for m in range(groups)]
    return Summary(
        totals,
        (here * entropy).sum(axis=-1),
        (here * (1.0 - (share * share).sum(axis=-1))).sum(axis=-1),
        (here * apart).sum(axis=-1),
        np.stack(met, axis=-2),
    )


def company(
    grid: ArrayLike, radius: float, torus: bool = False, kernel: str = "uniform"
) -> tuple[Floats, Floats]:
    """Return the weight of all households around each household, its own included, and of squares.

    What chance needs to know of surroundings: households that are shuffled over the same homes keep
    it.

    Parameters
    ----------
    grid : array_like of int, shape (rows, cols)
    radius : float
    torus : bool
    kernel : str
        As in `summarise`.

    Returns
    -------
    tuple of ndarray of float64, both of shape (households,)
        Sums of weights, and of their squares, at least 1; equal for the uniform kernel.
    """
    lives = months_of(grid)[0][0] >= 0
    weight = _around(lives[None], radius, kernel, torus)[0][lives]
    if kernel == "uniform":
        return weight, weight
    return weight, _around(lives[None], radius, kernel, torus, power=2)[0][lives]


def settled(values: Floats) -> Floats:
    """Return values without the rounding errors about 0, the value of an even city."""
    return np.where(np.abs(values) < 1e-12, 0.0, values)
