"""How sure an index is: the interval that its value lies in, were households drawn anew."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Index, Undefined
from sim.indices.limits import check_request
from sim.indices.reliability import doubt, least
from sim.indices.resampling import resampled_values
from sim.indices.shuffling import OTHERS, undefined, value_of
from sim.indices.table import against_rest, between


@dataclass(frozen=True)
class Interval:
    """An index and the interval that its value lies in, were households drawn anew.

    Attributes
    ----------
    value : float
        Of the city as it is, V.
    corrected : float
        2 V - mean(V_b), V_b the values of the resampled cities: V without the part that comes of
        small numbers. It may lie outside the range of the index.
    low, high : float
        Ends of the interval of `level`: 2 V less the upper, and the lower, quantile of V_b, within
        the range of the index: not below the value of an even city where no city has less.
    level : float
    standard_error : float
        Standard deviation of V_b.
    replicates : int
        Resampled cities where the index has a value.
    unreliable : str or None
        Why the interval is not to be relied on; None where there is no reason. See `reliability`.
    """

    value: float
    corrected: float
    low: float
    high: float
    level: float
    standard_error: float
    replicates: int
    unreliable: str | None = None


def bootstrap(
    index: Index,
    data: ArrayLike,
    *columns: Any,
    replicates: int = 500,
    level: float = 0.95,
    seed: int = 0,
    **options: Any,
) -> Interval | Undefined:
    """Return an index with its bootstrap interval and its value without small-sample bias.

    Parameters
    ----------
    index : Index
        Of counts, with one value for the city, or of incomes.
    data, *columns, **options
        As in `shuffling.value_of`. Each group is drawn anew over the units with the shares that it
        has there; where two columns are compared, or one and the rest, these two. Of incomes the
        households are drawn anew, with replacement.
    replicates : int
        Resampled cities, at least 2.
    level : float
        Between 0 and 1.
    seed : int
        0 to 2**63 - 1.

    Returns
    -------
    Interval or Undefined
        Undefined where the city, or all but one of the resampled ones, have no value.

    Raises
    ------
    ValueError
        If the index is local, or of a grid or lattice, or a parameter is out of range.

    Notes
    -----
    The bias is that of a finite number of households, and it is estimated from the data, which
    underestimates it where units are small or the city is close to even: the interval then lies too
    high, is marked `unreliable`, and `permutation` is the better guide. In cities of 15 to 300
    units of 20 to 500 households, two groups, 95 % intervals without the mark held the truth in
    89 % (D), 90 % (G), 92 % (Atkinson) and 95 % (H, isolation) of draws; with it in 66 % (D), 60 %
    (G), 39 % (Atkinson) and 75 % (H).
    Allen, Burgess, Davidson and Windmeijer (2015); the interval is Efron and Tibshirani's (1993)
    basic one, which takes the bias off.
    """
    if index.local or index.data in ("grid", "lattice"):
        raise ValueError(f"{index.name} is not an index of households that can be drawn anew")
    check_request(replicates, level)
    if index.data in ("counts", "two") and columns:
        data, columns = (against_rest if len(columns) == 1 else between)(data, *columns), ()
    value = float(value_of(index, data, *columns, **options))
    if value != value:
        return undefined(index)
    parts = list(resampled_values(index, data, columns, replicates, seed, options))
    found = np.concatenate(parts)
    found = found[~np.isnan(found)]
    if len(found) < 2:
        return undefined(index)
    lower, upper = np.quantile(found, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    ends = [2.0 * value - upper, 2.0 * value - lower]
    counts = _compared(index, data, columns)
    low, high = np.clip(ends, least(index, counts), index.high)
    return Interval(
        value=value,
        corrected=2.0 * value - float(found.mean()),
        low=float(low),
        high=float(high),
        level=level,
        standard_error=float(found.std(ddof=1)),
        replicates=len(found),
        unreliable=doubt(index, value, found, ends[1], counts),
    )


def _compared(index: Index, data: ArrayLike, columns: tuple[Any, ...]) -> ArrayLike | None:
    """Return the counts of the groups that an index compares; None of an index of incomes."""
    if index.data in OTHERS:
        return None
    if index.columns == 1 and columns:
        return against_rest(data, columns[0])
    return between(data, columns[0], columns[1]) if index.columns == 2 else data
