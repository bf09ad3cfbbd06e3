"""The margins of a table of households: what shuffling households over the same homes keeps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Integers
from sim.indices.hypergeometric import moments
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
    """

    totals: Integers
    sizes: Integers
    units: Integers

    @cached_property
    def total(self) -> int:
        """Households of the city, T."""
        return int(self.totals.sum())

    @property
    def occupied(self) -> int:
        """Units that hold households, J."""
        return int(self.units.sum())

    @cached_property
    def mixed(self) -> int:
        """Ordered pairs of households of different groups, T^2 - sum_m T_m^2."""
        return self.total**2 - int((self.totals * self.totals).sum())

    @cached_property
    def moments(self) -> Floats:
        """E|x - E x| and E[x ln x], shape (groups, distinct sizes, 2); see `hypergeometric`."""
        largest = int(self.sizes.max(initial=0))
        return moments(self.total, self.totals, self.sizes, n_log_n(largest))


def margins_of(counts: ArrayLike | Margins) -> Margins:
    """Return the margins of counts, shape (units, groups); margins return as they are."""
    if isinstance(counts, Margins):
        return counts
    array = np.asarray(counts).astype(np.int64)
    unit = array.sum(axis=1)
    households = np.bincount(unit[unit > 0], minlength=1)
    sizes = np.flatnonzero(households).astype(np.int64)
    return Margins(array.sum(axis=0), sizes, households[sizes].astype(np.int64))
