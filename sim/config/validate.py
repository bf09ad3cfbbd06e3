"""Checks before the first month: ranges, choices and whether the parts of a configuration agree.

`validate` is the door for data (YAML, JSON, a composed Hydra configuration); `check` is the door
for a `Config` built in Python. Both raise `ConfigError` with one line.
"""

import dataclasses
import fnmatch
import functools
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.config.convert import refused, to_config, typed, typed_part
from sim.config.errors import ConfigError, unknown
from sim.config.executor import check_executor
from sim.config.market import check_market
from sim.config.metrics import check_metrics
from sim.config.models import RELOCATION
from sim.config.ranges import CHOICES, RANGES, Range
from sim.config.relocation import check_model
from sim.config.schema import CityConfig, Config

_SUM_TOLERANCE = 1e-6
_SECTOR_TOLERANCE = 0.03  # between shares of homes and of households: vacancies differ by sector


def validate(data: Mapping[str, Any]) -> Config:
    """Return the checked configuration of a plain mapping.

    Raises
    ------
    ConfigError
        One line: the key, the value given, what is allowed, the nearest valid one.
    """
    return Validator().config(data)


def check(config: Config) -> None:
    """Raise `ConfigError` if the configuration cannot be run; return nothing if it can.

    One that has passed is not looked at again, whatever its seed.
    """
    from sim.config.passed import has_passed, remember

    if has_passed(config):
        _check_value("seed", typed(int, config.seed, "seed"))
        return
    _check_whole(config)
    remember(config)


def _check_whole(config: Config) -> None:
    from sim.policies.base import OPTIONAL

    complete = to_config(dataclasses.asdict(config))
    for place, given, wanted in (
        ("policy", config.policy, complete.policy),
        ("city.burn_in.policy", config.city.burn_in.policy, complete.city.burn_in.policy),
    ):
        for name, parameters in wanted.items():
            for key in sorted(set(parameters) - {*given[name], *OPTIONAL}):
                raise ConfigError(f"{place}.{name}.{key}", "missing; give a value")
    Validator().check(config)


class Validator:
    """Checks configurations, what several of them have in common once.

    Configurations made from the same part, the same mapping in memory under a top-level key, share
    the typed part; it must not be changed afterwards.
    """

    def __init__(self) -> None:
        self._typed: dict[tuple[str, int], tuple[Any, Any]] = {}
        self._checked: dict[tuple[str, int], Any] = {}
        self._measurable: set[tuple[int, str]] = set()

    def config(self, data: Mapping[str, Any]) -> Config:
        """Return the checked configuration of a plain mapping, as `validate` does."""
        config = to_config(data, self._part)
        self.check(config)
        return config

    def with_seed(self, config: Config, seed: Any) -> Config:
        """Return a checked configuration with another seed, which decides nothing else."""
        typed_seed = typed_part("seed", seed)
        _check_value("seed", typed_seed)
        return dataclasses.replace(config, seed=typed_seed)

    def check(self, config: Config) -> None:
        """Raise `ConfigError` for what is out of range, unknown or does not fit together."""
        for name, part in vars(config).items():
            if (name, id(part)) in self._checked:
                continue
            for key, value in flat(plain_part(part), name):
                _check_value(key, value)
            if not isinstance(part, int | str):
                self._checked[name, id(part)] = part  # kept, so that its id is no other's
        _check_together(config)
        measured = (id(config.metrics), config.rules.model)  # of which all that is measured depends
        if measured not in self._measurable:
            check_metrics(config)
            self._measurable.add(measured)
        _check_policies(config)

    def _part(self, name: str, value: Any) -> Any:
        """Return a typed part; one of the same mapping is the same part."""
        if not isinstance(value, dict):
            return typed_part(name, value)
        known = self._typed.get((name, id(value)))
        if known is None:
            known = self._typed[name, id(value)] = (value, typed_part(name, value))
        return known[1]


def plain_part(part: Any) -> Any:
    """Return what stands under a key of a configuration as plain data, nothing of it shared."""
    if part is None or isinstance(part, str | int | float):
        return part
    if isinstance(part, dict):
        return {key: plain_part(value) for key, value in part.items()}
    if isinstance(part, list):
        return [plain_part(value) for value in part]
    if dataclasses.is_dataclass(part):
        return {key: plain_part(value) for key, value in vars(part).items()}
    return part


def _check_together(config: Config) -> None:
    relocating = config.rules.model == RELOCATION
    for key in ("experiment", "store"):
        if not getattr(config, key).strip():
            raise refused(key, getattr(config, key), "a name, or nothing to have its default")
    _check_city(config.city, relocating)
    check_model(config)
    _check_preferences(config)
    _check_torus(config)
    check_market(config.market)
    check_executor(config.executor)


