"""Whether chance alone would bring an index to the value that it has."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import ROUNDING, Floats, Index, Undefined
from sim.indices.limits import check_request
from sim.indices.shuffling import undefined, value_of, values_by_shuffling


@dataclass(frozen=True)
class Chance:
    """An index and the values that it takes by chance.

    Attributes
    ----------
    value : float
        Of the city as it is, V.
    mean, standard_deviation : float
        Of V_r, the values of the shuffled cities.
    low, high : float
        Quantiles of V_r: the interval of `level` in which chance leaves the index.
    level : float
    p_value : float
        How often chance alone is as far out, to either side; at least 2 / (1 + replicates).
    replicates : int
        Shuffled cities where the index has a value.
    """

    value: float
    mean: float
    standard_deviation: float
    low: float
    high: float
    level: float
    p_value: float
    replicates: int


def chance_among(value: float, found: Floats, level: float = 0.95) -> Chance | None:
    """Return how a value stands among those of shuffled cities.

    Parameters
    ----------
    value : float
        NaN where undefined.
    found : ndarray of float64, shape (replicates,)
        Values of shuffled cities; those that are NaN are left out.
    level : float
        Between 0 and 1.

    Returns
    -------
    Chance or None
        None where the value is undefined, or fewer than two others are defined.

    Notes
    -----
    p = min(1, 2 (1 + k) / (1 + replicates)), k the number of shuffled values at least as large, or
    at most as large, whichever is smaller. The city itself is one of the replicates + 1
    allocations: Phipson and Smyth (2010), "Permutation p-values should never be zero". Values
    within 1e-12 count as equal, so that the order of a sum decides nothing.
    """
    there = found[~np.isnan(found)]
    if value != value or len(there) < 2:
        return None
    low, high = np.quantile(there, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    above = np.count_nonzero(there >= value - ROUNDING)
    below = np.count_nonzero(there <= value + ROUNDING)
    return Chance(
        value=value,
        mean=float(there.mean()),
        standard_deviation=float(there.std(ddof=1)),
        low=float(low),
        high=float(high),
        level=level,
        p_value=min(1.0, 2.0 * (1 + int(min(above, below))) / (1 + len(there))),
        replicates=len(there),
    )


def permutation(
    index: Index,
    data: ArrayLike,
    *columns: Any,
    replicates: int = 500,
    level: float = 0.95,
    seed: int = 0,
    **options: Any,
) -> Chance | Undefined:
    """Return an index with the values that chance gives it, and how often chance reaches its own.

    Parameters
    ----------
    index : Index
        Of any kind but `lattice`, with one value for the city.
    data, *columns, **options
        As in `shuffling.value_of`; households are allocated at random to the same homes.
    replicates : int
        Shuffled cities, at least 2.
    level : float
        Between 0 and 1.
    seed : int
        0 to 2**63 - 1.

    Returns
    -------
    Chance or Undefined
        Undefined where the city, or all but one of the shuffled ones, have no value.

    Raises
    ------
    ValueError
        If the index is local or of a lattice, or a parameter is out of range.

    Notes
    -----
    See `chance_among`.
    """
    check_request(replicates, level)
    drawn = values_by_shuffling(index, data, *columns, replicates=replicates, seed=seed, **options)
    value = float(value_of(index, data, *columns, **options))
    return chance_among(value, drawn, level) or undefined(index)
