"""What is done to a sweep: SIGKILL at random moments, before a file operation, within a write."""

import contextlib
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.experiment.kills.folders import STORE, different, done, rows, state_of
from tests.experiment.kills.forks import LOG, SAID, ended, group, in_a_fork, inside
from tests.experiment.kills.sweeps import Sweep, sweep_of


@dataclass
class Trial:
    """What was done to a sweep and what came of it; no problem means that it is as if nothing had
    happened."""

    mode: str
    kills: list[str] = field(default_factory=list)
    problem: str = ""


def random_trial(sweep: Sweep, mode: str, draw: random.Random) -> Trial:
    """Kill a sweep at one to three random moments, then let it come to its end."""
    trial, leaders = Trial(mode), []
    for _ in range(draw.choice((1, 1, 2, 3))):
        pid = sweep.start()
        leaders.append(pid)
        time.sleep(sweep.length * draw.random())
        members = sorted(group(pid))
        others = [member for member in members if member != pid]
        victim = draw.choice(others) if others and draw.random() < 0.4 else pid
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        late = ended(pid) != -signal.SIGKILL and victim == pid
        sweep.length *= 0.95 if late else 1.005  # so that few are late, whatever else runs
        who = "a worker" if victim != pid else "nobody: the end" if late else "the sweep"
        trial.kills.append(f"{who} {_state()}")
    _finish(sweep, trial)
    if not trial.problem and (left := _outliving(leaders)):
        trial.problem = f"processes outlive their sweep: {left}"
    return trial


def _outliving(leaders: list[int]) -> list[int]:
    """Return the processes of killed sweeps that do not end by themselves."""
    for _ in range(200):
        if not (left := [member for leader in leaders for member in group(leader)]):
            break
        time.sleep(0.1)
    return left


def _state() -> str:
    """Return in words how far the sweep was that was killed."""
    return str(in_a_fork(lambda: state_of(Path(STORE))))


def operation_trial(sweep: Sweep, number: int) -> Trial:
    """Kill a sweep before its n-th file operation."""
    trial = Trial("operations")
    pid = sweep.start(before=lambda: _watch(number))
    code = ended(pid)
    trial.kills.append(f"operation {number}: {_state()}")
    if code != -signal.SIGKILL:
        trial.problem = f"it was not killed, exit code {code}"
        return trial
    _finish(sweep, trial)
    return trial


def torn_trial(sweep: Sweep, size: int) -> Trial:
    """Let a process die in the write that makes a file larger than so many bytes."""
    trial = Trial("torn")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    code = ended(sweep.start(before=limit))
    trial.kills.append(f"at {size} bytes: {_state()}")
    if code != -signal.SIGXFSZ:
        trial.problem = f"no file was larger than {size} bytes, exit code {code}"
        return trial
    _finish(sweep, trial)
    return trial


def operations(sweep: Sweep) -> int:
    """Return how many file operations an unharmed sweep does in its folder."""
    shutil.rmtree(STORE, ignore_errors=True)
    counted = Path("operations.txt")
    ended(sweep.start(before=lambda: _watch(0, counted)))
    return len(counted.read_text().splitlines())


def largest_file(store: Path) -> int:
    """Return the size of the largest file of a store, bytes."""
    return max(path.stat().st_size for path in store.rglob("*") if path.is_file())


_AUDITED = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}


def _watch(fatal: int, log: Path | None = None) -> None:
    """Count what this process does to files in the store, and die before the fatal operation."""
    store, count = str(Path(STORE).resolve()), 0
    file = None if log is None else log.open("w")

    def happens(what: str, path: str) -> None:
        nonlocal count
        if not path.startswith(store):
            return
        count += 1
        if file is not None:
            file.write(f"{what} {path}\n")
            file.flush()
        if count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, given: tuple[Any, ...]) -> None:
        writes = (
            event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if (writes or event in _AUDITED) and isinstance(given[0], str | bytes | os.PathLike):
            happens(event, str(Path(os.fsdecode(given[0])).absolute()))

    real = os.fsync

    def fsync(descriptor: Any) -> None:
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        happens("fsync", str(Path(f"/proc/self/fd/{number}").readlink()))
        real(descriptor)

    os.fsync = fsync
    sys.addaudithook(hook)


def _finish(sweep: Sweep, trial: Trial) -> None:
    """Start a sweep for the last time and note what is not as it would be had nobody killed it."""
    store, log = Path(STORE), Path(LOG)
    before = in_a_fork(lambda: [sorted(done(store)), sorted(rows(store))])
    log.unlink(missing_ok=True)
    code = ended(sweep.start())
    if code:
        trial.problem = f"exit code {code}: {Path(SAID).read_text()[-2000:]}"
        return
    trial.problem = in_a_fork(lambda: different(sweep.reference / STORE, store, *before))


def run(mode: str, trials: int, seed: int, folder: Path) -> Iterator[Trial]:
    """Yield the trials of a mode. The moments are those of `random.Random(f"{mode} {seed}")`.

    For `operations` the trials are spread evenly over all operations, each once if there are as
    many trials.
    """
    draw = random.Random(f"{mode} {seed}")
    sweep = sweep_of(mode, folder / f"{mode}-unharmed", seeds=2 if mode == "operations" else 4)
    chosen: list[int] = []
    if mode == "operations":
        with inside(folder / "counted"):
            last = operations(sweep)
        chosen = sorted({round(1 + i * (last - 1) / max(trials - 1, 1)) for i in range(trials)})
    elif mode == "torn":
        most = largest_file(sweep.reference / STORE)
        chosen = [1 + draw.randrange(most - 1) for _ in range(trials)]
    for number in range(len(chosen) or trials):
        place = folder / f"{mode}-{number}"
        with inside(place):
            if mode == "operations":
                trial = operation_trial(sweep, chosen[number])
            elif mode == "torn":
                trial = torn_trial(sweep, chosen[number])
            else:
                trial = random_trial(sweep, mode, draw)
        if not trial.problem:
            shutil.rmtree(place)
        yield trial