def flat(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf of nested mappings and lists with its dotted key."""
    if isinstance(value, Mapping) and (value or not key):
        for name, item in value.items():
            yield from flat(item, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list) and value:
        for i, item in enumerate(value):
            yield from flat(item, f"{key}[{i}]")
    else:
        yield key, value


@functools.cache
def _range_of(key: str) -> Range | None:
    """Return the declared range of a key: the exact one, else the pattern that fits it."""
    if key in RANGES:
        return RANGES[key]
    depth = key.count(".")
    for pattern, allowed in RANGES.items():
        literal = pattern.replace("[", "[[]")
        if pattern.count(".") == depth and fnmatch.fnmatchcase(key, literal):
            return allowed
    return None


def _check_value(key: str, value: Any) -> None:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        allowed = _range_of(key)
        whole = "a whole number" if isinstance(value, int) else "a number"
        if allowed is not None and not allowed.holds(value):
            raise refused(key, value, f"{whole} {allowed.words()}")
        if not -float("inf") < value < float("inf"):
            raise refused(key, value, "a finite number")
    elif key in CHOICES and value not in CHOICES[key]:
        raise unknown(key, value, CHOICES[key])


def _check_city(city: CityConfig, relocating: bool) -> None:
    if len(city.size) != 2:
        raise refused("city.size", city.size, "two whole numbers, [rows,columns]")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", city.start):
        raise refused("city.start", city.start, "a calendar month, for example 2020-07")
    sectors = {"public": city.public, "private": city.private}
    _check_sum({f"city.{name}.share": s.share for name, s in sectors.items()})
    if not city.groups:
        raise ConfigError("city.groups", "{} is not allowed; give at least one group")
    shares = {f"city.groups.{name}.share": group.share for name, group in city.groups.items()}
    _check_sum(shares)
    if not relocating:
        _check_sectors(city)
        _check_homes(city)
    _check_table(city)


def _check_sum(shares: dict[str, float]) -> None:
    total = sum(shares.values())
    if abs(total - 1) > _SUM_TOLERANCE:
        parts = " + ".join(f"{key} {share:g}" for key, share in shares.items())
        first = next(iter(shares))
        raise ConfigError(first, f"shares must sum to 1, not {total:g}: {parts}")


def _check_sectors(city: CityConfig) -> None:
    """Refuse groups whose rates of living in public homes do not fit the public homes there are."""
    living = sum(group.share * group.public_rate for group in city.groups.values())
    if abs(living - city.public.share) > _SECTOR_TOLERANCE:
        raise ConfigError(
            "city.public.share",
            f"{city.public.share:g} of homes are public, but {living:.3f} of households live in "
            "them (sum of share x public_rate over city.groups); give "
            f"{living:.3f} or other values of city.groups.<group>.public_rate",
        )


def _check_homes(city: CityConfig) -> None:
    """Refuse a city without a home, a vacancy or a household, with the numbers."""
    rows, columns = city.size
    if city.block > max(rows, columns):
        raise refused("city.block", city.block, f"at most {max(rows, columns)}, the city's side")
    homes = vacancies = 0.0
    built = rows * columns * (1 - city.empty_land)
    for sector in (city.public, city.private):
        stock = built * sector.share
        homes += stock
        empty = sector.vacancy_rental * sector.rental + sector.vacancy_owned * (1 - sector.rental)
        vacancies += stock * empty
    if homes < 2:
        raise refused("city.size", city.size, f"at least two homes (this has {homes:.1f})")
    if vacancies < 1:
        raise ConfigError(
            "city.public.vacancy_owned",
            f"{city.public.vacancy_owned:g} leaves no vacancy ({vacancies:.2f} of {homes:.0f} "
            "homes), so nobody can move; give a larger share or a larger city",
        )
    if homes - vacancies < 1:
        raise ConfigError(
            "city.public.vacancy_owned",
            f"{city.public.vacancy_owned:g} leaves no household ({vacancies:.0f} of {homes:.0f} "
            "homes stand empty); give a smaller share",
        )


def _check_table(city: CityConfig) -> None:
    if city.table is None:
        if city.initial == "from_table":
            raise refused("city.table", city.table, "a CSV file, for initial=from_table")
        return
    if not (Path(city.table).is_file() and os.access(city.table, os.R_OK)):
        raise refused("city.table", city.table, "a file that exists and can be read")


def _check_preferences(config: Config) -> None:
    """Refuse what is said of a group that does not exist.

    Shipped preferences go with any city, so an appeal may be for a group of another city that is
    configured; a taste of one group, which no shipped preferences have, may not.
    """
    groups = list(config.city.groups)
    for name in config.preferences.own_group_of:
        if name not in groups:
            raise unknown(f"preferences.own_group_of.{name}", name, groups, "group")
    for name in config.preferences.appeal_sigma:
        if name not in groups and name not in _configured_groups():
            raise unknown(f"preferences.appeal_sigma.{name}", name, groups, "group")


@functools.cache
def _configured_groups() -> frozenset[str]:
    """Return the groups of every city in `configs/city`."""
    import yaml

    from sim.config.folder import config_folder

    groups: set[str] = set()
    for path in (config_folder() / "city").glob("*.yaml"):
        city = yaml.safe_load(path.read_text(encoding="utf-8"))
        groups |= {str(name) for name in city.get("groups", {})}
    return frozenset(groups)


def _check_torus(config: Config) -> None:
    """Refuse a torus so small that a cell would be its own neighbour's neighbour twice."""
    if not config.rules.torus or min(config.city.size) == 1:
        return
    spatial = {"spatial", "spatial_information_theory"} & set(config.metrics.families)
    least = 1 if config.rules.model == RELOCATION else 2
    radius = max([least, *(config.metrics.radii if spatial else [])])
    if min(config.city.size) < 2 * radius + 1:
        raise refused(
            "city.size",
            config.city.size,
            f"sides of at least {2 * radius + 1} cells where rules.torus is true and the largest"
            f" radius looked at is {radius}",
        )


def _check_policies(config: Config) -> None:
    """Ask each policy's class what is wrong with its parameters in this city."""
    from sim.policies import REGISTRY

    places = {"policy": config.policy, "city.burn_in.policy": config.city.burn_in.policy}
    for place, policies in places.items():
        for name, parameters in policies.items():
            if name not in REGISTRY:
                raise unknown(place, name, [*REGISTRY, "none"], "policy")
            for problem in REGISTRY[name].check(parameters, config):
                raise ConfigError.line(re.sub(r"^policy\b", place, problem))
