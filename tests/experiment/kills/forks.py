"""Processes of a proof: each is forked from one that has everything imported."""

import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LOG = "started.txt"
"""Where the fake city writes which runs are begun."""
SAID = "said.txt"
"""Where the processes write what they say."""


def forked(work: Callable[[], Any], *, before: Callable[[], None] | None = None) -> int:
    """Do something in a forked process, the first of a group of its own; return its number."""
    pid = os.fork()
    if pid:
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        return pid
    code = 99
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with Path(SAID).open("a") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        if before is not None:
            before()
        code = int(work() or 0)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def ended(pid: int) -> int:
    """Wait for a process and return its exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def group(leader: int) -> list[int]:
    """Return the living processes of a group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, pgrp = entry.read_text().rpartition(")")[2].split()[:3]
            if int(pgrp) == leader and state != "Z":
                found.append(int(entry.parent.name))
    return found


def in_a_fork(work: Callable[[], Any]) -> Any:
    """Return what a function returns in a forked process: this one must stay without threads."""
    with tempfile.NamedTemporaryFile() as file:
        code = ended(forked(lambda: Path(file.name).write_text(json.dumps(work())) and 0))
        assert code == 0, Path(SAID).read_text()[-2000:]
        return json.loads(Path(file.name).read_text())


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Make a folder and be in it."""
    before = Path.cwd()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    os.environ["FAKE_CITY_LOG"] = str(folder / LOG)
    try:
        yield
    finally:
        os.chdir(before)
