"""Peak memory: what each household adds, here and in Mesa, in processes of their own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from timing import Row

PEAK = Path(__file__).resolve().parents[1] / "peak.py"


def peak(kind: str, side: int) -> tuple[int, int]:
    """Return households and peak memory, bytes, of a process that lives three months."""
    for size in (40, side):  # the first compiles
        command = [sys.executable, str(PEAK), kind, str(size)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    many, most = map(int, answer.split())
    return many, most


def slope(small: tuple[int, int], large: tuple[int, int]) -> float:
    """Return bytes a household more."""
    return (large[1] - small[1]) / (large[0] - small[0])


def rows(quick: bool) -> Iterator[Row]:
    """Yield the slopes from 1,000² to 2,000² cells; Mesa's is from 100² to 316²."""
    if quick:
        return
    theirs = slope(peak("mesa", 100), peak("mesa", 316))
    empty = peak("example", 40)[1]
    for kind, name in (("example", "Mesa's example"), ("market", "the market")):
        found = {side: peak(kind, side) for side in (316, 1000, 2000)}
        each = slope(found[1000], found[2000])
        shown = f"{each:.0f} B a household, 1/{theirs / each:.0f} of Mesa's {theirs:,.0f} B"
        points = {
            f"{name}, bytes a household|{side}": (most - empty) / many
            for side, (many, most) in found.items()
        }
        met = each <= 100 and theirs / each >= 30
        what = f"slope of peak memory, 1000² to 2000², {name}"
        yield Row(what, each, shown, "100 B, 1/30 of Mesa", met, points)
