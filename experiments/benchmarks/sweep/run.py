"""Time sweeps against what they are made of: ratios within one run.

    python experiments/benchmarks/sweep/run.py            # about eight minutes on two idle cores
    python experiments/benchmarks/sweep/run.py --rows overhead mesa     # some rows
    python experiments/benchmarks/sweep/run.py --runs 500               # a rough look
    python experiments/benchmarks/sweep/run.py --write    # put the table into the README too

What a run of a sweep costs is the cost of a command with many runs less that of one with few, over
the runs between them: so nothing is counted that a command does once. CPU is of the command
and every process that it starts; the overhead of our own sweeps is that of one process outside its
cities (outside.py). Commands that are compared take turns; medians of their ratios.
"""

import argparse
import importlib.util
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from timing import Cost, cost, told, write_between  # noqa: E402

SIDE, MONTHS = 50, 60
#: Mesa's Schelling example where it does not come to rest early, and what Mesa records of it.
BOARD = (
    "experiment=published/mesa_example",
    f"paper.width={SIDE}",
    f"paper.height={SIDE}",
    "paper.homophily=0.7",
    f"months={MONTHS}",
)
MARKET = ("city=small", f"city.size=[{SIDE},{SIDE}]", "city.initial=random", f"months={MONTHS}")


@contextmanager
def folder() -> Iterator[str]:
    """Yield a new folder for a store, deleted afterwards."""
    with tempfile.TemporaryDirectory() as path:
        yield f"store={path}/store"


def sweep(number: int, words: tuple[str, ...], *how: str) -> Cost:
    """Return the cost of a sweep over seeds."""
    with folder() as store:
        axis = f"seed=range(1,{number + 1})"
        return cost([str(HERE / "sweep.py"), *words, axis, store, *how])


def outside(number: int, words: tuple[str, ...]) -> float:
    """Return the CPU seconds that a sweep in one process spends outside its cities."""
    with folder() as store:
        sweep_of = ["outside", *words, f"seed=range(1,{number + 1})", store, "executor=in_process"]
        return float(told([str(HERE / "sweep.py"), *sweep_of])[1])


def bare(number: int, words: tuple[str, ...]) -> Cost:
    """Return the cost of the same cities without a sweep."""
    return cost([str(HERE / "bare.py"), str(number), *words])


def compile_for(words: tuple[str, ...]) -> None:
    """Compile what cities of this kind need, before anything is timed."""
    bare(2, words)
    sweep(2, words, "executor=in_process")


def hydra(number: int, words: tuple[str, ...]) -> Cost:
    """Return the cost of the same cities under Hydra's basic sweeper and launcher."""
    with tempfile.TemporaryDirectory() as path:
        basic = ["hydra/sweeper=basic", "hydra/launcher=basic", f"hydra.sweep.dir={path}"]
        axis = f"seed=range(1,{number + 1})"
        return cost([str(HERE / "hydra_app.py"), "-m", *basic, axis, *words])


def each(command: Callable[..., Cost], few: int, many: int, *words: object) -> Cost:
    """Return what one run more costs."""
    return (command(many, *words) - command(few, *words)).over(many - few)


def overhead(runs: int, repetitions: int) -> list[str]:
    """Return the rows of what a run costs beside its city: of a sweep here, and of Hydra's."""
    rows = []
    for name, words in (("a board", BOARD), ("a housing market", MARKET)):
        ours, theirs, cities = [], [], []
        compile_for(words)
        for _ in range(repetitions):
            cities.append(each(bare, 20, runs, words).cpu)
            ours.append(1000 * (outside(runs, words) - outside(20, words)) / (runs - 20))
            theirs.append(each(hydra, 2, 22, words).cpu)
        alone = statistics.median(cities)
        found, other = statistics.median(ours), 1000 * (statistics.median(theirs) - alone)
        what = f"{name} of {SIDE} x {SIDE}, {MONTHS} months ({1000 * alone:.1f} ms CPU)"
        rows.append(row(f"overhead a run: {what}", f"{found:.2f} ms", "2 ms or less", found <= 2))
        share = f"1/{other / found:.0f} ({found:.2f} of {other:.0f} ms)"
        rows.append(row("its share of Hydra's basic launcher", share, "1/50", other >= 50 * found))
    return rows


