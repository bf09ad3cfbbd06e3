"""Kill a sweep, start it again with the same command, and compare its tables with unharmed ones.

`python -m tests.experiment.kills --seed 1 in_process:700 processes:200 command:100` prints what
came of a thousand random moments. The modes:

- `in_process`, `processes`: the sweep of a forked process that has everything imported, with the
  fake city, so that a trial takes a part of a second; SIGKILL for the sweep or, where there are
  any, one of its workers, at a moment drawn from the whole length of an unharmed sweep;
- `command`: `python -m sim run -m ...` with a tiny real city, each time a new interpreter;
- `operations`: SIGKILL before the n-th file operation of the writer, one n after another;
- `torn`: the process dies in the middle of a write, of which the disk has only the beginning.

A sweep may be killed several times before it is left in peace. What must hold: the folder can be
read in between; the last start runs exactly what was not finished; the tables are the unharmed
ones, value for value and type for type; nothing is left over.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.experiment.kills.sweeps import ROOT, prepare
from tests.experiment.kills.trials import run


def main() -> int:
    """Run trials, print what came of them, and return 1 if anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("modes", nargs="+", help="mode:trials, for example in_process:700")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no trial after")
    options = parser.parse_args()
    folder = (options.folder or Path(tempfile.mkdtemp(prefix="kills-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PYTHONPATH"] = str(ROOT)
    prepare(folder)
    states: Counter[str] = Counter()
    bad = 0
    began = time.perf_counter()
    for word in options.modes:
        mode, _, trials = word.partition(":")
        done = 0
        for trial in run(mode, int(trials or 10), options.seed, folder):
            done += 1
            if time.perf_counter() - began > 60 * options.minutes:
                break
            states.update(f"{mode}: {kill}" for kill in trial.kills if mode != "torn")
            if trial.problem:
                bad += 1
                print(json.dumps(vars(trial)), flush=True)
        print(f"{mode}: {done} trials, {time.perf_counter() - began:.0f} s", flush=True)
    for state, number in sorted(states.items()):
        if not state.startswith("operations"):
            print(f"{number:6d}  {state}")
    print(f"{bad} trials with a problem" + (f", in {folder}" if bad else ""))
    if not bad:
        shutil.rmtree(folder)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
