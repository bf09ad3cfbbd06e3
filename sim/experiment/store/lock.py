"""The lock of a results folder: one writer at a time, named to whoever comes second."""

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.config.errors import ConfigError
from sim.experiment.store.names import LOCK

_PATIENCE = 0.5  # seconds that a writer waits for one who only looks who is writing


class Lock:
    """A folder held for writing; the system lets go of it when the process ends, however."""

    def __init__(self, path: Path, file: int) -> None:
        self._path, self._file = path, file

    @classmethod
    def take(cls, folder: Path) -> "Lock":
        """Take a folder that exists.

        Raises
        ------
        ConfigError
            If another process writes there: one line with its number, machine and start.
        OSError
            If the folder cannot be written.
        """
        lock, flock = lockable()
        until = time.monotonic() + _PATIENCE
        path = folder / LOCK
        while True:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                flock(file, lock)
                if _is(file, path):
                    break
            except OSError:
                if time.monotonic() > until:
                    os.close(file)
                    raise ConfigError("store", _refusal(folder)) from None
                time.sleep(0.02)
            os.close(file)
        try:
            os.ftruncate(file, 0)
            os.write(file, json.dumps(_me()).encode())
        except BaseException:
            os.close(file)
            raise
        return cls(path, file)

    def release(self) -> None:
        """Let go of the folder. The file goes while it is held, so that no two can hold one."""
        with contextlib.suppress(OSError):
            self._path.unlink()
        os.close(self._file)


def holder(folder: Path) -> dict[str, Any] | None:
    """Return who writes in a folder: `pid`, `host` and `since`, if they said so; None if nobody."""
    try:
        lock, flock = lockable(shared=True)
        file = os.open(folder / LOCK, os.O_RDONLY)
    except (OSError, ConfigError):
        return None
    try:
        flock(file, lock)
    except OSError:
        return _read(folder)
    finally:
        os.close(file)
    return None


def lockable(shared: bool = False) -> tuple[int, Callable[[int, int], None]]:
    """Return the way to lock an open file at once or not at all, and the function that does.

    Raises
    ------
    ConfigError
        If the system cannot.
    """
    try:
        import fcntl
    except ImportError:
        raise ConfigError(
            "store", "this system cannot lock a folder (no fcntl); use Linux, macOS or WSL"
        ) from None
    return (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB, fcntl.flock


def _is(file: int, path: Path) -> bool:
    """Return whether an open file is the one at a path, which its last holder may have removed."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(file), there)


def _me() -> dict[str, Any]:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": now}


def _read(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / LOCK).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def said(who: dict[str, Any]) -> str:
    """Return in words who writes."""
    if not {"pid", "host", "since"} <= set(who):
        return "another run"
    return f"process {who['pid']} on {who['host']} since {who['since']}"


def _refusal(folder: Path) -> str:
    return f"'{folder}' is being written by {said(_read(folder))}; wait, or give another folder"
