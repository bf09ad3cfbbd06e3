"""Time the Schelling rule against Mesa and against plain C, in one process; CPU time, medians.

    python experiments/benchmarks/engine/run.py              # 100 x 100 to 2,000 x 2,000 cells
    python experiments/benchmarks/engine/run.py --quick      # to 316 x 316 cells, under 2 minutes
    python experiments/benchmarks/engine/run.py --write      # put the table into the README too

Everything goes the public way in: `sim.City(sim.compose(...), seed=1)` and `.step()`. What is
compared takes turns, month by month against Mesa and life by life against C, so that what else the
machine does weighs on both. The C program must end in the same state, or nothing is printed.
"""

import argparse
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2])]

from program import compiler  # noqa: E402
from twin import Twin  # noqa: E402

import sim  # noqa: E402

MARKS = ("<!-- table -->", "<!-- end of table -->")
EXAMPLE, LARGE = "published/mesa_example", "published/juliadynamics_comparison"
MONTHS = 12  # of each life that is timed: all of them before any city rests
SIDES = (100, 316, 1000, 2000)
REPEATS = {100: 31, 316: 15, 1000: 5, 2000: 3}


class Row(NamedTuple):
    """A line of the table."""

    what: str
    measured: str
    target: str
    met: bool


def city_of(*words: str) -> sim.City:
    """Return a city before its first month, without indices."""
    return sim.City(sim.compose(*words, "metrics=none", "months=1000"), seed=1)


def example_of(side: int) -> sim.City:
    """Return the city of Mesa's example on a square grid."""
    return city_of(f"experiment={EXAMPLE}", f"city.size=[{side},{side}]")


def cpu(call: Callable[[], object]) -> float:
    """Return the CPU seconds of a call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def columns(part: Any) -> Iterator[np.ndarray]:
    """Yield the arrays of nested tuples."""
    if isinstance(part, np.ndarray):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from columns(inner)


class Lives:
    """A city that lives its first months again and again, in the same memory, as the C program."""

    def __init__(self, city: sim.City) -> None:
        self.city = city
        self.households = len(city.state.households.group)
        self._first = [one.copy() for one in columns(self._parts())]
        self._relocate, self._inside = city.life.engine.relocate, 0.0
        city.life.engine.relocate = self._timed  # type: ignore[method-assign]
        self.live(1)  # compiles

    def _parts(self) -> tuple[Any, ...]:
        engine = self.city.life.engine
        return (self.city.state, engine.counts, engine._queue, self.city.flows)

    def _timed(self) -> None:
        self._inside += cpu(self._relocate)

    def live(self, months: int) -> tuple[float, float]:
        """Live months from the start; return the CPU seconds of all steps, and of the kernel."""
        for mine, first in zip(columns(self._parts()), self._first, strict=True):
            mine[...] = first
        self.city.life.stopped, self.city.running, self._inside = False, True, 0.0
        step = self.city.step
        start = time.process_time()
        for _ in range(months):
            step()
        return time.process_time() - start, self._inside


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


def peak(side: int) -> tuple[int, int]:
    """Return households and peak memory, bytes, of a process that lives three months."""
    command = [sys.executable, str(Path(__file__)), "--memory", str(side)]
    subprocess.run(command, check=True, capture_output=True)  # what is compiled is in the cache
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(answer[0]), int(answer[1])


def show_memory(side: int) -> None:
    """Live three months, and print households and peak memory, bytes."""
    city = example_of(side)
    for _ in range(3):
        city.step()
    unit = 1 if sys.platform == "darwin" else 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(len(city.state.households.group), most)


def mesa_rows(quick: bool) -> list[Row]:
    """Return the rows against Mesa."""
    from mesa_models import Comparison, example

    rows = []
    for side, target in ((100, 500), (316, 1000)):
        ratio, theirs = times_faster(example(side, 1), example_of(side), 6 if quick else MONTHS)
        what = f"`City.step()` against Mesa's example, {side} x {side}"
        found = f"{ratio:,.0f} times faster (Mesa: {theirs:.1f} µs an agent and step)"
        rows.append(Row(what, found, f"{target}x", ratio >= target))
    city = city_of(f"experiment={LARGE}", "paper.case=large")
    ratio, theirs = times_faster(Comparison(1), city, 20)
    what = "`City.step()` against Mesa, ABMFrameworksComparison, large"
    found = f"{ratio:,.0f} times faster (Mesa: {theirs:.1f} µs an agent and step)"
    rows.append(Row(what, found, "400x", ratio >= 400))
    return rows


def c_rows(sides: list[int]) -> tuple[list[Row], dict[int, Life]]:
    """Return the rows against C, and what every size costs."""
    rows, lives = [], {}
    for side in sides:
        life = lives[side] = against_c(example_of(side), REPEATS[side])
        share = life.c / life.kernel
        what = f"kernel against C, Mesa's example, {side:,} x {side:,}"
        found = f"{100 * share:.0f} % of C (kernel {life.kernel:.1f}, C {life.c:.1f}, "
        found += f"`City.step()` {life.city:.1f} ns a household and step)"
        rows.append(Row(what, found, "85 % of C", share >= 0.85))
    life = against_c(city_of(f"experiment={LARGE}", "paper.case=large"), 25)
    what = "kernel against C, ABMFrameworksComparison, large"
    found = f"{100 * life.c / life.kernel:.0f} % of C (kernel {life.kernel:.1f}, C {life.c:.1f} ns)"
    rows.append(Row(what, found, "85 % of C", life.c / life.kernel >= 0.85))
    return rows, lives


def growth_row(lives: dict[int, Life]) -> Row:
    """Return how a household and step grow with the city."""
    first, last = min(lives), max(lives)
    ratio = lives[last].city / lives[first].city
    within = lives[last].kernel / lives[first].kernel
    what = f"growth of ns a household and step, {first}² to {last}²"
    return Row(what, f"{ratio:.2f}x (the kernel alone {within:.2f}x)", "2x", ratio <= 2)


def memory_row(sides: tuple[int, int]) -> Row:
    """Return by how much peak memory grows with each household."""
    (few, small), (many, large) = (peak(side) for side in sides)
    slope = (large - small) / (many - few)
    what = f"slope of peak memory, {sides[0]}² to {sides[1]}²"
    return Row(what, f"{slope:.0f} B a household", "100 B", slope <= 100)


def table(quick: bool) -> str:
    """Return the table in Markdown; each line is printed as it is found."""
    lines = ["| what | measured | target | met |", "|---|---|---|---|"]

    def add(row: Row) -> None:
        word = "yes" if row.met else "**no**"
        lines.append(f"| {row.what} | {row.measured} | {row.target} | {word} |")
        print(lines[-1], flush=True)

    for row in mesa_rows(quick):
        add(row)
    if compiler() is None:
        print("no C compiler: the rows against C are left out")
    else:
        rows, lives = c_rows([side for side in SIDES if side <= 316 or not quick])
        for row in (*rows, growth_row(lives)):
            add(row)
    if not quick:
        add(memory_row((1000, 2000)))
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write the table into the README if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small cities only")
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    parser.add_argument("--memory", type=int, metavar="SIDE", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory is not None:
        show_memory(given.memory)
        return
    found = table(given.quick)
    if given.write:
        path = HERE / "README.md"
        first, last = (re.escape(mark) for mark in MARKS)
        whole = f"{MARKS[0]}\n\n{found}\n\n{MARKS[1]}"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf"(?s){first}.*{last}", lambda _: whole, text), encoding="utf-8")


if __name__ == "__main__":
    main()
