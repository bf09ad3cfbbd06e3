"""Replicates on two threads of one process: the compiled loops release Python's lock."""

import statistics
import threading
import time
from collections.abc import Iterator

from cities import ALL_DECIDE, EXAMPLE, city_of, market_of
from timing import Row

import sim

TURNS = 7


def wall(cities: list[sim.City], months: int, together: bool) -> float:
    """Return the seconds by the clock in which cities live months, together or one by one."""

    def live(city: sim.City) -> None:
        for _ in range(months):
            city.step()

    threads = [threading.Thread(target=live, args=(city,)) for city in cities]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
        if not together:
            thread.join()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def rows(quick: bool) -> Iterator[Row]:
    """Yield a row for tasks of the plain rule, of the market, and of the market where all look."""
    if quick:
        return
    restless = (f"experiment={EXAMPLE}", "city.size=[1000,1000]", "paper.homophily=0.7")
    kinds = {
        "the plain rule, 1,000 x 1,000, 5 months": ([city_of(*restless) for _ in range(2)], 5),
        "the market, 1,000 x 1,000, 3 months": ([market_of(1000) for _ in range(2)], 3),
        "the same where all look, 316 x 316, 2 months": (
            [market_of(316, *ALL_DECIDE) for _ in range(2)],
            2,
        ),
    }
    for name, (cities, months) in kinds.items():
        wall(cities, 1, False)  # compiles
        ratios, alone = [], []
        for _ in range(TURNS):
            one, two = wall(cities, months, False), wall(cities, months, True)
            ratios.append(one / two)
            alone.append(one / 2)
        speed = statistics.median(ratios)
        task = 1000 * statistics.median(alone)
        found = f"{speed:.2f} times as fast (tasks of {task:.0f} ms)"
        yield Row(f"two threads, {name}", speed, found, "1.8x", speed >= 1.8)
