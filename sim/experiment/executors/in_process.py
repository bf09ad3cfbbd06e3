"""Tasks done one after the other in this process: for single runs, tests and debuggers."""

from collections import deque
from collections.abc import Sequence
from typing import Self

from sim.experiment.executors.base import Advanced, Finished, Tell
from sim.experiment.worker import Simulator, Task, perform


class InProcess:
    """The executor that is this process."""

    workers = 1

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._tasks: deque[Task] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._tasks.clear()

    def room(self, ahead: int) -> bool:
        """Return whether there is nothing to do; to keep more ready would gain nothing."""
        return not self._tasks

    def give(self, batch: Sequence[Task]) -> None:
        """Take tasks, which are done in `wait`."""
        self._tasks.extend(batch)

    def wait(self, seconds: float, tell: Tell) -> None:
        """Do the next task."""
        if self._tasks:
            task = self._tasks.popleft()
            outcome = perform(task, self._simulator, lambda months: tell(Advanced(months)))
            tell(Finished(task, outcome))
