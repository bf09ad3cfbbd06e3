"""Tasks for a worker that shares no folder with this process: files travel with them, as bytes.

`packed` and `opened` are called here, `work` and `identity` on the worker.
"""

import os
import pickle
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.config.schema import Config
from sim.experiment.address import FILES
from sim.experiment.batches import alike
from sim.experiment.provenance import source, versions
from sim.experiment.worker import (
    BURN_IN,
    RUN,
    Outcome,
    Simulator,
    Task,
    Throttled,
    perform,
)

_one_at_a_time = threading.Lock()  # of the batches that a worker with several threads is given


def packed(tasks: Sequence[Task], simulator: Simulator) -> bytes:
    """Return tasks as bytes, with the settled cities and the tables that they read."""
    files = {path: _content(path) for task in tasks for path in _read_by(task)}
    return pickle.dumps((alike(tasks), files, simulator), pickle.HIGHEST_PROTOCOL)


def opened(results: bytes, tasks: Sequence[Task]) -> Iterable[tuple[Task, Outcome]]:
    """Yield each task with its outcome; a city that was settled is a file by then."""
    for task, (outcome, settled) in zip(tasks, pickle.loads(results), strict=True):
        if settled is not None:
            assert task.start is not None
            path = Path(task.start)
            temporary = path.with_name(f"tmp-{os.getpid()}-{path.name}")
            temporary.write_bytes(settled)
            temporary.replace(path)
        yield task, outcome


def work(batch: bytes, report: Callable[[int], None]) -> bytes:
    """Do the tasks of a batch and return what `opened` reads. `report` takes months newly done."""
    tasks, files, simulator = pickle.loads(batch)
    with _one_at_a_time, TemporaryDirectory(prefix="housing-segregation-") as folder:
        places = {
            path: str(Path(folder) / f"{i}-{Path(path).name}") for i, path in enumerate(files)
        }
        for path, content in files.items():
            Path(places[path]).write_bytes(content)
        told = Throttled(report)
        results = [_done(task, places, folder, simulator, told) for task in tasks]
        told.tell()
    return pickle.dumps(results, pickle.HIGHEST_PROTOCOL)


def identity() -> tuple[str, str]:
    """Return which code this process would run, and with which libraries."""
    return source(), versions()


def _done(
    task: Task, places: dict[str, str], folder: str, simulator: Simulator, told: Throttled
) -> tuple[Outcome, bytes | None]:
    """Do one task with files that are here; return its outcome, and the city that it settled."""
    settled = Path(folder) / Path(task.start).name if task.kind == BURN_IN and task.start else None
    start = str(settled) if settled else places.get(task.start or "")
    outcome = perform(replace(task, start=start, config=_at(task, places)), simulator, told)
    written = settled.read_bytes() if settled and not outcome.error else None
    return outcome, written


def _read_by(task: Task) -> list[str]:
    """Return the files that a task reads: its settled city, and what its configuration names."""
    named = [getattr(task.config.city, key) for key in FILES]
    settled = [task.start] if task.kind == RUN else []
    return [path for path in [*named, *settled] if path is not None]


def _at(task: Task, places: dict[str, str]) -> Config:
    """Return the configuration with the places that its files have here."""
    city = task.config.city
    moved: dict[str, Any] = {
        key: places[getattr(city, key)] for key in FILES if getattr(city, key) is not None
    }
    return replace(task.config, city=replace(city, **moved)) if moved else task.config


def _content(path: str) -> bytes:
    """Return what a file holds; the last ones are kept, since runs that share one come together."""
    return _read(path, Path(path).stat().st_mtime_ns)


@lru_cache(8)
def _read(path: str, changed: int) -> bytes:
    return Path(path).read_bytes()
