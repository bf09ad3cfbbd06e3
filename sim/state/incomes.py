"""Incomes: as drawn at the start, their ranks, and the median of the households in a city."""

from typing import Any

import numpy as np

from sim.compiled import compiled
from sim.config.schema import Config
from sim.draws import Purpose
from sim.portable import exp, log
from sim.state import keyed
from sim.state.columns import Ints, State

BITS = 12  # of an income that tell its bucket
LANES = 4  # counters side by side, so that one need not wait for the last


def incomes(config: Config, groups: Ints, seed: int) -> Ints:
    """Return incomes in cents: none with probability `no_work`, else lognormal by group; keyed by
    row."""
    income, kinds = config.city.income, config.city.groups.values()
    reference = 1.0
    for g in kinds:  # so that the geometric mean of the groups' medians is the city's
        reference *= exp(-g.share * log(g.income_ratio))
    medians = np.array([100.0 * income.median * reference * g.income_ratio for g in kinds])
    rows = range(len(groups))
    out = np.empty(len(groups), np.int64)
    _fill_incomes(
        out,
        medians[groups],
        keyed.normals(rows, seed, Purpose.INCOME, 1),
        float(income.sigma),
    )
    idle = keyed.words(rows, seed, Purpose.INCOME, 0) / 4294967296.0 < income.no_work
    out[idle] = 0
    return out


@compiled
def _fill_incomes(out: Any, medians: Any, normals: Any, sigma: float) -> None:
    for i in range(len(out)):
        out[i] = int(medians[i] * exp(sigma * normals[i]) + 0.5)


def ranks(income: Ints, among: Ints) -> tuple[Ints, Ints]:
    """Return the fifth (0 to 4) and the rank in thousandths of incomes in an income
    distribution."""
    ordered = np.sort(among)
    lower = np.searchsorted(ordered, income, side="left").astype(np.int64)
    count = max(len(ordered), 1)
    return lower * 5 // count, lower * 1000 // count


class Census:
    """Counts the households in a city by group and finds their median income in one pass.

    The median is looked for around that of the last time, among a few per cent of a million
    households; where it is not there, in buckets of all incomes.
    """

    def __init__(self, groups: int) -> None:
        self._counts = np.zeros((LANES, groups), np.int64)
        self._near = 0

    def take(self, state: State) -> tuple[Ints, int]:
        """Return the households by group, shape (groups,), and their lower median income, cents a
        month; 0 if there are none."""
        people, low, high = state.households, self._near - self._near // 64, self._near
        high += self._near // 64 + 1
        inside = np.empty(len(people.dwelling) // 8 + 1, np.int64)
        self._counts[:] = 0
        columns = people.dwelling, people.group, people.income
        below, found = _survey(self._counts, inside, *columns, low, high)
        counts: Ints = self._counts.sum(axis=0)
        place = (int(counts.sum()) - 1) // 2 - below
        if 0 <= place < found <= len(inside) - 1:
            self._near = int(np.partition(inside[:found], place)[place])
        else:
            self._near = median_income(state)
        return counts, self._near


def median_income(state: State) -> int:
    """Return the lower median income of the households in the city, cents a month; 0 if there are
    none; found without sorting a million of them."""
    people = state.households
    count = int(np.count_nonzero(people.dwelling >= 0))
    if count == 0:
        return 0
    bits = max(int(people.income.max()).bit_length() - BITS, 0)
    numbers = np.zeros(1 << BITS, np.int64)
    _count(numbers, people.dwelling, people.income, bits)
    below = np.cumsum(numbers)
    middle = (count - 1) // 2
    bucket = int(np.searchsorted(below, middle, side="right"))
    inside = np.empty(int(numbers[bucket]), np.int64)
    _collect(inside, people.dwelling, people.income, bucket << bits, (bucket + 1) << bits)
    place = middle - (int(below[bucket]) - len(inside))
    return int(np.partition(inside, place)[place])


@compiled
def _count(numbers: Any, dwelling: Any, income: Any, bits: int) -> None:
    for household in range(len(dwelling)):
        if dwelling[household] >= 0:
            numbers[income[household] >> bits] += 1


@compiled
def _collect(inside: Any, dwelling: Any, income: Any, low: int, high: int) -> None:
    found = 0
    for household in range(len(dwelling)):
        if dwelling[household] >= 0 and low <= income[household] < high:
            inside[found] = income[household]
            found += 1


@compiled
def _survey(
    counts: Any, inside: Any, dwelling: Any, group: Any, income: Any, low: int, high: int
) -> tuple[int, int]:
    """Count households by group and those below `low`, and collect incomes from `low` to `high`.

    Without branches, which processors would guess wrongly. Returns how many are below, and how many
    were to be collected, which may be more than there was room for.
    """
    below = found = 0
    last = len(inside) - 1
    for household in range(len(dwelling)):
        if dwelling[household] >= 0:
            counts[household % LANES, group[household]] += 1
            here = income[household]
            below += int(here < low)
            inside[min(found, last)] = here
            found += int(low <= here) & int(here < high)
    return below, found
