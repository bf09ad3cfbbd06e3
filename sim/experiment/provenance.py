"""Which code, libraries and machine made a run, and what it took."""

import contextlib
import functools
import json
import platform
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sim.compiled import source_digest
from sim.version import RESULTS_VERSION, __version__

_STATUS = Path("/proc/self/status")  # on Linux
_DECIDING_LIBRARIES = ("numpy", "numba", "mesa")


@dataclass(frozen=True)
class Provenance:
    """Who made a run.

    Attributes
    ----------
    results_version : int
        Version of what the simulator computes: runs with another one are other runs.
    source : str
        Digest of the package's source files.
    versions : str
        Versions of what decides results, JSON.
    commit : str
        The checkout's commit; empty outside a checkout.
    dirty : bool or None
        Whether tracked files of the simulator differ from the commit; None outside a checkout.
    platform : str
        System, processor and C library.
    host : str
        Name of the machine.
    """

    results_version: int
    source: str
    versions: str
    commit: str
    dirty: bool | None
    platform: str
    host: str


@functools.cache
def provenance() -> Provenance:
    """Return who makes the runs of this process."""
    found, dirty = commit()
    return Provenance(
        results_version=RESULTS_VERSION,
        source=source(),
        versions=versions(),
        commit=found,
        dirty=dirty,
        platform=platform.platform(),
        host=socket.gethostname(),
    )


def peak_memory() -> float | None:
    """Return the most memory that this process has had at a time, MB; None where nobody says.

    What Linux tells of a process by `getrusage` is at least what its parent had when it began.
    """
    with contextlib.suppress(OSError), _STATUS.open("rb", 0) as status:
        if found := re.search(rb"VmHWM:\s*(\d+)", status.read()):
            return int(found[1]) / 2**10
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most) / (2**20 if sys.platform == "darwin" else 2**10)


@functools.cache
def versions() -> str:
    """Return the versions of what decides results, as JSON text."""
    found = {
        "sim": __version__,
        "results": str(RESULTS_VERSION),
        "python": platform.python_version(),
    }
    for name in _DECIDING_LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return json.dumps(found)


@functools.cache
def source() -> str:
    """Return the digest of the package's source files, as it was when it was first asked for."""
    return source_digest()


@functools.cache
def commit() -> tuple[str, bool | None]:
    """Return the checkout's commit, and whether tracked files differ; "", None outside of one."""
    root = Path(__file__).resolve().parents[2]
    head = _git(root, "rev-parse", "HEAD") if (root / ".git").exists() else ""
    if not head:
        return "", None
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "sim", "configs")
    return head, bool(changed)


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
