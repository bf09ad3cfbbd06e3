"""The full household decision against C: random utility, keyed tastes, a quota at two levels,
incomes."""

import statistics
from collections.abc import Iterator
from typing import NamedTuple

from cities import ALL_DECIDE, Inside, households, market_of
from full_twin import FullTwin
from timing import Row, cpu

import sim

CLOSED = ("market.project_rate=0", "policy=ethnic_quota")  # what full.c knows
TURNS = {100: (9, 6), 240: (9, 2), 316: (7, 2), 1000: (3, 1), 2000: (1, 1)}  # and months of each
TARGET = 0.85


class Month(NamedTuple):
    """Medians of a month, CPU nanoseconds."""

    kernel: float  # a decision, in the engine's calls
    c: float  # the same in C
    city: float  # a household, in City.step()
    household: float  # a household, in the engine's calls
    share: float  # median of the turns' ratios of C's time to the kernel's


def month_of(city: sim.City, turns: int, months: int) -> Month:
    """Return what a month costs in a city and in C, which live the same months in turn."""
    found = []
    with FullTwin(city) as twin:
        inside = Inside(city, "begin_month", "depart", "arrive", "search")
        for turn in range(turns + 1):
            inside.seconds = 0.0
            whole = sum(cpu(city.step) for _ in range(months))
            lived = twin.live(months)
            if turn:  # the first compiles
                kernel, c = inside.seconds / lived.decisions, lived.inside / lived.decisions
                lives = months * households(city)
                times = (kernel, c, whole / lives, inside.seconds / lives)
                found.append((*(1e9 * each for each in times), c / kernel))
        if twin.state_hash() != city.state_hash():
            raise SystemExit("the C program ends in another state")
    return Month(*(statistics.median(column) for column in zip(*found, strict=True)))


def rows(quick: bool) -> Iterator[Row]:
    """Yield a row for each size where everybody decides, their growth, and months by default."""
    by_size = {}
    for side in (316,) if quick else (100, 316, 1000, 2000):
        month = by_size[side] = month_of(market_of(side, *CLOSED, *ALL_DECIDE), *TURNS[side])
        what = f"full decision against C, {side:,} x {side:,}, everybody decides"
        found = f"{100 * month.share:.0f} % of C (kernel {month.kernel:,.0f}, C {month.c:,.0f} ns"
        points = {f"full decision, ns|{side}": month.kernel, f"full decision in C|{side}": month.c}
        met = month.share >= TARGET
        yield Row(what, month.share, found + " a decision)", "85 % of C", met, points)
    if len(by_size) > 1:
        ratio = by_size[2000].kernel / by_size[100].kernel
        what = "growth of ns a full decision, 100² to 2000²"
        yield Row(what, ratio, f"{ratio:.2f}x", "2x", ratio <= 2)
    for side in (240,) if quick else (240, 1000):
        month = month_of(market_of(side, *CLOSED), TURNS[side][0], 6)
        what = f"a month of the market against C, {side:,} x {side:,}, default hazards"
        found = f"{100 * month.share:.0f} % of C (`City.step()` {month.city:.1f}, the engine's part"
        found += f" {month.household:.1f} ns a household; {month.kernel:,.0f} a decision,"
        found += f" C {month.c:,.0f})"
        yield Row(what, month.share, found, "85 % of C", month.share >= TARGET)
