"""The plain rule against Mesa: how many times faster a step is."""

import statistics
from collections.abc import Iterator
from typing import Any

from cities import LARGE, Lives, city_of, example_of
from timing import Row, cpu

import sim

MONTHS = 12  # of each life that is timed: all of them before any city rests


def times_faster(model: Any, city: sim.City, months: int) -> tuple[float, float]:
    """Return how many times faster than a Mesa model a city lives its first months, and Mesa's
    microseconds for an agent and step. After every month of Mesa the city lives all of them."""
    lives, theirs, ours = Lives(city), 0.0, []
    for _ in range(months):
        theirs += cpu(model.step)
        ours += [lives.live(months)[0] for _ in range(3)]
    agents = len(model.agents)
    ratio = (theirs / agents) / (statistics.median(ours) / lives.households)
    return ratio, 1e6 * theirs / agents / months


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows against Mesa."""
    from mesa_models import Comparison, example

    for side, target in ((100, 500), (316, 1000)):
        if quick and side > 100:
            continue
        ratio, theirs = times_faster(example(side, 1), example_of(side), MONTHS)
        what = f"`City.step()` against Mesa's example, {side} x {side}"
        found = f"{ratio:,.0f} times faster (Mesa: {theirs:.1f} µs an agent and step)"
        yield Row(what, ratio, found, f"{target}x", ratio >= target)
    if not quick:
        large = city_of(f"experiment={LARGE}", "paper.case=large")
        ratio, theirs = times_faster(Comparison(1), large, 20)
        what = "`City.step()` against Mesa, ABMFrameworksComparison, large"
        found = f"{ratio:,.0f} times faster (Mesa: {theirs:.1f} µs an agent and step)"
        yield Row(what, ratio, found, "400x", ratio >= 400)
