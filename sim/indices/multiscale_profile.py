"""The multiscale segregation profile: an index of surroundings from next door to the whole city."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.spatial_information_theory import INDEX as INFORMATION_THEORY
from sim.indices.surroundings import of_points


def multiscale_profile(
    grid: ArrayLike,
    radii: Sequence[float],
    *columns: int,
    index: Index = INFORMATION_THEORY,
    **options: Any,
) -> Floats:
    """Return an index of surroundings on a grid of cells at many radii.

    Parameters
    ----------
    grid : array_like of int, shape (..., rows, cols)
        Group of each cell's household, from 0; -1 where there is none.
    radii : sequence of float
        Cells.
    *columns : int
        The groups that the index is about, where it is about some.
    index : Index
        Any with `from_surroundings`; by default the spatial information theory index.
    **options
        Of the index: `groups`, `torus`, `kernel`.

    Returns
    -------
    ndarray of float64, shape (..., radii)
        A steep fall says that segregation is one of small areas, a flat line that it is one of
        large ones. NaN where undefined.

    Raises
    ------
    ValueError
        If the index is none of surroundings, or what the index refuses.

    Notes
    -----
    Reardon, Matthews, O'Sullivan, Lee, Firebaugh, Farrell and Bischoff (2008), Demography
    45:489-514. With another index than theirs it is the same idea, and not their measure.
    """
    _of_surroundings(index)
    values = [index.function(grid, radius, *columns, **options) for radius in radii]
    return np.stack([np.asarray(value) for value in values], axis=-1)


def profile_of_points(
    counts: ArrayLike,
    xy: ArrayLike,
    radii: Sequence[float],
    *columns: int,
    index: Index = INFORMATION_THEORY,
    kernel: str = "biweight",
) -> Floats:
    """Return an index of surroundings of units that lie at points, at many radii.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
        Households of each group in each unit.
    xy : array_like of float, shape (units, 2)
        Where the units are.
    radii : sequence of float
        In the same unit of length.
    *columns, index
        As in `multiscale_profile`.
    kernel : str
        See `kernels.weights`; by default that of the paper.

    Returns
    -------
    ndarray of float64, shape (radii,)
    """
    take = _of_surroundings(index)
    values = [take(counts, of_points(counts, xy, radius, kernel), *columns) for radius in radii]
    return np.array(values, dtype=np.float64)


def ratio(profile: ArrayLike) -> Floats:
    """Return the value at the largest radius over that at the smallest: the macro/micro ratio.

    Parameters
    ----------
    profile : array_like of float, shape (..., radii)
        From the smallest radius to the largest.

    Returns
    -------
    ndarray of float64, shape (...)
        Near 1 where segregation is as large between large areas as between small ones, near 0 where
        it is all within large areas; NaN where the value at the smallest radius is 0 or undefined.
    """
    values = np.asarray(profile, dtype=np.float64)
    return divide(values[..., -1], values[..., 0])


def _of_surroundings(index: Index) -> Any:
    """Return what computes an index from counts around units; refuse another index."""
    if index.from_surroundings is None:
        raise ValueError(f"{index.name} is no index of surroundings, so it has no radius")
    return index.from_surroundings
