"""Cities whose households are drawn anew, from which the spread of an index is read.

Every draw is keyed by the seed, the number of the replicate, the unit and the group: the same call
gives the same cities.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.draws import Purpose, below, philox
from sim.indices.base import Floats, Index, Integers
from sim.indices.inversion import binomial, fine_uniform
from sim.indices.limits import within_limits
from sim.indices.shuffling import BATCH, OTHERS, value_of
from sim.indices.table import table_of

RESAMPLE = int(Purpose.RESAMPLE)


def resampled(counts: ArrayLike, replicates: int, seed: int = 0, first: int = 0) -> Integers:
    """Return tables whose households are drawn anew, each group over the units by its own shares.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
    replicates, seed, first : int
        As in `shuffling.shuffled`.

    Returns
    -------
    ndarray of int64, shape (replicates, units, groups)
        Group totals are those of `counts`; unit sizes vary.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or there are more than
        `limits.MOST_PEOPLE`.

    Notes
    -----
    Multinomial, unit by unit from the binomial law of what is left. Allen, Burgess, Davidson and
    Windmeijer (2015), Econometrics Journal 18:40-66.
    """
    table = table_of(counts)
    if table.x.ndim != 2:
        raise ValueError(f"counts must have the shape (units, groups), not {np.shape(counts)}")
    within_limits(float(table.group.sum()))
    out = np.zeros((replicates, *np.shape(counts)), np.int64)
    _resample(np.ascontiguousarray(counts, dtype=np.int64), seed, first, out)
    return out


@compiled
def _resample(counts: Integers, seed: int, first: int, out: Integers) -> None:
    """Draw each group over the units: the draw of unit j and group m is keyed by both."""
    replicates, units, groups = out.shape
    for r in range(replicates):
        for m in range(groups):
            weight = 0
            for j in range(units):
                weight += counts[j, m]
            left = weight
            for j in range(units):
                if left == 0:
                    break
                u = fine_uniform(seed, first + r, j, RESAMPLE, m)
                number = binomial(left, counts[j, m], weight, u)
                out[r, j, m] = number
                left -= number
                weight -= counts[j, m]


@compiled
def _choose(seed: int, replicate: int, out: Integers) -> None:
    """Fill with whole numbers below the length, drawn with replacement."""
    size = len(out)
    words = philox(seed, replicate, 0, RESAMPLE, 0)
    for k in range(size):
        if k & 1:
            out[k] = below(size, words[2], words[3])
        else:
            words = philox(seed, replicate, k >> 1, RESAMPLE, 0)
            out[k] = below(size, words[0], words[1])


def resampled_values(
    index: Index,
    data: ArrayLike,
    columns: tuple[Any, ...],
    replicates: int,
    seed: int,
    options: dict[str, Any],
) -> Iterator[Floats]:
    """Yield the values of resampled cities, some at a time."""
    if index.data not in OTHERS:
        each = max(1, BATCH // max(1, np.size(data)))
        for first in range(0, replicates, each):
            batch = resampled(data, min(each, replicates - first), seed, first)
            yield value_of(index, batch, *columns, **options)
        return
    income, unit = np.asarray(data), np.asarray(columns[0])
    chosen = np.zeros(len(income), np.int64)
    for replicate in range(replicates):
        _choose(seed, replicate, chosen)
        yield value_of(index, income[chosen], unit[chosen], **options).reshape(1)
