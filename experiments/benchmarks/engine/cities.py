"""The cities that are timed, and how they live their months again and again."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from timing import cpu

import sim

EXAMPLE, LARGE = "published/mesa_example", "published/juliadynamics_comparison"
POLICIES = "policy=[ethnic_quota,inclusionary_zoning,rent_cap/california_ab1482]"
#: Everybody decides every month: a month is as many decisions as households.
ALL_DECIDE = ("rules.consider_owner=12", "rules.consider_renter=12", "rules.minimum_occupation=0")
NOBODY_DECIDES = ("rules.consider_owner=0", "rules.consider_renter=0")


def city_of(*words: str) -> sim.City:
    """Return a city before its first month, without indices unless the words name some."""
    return sim.City(sim.compose("metrics=none", "months=1000", *words), seed=1)


def example_of(side: int) -> sim.City:
    """Return the city of Mesa's example on a square grid."""
    return city_of(f"experiment={EXAMPLE}", f"city.size=[{side},{side}]")


def market_of(side: int, *words: str) -> sim.City:
    """Return a Singapore-like city on a square grid, not settled, by default under no policy."""
    size = f"city.size=[{side},{side}]"
    return city_of("city=singapore", "city.initial=random", size, *words)


def households(city: sim.City) -> int:
    """Return how many households live in a city."""
    return int((city.state.households.dwelling >= 0).sum())


def columns(part: Any) -> Iterator[np.ndarray]:
    """Yield the arrays of nested tuples."""
    if isinstance(part, np.ndarray):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from columns(inner)


class Inside:
    """Adds up the CPU seconds that a city spends in calls of its engine."""

    def __init__(self, city: sim.City, *names: str) -> None:
        self.seconds, engine = 0.0, city.life.engine
        for name in names:
            setattr(engine, name, self._timed(getattr(engine, name)))

    def _timed(self, call: Any) -> Any:
        def timed(*given: Any) -> Any:
            found: list[Any] = []
            self.seconds += cpu(lambda: found.append(call(*given)))
            return found[0]

        return timed


class Lives:
    """A city that lives its first months again and again, in the same memory, as the C program."""

    def __init__(self, city: sim.City) -> None:
        self.city = city
        self.households = len(city.state.households.group)
        self._first = [one.copy() for one in columns(self._parts())]
        self._inside = Inside(city, "relocate")
        self.live(1)  # compiles

    def _parts(self) -> tuple[Any, ...]:
        engine = self.city.life.engine
        return (self.city.state, engine.counts, engine._queue, self.city.flows)

    def live(self, months: int) -> tuple[float, float]:
        """Live months from the start; return the CPU seconds of all steps, and of the kernel."""
        for mine, first in zip(columns(self._parts()), self._first, strict=True):
            mine[...] = first
        self.city.life.stopped, self.city.running, self._inside.seconds = False, True, 0.0
        step = self.city.step
        start = time.process_time()
        for _ in range(months):
            step()
        return time.process_time() - start, self._inside.seconds
