"""n ln n, from a table that is computed once with `math.log`, so that loops need no logarithm."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, divide

_LARGEST_TABLE = 1 << 21
_tables = {"n_log_n": np.zeros(1), "steps": np.zeros(0)}


def n_log_n(largest: int) -> Floats:
    """Return a table of n ln n for n = 0 .. at least `largest` (0 ln 0 = 0), in nats."""
    if len(_tables["n_log_n"]) <= largest:
        _enlarge(largest)
    return _tables["n_log_n"]


def n_log_n_steps(largest: int) -> Floats:
    """Return a table of (n + 1) ln (n + 1) - n ln n for n = 0 .. `largest` - 1 at least, nats."""
    n_log_n(largest)
    return _tables["steps"]


def _enlarge(largest: int) -> None:
    """Continue the tables."""
    table = _tables["n_log_n"]
    top = max(1024, 1 << int(largest).bit_length())
    more = [n * math.log(n) for n in range(len(table), top + 1)]
    _tables["n_log_n"] = np.concatenate([table, np.array(more)])
    _tables["steps"] = np.diff(_tables["n_log_n"])
    for each in _tables.values():
        each.flags.writeable = False


def x_log_x(counts: ArrayLike) -> Floats:
    """Return n ln n of whole numbers at least 0, in nats, same shape."""
    array = np.asarray(counts)
    largest = int(array.max()) if array.size else 0
    if largest <= _LARGEST_TABLE:
        return n_log_n(largest).take(array.astype(np.int64, copy=False))
    safe = np.maximum(array, 1).astype(np.float64)
    return np.asarray(safe * np.log(safe))


def times_entropy(counts: ArrayLike) -> Floats:
    """Return households times their Theil entropy, sum_m x_m ln(t / x_m), nats.

    Computed as x ln(1 + (t - x) / x), whose terms are all positive, so that one household of a
    group in a large city costs no digits; `x_log_x` is faster.

    Parameters
    ----------
    counts : array_like of int, shape (..., groups)

    Returns
    -------
    ndarray of float64, shape (...)
        0 for no households.
    """
    x = np.asarray(counts, dtype=np.float64)
    others = x.sum(axis=-1, keepdims=True) - x
    return np.asarray((x * np.log1p(others / np.maximum(x, 1.0))).sum(axis=-1))


def entropy_of(totals: ArrayLike) -> Floats:
    """Return the Theil entropy of group totals, nats, from 0 to ln(groups); NaN for no households.

    Parameters
    ----------
    totals : array_like of int, shape (..., groups)
    """
    return divide(times_entropy(totals), np.asarray(totals).sum(axis=-1))
