"""Workers of a Dask cluster (`distributed`): one of this machine, or any that has an address.

Each batch is meant for one worker, so that it is known which tasks are lost with a worker, and no
scheduler repeats on its own account a run that kills whoever runs it.
"""

import contextlib
import itertools
import logging
import signal
import sys
import uuid
import warnings
from asyncio import CancelledError
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Self

from sim.config.errors import ConfigError
from sim.config.schema import ExecutorConfig
from sim.experiment.executors.base import Advanced, Finished, Lost, Tell
from sim.experiment.executors.processes import ctrl_c_ignored, default_workers
from sim.experiment.executors.remote import identity, opened, packed, work
from sim.experiment.provenance import source
from sim.experiment.worker import Outcome, Simulator, Task

CONNECT_SECONDS = 20
LOGGERS = ("distributed", "asyncio")  # what they say of lost workers is told in our own words
SILENT = logging.CRITICAL + 1
INSTALL = "pip install 'housing-segregation-simulator[cluster]'"


@dataclass
class _Batch:
    tasks: Sequence[Task]
    worker: str
    future: Any


class Dask:
    """The executor that is a Dask cluster.

    Parameters
    ----------
    settings : ExecutorConfig
        With an address: the cluster there. Without: one of processes on this machine.
    simulator : Simulator
        Where workers find the city.
    tasks : int
        How many there are.
    """

    def __init__(self, settings: ExecutorConfig, simulator: Simulator, tasks: int) -> None:
        self._distributed = _distributed()
        self._address, self._simulator = settings.address, simulator
        self._count = min(settings.workers or default_workers(), tasks)
        self._topic = f"housing-segregation-{uuid.uuid4().hex}"
        self._news: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self._batches: dict[int, _Batch] = {}  # under way, in the order in which they were given
        self._held: dict[str, int] = {}  # worker -> tasks that it has
        self._waits = False  # for workers, of which there are none
        self._numbers = itertools.count()
        self._levels: dict[str, int] = {}
        self._cluster: Any = None
        self._client: Any = None

    def __enter__(self) -> Self:
        self._levels = {name: logging.getLogger(name).level for name in LOGGERS}
        for name in LOGGERS:
            logging.getLogger(name).setLevel(SILENT)
        try:
            self._connect()
            self._client.subscribe_topic(self._topic, lambda e: self._news.put(("months", e[1])))
            self._client.subscribe_topic("all", self._about_workers)
            self._welcome(list(self._client.nthreads()))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        batches, self._batches = self._batches, {}
        with contextlib.suppress(Exception):  # the cluster may be gone
            if self._client is not None:
                self._client.cancel([batch.future for batch in batches.values()], force=True)
                self._client.close(timeout=2)
        with contextlib.suppress(Exception):
            if self._cluster is not None:
                self._cluster.close(timeout=5)
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)

    @property
    def workers(self) -> int:
        """Return how many workers there are, at least 1."""
        return max(1, len(self._held))

    def room(self, ahead: int) -> bool:
        """Return whether some worker has at most `ahead` tasks."""
        return any(held <= ahead for held in self._held.values())

    def give(self, batch: Sequence[Task]) -> None:
        """Send tasks to the worker that has least to do."""
        worker = min(self._held, key=lambda address: self._held[address])
        self._held[worker] += _weight(batch)
        number = next(self._numbers)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a settled city may be large
            future = self._client.submit(
                _work,
                packed(batch, self._simulator),
                self._topic,
                key=f"{self._topic}-{number}",
                workers=[worker],
                allow_other_workers=False,
                pure=False,
            )
        self._batches[number] = _Batch(batch, worker, future)
        self._client.loop.add_callback(self._fetch, number, future)

    def wait(self, seconds: float, tell: Tell) -> None:
        """Tell what has come from the workers, after waiting at most about so long."""
        if not self._held and not self._waits:
            print(f"note: waiting for workers of {self._address or 'Dask'}", file=sys.stderr)
        self._waits = not self._held
        try:
            kind, about = self._news.get(timeout=seconds)
            while True:
                self._take(kind, about, tell)
                kind, about = self._news.get_nowait()
        except Empty:
            pass
        if self._client.status not in ("running", "connecting"):
            raise ConfigError(
                "executor.address",
                "the cluster's scheduler is gone; finished runs are kept, the same command goes on",
            )

    def _take(self, kind: str, about: Any, tell: Tell) -> None:
        if kind == "months":
            tell(Advanced(about))
        elif kind == "added":
            self._welcome([about])
        elif kind == "removed":
            self._part_with(about, tell)
        else:
            number, found = about
            self._end(number, found, tell)

    async def _fetch(self, number: int, future: Any) -> None:
        """Wait for the results of a batch; called in the client's own thread."""
        try:
            found = await self._client.gather(future, asynchronous=True)
        except (Exception, CancelledError) as error:
            found = error
        self._news.put(("done", (number, found)))

    def _end(self, number: int, found: Any, tell: Tell) -> None:
        """Tell the results of a batch, unless it was lost before."""
        batch = self._batches.get(number)
        if batch is None or isinstance(found, CancelledError):
            return  # lost with its worker, which is told too, or with the scheduler
        del self._batches[number]
        if batch.worker in self._held:
            self._held[batch.worker] -= _weight(batch.tasks)
        if isinstance(found, Exception):  # not of a run: those are outcomes
            text = f"the worker {batch.worker} failed: {type(found).__name__}: {found}"
            for task in batch.tasks:
                tell(Finished(task, Outcome(error=text)))
            return
        for task, outcome in opened(found, batch.tasks):
            tell(Finished(task, outcome))

    def _part_with(self, worker: str, tell: Tell) -> None:
        """Tell the tasks that are lost with a worker."""
        self._held.pop(worker, None)
        lost = [number for number, batch in self._batches.items() if batch.worker == worker]
        batches = [self._batches.pop(number) for number in lost]
        for batch in batches:
            batch.future.cancel(force=True)
        if batches:
            tasks = tuple(task for batch in batches for task in batch.tasks)
            suspects = tuple(batches[0].tasks)  # it did the first of its batches
            tell(Lost(tasks, suspects, f"the worker {worker} is gone (killed, or out of memory)"))

    def _about_workers(self, event: Any) -> None:
        """Hear of workers that come and go; called in another thread."""
        kinds = {"add-worker": "added", "remove-worker": "removed"}
        action = event[1].get("action") if isinstance(event[1], dict) else None
        if action in kinds:
            self._news.put((kinds[action], event[1]["worker"]))

    def _connect(self) -> None:
        if self._address is None:
            with ctrl_c_ignored():
                self._cluster = _local_cluster(self._distributed, self._count)
            self._client = self._distributed.Client(self._cluster, set_as_default=False)
            self._client.register_plugin(_deaf(self._distributed))
            return
        where = f"note: asking {self._address} for its workers, {CONNECT_SECONDS} seconds at most"
        print(where, file=sys.stderr, flush=True)
        try:
            self._client = self._distributed.Client(
                self._address, timeout=CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise ConfigError(
                "executor.address", f"no Dask scheduler answers at {self._address} ({error})"
            ) from None

    def _welcome(self, workers: list[str]) -> None:
        """Take workers into service that run the same code as this process.

        Raises
        ------
        ConfigError
            If there are some, and none can be used.
        """
        new = [worker for worker in workers if worker not in self._held]
        if not new:
            return
        said = self._client.run(identity, workers=new, on_error="return")
        refused = [(worker, _refusal(said.get(worker))) for worker in new]
        self._held |= {worker: 0 for worker, why in refused if not why}
        unusable = [f"the worker {worker} {why}" for worker, why in refused if why]
        if unusable and not self._held:
            raise ConfigError("executor.address", unusable[0])
        for line in unusable:
            print(f"note: {line}; it is not used", file=sys.stderr)


def _refusal(said: Any) -> str:
    """Return why a worker cannot be used, by what it said of itself; empty if it can."""
    if said is None:
        return "does not answer"
    if isinstance(said, BaseException):
        return f"cannot import the simulator ({said}); install it there: {INSTALL}"
    if said[0] != source():
        return f"runs other code (source {said[0]} there, {source()} here); install the same there"
    return ""


def _weight(batch: Sequence[Task]) -> int:
    """Return how many tasks a batch counts for: so many, if alone, that none is given beside it."""
    return len(batch) if not batch[0].alone else sys.maxsize


def _work(batch: bytes, topic: str) -> bytes:
    """Do a batch on a worker of the cluster, which says how far it is."""
    from distributed import get_worker

    worker = get_worker()
    return work(batch, lambda months: worker.log_event(topic, months))


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise ConfigError("executor", f"dask is not installed; {INSTALL}") from None
    return distributed


def _local_cluster(distributed: Any, count: int) -> Any:
    """Start workers on this machine that do not watch themselves more than they work."""
    import dask

    quiet = {
        "distributed.worker.profile.enabled": False,
        "distributed.admin.tick.interval": "500ms",
        "distributed.admin.system-monitor.interval": "5s",
    }
    with dask.config.set(quiet):
        return distributed.LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            memory_limit=0,
            silence_logs=SILENT,
        )


def _deaf(distributed: Any) -> Any:
    """Return a plug-in by which workers that are started again take no notice of Ctrl-C either."""

    class Deaf(distributed.WorkerPlugin):  # type: ignore[misc]
        name = "housing-segregation-deaf"

        def setup(self, worker: Any) -> None:
            with contextlib.suppress(ValueError):  # not in its main thread
                signal.signal(signal.SIGINT, signal.SIG_IGN)

    return Deaf()
