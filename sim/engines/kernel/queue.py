"""The queue of a month: the households that search, in the order of a draw."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.draws import word

PASSES, DIGITS = 3, 2048  # a key of 32 bits is three digits of 11
ID_BITS, ID_MASK = 31, 2147483647
FEW = 64  # so few are sorted by insertion alone


class Queue(NamedTuple):
    """Room for the households that search this month."""

    turns: NDArray[np.int64]  # (rows,) key above id: what they are sorted by
    spare: NDArray[np.int64]  # (rows,)
    digits: NDArray[np.int64]  # (PASSES, DIGITS)
    ids: NDArray[np.int32]  # (rows,)
    reserved: NDArray[np.float64]  # (rows,) sum of exp(utility) of the reserved homes seen


def room_for(rows: int, reserved: int) -> Queue:
    """Return a queue of that many households, of which `reserved` may look at reserved homes."""
    turns, spare = np.empty(rows, np.int64), np.empty(rows, np.int64)
    digits, ids = np.empty((PASSES, DIGITS), np.int64), np.empty(rows, np.int32)
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
    sort_turns(queue, count)


@rule
def sort_turns(queue: Queue, count: int) -> None:
    """Sort the first `count` turns, and put the ids in their order: digit by digit of the keys, the
    lowest first, then those of equal keys by id."""
    if count >= FEW:
        count_digits(queue, count)
        spread(queue.turns, queue.spare, queue.digits, 0, count)
        spread(queue.spare, queue.turns, queue.digits, 1, count)
        spread(queue.turns, queue.spare, queue.digits, 2, count)
        for i in range(count):
            queue.turns[i] = queue.spare[i]
    insert(queue.turns, count)
    for i in range(count):
        queue.ids[i] = queue.turns[i] & ID_MASK


@rule
def digit(turn: int, place: int) -> int:
    """Return a digit of the key of a turn."""
    return (turn >> (ID_BITS + 11 * place)) & (DIGITS - 1)


@rule
def count_digits(queue: Queue, count: int) -> None:
    """Note for each place of the keys where the turns of each digit begin."""
    for place in range(PASSES):
        for k in range(DIGITS):
            queue.digits[place, k] = 0
    for i in range(count):
        for place in range(PASSES):
            queue.digits[place, digit(queue.turns[i], place)] += 1
    for place in range(PASSES):
        first = 0
        for k in range(DIGITS):
            number = queue.digits[place, k]
            queue.digits[place, k] = first
            first += number


@rule
def spread(turns: Any, to: Any, digits: Any, place: int, count: int) -> None:
    """Put the turns in the order of one digit, those of the same digit as they were."""
    for i in range(count):
        k = digit(turns[i], place)
        to[digits[place, k]] = turns[i]
        digits[place, k] += 1


@rule
def insert(turns: Any, count: int) -> None:
    """Put turns in order that are few, or nearly in order."""
    for i in range(1, count):
        turn, place = turns[i], i
        while place > 0 and turns[place - 1] > turn:
            turns[place] = turns[place - 1]
            place -= 1
        turns[place] = turn
