"""Carry out a sweep as `python -m sim run -m` does, without its report and its pictures.

python experiments/benchmarks/sweep/sweep.py "seed=range(1,101)" months=60 store=results/some
python experiments/benchmarks/sweep/sweep.py outside "seed=range(1,101)" executor=in_process

With `outside` it prints at its end the CPU seconds that it spent outside its cities.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from outside import Outside

from sim.commands import run


def main() -> int:
    """Plan, run and store what the words describe."""
    assert callable(run._show)
    run._show = lambda summary, code: None
    words = sys.argv[1:]
    if words[0] != "outside":
        return run.main(["-m", *words])
    clock = Outside()
    code = run.main(["-m", *words[1:]])
    print(clock.seconds())
    return code


if __name__ == "__main__":
    sys.exit(main())
