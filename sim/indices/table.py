"""Counts of households by unit and group: what indices of counts are computed from."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.indices.base import Floats, Integers, divide


@dataclass(frozen=True)
class Table:
    """Households of each group in each unit, of one month or of many.

    Households are whole, so sums of these floats are exact in any order up to 2**53.

    Attributes
    ----------
    x : ndarray of float64, shape (..., groups, units)
        In C order.
    """

    x: Floats

    @cached_property
    def unit(self) -> Floats:
        """Households of each unit, shape (..., units)."""
        return np.asarray(self.x.sum(axis=-2))

    @cached_property
    def group(self) -> Floats:
        """Households of each group, shape (..., groups)."""
        return np.asarray(self.x.sum(axis=-1))

    @cached_property
    def share(self) -> Floats:
        """Share of each group in each unit, shape (..., groups, units); 0 where nobody lives."""
        return np.asarray(self.x / np.maximum(self.unit, 1.0)[..., None, :])

    @cached_property
    def met(self) -> Floats:
        """Sum over units of x_j y_j / t_j for every two groups, shape (..., groups, groups)."""
        groups = self.x.shape[-2]
        met = np.empty((*self.x.shape[:-1], groups))
        for one in range(groups):
            products = self.x[..., one : one + 1, :] * self.share[..., one:, :]
            met[..., one, one:] = products.sum(axis=-1)
            met[..., one:, one] = met[..., one, one:]
        return met

    @cached_property
    def eta_squared(self) -> Floats:
        """Correlation ratio of each group against everyone else, shape (..., groups).

        It is 1 - T sum_j x_j (t_j - x_j) / t_j / (X (T - X)), which loses no digits where a group
        is nearly the whole city. NaN where a group is absent or is the whole city.
        """
        total = self.group.sum(axis=-1, keepdims=True)
        apart = np.eye(self.group.shape[-1]) == 0.0
        others = (self.met * apart).sum(axis=-1)
        mixed = divide(others * total, self.group * (total - self.group))
        return np.asarray(np.maximum(1.0 - mixed, 0.0))

    @cached_property
    def occupied(self) -> Floats:
        """Number of units that hold households, shape (...)."""
        return np.asarray(np.count_nonzero(self.unit, axis=-1), dtype=np.float64)


def against_rest(counts: ArrayLike, group: int) -> Integers:
    """Return the counts of a group and of everybody else, shape (..., units, 2).

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
    group : int
        Column.

    Raises
    ------
    ValueError
        If there is no such column.
    """
    array = np.asarray(counts)
    check_columns(array.shape[-1], group)
    own = array[..., group]
    return np.stack((own, array.sum(axis=-1) - own), axis=-1)


def between(counts: ArrayLike, group: int, other: int) -> Integers:
    """Return the counts of two groups, shape (..., units, 2); see `against_rest`."""
    array = np.asarray(counts)
    check_columns(array.shape[-1], group, other)
    return array[..., [group, other]]


def check_columns(groups: int, *columns: Any) -> None:
    """Refuse a column that is none of those of some groups: they count from 0, to the right.

    Raises
    ------
    ValueError
    """
    for column in columns:
        if not isinstance(column, int | np.integer):
            raise ValueError(f"a group is the whole number of its column, not {column!r}")
        if not 0 <= column < groups:
            raise ValueError(f"there is no group {column}: the {groups} groups count from 0")


def whole(values: ArrayLike, words: str) -> NDArray[Any]:
    """Return an array of whole numbers, as given.

    Parameters
    ----------
    values : array_like
    words : str
        What they are, in the plural.

    Raises
    ------
    ValueError
        If a value is no number, infinite or not whole.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{words} must be whole numbers, not of type {array.dtype}")
    if array.dtype.kind == "f" and not (np.isfinite(array) & (array == np.floor(array))).all():
        raise ValueError(f"{words} must be whole numbers")
    return array


FAR = 1 << 20
"""Numbers of units up to this are kept, however few households there are."""


def units_of(unit: ArrayLike, households: int) -> Integers:
    """Return the unit of each household.

    Parameters
    ----------
    unit : array_like of int, shape (households,)
        At least 0.
    households : int

    Returns
    -------
    ndarray of int64, shape (households,)
        As given; where a number passes `FAR` and what the households suggest, the units that are
        lived in are numbered anew, in the same order: memory does not grow with a name.

    Raises
    ------
    ValueError
        If there is not one whole number for each household, or one is negative.
    """
    array = whole(unit, "units of households")
    if array.shape != (households,):
        raise ValueError(
            f"units of households must be whole numbers, one each: there are {households} "
            f"households, and units of shape {array.shape}"
        )
    if array.size and array.min() < 0:
        raise ValueError(f"units count from 0; {array.min()} is none")
    if array.size and array.max() >= FAR + 4 * households:
        return np.unique(array, return_inverse=True)[1].astype(np.int64)
    return array.astype(np.int64)


def table_of(counts: ArrayLike) -> Table:
    """Return the table of some counts.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of each group in each unit, at least 0.

    Raises
    ------
    ValueError
        If there are fewer than two axes, or a count is negative, infinite or not whole.
    """
    array = whole(counts, "counts of households")
    if array.ndim < 2:
        raise ValueError(f"counts must have the shape (..., units, groups), not {array.shape}")
    if array.size and array.min() < 0:
        raise ValueError(f"counts must be at least 0, not {array.min()}")
    return Table(np.ascontiguousarray(np.swapaxes(array, -1, -2), dtype=np.float64))
