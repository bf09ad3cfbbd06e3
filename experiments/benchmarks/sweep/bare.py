"""Live the same cities one after the other, without a sweep: `City(config, seed).run().series()`.

What is recorded is measured when it is asked for, so that a run without it would be half a run.

python experiments/benchmarks/sweep/bare.py 100 months=60 city.size=[50,50]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import sim
from sim.city import City


def main() -> None:
    """Live as many cities as the first word says, of the configuration in the others."""
    number, words = int(sys.argv[1]), sys.argv[2:]
    config = sim.compose(*words)
    for seed in range(1, number + 1):
        City(config, seed).run().series()


if __name__ == "__main__":
    main()
