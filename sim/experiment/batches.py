"""How many tasks go to a worker at once, and how they travel: short runs together, long ones alone.

A batch lasts about `task_seconds`, as far as the runs that have finished tell, so that sending it
costs next to nothing beside it. Towards the end batches shrink, so that all workers end together.
"""

import dataclasses
import math
import pickle
from collections import deque
from collections.abc import Sequence
from statistics import median
from typing import TypeVar

from sim.config.schema import Config
from sim.experiment.worker import Task

REMEMBERED = 9  # durations from which the next is foretold
LEAD_SECONDS = 0.035  # of work that a worker has left when it is given more, near the end
Part = TypeVar("Part")


class Pace:
    """How long tasks last, learnt from those that finished."""

    def __init__(self, task_seconds: float) -> None:
        self._task_seconds = task_seconds
        self._seconds: deque[float] = deque(maxlen=REMEMBERED)

    def learn(self, seconds: float) -> None:
        """Take note of how long a task lasted."""
        self._seconds.append(seconds)

    def size(self, left: int, workers: int) -> int:
        """Return how many tasks the next batch has, of `left` that wait for these workers."""
        return max(1, min(self._wanted(), left // (2 * workers)))

    def ahead(self, left: int, workers: int) -> int:
        """Return with how many unfinished tasks a worker is given more.

        While much is left a whole batch, so that nobody ever waits; near the end hardly any, or one
        worker would have two runs before it and another none.
        """
        wanted = self._wanted()
        if left > 4 * workers * wanted:
            return wanted
        return min(wanted, int(LEAD_SECONDS / self._one())) if self._seconds else 0

    def _one(self) -> float:
        return max(median(self._seconds), 1e-4)

    def _wanted(self) -> int:
        """Return how many tasks last as long as a batch should; 1 until one has finished."""
        return max(1, math.ceil(self._task_seconds / self._one())) if self._seconds else 1


def pack(tasks: Sequence[Task]) -> bytes:
    """Return tasks as bytes in which what their configurations have in common stands once."""
    return pickle.dumps(alike(tasks), pickle.HIGHEST_PROTOCOL)


def alike(tasks: Sequence[Task]) -> list[Task]:
    """Return tasks in which equal parts of their configurations are one object."""
    base = tasks[0].config
    return [dataclasses.replace(task, config=_alike(task.config, base)) for task in tasks]


def unpack(packed: bytes) -> list[Task]:
    """Return the tasks that `pack` was given; equal parts of their configurations are one object.

    Runs only read their configuration.
    """
    tasks: list[Task] = pickle.loads(packed)
    return tasks


def _alike(config: Config, base: Config) -> Config:
    """Return the configuration with the parts of the base where they are equal."""
    if config is base:
        return config
    return dataclasses.replace(
        config, **{name: _one_of(vars(config)[name], part) for name, part in vars(base).items()}
    )


def _one_of(part: Part, base: Part) -> Part:
    # 1 and 1.0 are equal and yet two things; the schema has typed both alike
    return base if part is base or part == base else part
