"""Worker processes on this machine, of which one that is killed costs no other its tasks.

`concurrent.futures.ProcessPoolExecutor` gives up every waiting task when one worker dies.
"""

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Self

from sim.config.errors import ConfigError
from sim.experiment.batches import pack, unpack
from sim.experiment.executors.base import Advanced, Finished, Lost, Tell
from sim.experiment.worker import Outcome, Simulator, Task, Throttled, perform

MOST_IDLE_DEATHS = 5  # of workers that ended before their first task: then something is wrong


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    tasks: deque[Task] = field(default_factory=deque)  # not finished, in their order
    said_anything: bool = False


class Processes:
    """Worker processes, started afresh (`spawn`), to which tasks go through pipes."""

    def __init__(self, count: int, simulator: Simulator) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._simulator, self._count = simulator, count
        self._workers: list[_Worker] = []
        self._idle_deaths = 0

    def __enter__(self) -> Self:
        self._workers = [self._start() for _ in range(self._count)]
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._workers:
            if worker.tasks:
                worker.process.terminate()
            worker.connection.close()  # an idle one ends by itself
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    @property
    def workers(self) -> int:
        """Return the number of processes."""
        return self._count

    def room(self, ahead: int) -> bool:
        """Return whether some process has at most `ahead` tasks."""
        return any(len(worker.tasks) <= ahead for worker in self._workers)

    def give(self, batch: Sequence[Task]) -> None:
        """Send tasks to the process that has least to do."""
        worker = min(self._workers, key=lambda each: len(each.tasks))
        worker.tasks.extend(batch)
        with contextlib.suppress(OSError):  # it died: its connection tells `wait`
            worker.connection.send_bytes(pack(batch))

    def wait(self, seconds: float, tell: Tell) -> None:
        """Tell what the processes say, after waiting at most so long."""
        by_connection: dict[Any, _Worker] = {w.connection: w for w in self._workers}
        for connection in wait(list(by_connection), seconds):
            self._receive(by_connection[connection], tell)

    def _receive(self, worker: _Worker, tell: Tell) -> None:
        """Tell everything that a process has said so far."""
        try:
            while True:
                months, outcome = pickle.loads(worker.connection.recv_bytes())
                worker.said_anything = True
                if months:
                    tell(Advanced(months))
                if outcome is not None:
                    tell(Finished(worker.tasks.popleft(), outcome))
                if not worker.connection.poll():
                    return
        except (EOFError, OSError):
            tasks = tuple(worker.tasks)
            self._replace(worker)
            if tasks:
                tell(Lost(tasks, tasks[:1], f"the worker process ended ({_how(worker.process)})"))

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self._simulator), daemon=True)
        with ctrl_c_ignored():  # inherited, so that not even its imports are interrupted
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _replace(self, worker: _Worker) -> None:
        worker.connection.close()
        worker.process.join()
        self._idle_deaths = 0 if worker.said_anything else self._idle_deaths + 1
        if self._idle_deaths >= MOST_IDLE_DEATHS:
            raise ConfigError(
                "executor",
                f"worker processes end as they start ({_how(worker.process)}); in a program of your"
                " own call this below `if __name__ == '__main__'`, or give executor=in_process",
            )
        self._workers[self._workers.index(worker)] = self._start()


@contextlib.contextmanager
def ctrl_c_ignored() -> Iterator[None]:
    """Let processes that are started here take no notice of Ctrl-C: this one alone answers it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def serve(connection: Connection, simulator: Simulator) -> None:
    """Work through batches until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    batches: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive_batches, args=(connection, batches), daemon=True).start()
    try:
        while True:
            told = _Sent(connection)
            for task in unpack(batches.get()):
                told.finish(perform(task, simulator, told))
    except OSError:
        return  # the parent is gone


def _receive_batches(connection: Connection, batches: "SimpleQueue[bytes]") -> None:
    """Take in what the parent sends, so that it never waits; end with it, whatever is done. What a
    parent sent that is gone by now is not begun."""
    arrived: list[bytes] = []
    try:
        while True:
            arrived.append(connection.recv_bytes())
            if not connection.poll():  # else there is more, or the end
                while arrived:
                    batches.put(arrived.pop(0))
    except (EOFError, OSError):
        os._exit(0)


class _Sent(Throttled):
    """Sends months newly done now and then, and with each outcome those not yet sent."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(lambda months: self._send(months, None))
        self._connection = connection

    def finish(self, outcome: Outcome) -> None:
        """Send the end of a task."""
        self._send(self.take(), outcome)

    def _send(self, months: int, outcome: Outcome | None) -> None:
        message = pickle.dumps((months, outcome), pickle.HIGHEST_PROTOCOL)
        self._connection.send_bytes(message)


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
