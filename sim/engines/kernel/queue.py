"""The queue of a month: the households that search, in the order of a draw."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.draws import word


class Queue(NamedTuple):
    """Room for the households that search this month."""

    keys: NDArray[np.int64]  # (rows,) what they are sorted by
    ids: NDArray[np.int64]  # (rows,)
    reserved: NDArray[np.float64]  # (rows,) sum of exp(utility) of the reserved homes seen


@rule
def line_up(queue: Queue, count: int, month: int, purpose: int, p: Parameters) -> None:
    """Sort the first `count` households of the queue by this month's draw, then id."""
    for i in range(count):
        queue.keys[i] = word(p.seed, month, queue.ids[i], purpose, 0)
    sort_by_key(queue.keys, queue.ids, count)


@rule
def sort_by_key(keys: Any, ids: Any, count: int) -> None:
    """Sort the first `count` ids by key, then id (Shell's method, gaps of Ciura 2001)."""
    for gap in (3548, 1577, 701, 301, 132, 57, 23, 10, 4, 1):
        for i in range(gap, count):
            key, number = keys[i], ids[i]
            j = i
            while j >= gap and (
                keys[j - gap] > key or (keys[j - gap] == key and ids[j - gap] > number)
            ):
                keys[j], ids[j] = keys[j - gap], ids[j - gap]
                j -= gap
            keys[j], ids[j] = key, number
