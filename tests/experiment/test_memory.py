"""Thousands of runs in one process: none stays in memory.

Mesa 3.3.1 keeps every model that has ever had an agent (`sim/engines/reference/memory.py`).
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")

MARKET = ("city=small", "city.size=[20,20]", "months=2", "metrics=none", "policy=ethnic_quota")
BOARD = ("experiment=published/mesa_example", "city.size=[10,10]", "months=5")
KINDS = {
    "a market, compiled": (*MARKET, "engine=kernel"),
    "a market, readable": (*MARKET, "engine=reference"),
    "a board, compiled": (*BOARD, "engine=kernel"),
    "a board, readable": (*BOARD, "engine=reference"),
}
PROGRAM = """
import dataclasses, gc, sys
import sim
from sim.city import City
from sim.experiment.worker import RUN, SIMULATOR, Task, perform

runs, config = int(sys.argv[1]), sim.compose(*sys.argv[2:])
for seed in range(1, runs + 1):
    mine = dataclasses.replace(config, seed=seed)
    outcome = perform(Task(RUN, "", mine), SIMULATOR, lambda months: None)
    assert not outcome.error, outcome.error
    if seed % (runs // 20) == 0:
        gc.collect()
        gc.collect()  # a class that was let go of with its grid
        alive = sum(isinstance(thing, City) for thing in gc.get_objects())
        classes = sum(isinstance(thing, type) for thing in gc.get_objects())
        pages = int(open("/proc/self/statm").read().split()[1])
        print(alive, classes, pages * 4096, flush=True)
"""


def grown(runs, words):
    """Return how many bytes a process has grown by after a fifth of its runs, in which caches fill,
    how many classes, and the most cities that were found alive between two runs."""
    command = [sys.executable, "-c", PROGRAM, str(runs), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    alive, classes, resident = zip(
        *(map(int, line.split()) for line in done.stdout.splitlines()), strict=True
    )
    return max(resident[4:]) - resident[3], max(classes[4:]) - classes[3], max(alive)


@pytest.mark.parametrize("kind", KINDS)
def test_some_hundred_runs_leave_nothing_behind(kind):
    """A readable market that is kept is 1.7 MB, a hundred are 170 MB.

    One may be alive: Mesa remembers the neighbours of cells until the next grid is made.
    """
    bytes_more, classes_more, alive = grown(200 if "compiled" in kind else 100, KINDS[kind])
    assert alive <= 1
    assert classes_more <= 2  # of the cells of that one
    assert bytes_more < 8e6


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a market, compiled", "a board, readable"])
def test_twenty_thousand_runs_in_one_process_stay_flat(kind):
    """At most 16 MB more after 16,000 further runs: 1 kB a run, which no city fits in."""
    bytes_more, classes_more, alive = grown(20_000, KINDS[kind])
    assert alive <= 1
    assert classes_more <= 2
    assert bytes_more < 16e6
