"""The margins of a table of households: what shuffling households over the same homes keeps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Integers
from sim.indices.hypergeometric import moments
from sim.indices.limits import within_limits
from sim.indices.logarithms import n_log_n


@dataclass(frozen=True)
class Margins:
    """What random allocation keeps fixed: group totals and unit sizes.

    Attributes
    ----------
    totals : ndarray of int64, shape (groups,)
        Households of each group.
    sizes, units : ndarray of int64, shape (distinct sizes,)
        Distinct sizes of the units that hold households, and the number of units of each size.

    Raises
    ------
    TooLarge
        If there are more households than the laws of chance are computed for; see `limits`.
    """

    totals: Integers
    sizes: Integers
    units: Integers

    def __post_init__(self) -> None:
        within_limits(self.total)

    @cached_property
    def total(self) -> int:
        """Households of the city, T."""
        return int(self.totals.sum())

    @property
    def occupied(self) -> int:
        """Units that hold households, J."""
        return int(self.units.sum())

    @property
    def largest(self) -> int:
        """Households of the largest unit, 0 without any.

        Raises
        ------
        TooLarge
            If sums over all numbers of them are too many; see `limits`.
        """
        size = int(self.sizes.max(initial=0))
        within_limits(self.total, size)
        return size

    @cached_property
    def mixed(self) -> int:
        """Ordered pairs of households of different groups, T^2 - sum_m T_m^2."""
        return self.total**2 - sum(int(own) ** 2 for own in self.totals)

    @cached_property
    def moments(self) -> Floats:
        """E|x - E x| and E[x ln x], shape (groups, distinct sizes, 2); see `hypergeometric`."""
        return moments(self.total, self.totals, self.sizes, n_log_n(self.largest))


def margins_of(counts: ArrayLike | Margins) -> Margins:
    """Return the margins of counts, shape (units, groups); margins return as they are."""
    if isinstance(counts, Margins):
        return counts
    array = np.asarray(counts).astype(np.int64)
    unit = array.sum(axis=1)
    sizes, units = np.unique(unit[unit > 0], return_counts=True)
    return Margins(array.sum(axis=0), sizes, units.astype(np.int64))
