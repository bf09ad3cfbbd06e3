"""Measure the engine against Mesa, C and NumPy; ratios of one run, beside the committed ones.

    python experiments/benchmarks/engine/run.py              # all rows, about 20 minutes
    python experiments/benchmarks/engine/run.py --quick      # rows against C and NumPy, 2 minutes
    python experiments/benchmarks/engine/run.py --rows memory threads    # some families
    python experiments/benchmarks/engine/run.py --write      # README, ratios and plot too

Everything goes the public way in: `sim.City(sim.compose(...), seed=1)` and `.step()`. What is
compared takes turns in one process, so that what else the machine does weighs on both; CPU time,
medians. A C program must end in the same state, or nothing is printed.
"""

import argparse
import importlib
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[2])]

from program import compiler  # noqa: E402
from timing import Row, beside, moved, read, table, write_between  # noqa: E402

FAMILIES = {  # modules in rows/, and whether they need a C compiler
    "against_mesa": False,
    "plain_rule": True,
    "full_decision": True,
    "fixed_work": False,
    "memory": False,
    "threads": False,
    "command_line": False,
    "compiling": False,
    "singapore": False,
}
COMMITTED = HERE / "committed.json"


def measure(families: list[str], quick: bool) -> list[Row]:
    """Return the rows of some families; each is printed as it is found."""
    committed, found = read(COMMITTED), []
    for number, name in enumerate(families, 1):
        if FAMILIES[name] and compiler() is None:
            print(f"no C compiler: the rows of {name} are left out")
            continue
        began = time.perf_counter()
        print(f"[{number}/{len(families)}] {name}", file=sys.stderr, flush=True)
        for row in importlib.import_module(f"rows.{name}").rows(quick):
            found.append(row)
            print(f"{row.cells()} {beside(row, committed)}", flush=True)
        seconds = time.perf_counter() - began
        print(f"    {seconds:.0f} s", file=sys.stderr, flush=True)
    return found


def write(rows: list[Row], whole_run: bool) -> None:
    """Put the table into the README, and keep the ratios and the points of the plot; rows that were
    not measured stay as they were, unless all families were."""
    from plot import draw

    earlier = COMMITTED.exists() and not whole_run
    kept = json.loads(COMMITTED.read_text(encoding="utf-8")) if earlier else {}
    lines = {**kept.get("lines", {}), **{row.what: row.cells() for row in rows}}
    ratios = {**kept.get("ratios", {}), **{row.what: float(f"{row.ratio:.4g}") for row in rows}}
    points = dict(kept.get("points", {}))
    for row in rows:
        points |= {key: float(f"{value:.4g}") for key, value in row.points.items()}
    whole = {"ratios": ratios, "points": points, "lines": lines}
    COMMITTED.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    head = table([])
    write_between(HERE / "README.md", "\n".join([head, *lines.values()]))
    draw(points)


def main() -> None:
    """Measure, print, and write the table into the README if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="rows against C and NumPy, small")
    parser.add_argument("--rows", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--write", action="store_true", help="table, ratios and plot")
    given = parser.parse_args()
    if given.quick and given.write:
        parser.error("--write needs the whole sizes: leave out --quick")
    rows = measure(given.rows, given.quick)
    other = [row.what for row in rows if moved(row, read(COMMITTED))]
    if given.write:
        write(rows, set(given.rows) == set(FAMILIES))
    if given.quick and other:
        raise SystemExit(f"moved by more than a quarter: {'; '.join(other)}")


if __name__ == "__main__":
    main()
