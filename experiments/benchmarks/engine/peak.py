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
    unit = 1 if sys.platform == "darwin" else 1024
    print(many, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


if __name__ == "__main__":
    main()
