"""The project's own Hydra sweeper: one composition per combination of config groups.

Hydra's basic sweeper composes every job anew (45 to 110 ms, many times a small run) and stops at
the first failure. This one composes each combination of groups once, sets plain values on it,
resolves interpolations afterwards, checks the whole design before the first run,
and hands it to `execute`.
"""

import copy
import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Optional  # noqa: UP035  (Hydra's structured configs)

from hydra.core.config_loader import ConfigLoader
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig, OmegaConf, open_dict

from sim.config.convert import refused
from sim.config.errors import ConfigError
from sim.config.schema import Config, ExecutorConfig
from sim.config.unread import refuse_unread
from sim.config.validate import flat, validate
from sim.experiment.baseline import find_baseline
from sim.experiment.compose import plain
from sim.experiment.design import Design, Run

if TYPE_CHECKING:
    from sim.experiment.execute import Summary


@dataclass
class SimulatorSweeperConf:
    """What `hydra.sweeper` takes.

    Attributes
    ----------
    params : dict
        The design: key -> values, in Hydra's syntax; the command line goes before it.
    baseline : dict or None
        Axis -> value of the world that the others are compared with.
    workers : int or None
        As `executor.workers`.
    """

    _target_: str = "hydra_plugins.housing_segregation.SimulatorSweeper"
    params: Optional[Dict[str, str]] = None  # noqa: UP006, UP045
    baseline: Any = None
    workers: Optional[int] = None  # noqa: UP045


ConfigStore.instance().store(
    group="hydra/sweeper", name="simulator", node=SimulatorSweeperConf, provider="sim"
)


_DECIDES_NOTHING = "it decides no run, and a design has one; give one value"
#: Top-level keys that are the same for a whole design, and why.
_NOT_SWEPT = {
    "experiment": _DECIDES_NOTHING,
    "metrics": _DECIDES_NOTHING,
    "engine": _DECIDES_NOTHING,
    "store": _DECIDES_NOTHING,
    "executor": _DECIDES_NOTHING,
    "retry": _DECIDES_NOTHING,
    "fail_fast": _DECIDES_NOTHING,
    "months": "worlds are compared at one horizon; give one value, or each length a store",
}

_collectors: "list[list[Summary]]" = []
_later: list[str] = []  # words that Hydra does not see, for the sweep that is next


class SimulatorSweeper(Sweeper):
    """Runs a design in worker processes and keeps the results in its store."""

    def __init__(
        self,
        params: Mapping[str, str] | None = None,
        baseline: Any = None,
        workers: int | None = None,
    ) -> None:
        self.params = dict(params or {})
        self.baseline = baseline
        self.workers = workers
        self.context: HydraContext | None = None
        self.hydra_config: DictConfig | None = None

    @staticmethod
    @contextmanager
    def collecting(summaries: "list[Summary]", later: Sequence[str] = ()) -> Iterator[None]:
        """Append the `Summary` of each sweep to a list; Hydra does not return it from its entry.

        The words of `later` join those that Hydra hands on to the sweep.
        """
        _collectors.append(summaries)
        _later[:] = later
        try:
            yield
        finally:
            _collectors.remove(summaries)
            _later.clear()

    def setup(
        self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig
    ) -> None:
        """Take what Hydra hands over before `sweep`."""
        self.context = hydra_context
        self.hydra_config = config

    def sweep(self, arguments: list[str]) -> Any:
        """Check the whole design, carry it out and return its `Summary`."""
        from sim.experiment.execute import execute
        from sim.experiment.executors import launcher

        if self.workers is not None and self.workers < 0:
            raise refused("hydra.sweeper.workers", self.workers, "a whole number of at least 0")
        assert self.context is not None and self.hydra_config is not None
        words = [f"{key}={value}" for key, value in self.params.items()] + _later + arguments
        runs = plan(self.context.config_loader, self.hydra_config, words)
        executor = _executor(runs[0].config.executor, self.workers)
        design, make = _with_baseline(Design(runs), self.baseline), None
        if launcher.another(self.hydra_config):
            executor = launcher.with_long_batches(executor)
            make = functools.partial(launcher.ThroughLauncher, self.context, self.hydra_config)
        summary = execute(design, executor=executor, make=make)
        for collector in _collectors:
            collector.append(summary)
        return summary


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


def _with_baseline(design: Design, given: Any) -> Design:
    """Return the design with its baseline, which must be one of its worlds."""
    data = OmegaConf.to_container(given, resolve=True) if OmegaConf.is_config(given) else given
    found = find_baseline(data, design.worlds(), "hydra.sweeper.baseline")
    return dataclasses.replace(design, baseline=found)


@dataclass(frozen=True)
class _Axis:
    """One override: its key and the values it takes, as Hydra writes them."""

    override: Override
    values: tuple[str, ...]

    @property
    def key(self) -> str:
        return str(self.override.get_key_element())

    @property
    def swept(self) -> bool:
        return len(self.values) > 1


