"""How much a household counts at a distance, and sums with those weights around every cell."""

import math

import numpy as np

from sim.compiled import compiled
from sim.indices.base import Floats, Integers
from sim.indices.grid import Window

KERNELS = ("uniform", "biweight", "gaussian")
NEGLIGIBLE = 1e-12
"""A gaussian weight below this is 0."""


def check(radius: float, kernel: str) -> None:
    """Refuse a radius or a kernel that does not exist.

    Raises
    ------
    ValueError
    """
    if kernel not in KERNELS:
        raise ValueError(f"kernel must be one of {', '.join(KERNELS)}, not {kernel!r}")
    if not 0 <= radius < math.inf:
        raise ValueError(f"radius must be at least 0 and finite, not {radius}")


def reach(radius: float, kernel: str) -> float:
    """Return the distance beyond which nothing counts."""
    return radius * math.sqrt(-2.0 * math.log(NEGLIGIBLE)) if kernel == "gaussian" else radius


def weights(squared: Floats, radius: float, kernel: str) -> Floats:
    """Return the weight of what lies at some distances; what lies at distance 0 weighs 1.

    Parameters
    ----------
    squared : ndarray of float64
        Squares of distances, in units of which `radius` is.
    radius : float
        At least 0; at 0 only what lies at the same place counts.
    kernel : str
        `uniform`: 1 up to the radius, the radius included; `biweight`: (1 - (d / radius)^2)^2
        below the radius; `gaussian`: exp(-d^2 / (2 radius^2)), where it is at least `NEGLIGIBLE`
        (up to 7.43 radii).

    Returns
    -------
    ndarray of float64, same shape
        0 to 1.

    Notes
    -----
    The biweight kernel is that of Reardon et al. (2008), Demography 45:489-514.
    """
    limit = radius * radius
    if kernel == "uniform" or limit == 0:
        return (squared <= limit).astype(np.float64)
    with np.errstate(over="ignore", under="ignore"):  # far beyond the radius nothing counts
        parts = squared / limit
        if kernel == "biweight":
            inner = np.maximum(1.0 - parts, 0.0)
            return np.asarray(inner * inner)
        found = np.exp(-0.5 * parts)
    return np.where(found >= NEGLIGIBLE, found, 0.0)


def narrow(largest: int) -> type[np.integer]:
    """Return the smallest type for sums up to `largest`: four fit where one would."""
    if largest < 1 << 16:
        return np.uint16
    return np.uint32 if largest < 1 << 32 else np.int64


def running_sums(counts: np.ndarray, pad: int, torus: bool, kind: type[np.integer]) -> np.ndarray:
    """Return sums along each row, from `pad` cells to the left of it to as far to the right.

    Parameters
    ----------
    counts : ndarray of int or bool, shape (groups, rows, cols)
    pad : int
        At most as many as there are columns.
    torus : bool
        Whether what lies beyond an edge is the other end of the row, else nothing.
    kind : type
        Of the sums.

    Returns
    -------
    ndarray of kind, shape (groups, rows, cols + 2 pad + 1)
        Element k is the sum of the k cells before it.
    """
    groups, rows, cols = counts.shape
    sums = np.zeros((groups, rows, cols + 2 * pad + 1), dtype=kind)
    if torus:
        wide = np.pad(counts, ((0, 0), (0, 0), (pad, pad)), mode="wrap")
        np.cumsum(wide, axis=2, dtype=kind, out=sums[:, :, 1:])
    else:
        np.cumsum(counts, axis=2, dtype=kind, out=sums[:, :, pad + 1 : pad + 1 + cols])
        sums[:, :, pad + 1 + cols :] = sums[:, :, pad + cols : pad + cols + 1]
    return sums


@compiled
def sum_window(sums: Integers, half: Integers, torus: bool, out: Integers) -> None:
    """Add up the cells of a window around every cell.

    Two places of the running sums for each row of the window: so many neighbouring cells are done
    at once that a window of 100 rows takes some 6 ns a cell.

    Parameters
    ----------
    sums : ndarray, shape (rows, cols + 2 pad + 1)
        From `running_sums`, of one group.
    half : ndarray of int64, shape (2 reach + 1,)
        See `Window`; at most `pad` each.
    torus : bool
        Whether the highest and the lowest row meet.
    out : ndarray of the type of `sums`, shape (rows, cols)
    """
    rows, cols = out.shape
    pad, reach = (sums.shape[1] - cols) // 2, len(half) // 2
    for r in range(rows):
        line, wide = out[r], half[reach]
        right, left = sums[r, pad + wide + 1 :], sums[r, pad - wide :]
        for c in range(cols):
            line[c] = right[c] - left[c]
        for down in range(1, reach + 1):
            wide = half[reach + down]
            for side in range(2):
                row = r + down if side == 0 else r - down
                if torus:
                    row %= rows
                if row < 0 or row >= rows:
                    continue
                right, left = sums[row, pad + wide + 1 :], sums[row, pad - wide :]
                for c in range(cols):
                    line[c] += right[c] - left[c]


def clipped(window: Window, rows: int, cols: int) -> Integers:
    """Return the halves of a window that reaches no farther than a grid without meeting edges."""
    beyond = max(0, window.reach - (rows - 1))
    return np.minimum(window.half[beyond : len(window.half) - beyond], cols)


def smooth(counts: Floats, radius: float, kernel: str, torus: bool, power: int = 1) -> Floats:
    """Return weighted sums around every cell by the fast Fourier transform.

    Parameters
    ----------
    counts : ndarray of float64, shape (groups, rows, cols)
    radius : float
    kernel : str
    torus : bool
        Whether the edges of the grid meet; distances are then the shorter way round.
    power : int
        Of the weights.

    Returns
    -------
    ndarray of float64, shape (groups, rows, cols)
        At least 0; with an error of some 1e-16 of the largest sum.
    """
    from scipy.fft import irfft2, next_fast_len, rfft2

    shape = counts.shape[-2:]
    if not torus:
        far = int(reach(radius, kernel))
        shape = tuple(next_fast_len(side + min(far, side - 1), real=True) for side in shape)
    apart = [np.minimum(np.arange(side), side - np.arange(side)).astype(float) for side in shape]
    squared = apart[0][:, None] ** 2 + apart[1] ** 2
    law = rfft2(weights(squared, radius, kernel) ** power)
    out = np.empty_like(counts)
    for one, found in zip(counts, out, strict=True):
        sums = irfft2(rfft2(one, shape) * law, shape)
        np.maximum(sums[: one.shape[0], : one.shape[1]], 0.0, out=found)
    return out
