"""Which tasks are ready, which wait for a settled city, and which are tried again."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from sim.experiment.batches import Pace
from sim.experiment.design import Run
from sim.experiment.executors import Finished, Lost
from sim.experiment.worker import BURN_IN, RUN, Outcome, Simulator, Task, needs_burn_in

TRIES = 2  # a task whose worker is gone is tried once more


@dataclass(frozen=True)
class Ended:
    """A run came to its end, one way or the other."""

    run: Run
    outcome: Outcome


class Schedule:
    """The tasks of a sweep: it hands out batches, takes what became of them, and says which runs
    have ended.

    Parameters
    ----------
    runs : iterable of Run
        Those that are to be run.
    folder : Path
        Where settled cities are kept.
    simulator : Simulator
        Where the burn-in is found.
    task_seconds : float
        How long a batch should last.
    """

    def __init__(
        self, runs: Iterable[Run], folder: Path, simulator: Simulator, task_seconds: float
    ) -> None:
        self._runs = {run.address: run for run in runs}
        self._waiting: dict[str, list[Task]] = {}  # key of a burn-in -> runs
        self._tries: dict[str, int] = {}
        self._pace = {kind: Pace(task_seconds) for kind in (BURN_IN, RUN)}
        self.months = sum(run.config.months for run in self._runs.values())
        burn_ins, ready = self._parted(folder, simulator)
        self._ready = deque([*burn_ins, *sorted(ready, key=lambda task: task.start or "")])
        self.months += sum(task.config.city.burn_in.months for task in burn_ins)
        self.remaining = len(self._runs) + len(burn_ins)

    def _parted(self, folder: Path, simulator: Simulator) -> tuple[list[Task], list[Task]]:
        """Return the burn-ins that are needed, and the runs that need none or whose is there."""
        key_of = import_module(simulator.burn_in).key
        burn_ins, ready = [], []
        for run in self._runs.values():
            config = run.config
            if not needs_burn_in(config):
                ready.append(Task(RUN, run.address, config))
                continue
            key = key_of(config, config.seed)
            path = folder / f"{key}.npz"
            task = Task(RUN, run.address, config, str(path))
            if key not in self._waiting and path.exists():
                ready.append(task)
                continue
            if key not in self._waiting:
                burn_ins.append(Task(BURN_IN, key, config, str(path)))
            self._waiting.setdefault(key, []).append(task)
        return burn_ins, ready

    @property
    def ready(self) -> bool:
        """Return whether there is something to hand out."""
        return bool(self._ready)

    def ahead(self, workers: int) -> int:
        """Return with how many unfinished tasks a worker is given more."""
        if self._ready[0].alone:
            return 0
        pace = self._pace[self._ready[0].kind]
        return pace.ahead(len(self._ready), workers)

    def batch(self, workers: int) -> list[Task]:
        """Hand out tasks for one worker of so many."""
        first = self._ready[0]
        size = self._pace[first.kind].size(len(self._ready), workers)
        tasks = [self._ready.popleft()]
        while not first.alone and len(tasks) < size and self._ready:
            following = self._ready[0]
            if following.kind != first.kind or following.alone:
                break
            tasks.append(self._ready.popleft())
        return tasks

    def finished(self, event: Finished) -> list[Ended]:
        """Take the outcome of a task; return the runs that have ended by it."""
        task, outcome = event.task, event.outcome
        self.remaining -= 1
        if not outcome.error:
            self._pace[task.kind].learn(outcome.wall_seconds)
        if task.kind == RUN:
            return [Ended(self._runs.pop(task.key), outcome)]
        waiting = self._waiting.pop(task.key)
        if not outcome.error:
            self._ready.extend(waiting)
            return []
        self.remaining -= len(waiting)
        failed = Outcome(error=f"its burn-in failed: {outcome.error}")
        return [Ended(self._runs.pop(each.key), failed) for each in waiting]

    def lost(self, event: Lost) -> list[Ended]:
        """Take tasks back from a worker that is gone; return the runs that are given up.

        The task at which it was is tried once more, alone; where that may have been several, each
        is. The others go back as if nothing had happened.
        """
        ended: list[Ended] = []
        suspects = {task.key for task in event.suspects}
        for task in reversed(event.tasks):
            if task.key in suspects:
                self._tries[task.key] = self._tries.get(task.key, 0) + 1
                task = replace(task, alone=True)
            if self._tries.get(task.key, 0) < TRIES:
                self._ready.appendleft(task)
            else:
                ended += self.finished(Finished(task, Outcome(error=event.why)))
        return ended
