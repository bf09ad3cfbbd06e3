"""What an index declares about itself, and the word for a value that does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Undefined:
    """The value of an index that does not exist, and why.

    Attributes
    ----------
    reason : str
        One sentence for a reader.
    """

    reason: str

    def __str__(self) -> str:
        return f"undefined: {self.reason}"


@dataclass(frozen=True)
class Index:
    """Declaration of one segregation index.

    Attributes
    ----------
    name, symbol : str
        Name in columns and configurations; symbol in the literature.
    label, definition : str
        Short name for tables; one sentence on what the number says.
    dimension : str
        Dimension of segregation (Massey and Denton 1988): evenness, exposure or clustering.
    low, high : float
        Range of the index.
    citation : str
        The paper that introduced the index, and the one whose form is computed.
    spatial : bool
        Whether the value depends on where units or cells lie.
    data : str
        What `function` takes: `counts`, `group`, `pair` (counts and one or two groups), `incomes`,
        `lattice` (values and contiguity) or `grid` (the group of each cell).
    undefined : str
        When the index has no value, completing "undefined when ...".
    function : callable
        The index; NaN where undefined.
    expected : callable or None
        The value expected when households are allocated at random to the same homes.
    expected_note : str
        How exact `expected` is.
    correction : str
        `rescaled`: (V - V*) / (maximum - V*); `ratio`: V / V*; `none`.
    maximum : float
        Largest value, for the rescaled correction.
    """

    name: str
    symbol: str
    label: str
    definition: str
    dimension: str
    low: float
    high: float
    citation: str
    spatial: bool
    data: Literal["counts", "group", "pair", "incomes", "lattice", "grid"]
    undefined: str
    function: Callable[..., Any]
    expected: Callable[..., Any] | None
    expected_note: str
    correction: Literal["rescaled", "ratio", "none"] = "rescaled"
    maximum: float = 1.0

    def correct(self, value: ArrayLike, chance: ArrayLike) -> Floats:
        """Return the value corrected for chance: 0 at the random allocation (or 1, for a ratio).

        Parameters
        ----------
        value, chance : array_like of float
            Observed value and the value expected under random allocation; NaN where undefined.

        Returns
        -------
        ndarray of float
            At most `maximum`; negative where the city is more even than chance. NaN where either is
            undefined or where chance alone reaches the maximum.

        Raises
        ------
        ValueError
            If the index has no correction.

        Notes
        -----
        Winship (1977), Social Forces 55:1058-1066; facts.md A.9.
        """
        seen, random = np.asarray(value, float), np.asarray(chance, float)
        if self.correction == "none":
            raise ValueError(f"{self.name} has no correction for chance: {self.expected_note}")
        if self.correction == "ratio":
            return divide(seen, random)
        return divide(seen - random, self.maximum - random)


def divide(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return the quotient, NaN where the denominator is zero or either is NaN; never warns."""
    top, bottom = np.broadcast_arrays(
        np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    )
    out: Floats = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom != 0)
    return out


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
    def occupied(self) -> Floats:
        """Number of units that hold households, shape (...)."""
        return np.asarray(np.count_nonzero(self.unit, axis=-1), dtype=np.float64)


def table_of(counts: ArrayLike) -> Table:
    """Return the table of some counts.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households of each group in each unit, at least 0.

    Raises
    ------
    ValueError
        If there are fewer than two axes, or a count is negative or not whole.
    """
    array = np.asarray(counts)
    if array.ndim < 2:
        raise ValueError(f"counts must have the shape (..., units, groups), not {array.shape}")
    if array.dtype.kind not in "iu" and not np.array_equal(array, np.floor(array)):
        raise ValueError("counts must be whole numbers of households")
    if array.size and array.min() < 0:
        raise ValueError(f"counts must be at least 0, not {array.min()}")
    return Table(np.ascontiguousarray(np.swapaxes(array, -1, -2), dtype=np.float64))
