"""n ln n, from a table that is computed once with `math.log`, so that loops need no logarithm."""

import math
from threading import Lock

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, divide

_LARGEST_TABLE = 1 << 21
_Tables = tuple[Floats, Floats]
_known: _Tables = (np.zeros(1), np.zeros(0))
_writing = Lock()


def n_log_n(largest: int) -> Floats:
    """Return a table of n ln n for n = 0 .. at least `largest` (0 ln 0 = 0), in nats."""
    return _tables(largest)[0]


def n_log_n_steps(largest: int) -> Floats:
    """Return a table of (n + 1) ln (n + 1) - n ln n for n = 0 .. `largest` - 1 at least, nats."""
    return _tables(largest)[1]


def _tables(largest: int) -> _Tables:
    """Return both tables, long enough, whatever other threads ask for meanwhile."""
    found = _known
    if len(found[0]) > largest:
        return found
    with _writing:
        return _enlarged(largest)


def _enlarged(largest: int) -> _Tables:
    """Continue the tables, which are published as one pair when both are complete."""
    global _known
    table = _known[0]
    if len(table) <= largest:
        top = max(1024, 1 << int(largest).bit_length())
        more = [n * math.log(n) for n in range(len(table), top + 1)]
        table = np.concatenate([table, np.array(more)])
        steps = np.diff(table)
        table.flags.writeable = steps.flags.writeable = False
        _known = (table, steps)
    return _known


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
