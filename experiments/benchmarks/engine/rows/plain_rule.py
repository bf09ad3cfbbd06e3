"""The plain rule against C, and how a household and step grow with the city."""

import statistics
from collections.abc import Iterator
from typing import NamedTuple

from cities import LARGE, Lives, city_of, example_of
from timing import Row
from twin import Twin

import sim

MONTHS = 12
REPEATS = {100: 31, 316: 15, 1000: 5, 2000: 3}


class Life(NamedTuple):
    """Median CPU time of a household and step, nanoseconds."""

    city: float  # City.step
    kernel: float  # its compiled loops, called from Python
    c: float  # the C program


def against_c(city: sim.City, repeats: int) -> Life:
    """Return what a household and step cost in a city and in C, which end in the same state."""
    taken: list[tuple[float, float, float]] = []
    with Twin(city) as twin:
        lives = Lives(city)
        for _ in range(repeats):
            whole, kernel = lives.live(MONTHS)
            lived = twin.live(MONTHS)
            assert lived.months == city.month, "the city came to rest too early"
            taken.append((whole, kernel, lived.seconds))
        if twin.state_hash() != city.state_hash():
            raise SystemExit("the C program ends in another state")
    steps = MONTHS * lives.households
    medians = (statistics.median(column) for column in zip(*taken, strict=True))
    return Life(*(1e9 * median / steps for median in medians))


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows against C, then growth."""
    lives = {}
    for side in (316,) if quick else REPEATS:
        life = lives[side] = against_c(example_of(side), REPEATS[side])
        share = life.c / life.kernel
        found = f"{100 * share:.0f} % of C (kernel {life.kernel:.1f}, C {life.c:.1f}, "
        found += f"`City.step()` {life.city:.1f} ns a household and step)"
        what = f"kernel against C, Mesa's example, {side:,} x {side:,}"
        points = {f"plain rule, ns a turn|{side}": life.city, f"the same in C|{side}": life.c}
        yield Row(what, share, found, "85 % of C", share >= 0.85, points)
    if quick:
        return
    life = against_c(city_of(f"experiment={LARGE}", "paper.case=large"), 25)
    share = life.c / life.kernel
    found = f"{100 * share:.0f} % of C (kernel {life.kernel:.1f}, C {life.c:.1f} ns)"
    what = "kernel against C, ABMFrameworksComparison, large"
    yield Row(what, share, found, "85 % of C", share >= 0.85)
    first, last = lives[min(lives)], lives[max(lives)]
    ratio, within = last.city / first.city, last.kernel / first.kernel
    what = f"growth of ns a household and step, {min(lives)}² to {max(lives)}²"
    yield Row(what, ratio, f"{ratio:.2f}x (the kernel alone {within:.2f}x)", "2x", ratio <= 2)
