"""Live three months, and print households and peak memory, bytes.

python experiments/benchmarks/engine/peak.py example 1000     # or market, or mesa
"""

import resource
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[2])]


def made(kind: str, side: int) -> tuple[Callable[[], object], int]:
    """Return the step of a city or of Mesa's example, and how many households it has."""
    if kind == "mesa":
        from mesa_models import example

        model = example(side, 1)
        return model.step, len(model.agents)
    from cities import example_of, households, market_of

    city = example_of(side) if kind == "example" else market_of(side)
    return city.step, households(city)


def main() -> None:
    """Print households and bytes."""
    step, many = made(sys.argv[1], int(sys.argv[2]))
    for _ in range(3):
        step()
    print(many, most())


def most() -> int:
    """Return this process's peak memory, bytes.

    What Linux tells of a process by `getrusage` is at least what its parent had when it began.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    main()
