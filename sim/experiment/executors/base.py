"""What an executor is: it takes batches of tasks and tells what becomes of each task.

An executor knows nothing of designs, stores or retries. It is given work while it has room, and
tells three kinds of news: months simulated, a task finished, tasks lost with the worker that had
them. In which order tasks finish is its own affair; results do not depend on it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from sim.experiment.worker import Outcome, Task


@dataclass(frozen=True)
class Advanced:
    """Months were simulated."""

    months: int


@dataclass(frozen=True)
class Finished:
    """A task came to its end, with its error if it failed."""

    task: Task
    outcome: Outcome


@dataclass(frozen=True)
class Lost:
    """A worker is gone, and these tasks with it.

    Attributes
    ----------
    tasks : tuple of Task
        Those that it had and that have not finished.
    suspects : tuple of Task
        Those at one of which it was.
    why : str
        How the worker ended.
    """

    tasks: tuple[Task, ...]
    suspects: tuple[Task, ...]
    why: str


Event = Advanced | Finished | Lost
Tell = Callable[[Event], None]


class Executor(Protocol):
    """Carries out tasks. Use as a context manager; leaving it ends what is under way."""

    @property
    def workers(self) -> int:
        """Return how many tasks run at once, at least 1."""

    def room(self, ahead: int) -> bool:
        """Return whether some worker has at most `ahead` tasks, so that it can take a batch."""

    def give(self, batch: Sequence[Task]) -> None:
        """Take tasks for one worker, in the order in which it does them."""

    def wait(self, seconds: float, tell: Tell) -> None:
        """Wait at most about so long for news, and tell them."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
