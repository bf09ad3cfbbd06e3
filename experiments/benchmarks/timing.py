"""What the benchmarks share: CPU time, whole commands, rows of a table, and how they moved."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARKS = ("<!-- table -->", "<!-- end of table -->")
MOVED = 1.25  # a ratio that is more than a quarter larger or smaller has moved


def cpu(call: Callable[[], object]) -> float:
    """Return the CPU seconds of a call."""
    start = time.process_time()
    call()
    return time.process_time() - start


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock, and CPU seconds of all its processes."""

    wall: float
    cpu: float

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.wall - other.wall, self.cpu - other.cpu)

    def over(self, number: int) -> "Cost":
        """Return the cost of one of a number."""
        return Cost(self.wall / number, self.cpu / number)


def cost(words: list[str], **environment: str) -> Cost:
    """Run a Python command and return what it took; what it prints is shown if it fails."""
    return told(words, **environment)[0]


def told(words: list[str], **environment: str) -> tuple[Cost, str]:
    """Return what `cost` does, and the last line that the command printed."""
    surroundings = {**os.environ, **environment}
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, stdout=out, stderr=out, env=surroundings
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    if process.returncode:
        raise SystemExit(text[-2000:])
    return Cost(wall, used.ru_utime + used.ru_stime), text.rstrip().rpartition("\n")[2]


@dataclass(frozen=True)
class Row:
    """A line of a table.

    Parameters
    ----------
    what : str
        What was measured; the name of the row.
    ratio : float
        The number that is compared with that of other runs, on other machines too.
    measured : str
        What the table shows.
    target : str
        What is aimed at; empty where the row is only told.
    met : bool
        Whether it was reached.
    points : mapping of str to float
        Numbers for the plot.
    """

    what: str
    ratio: float
    measured: str
    target: str = ""
    met: bool = True
    points: Mapping[str, float] = field(default_factory=dict)

    def cells(self) -> str:
        """Return the line in Markdown."""
        word = "" if not self.target else "yes" if self.met else "**no**"
        return f"| {self.what} | {self.measured} | {self.target} | {word} |"


def read(path: Path) -> dict[str, float]:
    """Return the ratios that were committed, by row; none where there is no file."""
    if not path.exists():
        return {}
    found: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["ratios"]
    return found


def moved(row: Row, committed: Mapping[str, float]) -> bool:
    """Return whether a ratio is more than a quarter larger or smaller than the committed one."""
    before = committed.get(row.what, row.ratio)
    return not abs(before) / MOVED <= abs(row.ratio) <= abs(before) * MOVED


def beside(row: Row, committed: Mapping[str, float]) -> str:
    """Return how a row's ratio stands beside the committed one, and a mark if it moved."""
    if row.what not in committed:
        return f"{row.ratio:.3g} (new)"
    mark = " <- moved" if moved(row, committed) else ""
    return f"{row.ratio:.3g} beside {committed[row.what]:.3g}{mark}"


def write_between(path: Path, text: str) -> None:
    """Replace what stands between the marks of a page."""
    first, last = (re.escape(mark) for mark in MARKS)
    whole = f"{MARKS[0]}\n\n{text}\n\n{MARKS[1]}"
    page = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"(?s){first}.*{last}", lambda _: whole, page), encoding="utf-8")


def table(rows: Iterable[Row]) -> str:
    """Return rows as a table in Markdown."""
    head = ["| what | measured | target | met |", "|---|---|---|---|"]
    return "\n".join([*head, *(row.cells() for row in rows)])
