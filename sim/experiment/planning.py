"""From the words of a command to its runs: each checked, no address twice.

Each combination of groups is composed once. The values of a point are set on it and checked once,
whatever the seeds; see `sim.experiment.filling` for what is made anew.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hydra.core.config_loader import ConfigLoader
from omegaconf import DictConfig, open_dict

from sim.config.convert import refused
from sim.config.declared import takes_whole_numbers
from sim.config.errors import ConfigError
from sim.config.schema import Config
from sim.config.unread import refuse_unread
from sim.config.validate import Validator
from sim.experiment.address import Addresser
from sim.experiment.asked import NESTED, PLACE, Asked
from sim.experiment.axes import Axis, concerns, is_group, read
from sim.experiment.baseline import cell
from sim.experiment.design import Design, Run
from sim.experiment.designs.uncertainty import Uncertainty
from sim.experiment.filling import Filler

Point = Mapping[str, Any]


def plan(
    loader: ConfigLoader, config: DictConfig, words: Sequence[str], said: Mapping[str, Any]
) -> Design:
    """Return the design that the overrides describe.

    Parameters
    ----------
    loader, config
        As Hydra hands them to a sweeper.
    words : sequence of str
        The overrides; of a key that is there twice the later counts.
    said : mapping
        The keys of `hydra.sweeper` that `Asked.of` takes.

    Raises
    ------
    ConfigError
        For the first run that cannot be.
    """
    axes, drawn = read(loader, words)
    for key, given in mapping(said["uncertainties"], "uncertainties").items():
        if key not in axes:  # the command line goes before the experiment's own design
            drawn.setdefault(key, Uncertainty.of(key, given))
    return _Planner(loader, config, axes, Asked.of(said, drawn)).design()


def written(params: Mapping[str, str], said: Mapping[str, Any]) -> list[str]:
    """Return the words of an experiment's own design: `params` and `levers` of `hydra.sweeper`.

    Raises
    ------
    ConfigError
        If a key stands in two places.
    """
    levers = mapping(said["levers"], "levers")
    drawn = mapping(said["uncertainties"], "uncertainties")
    for key in (*levers, *drawn):
        places = [("params", params), ("levers", levers), ("uncertainties", drawn)]
        named = [name for name, place in places if key in place]
        if len(named) > 1:
            raise ConfigError(
                key, f"stands in {' and in '.join(named)} of the design; give it once"
            )
    words = {key: as_values(value) for key, value in levers.items()} | dict(params)
    return [f"{key}={value}" for key, value in words.items()]


class _Base:
    """One composition, and the keys that are set on it.

    Attributes
    ----------
    filler : Filler
        Sets the values.
    seed_inside : bool
        Whether the seed is one of them, because others are made from it.
    """

    def __init__(self, composed: DictConfig, keys: Sequence[str], seeds: bool) -> None:
        self.filler = Filler(composed, keys)
        self.seed_inside = seeds and self.filler.needs("seed")
        if self.seed_inside:
            self.filler = Filler(composed, [*keys, "seed"])


class _Planner:
    """Makes the runs of one design."""

    def __init__(
        self, loader: ConfigLoader, config: DictConfig, axes: Mapping[str, Axis], asked: Asked
    ) -> None:
        self._loader, self._config, self._asked = loader, config, asked
        self._validator, self._addresser = Validator(), Addresser()
        self._composed: dict[tuple[str, ...], DictConfig] = {}
        self._bases: dict[tuple[tuple[str, ...], ...], _Base] = {}
        self._points = asked.points({key: takes_whole_numbers(key) for key in asked.drawn})
        joint = list(dict.fromkeys(key for point in self._points for key in point))
        for key in joint:
            if key in axes:
                raise ConfigError(key, "stands in the rows of the list too; give it once")
        self._named = [key for key in joint if is_group(loader, key)]
        self._joint = [key for key in joint if key not in self._named]
        self._groups = [axis for axis in axes.values() if not axis.plain]
        self._seeds = axes["seed"] if "seed" in axes and axes["seed"].plain else None
        self._own_seeds = self._seeds.typed() if self._seeds else []
        self._plain = [axis for axis in axes.values() if axis.plain and axis is not self._seeds]
        self._typed = {axis.key: axis.typed() for axis in self._plain}
        self._shown = {axis.key for axis in self._plain if axis.swept} | set(self._joint)
        self._used: set[str] = set()
        self._order: dict[Any, int] = {}

    def design(self) -> Design:
        """Return the runs, and what is known of them as a whole."""
        runs: dict[str, Run] = {}
        for place, point in enumerate(self._points):
            for run in self._at(place, point):
                runs.setdefault(run.address, run)
        for key in (*self._typed, *self._joint):
            if key not in self._used:
                policy = key.split(".")[1]
                raise ConfigError(key, f"no run of this design has the policy {policy!r}")
        swept = [axis.key for axis in (*self._groups, *self._plain) if axis.swept]
        refuse_unread(_apart(runs.values()), [*swept, *self._joint])
        return Design(_alike(list(runs.values())), method=self._asked.said(self._points, swept))

    def _at(self, place: int, point: Point) -> Iterator[Run]:
        """Yield the runs of one point: each combination of what is crossed with it."""
        named = {key: as_word(point[key]) for key in self._named}
        for chosen in itertools.product(*(axis.values for axis in self._groups)):
            pairs = list(zip(self._groups, chosen, strict=True))
            words = {axis.key: value for axis, value in pairs} | named
            composed = self._compose(tuple(f"{key}={value}" for key, value in words.items()))
            labels = {axis.key: value for axis, value in pairs if axis.swept} | named
            plain = [axis for axis in self._plain if concerns(axis.key, composed)]
            joint = [key for key in self._joint if key in point and concerns(key, composed)]
            keys = (*(axis.key for axis in plain), *joint)
            self._used |= set(keys)
            base = self._base(tuple(words.items()), composed, keys)
            drawn = [point[key] for key in joint]
            for values in itertools.product(*(self._typed[axis.key] for axis in plain)):
                self._said = labels | {
                    key: value
                    for key, value in zip(keys, (*values, *drawn), strict=True)
                    if key in self._shown
                }
                yield from self._of_seeds(place, base, [*values, *drawn], labels)

    def _of_seeds(
        self, place: int, base: _Base, values: list[Any], labels: Mapping[str, Any]
    ) -> Iterator[Run]:
        """Yield the runs of one configuration, one a seed."""
        try:
            configs = self._configs(place, base, values)
        except ConfigError as error:
            raise self._located(error) from None
        first = configs[0]
        shown = [key for key in self._said if key not in labels]
        axes = {**labels, **{key: look_up(first, key) for key in shown}}
        if base.seed_inside:
            addresses = [self._addresser.address(config) for config in configs]
        else:
            seeds = [config.seed for config in configs]
            addresses = self._addresser.addresses(first, seeds)
        for config, address in zip(configs, addresses, strict=True):
            run = Run(config, address, dict(axes))
            if "policy" in axes:
                run.axes["policy"] = run.world
            yield run

    def _configs(self, place: int, base: _Base, values: list[Any]) -> list[Config]:
        """Return the checked configurations of one set of values, one a seed."""
        if base.seed_inside:
            return [
                self._validator.config(base.filler.fill([*values, seed]))
                for seed in self._seeds_of(place, 0)
            ]
        first = self._validator.config(base.filler.fill(values))
        return [
            self._validator.with_seed(first, seed) for seed in self._seeds_of(place, first.seed)
        ]

    def _seeds_of(self, place: int, own: int) -> list[Any]:
        """Return the seeds of one configuration; those of a point are the same in all its worlds.

        Parameters
        ----------
        place : int
            Number of the point.
        own : int
            The seed where the design has one.
        """
        seeds: list[Any] = self._own_seeds or [own]
        if self._asked.seeds != NESTED:
            return seeds
        nature = [(key, value) for key, value in self._said.items() if not self._asked.decides(key)]
        number = self._order.setdefault(repr((place, nature)), len(self._order))
        width = max(seeds) - min(seeds) + 1
        return [seed + number * width for seed in seeds]

    def _compose(self, words: tuple[str, ...]) -> DictConfig:
        if words not in self._composed:
            composed = self._loader.load_sweep_config(self._config, list(words))
            with open_dict(composed):
                del composed["hydra"]
            self._composed[words] = composed
        return self._composed[words]

    def _base(self, words: tuple[Any, ...], composed: DictConfig, keys: tuple[str, ...]) -> _Base:
        if (words, keys) not in self._bases:
            own = self._seeds is not None
            self._bases[words, keys] = _Base(composed, keys, own)
        return self._bases[words, keys]

    def _located(self, error: ConfigError) -> ConfigError:
        """Return the error with the run that it is about, if the design has several worlds."""
        others = [f"{key}={cell(value)}" for key, value in self._said.items() if key != error.key]
        if others:
            error.args = (f"{error} (in the runs with {', '.join(others)})",)
        return error


def mapping(given: Any, name: str) -> Mapping[str, Any]:
    """Return the dotted keys of a part of `hydra.sweeper` with what stands under them."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise refused(f"{PLACE}.{name}", given, "keys with values, {policy: [none, ethnic_quota]}")
    return given


def as_values(value: Any) -> str:
    """Return the values of a lever as Hydra's grammar writes them: a list of them, or as text."""
    return ",".join(map(as_word, value)) if isinstance(value, list) else as_word(value)


def as_word(value: Any) -> str:
    """Return a value as Hydra's grammar writes it."""
    if isinstance(value, list | tuple):
        return f"[{','.join(map(as_word, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def look_up(config: Config, key: str) -> Any:
    """Return the value of a dotted key, typed by the schema."""
    value: Any = config
    for part in key.split("."):
        if isinstance(value, list):
            value = value[int(part)]
        else:
            value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value


def _apart(runs: Iterable[Run]) -> list[Config]:
    """Return the configurations of runs, those that share their market and policies once."""
    configs = (run.config for run in runs)
    return list({(id(each.market), id(each.policy)): each for each in configs}.values())


def _alike(runs: list[Run]) -> list[Run]:
    """Make the values of an axis text in every run where they are in one (1/3 beside 0.4): a column
    of a table has one type."""
    texts = {key for run in runs for key, value in run.axes.items() if isinstance(value, str)}
    for run in runs:
        run.axes.update({key: str(run.axes[key]) for key in texts if key in run.axes})
    return runs
