"""Hydra's other launchers (joblib, submitit): batches are its jobs, sent off a wave at a time.

A launcher says nothing until all its jobs are done, so results are kept, and a sweep that was
stopped goes on, wave by wave; and jobs cost tenths of a second each, so batches are long. Workers
share the results folder with this process.
"""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from hydra.core.hydra_config import HydraConfig
from hydra.core.plugins import Plugins
from hydra.types import HydraContext
from omegaconf import DictConfig

from sim.config.schema import ExecutorConfig
from sim.experiment.batches import pack, unpack
from sim.experiment.executors.base import Advanced, Finished, Lost, Tell
from sim.experiment.executors.processes import default_workers
from sim.experiment.worker import BURN_IN, Outcome, Simulator, Task, perform

TASK_SECONDS = 10.0  # at least, for a job
OWN = "hydra._internal.core_plugins.basic_launcher.BasicLauncher"  # not used: it is no other


def another(config: DictConfig) -> bool:
    """Return whether the user has chosen a launcher."""
    return str(config.hydra.launcher.get("_target_", OWN)) != OWN


def with_long_batches(settings: ExecutorConfig) -> ExecutorConfig:
    """Return the settings with batches that are worth a job."""
    return replace(settings, task_seconds=max(TASK_SECONDS, settings.task_seconds))


class ThroughLauncher:
    """The executor that is a launcher of Hydra.

    Parameters
    ----------
    context : HydraContext
        Hydra's.
    config : DictConfig
        The composed configuration with Hydra's part, which names the launcher.
    settings : ExecutorConfig
        `workers`: jobs of a wave.
    simulator : Simulator
        Where workers find the city.
    tasks : int
        How many there are.
    """

    def __init__(
        self,
        context: HydraContext,
        config: DictConfig,
        settings: ExecutorConfig,
        simulator: Simulator,
        tasks: int,
    ) -> None:
        self._context, self._config, self._simulator = context, config, simulator
        jobs = config.hydra.launcher.get("n_jobs") or -1
        self._count = settings.workers or (jobs if jobs > 0 else default_workers())
        self._batches: list[Sequence[Task]] = []
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._batches.clear()

    @property
    def workers(self) -> int:
        """Return the number of jobs in a wave."""
        return self._count

    def room(self, ahead: int) -> bool:
        """Return whether the wave takes another batch."""
        return len(self._batches) < self._count

    def give(self, batch: Sequence[Task]) -> None:
        """Take a batch for the next wave."""
        self._batches.append([replace(task, start=_absolute(task.start)) for task in batch])

    def wait(self, seconds: float, tell: Tell) -> None:
        """Send off a wave and tell what became of it; alone what may not be lost with others."""
        alone = next((batch for batch in self._batches if batch[0].alone), None)
        wave = self._batches if alone is None else [alone]
        self._batches = [batch for batch in self._batches if batch not in wave]
        if not wave:
            return
        try:
            results = self._launched(wave)
        except Exception as error:  # the launcher's own, as when one of its processes dies
            tasks = tuple(task for batch in wave for task in batch)
            tell(Lost(tasks, tasks, f"the launcher failed: {type(error).__name__}: {error}"))
            return
        for batch, result in zip(wave, results, strict=True):
            for task, outcome in zip(batch, _outcomes(batch, result), strict=True):
                done = task.config.city.burn_in.months if task.kind == BURN_IN else None
                tell(Advanced(done if done is not None else task.config.months))
                tell(Finished(task, outcome))

    def _launched(self, wave: Sequence[Sequence[Task]]) -> Sequence[Any]:
        job = _Job(self._simulator, self._sent, [pack(batch) for batch in wave])
        launcher = Plugins.instance().instantiate_launcher(
            hydra_context=self._context, task_function=job, config=self._config
        )
        results = launcher.launch([[] for _ in wave], initial_job_idx=self._sent)
        self._sent += len(wave)
        return results


@dataclass
class _Job:
    """What Hydra calls in each job of a wave, wherever that is."""

    simulator: Simulator
    first: int
    batches: list[bytes]

    def __call__(self, config: DictConfig) -> bytes:
        number = int(HydraConfig.get().job.num) - self.first
        tasks = unpack(self.batches[number])
        outcomes = [perform(task, self.simulator, lambda months: None) for task in tasks]
        return pickle.dumps(outcomes, pickle.HIGHEST_PROTOCOL)


def _outcomes(batch: Sequence[Task], result: Any) -> list[Outcome]:
    """Return the outcomes of a job, which are its error if it failed as a whole."""
    try:
        found: list[Outcome] = pickle.loads(result.return_value)
    except Exception as error:
        text = f"the job failed: {type(error).__name__}: {error}"
        return [Outcome(error=text) for _ in batch]
    return found


def _absolute(path: str | None) -> str | None:
    return None if path is None else str(Path(path).resolve())
