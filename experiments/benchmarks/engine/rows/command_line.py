"""Whole commands: a short run against the same in Mesa, and how soon the help stands there."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cities import EXAMPLE
from timing import Cost, Row, cost

SIDE, STEPS = 100, 20
MODELS = Path(__file__).resolve().parents[1] / "mesa_models.py"


def run() -> Cost:
    """Return the cost of `python -m sim run`."""
    with tempfile.TemporaryDirectory() as folder:
        words = [f"experiment={EXAMPLE}", f"city.size=[{SIDE},{SIDE}]", f"months={STEPS}"]
        return cost(["-m", "sim", "run", *words, f"store={folder}/store"])


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows of whole commands."""
    run()  # compiles
    taken = [(run(), cost([str(MODELS), str(SIDE), str(STEPS)])) for _ in range(3 if quick else 7)]
    share = statistics.median(ours.wall / theirs.wall for ours, theirs in taken)
    busy = statistics.median(ours.cpu / theirs.cpu for ours, theirs in taken)
    clock = [min(each.wall for each in side) for side in zip(*taken, strict=True)]
    what = f"`python -m sim run`, warm, {SIDE} x {SIDE}, {STEPS} steps, to the same in Mesa"
    found = f"{share:.2f} by the clock ({clock[0]:.2f} and {clock[1]:.2f} s), {busy:.2f} in CPU"
    yield Row(what, share, found, "0.8", share <= 0.8)
    helped = [(cost(["-m", "sim", "--help"]), cost(["-c", "pass"])) for _ in range(15)]
    ours, bare = (min(each.wall for each in side) for side in zip(*helped, strict=True))
    found = f"{ours:.2f} s, {ours / bare:.1f} times `python -c pass`"
    yield Row("`python -m sim --help`", ours / bare, found, "0.3 s", ours < 0.3)
