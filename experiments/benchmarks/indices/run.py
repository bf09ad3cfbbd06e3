"""Time the indices that PySAL's `segregation` computes soundly, theirs and ours, in one process.

    python experiments/benchmarks/indices/run.py            # 400 units of 4 groups, and 4,000
    python experiments/benchmarks/indices/run.py --write    # put the table into the README too

The same table of counts, each index of each library computed alone from it, the least of several
calls; PySAL's data frame is made beforehand. Values must agree to 1e-10, or nothing is printed.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2])]

from timing import write_between  # noqa: E402

from sim.indices import INDICES  # noqa: E402
from sim.indices.table import against_rest, table_of  # noqa: E402

GROUPS = list("abcd")

TWO_GROUPS = {  # ours, theirs
    "dissimilarity": "Dissim",
    "gini": "Gini",
    "information_theory": "Entropy",
    "atkinson": "Atkinson",
    "correlation_ratio": "CorrelationR",
    "min_max": "MinMax",
    "isolation": "Isolation",
    "exposure": "Interaction",
}
ALL_GROUPS = {
    "dissimilarity": "MultiDissim",
    "gini": "MultiGini",
    "information_theory": "MultiInfoTheory",
    "squared_coefficient_of_variation": "MultiSquaredCoefVar",
    "normalised_exposure": "MultiNormExposure",
    "relative_diversity": "MultiRelativeDiversity",
}


def town(units: int) -> np.ndarray:
    """Return counts of four unequal groups in units of about 4,000 people, drawn by lot."""
    rng = np.random.default_rng(1)
    return np.asarray(rng.poisson(rng.gamma(2, [1200, 500, 200, 80], (units, 4))))


def least(call: Callable[[], Any], seconds: float = 0.3) -> tuple[float, float]:
    """Return the least time of several calls, seconds, and the value."""
    value = float(call())
    best, until = np.inf, time.perf_counter() + seconds
    while best == np.inf or time.perf_counter() < until:
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return float(best), value


def ours(name: str, counts: np.ndarray, alone: bool) -> Callable[[], Any]:
    """Return our index as a call: of the second group against the rest, or of all groups."""
    function = INDICES[name].function
    if not alone:
        return lambda: function(counts)
    two = against_rest(counts, 1)
    columns = {"group": (0,), "pair": (0, 1)}.get(INDICES[name].data, ())
    return lambda: function(two, *columns)


def rows(units: int) -> list[tuple[str, str, float, float, float]]:
    """Return index, class, and seconds of theirs and ours, and their ratio."""
    import pandas as pd
    from segregation import multigroup, singlegroup

    counts = town(units)
    frame = pd.DataFrame(counts, columns=GROUPS).assign(total=counts.sum(axis=1))
    found = []
    for name, theirs in TWO_GROUPS.items():
        make = getattr(singlegroup, theirs)
        found.append((name, theirs, lambda make=make: make(frame, "b", "total").statistic,
                      ours(name, counts, True)))  # fmt: skip
    for name, theirs in ALL_GROUPS.items():
        make = getattr(multigroup, theirs)
        found.append((name, theirs, lambda make=make: make(frame, GROUPS).statistic,
                      ours(name, counts, False)))  # fmt: skip
    table = []
    for name, theirs, slow, fast in found:
        (long, one), (short, other) = least(slow), least(fast)
        if abs(one - other) > 1e-10:
            raise SystemExit(f"{name}: theirs {one}, ours {other}")
        table.append((name, theirs, long, short, long / short))
    return table


def together(units: int) -> float:
    """Return the least time of all of ours computed from one table each, seconds."""
    counts = town(units)
    two = against_rest(counts, 1)

    def call() -> float:
        one, every = table_of(two), table_of(counts)
        for name in TWO_GROUPS:
            columns = {"group": (0,), "pair": (0, 1)}.get(INDICES[name].data, ())
            INDICES[name].from_table(one, *columns)
        return float([INDICES[name].from_table(every) for name in ALL_GROUPS][-1])

    return least(call)[0]


def markdown(units: int, table: list[tuple[str, str, float, float, float]]) -> list[str]:
    """Return the lines of a table, its total last."""
    head = "| index | class in PySAL | PySAL, ms | ours, ms | times faster |"
    lines = ["", f"{units:,} units, 4 groups:", "", head, "| --- | --- | ---: | ---: | ---: |"]
    whole = [sum(row[k] for row in table) for k in (2, 3)]
    shared = together(units)
    total = ("all, one by one", "", whole[0], whole[1], whole[0] / whole[1])
    once = ("all, ours from one table", "", whole[0], shared, whole[0] / shared)
    for name, theirs, long, short, ratio in (*table, total, once):
        figures = f"{long * 1e3:.2f} | {short * 1e3:.4f} | {ratio:,.0f}"
        lines.append(f"| {name} | {theirs} | {figures} |")
    return lines


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    lines = [line for units in (400, 4000) for line in markdown(units, rows(units))]
    print("\n".join(lines))
    if asked.write:
        write_between(HERE / "README.md", "\n".join(lines).strip())


if __name__ == "__main__":
    main()
