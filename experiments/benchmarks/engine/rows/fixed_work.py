"""What a month costs a household although nobody looks for a home; and what the indices add."""

import statistics
from collections.abc import Iterator

import numpy as np
from cities import NOBODY_DECIDES, households, market_of
from timing import Row, cpu

import sim


def yardstick(city: sim.City) -> float:
    """Return the CPU seconds that NumPy takes to count the households by group and fifth."""
    people = city.state.households
    return cpu(lambda: np.bincount(people.group.astype(np.int64) * 5 + people.fifth))


def medians(cities: list[sim.City], months: int) -> list[float]:
    """Return the nanoseconds of a household and month in each city, and of the yardstick."""
    for city in cities:
        for _ in range(2):
            city.step()
    taken = []
    for _ in range(months):
        taken.append([*(cpu(city.step) for city in cities), yardstick(cities[0])])
    many = households(cities[0])
    return [1e9 * statistics.median(column) / many for column in zip(*taken, strict=True)]


def rows(quick: bool) -> Iterator[Row]:
    """Yield fixed work without indices, and what the default indices add."""
    for side, months in ((316, 15),) if quick else ((316, 31), (1000, 25)):
        size = f"{side:,} x {side:,}"
        still, pass_of = medians([market_of(side, *NOBODY_DECIDES)], months)
        found = f"{still:.1f} ns a household ({still / pass_of:.2f} of NumPy's bincount of them)"
        what = f"a month in which nobody considers a move, without indices, {size}"
        yield Row(what, still / pass_of, found, "10 ns", still <= 10)
        both = [market_of(side), market_of(side, "metrics=default")]
        plain, more, pass_of = medians(both, months)
        added = more - plain
        found = f"{added:.1f} ns a household (a month of {plain:.1f} without)"
        what = f"what the default indices add to a month, {size}"
        yield Row(what, more / plain, found, "8 ns", added <= 8)
