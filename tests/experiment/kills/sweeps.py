"""Sweeps that can be started again and again: of a forked process, or of a new interpreter."""

import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.experiment.kills.folders import STORE, different
from tests.experiment.kills.forks import SAID, ended, forked, inside

ROOT = Path(__file__).resolve().parents[3]
#: Worlds to which an axis does not apply, settled and unsettled cities, and a run that fails.
DESIGN = (
    "policy=none,ethnic_quota", "policy.ethnic_quota.enforcement=0.5,1.0",
    "city.initial=random,burned_in", "city.burn_in.months=2", "city.name=fail-2", "months=3",
    "engine=reference", f"store={STORE}",
)  # fmt: skip
REAL = (
    "policy=none,ethnic_quota", "city=small", "city.size=[12,12]", "months=3", "seed=1,2,3",
    "engine=reference", f"store={STORE}", "executor.workers=0",
)  # fmt: skip
FLUSH_RUNS = 5


@dataclass
class Sweep:
    """A sweep that can be started again and again in a folder of its own.

    Attributes
    ----------
    start : callable
        Starts it in the present folder, in a process of its own; returns the number of the process.
    reference : Path
        Folder of an unharmed one.
    length : float
        How long an unharmed one takes, in seconds.
    """

    start: Callable[..., int]
    reference: Path
    length: float = 0.0


def captured(words: tuple[str, ...]) -> Callable[[], int]:
    """Return what `python -m sim run -m ...` does once it has composed and checked its design."""
    import sim.experiment.execute as module
    from sim.cli import main

    class Reached(BaseException):
        pass

    def reached(*given: Any, **named: Any) -> None:
        raise Reached(given, named)

    real, module.execute = module.execute, reached
    try:
        main(["run", "-m", *words])
    except Reached as error:
        given, named = error.args
    finally:
        module.execute = real

    def sweep() -> int:
        summary = real(*given, **named)
        return int(summary.left > 0)

    return sweep


def prepare(folder: Path) -> None:
    """Import all that a sweep needs, put the fake city in its place, and have it write often.

    A sweep in this process makes sure that the forked ones find everything imported.
    """
    import pyarrow.parquet

    from sim.experiment.provenance import commit, source, versions
    from tests.conftest import put_in_the_fake

    for once in (commit, source, versions):
        once()
    put_in_the_fake(setattr)
    modules = [sys.modules.get(f"sim.experiment.{name}") for name in ("execute", "store.writer")]
    having = [module for module in modules if hasattr(module, "FLUSH_RUNS")]
    assert having and pyarrow.parquet
    for module in having:
        module.FLUSH_RUNS = FLUSH_RUNS  # type: ignore[union-attr]
    with inside(folder / "warm"):
        captured((*DESIGN, "seed=1,2", "executor.workers=0"))()
        different(Path(STORE), Path(STORE), [], [])
    gc.collect()
    gc.freeze()


def sweep_of(mode: str, folder: Path, seeds: int = 4) -> Sweep:
    """Return the sweep of a mode, after an unharmed one in a folder."""
    if mode == "command":
        sweep = Sweep(_command, folder)
    else:
        workers = 2 if mode == "processes" else 0
        words = (*DESIGN, f"seed=range(1,{seeds + 1})", f"executor.workers={workers}")
        work = captured(words)
        sweep = Sweep(lambda before=None: forked(work, before=before), folder)
    with inside(folder):
        sweep.length = min(_unharmed(sweep) for _ in range(3))
    return sweep


def _unharmed(sweep: Sweep) -> float:
    """Let a sweep come to its end, and return how long it took."""
    shutil.rmtree(STORE, ignore_errors=True)
    began = time.perf_counter()
    code = ended(sweep.start())
    assert code == 0, Path(SAID).read_text()
    return time.perf_counter() - began


def _command() -> int:
    """Start `python -m sim run -m ...` with a real city; return the number of its process."""
    program = f"""
import sys
from sim.cli import main
import sim.analysis.report, sim.analysis.pictures, sim.experiment.execute, sim.experiment.store
sim.analysis.report.report = sim.analysis.pictures.draw = lambda *a, **k: None
for name in ("execute", "store.writer"):
    module = sys.modules.get("sim.experiment." + name)
    if hasattr(module, "FLUSH_RUNS"):
        module.FLUSH_RUNS = 1
sys.exit(main(["run", "-m", *{REAL!r}]))
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with Path(SAID).open("a") as said:
        return subprocess.Popen(
            [sys.executable, "-c", program], stdout=said, stderr=said, env=environment,
            start_new_session=True,
        ).pid  # fmt: skip