def plan(loader: ConfigLoader, config: DictConfig, words: Sequence[str]) -> list[Run]:
    """Return every run that the overrides describe, checked, no address twice.

    Raises
    ------
    ConfigError
        For the first run that cannot be.
    """
    axes = _axes(loader, words)
    composed = [axis for axis in axes if not _is_value(loader, axis)]
    values = [axis for axis in axes if _is_value(loader, axis)]
    runs: dict[str, Run] = {}
    used: set[str] = set()
    for chosen in itertools.product(*(axis.values for axis in composed)):
        pairs = list(zip(composed, chosen, strict=True))
        base = _compose(loader, config, [f"{axis.key}={value}" for axis, value in pairs])
        here = [axis for axis in values if _applies(axis, base)]
        used |= {axis.key for axis in here}
        labels = {axis.key: value for axis, value in pairs if axis.swept}
        for run in _value_runs(base, here, labels):
            runs.setdefault(run.address, run)
    for axis in values:
        if axis.key not in used:
            policy = axis.key.split(".")[1]
            raise ConfigError(axis.key, f"no run of this design has the policy {policy!r}")
    refuse_unread([run.config for run in runs.values()], [axis.key for axis in axes if axis.swept])
    return _alike(list(runs.values()))


def _alike(runs: list[Run]) -> list[Run]:
    """Make the values of an axis text in every run where they are in one (1/3 beside 0.4): a column
    of a table has one type."""
    texts = {key for run in runs for key, value in run.axes.items() if isinstance(value, str)}
    for run in runs:
        run.axes.update({key: str(run.axes[key]) for key in texts if key in run.axes})
    return runs


def _axes(loader: ConfigLoader, words: Sequence[str]) -> list[_Axis]:
    """Return the overrides, each key once: what comes later wins, in the place of the first."""
    found: dict[str, _Axis] = {}
    for override in OverridesParser.create(config_loader=loader).parse_overrides(list(words)):
        key = override.get_key_element()
        if not override.is_sweep_override():
            values: tuple[str, ...] = (override.get_value_element_as_str(),)
        elif override.is_discrete_sweep():
            values = tuple(str(value) for value in override.sweep_string_iterator())
        else:
            raise ConfigError(key, "intervals cannot be swept; give values: a,b,c or range(a,b)")
        if not values:
            raise ConfigError(key, "the range is empty; give at least one value")
        found[key] = _Axis(override, values)
    for key, axis in found.items():
        reason = _NOT_SWEPT.get(key.split(".")[0])
        if axis.swept and reason:
            raise ConfigError(key, f"cannot be swept: {reason}")
    return list(found.values())


def _is_value(loader: ConfigLoader, axis: _Axis) -> bool:
    """Return whether the axis sets plain values on a composed configuration."""
    override = axis.override
    if override.type != OverrideType.CHANGE or override.is_hydra_override():
        return False
    if loader.get_group_options(override.key_or_group):
        return False
    return axis.swept or axis.key.startswith("policy.")


def _compose(loader: ConfigLoader, config: DictConfig, words: list[str]) -> DictConfig:
    composed = loader.load_sweep_config(config, words)
    with open_dict(composed):
        del composed["hydra"]
    return composed


def _applies(axis: _Axis, base: DictConfig) -> bool:
    """Return whether an axis concerns a combination: `policy.<name>.x` only where the policy is."""
    parts = axis.key.split(".")
    return parts[0] != "policy" or len(parts) < 2 or parts[1] in base.policy


def _value_runs(base: DictConfig, axes: list[_Axis], labels: dict[str, Any]) -> Iterator[Run]:
    parser = OverridesParser.create()
    typed = [
        [parser.parse_override(f"{axis.key}={value}").value() for value in axis.values]
        for axis in axes
    ]
    keys = [axis.key for axis in axes]
    filled = _filler(base, keys)
    for values in itertools.product(*typed):
        config = validate(filled(values))
        swept = [axis.key for axis in axes if axis.swept and axis.key != "seed"]
        run = Run.of(config, labels | {key: _look_up(config, key) for key in swept})
        if "policy" in run.axes:
            run.axes["policy"] = run.world
        yield run


def _filler(base: DictConfig, keys: list[str]) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """Return a function that sets values on the composition and returns plain data.

    Interpolations must see the values; where there are none, plain data are filled, which is fast.
    """
    unresolved = OmegaConf.to_container(base, resolve=False)
    interpolated = {key for key, value in flat(unresolved) if "${" in str(value)}
    known = {key for key, _ in flat(unresolved)}
    if interpolated <= {"store"} and known.issuperset(keys):
        resolved = plain(base)
        return lambda values: _with_values(resolved, zip(keys, values, strict=True))

    def slow(values: Sequence[Any]) -> dict[str, Any]:
        node = copy.deepcopy(base)
        for key, value in zip(keys, values, strict=True):
            OmegaConf.update(node, key, value, merge=True)
        return plain(node)

    return slow


def _with_values(data: dict[str, Any], pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return a copy of nested data with the values of some dotted keys replaced."""
    result = dict(data)
    for key, value in pairs:
        node = result
        *path, last = key.split(".")
        for part in path:
            node[part] = dict(node[part])
            node = node[part]
        node[last] = value
    return result


def _look_up(config: Config, key: str) -> Any:
    """Return the value of a dotted key, typed by the schema."""
    value: Any = config
    for part in key.split("."):
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value
