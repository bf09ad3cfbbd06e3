"""The median income of the households in a city, found without sorting a million of them."""

from typing import Any

import numpy as np

from sim.compiled import compiled
from sim.state.columns import State

BUCKETS = 4096


def median_income(state: State) -> int:
    """Return the lower median income of the households in the city, cents a month; 0 if there are
    none."""
    people = state.households
    count = int(np.count_nonzero(people.dwelling >= 0))
    if count == 0:
        return 0
    width = int(people.income.max()) // BUCKETS + 1
    numbers = np.zeros(BUCKETS, np.int64)
    _count(numbers, people.dwelling, people.income, width)
    below = np.cumsum(numbers)
    middle = (count - 1) // 2
    bucket = int(np.searchsorted(below, middle, side="right"))
    inside = np.empty(int(numbers[bucket]), np.int64)
    _collect(inside, people.dwelling, people.income, bucket * width, (bucket + 1) * width)
    place = middle - (int(below[bucket]) - len(inside))
    return int(np.partition(inside, place)[place])


@compiled
def _count(numbers: Any, dwelling: Any, income: Any, width: int) -> None:
    for household in range(len(dwelling)):
        if dwelling[household] >= 0:
            numbers[income[household] // width] += 1


@compiled
def _collect(inside: Any, dwelling: Any, income: Any, low: int, high: int) -> None:
    found = 0
    for household in range(len(dwelling)):
        if dwelling[household] >= 0 and low <= income[household] < high:
            inside[found] = income[household]
            found += 1
