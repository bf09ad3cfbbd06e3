"""The project's own Hydra sweeper: one composition per combination of config groups.

Hydra's basic sweeper composes every job anew (45 to 110 ms, many times a small run) and stops at
the first failure. This one composes each combination of groups once, sets plain values on it,
resolves interpolations afterwards, checks the whole design before the first run,
and hands it to `execute`.
"""

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, Optional  # noqa: UP035  (Hydra's structured configs)

from hydra.core.config_loader import ConfigLoader
from hydra.core.config_store import ConfigStore
from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig, OmegaConf

from sim.config.convert import refused
from sim.config.errors import ConfigError
from sim.config.schema import ExecutorConfig
from sim.experiment.baseline import find_baseline
from sim.experiment.design import Design
from sim.experiment.planning import plan, written

if TYPE_CHECKING:
    from sim.experiment.execute import Maker, Summary


@dataclass
class SimulatorSweeperConf:
    """What `hydra.sweeper` takes.

    Attributes
    ----------
    params : dict
        The design: key -> values, in Hydra's syntax; the command line goes before it.
    baseline : dict or None
        Axis -> value of the world that the others are compared with.
    design : str
        How the points are chosen: one of `sim.experiment.designs.DESIGNS`.
    samples : int or None
        How many points are drawn; of `saltelli` how many base points.
    design_seed : int
        Key of the points that are drawn, which are the same for the same key.
    seeds : str
        `crossed`: every point with every seed; `nested`: each point has seeds of its own.
    uncertainties : dict or None
        Key -> what is drawn for it: `[low, high]`, `{low, high, distribution}`, `{choices}`.
    levers : dict or None
        Key -> its choices, which are crossed with every point.
    rows : list of dict, str or None
        The points of a list, key -> value, or the place of a CSV file.
    workers : int or None
        As `executor.workers`.
    """

    _target_: str = "hydra_plugins.housing_segregation.SimulatorSweeper"
    params: Optional[Dict[str, str]] = field(default_factory=dict)  # noqa: UP006, UP045
    baseline: Any = None
    design: str = "grid"
    samples: Optional[int] = None  # noqa: UP045
    design_seed: int = 1
    seeds: str = "crossed"
    uncertainties: Any = None
    levers: Any = None
    rows: Any = None
    workers: Optional[int] = None  # noqa: UP045


ConfigStore.instance().store(
    group="hydra/sweeper", name="simulator", node=SimulatorSweeperConf, provider="sim"
)


#: What is done with a design that is planned and checked.
Act = Callable[[Design, ExecutorConfig, "Maker | None"], Any]
_acts: list[Act] = []
_later: list[str] = []  # words that Hydra does not see, for the sweep that is next


class SimulatorSweeper(Sweeper):
    """Runs a design in worker processes and keeps the results in its store."""

    def __init__(
        self,
        params: Mapping[str, str] | None = None,
        baseline: Any = None,
        workers: int | None = None,
        **said: Any,
    ) -> None:
        self.params = dict(params or {})
        self.baseline = baseline
        self.workers = workers
        self.said = _plain(vars(SimulatorSweeperConf()) | said)
        self.context: HydraContext | None = None
        self.hydra_config: DictConfig | None = None

    @staticmethod
    @contextmanager
    def handing(act: Act, later: Sequence[str] = ()) -> Iterator[None]:
        """Hand designs over to a function, instead of carrying them out.

        Hydra does not return from its entry what a sweep returns. The words of `later` join those
        that it hands on to the sweep.
        """
        _acts.append(act)
        _later[:] = later
        try:
            yield
        finally:
            _acts.remove(act)
            _later.clear()

    def setup(
        self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig
    ) -> None:
        """Take what Hydra hands over before `sweep`."""
        self.context = hydra_context
        self.hydra_config = config

    def sweep(self, arguments: list[str]) -> Any:
        """Check the whole design, carry it out and return its `Summary`."""
        from sim.experiment.executors import launcher

        if self.workers is not None and self.workers < 0:
            raise refused("hydra.sweeper.workers", self.workers, "a whole number of at least 0")
        assert self.context is not None and self.hydra_config is not None
        words = written(self.params, self.said) + _later + arguments
        design = plan(self.context.config_loader, self.hydra_config, words, self.said)
        design = _with_baseline(design, self.baseline)
        executor, make = _executor(design.runs[0].config.executor, self.workers), None
        if launcher.another(self.hydra_config):
            executor = launcher.with_long_batches(executor)
            make = functools.partial(launcher.ThroughLauncher, self.context, self.hydra_config)
        return (_acts[-1] if _acts else _carry_out)(design, executor, make)


def _carry_out(design: Design, executor: ExecutorConfig, make: "Maker | None") -> "Summary":
    from sim.experiment.execute import execute

    return execute(design, executor=executor, make=make)


def _executor(settings: ExecutorConfig, workers: int | None) -> ExecutorConfig:
    """Return what carries the runs out; `hydra.sweeper.workers` means `executor.workers`."""
    if workers is None:
        return settings
    if settings.workers not in (None, workers):
        raise ConfigError(
            "hydra.sweeper.workers",
            f"{workers} is not executor.workers={settings.workers}; give one of them",
        )
    return dataclasses.replace(settings, workers=workers)


def planned(
    loader: ConfigLoader, config: DictConfig, words: Sequence[str], leave_out: Sequence[str] = ()
) -> Design:
    """Return the design of an experiment that was composed, without carrying it out.

    Parameters
    ----------
    loader, config
        Hydra's loader, and what it composed with its own part.
    words : sequence of str
        The overrides from which it was composed.
    leave_out : sequence of str
        Keys of the design that are not swept.
    """
    said = vars(SimulatorSweeperConf()) | _plain(config.hydra.sweeper)
    params = {key: value for key, value in (said["params"] or {}).items() if key not in leave_out}
    return plan(loader, config, [*written(params, said), *words], said)


def _with_baseline(design: Design, given: Any) -> Design:
    """Return the design with its baseline, which must be one of its worlds."""
    found = find_baseline(_plain(given), design.worlds(), "hydra.sweeper.baseline")
    return dataclasses.replace(design, baseline=found)


def _plain(given: Any) -> Any:
    """Return plain data of what Hydra hands over."""
    if isinstance(given, Mapping) and not OmegaConf.is_config(given):
        return {key: _plain(value) for key, value in given.items()}
    return OmegaConf.to_container(given, resolve=True) if OmegaConf.is_config(given) else given
