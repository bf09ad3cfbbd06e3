"""Mesa's own `batch_run` of Mesa's own Schelling example.

python experiments/benchmarks/sweep/mesa_batch.py 3 50 60     # runs, side, most steps
"""

import sys

from mesa.batchrunner import batch_run
from mesa.examples.basic.schelling.model import Schelling


def main() -> None:
    """Run as many models as the first word says, one after the other."""
    number, side, steps = (int(word) for word in sys.argv[1:])
    parameters = {"height": side, "width": side, "homophily": 0.7, "seed": range(1, number + 1)}
    batch_run(Schelling, parameters, 1, iterations=1, max_steps=steps, display_progress=False)


if __name__ == "__main__":
    main()
