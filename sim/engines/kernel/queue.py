"""The queue of a month: the households that search, in the order of a draw."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.draws import word

KEY_BITS = 32  # of a draw
ID_BITS, ID_MASK = 31, 2147483647
FEW, SOME = 64, 8192  # fewer are sorted by insertion alone; by two short digits before it
SHORT, LONG = 8, 11  # bits of a digit


class Queue(NamedTuple):
    """Room for the households that search this month."""

    turns: NDArray[np.int64]  # (rows,) key above id: what they are sorted by
    spare: NDArray[np.int64]  # (rows,)
    digits: NDArray[np.int64]  # (2, 2**LONG)
    ids: NDArray[np.int32]  # (rows + 1,): one is written before it is known whether it counts
    reserved: NDArray[np.float64]  # (rows,) sum of exp(utility) of the reserved homes seen


def room_for(rows: int, reserved: int) -> Queue:
    """Return a queue of that many households, of which `reserved` may look at reserved homes."""
    turns, spare = np.empty(rows, np.int64), np.empty(rows, np.int64)
    digits, ids = np.empty((2, 2**LONG), np.int64), np.empty(rows + 1, np.int32)
    return Queue(turns, spare, digits, ids, np.zeros(reserved))


@rule
def turn_of(key: int, household: int) -> int:
    """Return a whole number that sorts by key (below 2**32), then by id (below 2**31)."""
    return (key << ID_BITS) + household


@rule
def line_up(queue: Queue, count: int, month: int, purpose: int, p: Parameters) -> None:
    """Sort the first `count` households of the queue by this month's draw, then id."""
    for i in range(count):
        household = int(queue.ids[i])
        queue.turns[i] = turn_of(word(p.seed, month, household, purpose, 0), household)
    sort_turns(queue, count, KEY_BITS)


@rule
def sort_turns(queue: Queue, count: int, key_bits: int) -> None:
    """Sort the first `count` turns, of keys of so many bits, and put the ids in their order.

    By two digits at the upper end of the keys, the lower first: the few turns that this leaves out
    of order, those of equal keys among them, are next to their places.
    """
    if count >= FEW:
        bits = SHORT if count < SOME else LONG
        shift = ID_BITS + (key_bits - 2 * bits if key_bits > 2 * bits else 0)
        count_digits(queue, count, bits, shift)
        spread(queue.turns, queue.spare, queue.digits[0], count, bits, shift)
        spread(queue.spare, queue.turns, queue.digits[1], count, bits, shift + bits)
    insert(queue.turns, count)
    for i in range(count):
        queue.ids[i] = queue.turns[i] & ID_MASK


@rule
def count_digits(queue: Queue, count: int, bits: int, shift: int) -> None:
    """Note for both digits where the turns of each value begin."""
    values = 1 << bits
    for k in range(values):
        queue.digits[0, k] = queue.digits[1, k] = 0
    for i in range(count):
        key = queue.turns[i] >> shift
        queue.digits[0, key & (values - 1)] += 1
        queue.digits[1, (key >> bits) & (values - 1)] += 1
    for place in range(2):
        first = 0
        for k in range(values):
            number = queue.digits[place, k]
            queue.digits[place, k] = first
            first += number


@rule
def spread(turns: Any, to: Any, begins: Any, count: int, bits: int, shift: int) -> None:
    """Put the turns in the order of one digit, those of the same digit as they were."""
    for i in range(count):
        k = (turns[i] >> shift) & ((1 << bits) - 1)
        to[begins[k]] = turns[i]
        begins[k] += 1


@rule
def insert(turns: Any, count: int) -> None:
    """Put turns in order that are few, or nearly in order."""
    for i in range(1, count):
        turn, place = turns[i], i
        while place > 0 and turns[place - 1] > turn:
            turns[place] = turns[place - 1]
            place -= 1
        turns[place] = turn
