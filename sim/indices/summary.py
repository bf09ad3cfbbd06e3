"""What indices of surroundings need of them, summed over all households, at many radii at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.indices.base import Floats, Integers, divide
from sim.indices.grid import months_of, totals_of
from sim.indices.kernels import check
from sim.indices.logarithms import n_log_n
from sim.indices.surroundings import Disks, around_cells


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
        around = around_cells(present, radius, kernel, torus)
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
    weight = around_cells(lives[None], radius, kernel, torus)[0][lives]
    if kernel == "uniform":
        return weight, weight
    return weight, around_cells(lives[None], radius, kernel, torus, power=2)[0][lives]


def oneself(counts: ArrayLike, around: ArrayLike) -> float:
    """Return the share that a household is of those around it, mean over households.

    Parameters
    ----------
    counts, around : array_like, shape (units, groups)
        As in `summary_of`: a household weighs 1 in its own surroundings.

    Returns
    -------
    float
        0 to 1; NaN for no households.
    """
    here = np.asarray(counts, dtype=np.float64).sum(axis=-1)
    near = np.asarray(around, dtype=np.float64).sum(axis=-1)
    return float(divide((here / np.where(here > 0, near, 1.0)).sum(), here.sum()))


def settled(values: Floats) -> Floats:
    """Return values without the rounding errors about 0, the value of an even city."""
    return np.where(np.abs(values) < 1e-12, 0.0, values)
