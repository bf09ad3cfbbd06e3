"""People of each group in each unit of a city."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.indices.base import Floats, Integers

Array = TypeVar("Array", bound=NDArray[Any])


@dataclass(frozen=True, kw_only=True)
class Areas:
    """People of each group in each unit of a city.

    Attributes
    ----------
    source : str
        The file, as the user wrote it.
    groups : tuple of str
        Groups, in the order of `counts`.
    counts : ndarray of int64, shape (units, groups)
        People of each named group.
    others : ndarray of int64, shape (units,), or None
        People of the total who are in none of the named groups; None without a total.
    rows : ndarray of int64, shape (units,)
        Row of the file, the first one being 1.
    names : tuple of str
        Names of the units; empty if they have none.
    district : ndarray of int64, shape (units,), or None
        Number of the unit's district, from 0, by `districts`, their names.
    xy : ndarray of float64, shape (units, 2), or None
        Where units are, as in the file; metres to the east and north where `degrees`.
    area : ndarray of float64, shape (units,), or None
        Land area.
    blank : int
        Rows of the file without any text, which are skipped.
    degrees : bool
        Whether the file has longitudes and latitudes.
    """

    source: str
    groups: tuple[str, ...]
    counts: Integers
    others: Integers | None
    rows: Integers
    names: tuple[str, ...]
    district: Integers | None
    districts: tuple[str, ...]
    xy: Floats | None
    area: Floats | None
    blank: int
    degrees: bool

    @property
    def people(self) -> Integers:
        """Everybody, shape (units, groups) or, with a total, (units, groups and the others)."""
        if self.others is None:
            return self.counts
        return np.column_stack([self.counts, self.others])

    @property
    def population(self) -> Integers:
        """People of each unit, shape (units,)."""
        size: Integers = self.counts.sum(axis=1)
        return size if self.others is None else size + self.others

    def only(self, kept: NDArray[np.bool_]) -> "Areas":
        """Return the same of some units."""

        def part(array: Array | None) -> Array | None:
            return None if array is None else array[kept]  # type: ignore[return-value]

        return replace(
            self,
            counts=self.counts[kept],
            others=part(self.others),
            rows=self.rows[kept],
            names=tuple(name for name, keep in zip(self.names, kept, strict=False) if keep),
            district=part(self.district),
            xy=part(self.xy),
            area=part(self.area),
        )
