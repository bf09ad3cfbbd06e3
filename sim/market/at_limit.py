"""Units at a limit of an ethnic quota: closed to a class, as one more home of it would be too many.

What Singapore publishes of its quota is the share of public blocks and of neighbourhoods at one
(Minister for National Development, 5 July 2021). A unit at a limit is closed to buyers of the class
unless the seller is of the class too; the rule is `sim.behaviour.eligibility.within_limit`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.eligibility import within_limit
from sim.compiled import compiled
from sim.state.columns import Ints

Bools = NDArray[np.bool_]


class Level:
    """The blocks, or the neighbourhoods, of a city under a quota.

    Parameters
    ----------
    limits : array of int64, shape (units, classes)
        Only its shape is looked at.
    around : array of int, shape (units,), optional
        The larger unit that each lies in; none by default.

    Attributes
    ----------
    closed : array of bool, shape (units, classes)
        Which classes each unit is closed to; as `judge` found it.
    counts : array of int64, shape (classes + 2,)
        Of the units in which a home has an owner of record: those closed to each class, those
        closed to at least one, and all.
    """

    def __init__(self, limits: Ints, around: Ints | None = None) -> None:
        self.closed: Bools = np.zeros(limits.shape, np.bool_)
        self.counts: Ints = np.zeros(limits.shape[1] + 2, np.int64)
        self._around = np.zeros(len(limits), np.int64) if around is None else around
        self._open: Bools = np.zeros((1, limits.shape[1]), np.bool_)

    def judge(self, owned: Ints, limits: Ints, above: "Level | None" = None) -> None:
        """Find the units that are closed, by their own limits and with the larger unit above.

        Parameters
        ----------
        owned : array of int64, shape (units, classes or more)
            Homes by class of the owner of record.
        limits : array of int64, shape (units, classes)
            Hundredths of a per cent; 10,000 is no limit.
        above : Level, optional
            Of the larger units, judged.
        """
        larger = self._open if above is None else above.closed
        _judge(self.closed, self.counts, owned, limits, larger, self._around)


def closed(owned: Ints, limits: Ints) -> Bools:
    """Return for each unit and class whether a home more of the class would pass its own limit.

    The seller is of another class: the home counts already, so the number of homes stays.
    Parameters are those of `Level.judge`.
    """
    level = Level(limits)
    level.judge(np.ascontiguousarray(owned), np.ascontiguousarray(limits))
    return level.closed


@compiled
def _judge(shut: Any, counts: Any, owned: Any, limits: Any, above: Any, around: Any) -> None:
    classes = limits.shape[1]
    counts[:] = 0
    for unit in range(len(owned)):
        ever, number = 0, 0
        for c in range(classes):
            ever += owned[unit, c]
        seen = int(ever > 0)
        for c in range(classes):
            full = not within_limit(owned[unit, c], ever, limits[unit, c], False)
            full = full or above[around[unit], c]
            shut[unit, c] = full
            counts[c] += seen * int(full)
            number += int(full)
        counts[classes] += seen * int(number > 0)
        counts[classes + 1] += seen
