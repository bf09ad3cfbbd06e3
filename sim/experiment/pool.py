"""A pool of worker processes that loses no more than the task of a worker that is killed.

`concurrent.futures.ProcessPoolExecutor` gives up every waiting task when one worker dies.
"""

import contextlib
import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from sim.experiment.worker import Outcome, Simulator, Task, serve


@dataclass
class Event:
    """News from a worker: months done, or a task's end (`lost` if the process died over it)."""

    task: Task
    months: int = 0
    outcome: Outcome | None = None
    lost: bool = False


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    task: Task | None = None


class Pool:
    """Worker processes, started afresh (`spawn`), each with one task at a time."""

    def __init__(self, count: int, simulator: Simulator) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._simulator = simulator
        self._workers = [self._start() for _ in range(count)]

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def idle(self) -> int:
        """Return how many workers have nothing to do."""
        return sum(worker.task is None for worker in self._workers)

    @property
    def busy(self) -> int:
        """Return how many workers have a task."""
        return len(self._workers) - self.idle

    def give(self, task: Task) -> None:
        """Hand a task to an idle worker."""
        worker = next(worker for worker in self._workers if worker.task is None)
        worker.task = task
        with contextlib.suppress(OSError):  # it died: its connection tells `events`
            worker.connection.send(task)

    def events(self, timeout: float) -> Iterator[Event]:
        """Yield what the workers have said, after waiting at most `timeout` seconds."""
        by_connection: dict[Any, _Worker] = {w.connection: w for w in self._workers}
        for connection in wait(list(by_connection), timeout):
            yield from self._receive(by_connection[connection])

    def _receive(self, worker: _Worker) -> Iterator[Event]:
        task = worker.task
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker)
            if task is not None:
                worker.process.join()
                outcome = Outcome(error=f"the worker process ended ({_how(worker.process)})")
                yield Event(task, outcome=outcome, lost=True)
            return
        assert task is not None
        if isinstance(message, Outcome):
            worker.task = None
            yield Event(task, outcome=message)
        else:
            yield Event(task, months=message)

    def close(self) -> None:
        """End every worker: idle ones by themselves, busy ones at once."""
        for worker in self._workers:
            if worker.task is None:
                with contextlib.suppress(OSError):
                    worker.connection.send(None)
            else:
                worker.process.terminate()
            worker.connection.close()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self._simulator), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _replace(self, worker: _Worker) -> None:
        worker.connection.close()
        self._workers[self._workers.index(worker)] = self._start()


def default_workers() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _how(process: BaseProcess) -> str:
    code = process.exitcode
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
