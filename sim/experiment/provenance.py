"""Which code and libraries made a run."""

import functools
import json
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sim.compiled import source_digest
from sim.version import RESULTS_VERSION, __version__

_DECIDING_LIBRARIES = ("numpy", "numba", "mesa")


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
def commit() -> str:
    """Return the checkout's commit, with `+` if tracked files differ; empty outside a checkout."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return ""
    head = _git(root, "rev-parse", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "sim", "configs")
    return head + ("+" if head and changed else "")


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
