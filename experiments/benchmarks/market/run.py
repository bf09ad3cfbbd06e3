"""Time a month of the full market under three policies against the bare loop, in one process.

    python experiments/benchmarks/market/run.py                 # 240 x 240 and 1,000 x 1,000 cells
    python experiments/benchmarks/market/run.py --sizes 480     # other sizes
    python experiments/benchmarks/market/run.py --write         # put the table into the README too

The bare loop is a month of a city without policy and market: who considers a move, and the search
(`rules`), nothing else. Both cities start from the same homes and households and live their months
in turn, so that what else the machine does weighs on both; CPU time, the median month.
"""

import argparse
import statistics
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2])]

from timing import cpu, write_between  # noqa: E402

import sim  # noqa: E402
from sim.city import City  # noqa: E402
from sim.config.schema import Config  # noqa: E402

BARE = ["policy=none"]
LADDER = {
    "market by rents and a programme, no policy": BARE,
    "the same with three policies": [
        "policy=[ethnic_quota,inclusionary_zoning,rent_cap/california_ab1482]"
    ],
    "full market, no policy": ["market=full", *BARE],
    "full market with three policies": [
        "market=full",
        "policy=[ethnic_quota,inclusionary_zoning,rent_cap/california_ab1482]",
    ],
}


def configured(words: list[str], size: int) -> Config:
    """Return the configuration of a city of size x size cells, without indices."""
    plain = [
        "city=singapore",
        "city.initial=random",
        "metrics=none",
        f"city.size=[{size},{size}]",
        "months=1000",
    ]
    return sim.compose(*words, *plain)


def medians(size: int, months: int) -> list[float]:
    """Return the CPU seconds of a month: of the bare loop, then of each city of the ladder."""
    bare = City(configured(BARE, size), 1)
    others = [City(configured(words, size), 1) for words in LADDER.values()]

    def bare_month() -> None:
        bare.state.clock[0] += 1
        bare.life.engine.search()  # type: ignore[union-attr]

    for _ in range(2):  # compile, and settle the caches
        bare_month()
        for city in others:
            city.life.month()
    taken: list[list[float]] = [[] for _ in range(1 + len(others))]
    for _ in range(months):
        taken[0].append(cpu(bare_month))
        for row, city in zip(taken[1:], others, strict=True):
            row.append(cpu(city.step))
    return [statistics.median(row) for row in taken]


def table(sizes: list[int], months: int) -> str:
    """Return the ratios to the bare loop as a Markdown table."""
    lines = [
        "| city | bare loop | " + " | ".join(LADDER) + " |",
        "|---" * (2 + len(LADDER)) + "|",
    ]
    for size in sizes:
        bare, *others = medians(size, months)
        ratios = " | ".join(f"{other / bare:.2f}" for other in others)
        lines.append(f"| {size} x {size} | 1 ({1000 * bare:.0f} ms CPU) | {ratios} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write the table into the README if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[240, 1000])
    parser.add_argument("--months", type=int, default=15)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    found = table(given.sizes, given.months)
    print(found)
    if given.write:
        write_between(HERE / "README.md", found)


if __name__ == "__main__":
    main()
