"""Carry out a sweep as `python -m sim run -m` does, without its report and its pictures.

python experiments/benchmarks/sweep/sweep.py "seed=range(1,101)" months=60 store=results/some
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from sim.commands import run


def main() -> int:
    """Plan, run and store what the words describe."""
    assert callable(run._show)
    run._show = lambda summary, code: None
    return run.main(["-m", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
