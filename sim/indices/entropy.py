"""n ln n, from a table that is computed once with `math.log`, so that loops need no logarithm."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats

_LARGEST_TABLE = 1 << 21
_tables: dict[str, Floats] = {"n_log_n": np.zeros(1)}


def n_log_n(largest: int) -> Floats:
    """Return a table of n ln n for n = 0 .. at least `largest` (0 ln 0 = 0), in nats."""
    table = _tables["n_log_n"]
    if len(table) <= largest:
        top = max(1024, 1 << int(largest).bit_length())
        more = [n * math.log(n) for n in range(max(1, len(table)), top + 1)]
        table = np.concatenate([table[: max(1, len(table))], np.array(more)])
        table.flags.writeable = False
        _tables["n_log_n"] = table
    return table


def x_log_x(counts: ArrayLike) -> Floats:
    """Return n ln n of whole numbers at least 0, in nats, same shape."""
    array = np.asarray(counts)
    largest = int(array.max()) if array.size else 0
    if largest <= _LARGEST_TABLE:
        return n_log_n(largest).take(array.astype(np.int64, copy=False))
    safe = np.maximum(array, 1).astype(np.float64)
    return np.asarray(safe * np.log(safe))


def entropy(totals: ArrayLike) -> Floats:
    """Return the Theil entropy of group totals, nats, from 0 to ln(groups); NaN for no households.

    Parameters
    ----------
    totals : array_like of int, shape (..., groups)
    """
    array = np.asarray(totals, dtype=np.float64)
    size = array.sum(axis=-1)
    bits = x_log_x(size) - x_log_x(array).sum(axis=-1)
    out: Floats = np.full(size.shape, np.nan)
    np.divide(np.maximum(bits, 0.0), size, out=out, where=size > 0)
    out[(array > 0).sum(axis=-1) == 1] = 0.0
    return out