def faster(how: str, than: str, runs: int, repetitions: int) -> float:
    """Return how many times as many runs a second one way of running gives as another."""
    ratios = []
    for _ in range(repetitions):
        slow = each(sweep, 100, 100 + runs, BOARD, than).wall
        ratios.append(slow / each(sweep, 100, 100 + runs, BOARD, how).wall)
    return statistics.median(ratios)


def cores(runs: int, repetitions: int) -> list[str]:
    """Return the rows of a whole sweep of many runs on two cores, and of two workers to one."""
    whole = sweep(runs, BOARD, "executor.workers=2")
    busy = whole.cpu / (2 * whole.wall)
    what = f"{runs:,} runs of {SIDE} x {SIDE}, {MONTHS} months: both cores busy, whole command"
    took = f"{100 * busy:.0f} % ({whole.wall:.0f} s)"
    rows = [row(what, took, "90 %", busy >= 0.9)]
    speed = faster("executor.workers=2", "executor.workers=1", runs // 10, repetitions)
    rows.append(row("two workers to one, runs a second", f"{speed:.2f}", "1.8", speed >= 1.8))
    return rows


def dask(runs: int, repetitions: int) -> list[str]:
    """Return the row of Dask's workers on this machine against processes."""
    what = "Dask on this machine to processes, runs a second"
    if importlib.util.find_spec("distributed") is None:
        print("no row for Dask: distributed is not installed (pip install '.[cluster]')")
        return [row(what, "not measured: distributed is not installed", "0.9", False)]
    speed = faster("executor=dask", "executor=processes", runs // 10, repetitions)
    return [row(what, f"{speed:.2f}", "0.9", speed >= 0.9)]


def mesa(runs: int, repetitions: int) -> list[str]:
    """Return the rows of Mesa's `batch_run` of its own example against the same rule here."""
    rows = []
    for side, number in ((SIDE, 8 * runs), (2 * SIDE, 2 * runs)):
        words = (*BOARD, f"paper.width={side}", f"paper.height={side}", "metrics=none")
        ratios, alone = [], []
        compile_for(words)
        for _ in range(repetitions):
            theirs = each(batch_run, 1, 3, side).cpu
            ratios.append(theirs / each(sweep, 10, number, words, "executor=in_process").cpu)
            alone.append(theirs / each(bare, 10, number, words).cpu)
        ratio, city = statistics.median(ratios), statistics.median(alone)
        what = f"Mesa's batch_run of its Schelling example to the same sweep here, {side} x {side}"
        shown = f"{ratio:.0f}x (`City.run()` alone: {city:.0f}x)"
        rows.append(row(what, shown, "300x", ratio >= 300))
    return rows


def batch_run(number: int, side: int) -> Cost:
    """Return the cost of Mesa's own runs."""
    return cost([str(HERE / "mesa_batch.py"), str(number), str(side), str(MONTHS)])


def row(what: str, found: str, target: str, met: bool) -> str:
    """Return and print a row of the table."""
    line = f"| {what} | {found} | {target} | {'met' if met else '**missed**'} |"
    print(line, flush=True)
    return line


ROWS = {"overhead": overhead, "cores": cores, "dask": dask, "mesa": mesa}


def main() -> None:
    """Measure, print, and write the table into the README if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument("--runs", type=int, default=10_000, help="of the largest sweep")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lines = ["| what | found | target | |", "|---|---|---|---|"]
    for name in given.rows:
        number = given.runs if name in ("cores", "dask") else given.runs // 40
        lines += ROWS[name](number, given.repetitions)
    if given.write:
        write_between(HERE / "README.md", "\n".join(lines))


if __name__ == "__main__":
    main()
