"""Spatial information theory index: how much less diverse surroundings are than the city."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compiled import compiled
from sim.indices.base import Floats, Index, Integers, divide
from sim.indices.grid import GROUPS, Around, disk, months_of, totals_of
from sim.indices.hypergeometric import moments
from sim.indices.logarithms import n_log_n, x_log_x
from sim.indices.summary import Summary, company, settled, summarise, summary_of


def spatial_information_theory(
    grid: ArrayLike,
    radius: float,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> Floats:
    """Return the spatial information theory index of households on a grid of cells.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    radius : float
        How far a household's surroundings reach, its own cell included, cells.
    groups : int, optional
        Number of groups; by default those that appear.
    torus : bool
        Whether the edges of the grid meet.
    kernel : str
        What a household at a distance counts; see `kernels.weights`. `uniform`: all cells whose
        centre is at most `radius` away, with the same weight.

    Returns
    -------
    ndarray of float64, shape (...)
        At most 1 (no surroundings hold two groups, as at radius 0); 0 when all surroundings are as
        diverse as the city; below 0 when they are more diverse, as where one household of another
        group is met by many. NaN when fewer than two groups are present.

    Raises
    ------
    ValueError
        If the radius is negative, or would meet itself on a torus, a group is not below `groups`,
        or there is no such kernel.

    Notes
    -----
    H~ = 1 - sum_p tau_p E~_p / (T E), with the true households tau as weights and the true city
    shares. Reardon and O'Sullivan (2004), Sociological Methodology 34:121-162.
    """
    return from_summary(summarise(grid, [radius], groups, torus, kernel)[0])


def from_summary(summary: Summary) -> Floats:
    """Return the index from what `summarise` finds, at every radius and for every month at once."""
    return from_sum(summary.entropy, summary.totals)


def from_surroundings(counts: ArrayLike, around: ArrayLike) -> Floats:
    """Return the index of true counts and of those around; both of shape (..., units, groups)."""
    return from_summary(summary_of(counts, around))


class Diversity:
    """The entropy of what lies around every cell, kept up to date as households come and go.

    Parameters
    ----------
    rows, cols, groups : int
        Size of the grid, on which nobody lives at first, and number of groups.
    radius : float
        How far it is, cells.
    torus : bool
        Whether the edges of the grid meet.

    Raises
    ------
    ValueError
        If the radius is negative, or would meet itself on a torus.
    """

    def __init__(self, rows: int, cols: int, groups: int, radius: float, torus: bool) -> None:
        window = disk(radius)
        self._around = Around(rows, cols, groups, window, torus)
        self._table = n_log_n(window.cells)
        self._each = np.zeros(window.cells + 1)
        self._each[1:] = 1.0 / np.arange(1, window.cells + 1)
        self._entropy = np.zeros((rows, cols))
        self._lived_in = np.zeros((rows, cols), dtype=np.bool_)

    def update(self, cells: Integers, before: Integers, after: Integers) -> None:
        """Let households come and go; parameters are those of `Around.update`."""
        self._lived_in.ravel()[cells] = after >= 0
        around, entropy = self._around, self._entropy.ravel()
        changed = around.update(cells, before, after)
        first, *others = around.packed
        tables = (around.bits, self._table)
        if others:
            entropy[changed] = 0.0
        for packed in others:
            _add_n_log_n(changed, packed, *tables, entropy)
        _entropies(changed, first, *tables, self._each, len(others) > 0, entropy)

    def sum(self) -> float:
        """Return the sum over households of the entropy of what lies around them, nats."""
        return float(_sum_over_households(self._entropy, self._lived_in))

    def sizes(self) -> Integers:
        """Return how many households have n households around them, themselves included.

        Returns
        -------
        ndarray of int64
            For n = 0, 1, ...
        """
        number = np.zeros(len(self._each), dtype=np.int64)
        mask = (1 << self._around.bits) - 1
        _count_sizes(self._around.packed[0], self._lived_in.ravel(), mask, number)
        return number


@compiled
def _add_n_log_n(cells: Integers, packed: Integers, bits: int, table: Floats, out: Floats) -> None:
    """Add up n_m ln n_m over the groups of one integer, around each of some cells.

    Unsigned integers spare tests for negative places in arrays.
    """
    width, mask = np.uint64(bits), np.uint64((1 << bits) - 1)
    for k in range(len(cells)):
        word = np.uint64(packed[cells[k]])
        for _ in range(GROUPS):
            word >>= width
            out[cells[k]] += table[word & mask]


@compiled
def _entropies(
    cells: Integers,
    packed: Integers,
    bits: int,
    table: Floats,
    each: Floats,
    begun: bool,
    out: Floats,
) -> None:
    """Compute (n ln n - sum_m n_m ln n_m) / n for the n households around each of some cells.

    Where the sum over groups has `begun`, in other integers, `out` holds it. Unsigned integers
    spare tests for negative places in arrays.
    """
    width, mask = np.uint64(bits), np.uint64((1 << bits) - 1)
    for k in range(len(cells)):
        cell = np.uint64(cells[k])
        word = np.uint64(packed[cell])
        near = word & mask
        inside = out[cell] if begun else 0.0
        for _ in range(GROUPS):
            word >>= width
            inside += table[word & mask]
        out[cell] = (table[near] - inside) * each[near]


@compiled
def _sum_over_households(entropy: Floats, lived_in: NDArray[np.bool_]) -> float:
    """Return the sum over the cells with a household, always in the same order: by column."""
    rows, cols = entropy.shape
    by_column = np.zeros(cols)
    for r in range(rows):
        line, here = entropy[r], lived_in[r]
        for c in range(cols):
            by_column[c] += line[c] if here[c] else 0.0
    summed = 0.0
    for c in range(cols):
        summed += by_column[c]
    return summed


@compiled
def _count_sizes(
    packed: Integers, lived_in: NDArray[np.bool_], mask: int, number: Integers
) -> None:
    """Count the cells with a household by the number of households around them."""
    for cell in range(len(packed)):
        number[np.uint64(packed[cell] & mask)] += int(lived_in[cell])


def from_sum(summed: ArrayLike, totals: ArrayLike) -> Floats:
    """Return the index from the sum of entropies and the group totals; NaN where undefined.

    Parameters
    ----------
    summed : array_like of float, shape (...)
        From `Diversity.sum`.
    totals : array_like of int, shape (..., groups)
    """
    group = np.asarray(totals)
    whole = x_log_x(group.sum(axis=-1)) - x_log_x(group).sum(axis=-1)
    many = np.count_nonzero(group, axis=-1) > 1
    return settled(1.0 - divide(summed, np.where(many, whole, np.nan)))


def expected_on_grid(
    grid: ArrayLike,
    radius: float,
    groups: int | None = None,
    torus: bool = False,
    kernel: str = "uniform",
) -> float:
    """Return E[H~] when households are shuffled over the same homes of a grid; exact.

    Parameters are those of `spatial_information_theory`; `grid` is of one month.

    Raises
    ------
    NotImplementedError
        With another kernel than the uniform one: by shuffling only.
    """
    if kernel != "uniform":
        raise NotImplementedError(f"H~ by chance with the {kernel} kernel needs shuffling")
    months, number = months_of(grid, groups)
    households = company(grid, radius, torus)[0].astype(np.int64)
    return expected(totals_of(months, number)[0], np.bincount(households, minlength=1))


def expected(totals: ArrayLike, households: ArrayLike) -> float:
    """Return E[H~] when households are shuffled over the same homes; exact. NaN where undefined.

    Surroundings of n households, the household's own included, are n draws from the city.

    Parameters
    ----------
    totals : array_like of int, shape (groups,)
        Households of each group.
    households : array_like of int
        Households with n households around them, n = 0, 1, ... (see `Diversity.sizes`).
    """
    group, number = np.asarray(totals).astype(np.int64), np.asarray(households)
    present = group[group > 0]
    if len(present) < 2:
        return float("nan")
    sizes = np.nonzero(number)[0].astype(np.int64)
    table = n_log_n(len(number))
    each = moments(int(group.sum()), present, sizes, table)
    inside = (table[sizes] - each[:, :, 1].sum(axis=0)) / sizes
    return float(from_sum((inside * number[sizes]).sum(), group))


INDEX = Index(
    name="spatial_information_theory",
    symbol="H~",
    label="Spatial information theory index",
    definition="How much less diverse the cells around the average household are than the city, as "
    "a share of the city's diversity.",
    formula="H~ = 1 - Σ_q E~_q / (T E), over the households q, E~_q the entropy of the shares "
    "around q",
    reading="0.2: the surroundings of the average household are a fifth less diverse than the "
    "city; 0 is as diverse as the city, 1 is among one's own only.",
    level="Any grid; the radius says how far one looks (a few cells: next door; ten and more: the "
    "district). At radius 0 it is 1.",
    dimension="evenness",
    low=-math.inf,
    high=1.0,
    citation="Reardon & O'Sullivan 2004",
    spatial=True,
    data="grid",
    undefined="fewer than two groups are present",
    function=spatial_information_theory,
    expected=expected_on_grid,
    expected_note="exact for the uniform kernel (hypergeometric E[x ln x] for each number of "
    "households around), by shuffling for others",
    even=0.0,
    divided=1.0,
    axioms=frozenset({"groups", "months"}),
    from_surroundings=from_surroundings,
    from_summary=from_summary,
)
