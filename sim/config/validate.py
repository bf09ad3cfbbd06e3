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

from sim.config.convert import refused, to_config
from sim.config.errors import ConfigError, unknown
from sim.config.executor import check_executor
from sim.config.market import check_market
from sim.config.models import RELOCATION
from sim.config.ranges import CHOICES, RANGES, Range
from sim.config.relocation import check_model
from sim.config.schema import CityConfig, Config, MetricsConfig

_SUM_TOLERANCE = 1e-6
_SECTOR_TOLERANCE = 0.03  # between shares of homes and of households: vacancies differ by sector


def validate(data: Mapping[str, Any]) -> Config:
    """Return the checked configuration of a plain mapping.

    Raises
    ------
    ConfigError
        One line: the key, the value given, what is allowed, the nearest valid one.
    """
    config = to_config(data)
    _check_values(config)
    return config


def check(config: Config) -> None:
    """Raise `ConfigError` if the configuration cannot be run; return nothing if it can."""
    from sim.policies.base import OPTIONAL

    complete = to_config(dataclasses.asdict(config))
    for place, given, wanted in (
        ("policy", config.policy, complete.policy),
        ("city.burn_in.policy", config.city.burn_in.policy, complete.city.burn_in.policy),
    ):
        for name, parameters in wanted.items():
            for key in sorted(set(parameters) - {*given[name], *OPTIONAL}):
                raise ConfigError(f"{place}.{name}.{key}", "missing; give a value")
    _check_values(config)


def _check_values(config: Config) -> None:
    for key, value in flat(dataclasses.asdict(config)):
        _check_value(key, value)
    relocating = config.rules.model == RELOCATION
    _check_city(config.city, relocating)
    check_model(config)
    _check_preferences(config)
    _check_metrics(config)
    _check_torus(config)
    check_market(config.market)
    check_executor(config.executor)
    _check_policies(config)


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


def _check_metrics(config: Config) -> None:
    from sim.measurement import FAMILIES, LEVELS

    for name in config.metrics.families:
        if name not in FAMILIES:
            raise unknown("metrics.families", name, FAMILIES, "family of indices")
    for name in config.metrics.levels:
        if name not in LEVELS:
            raise unknown("metrics.levels", name, LEVELS, "level of zones")
    _check_radii(config.metrics)
    _check_market_metrics(config)
    from sim.indices.papers import MEASURES

    for name in config.metrics.of_papers:
        if name not in MEASURES:
            raise unknown("metrics.of_papers", name, MEASURES, "measure")
        if config.rules.model != RELOCATION:
            raise ConfigError(
                "metrics.of_papers", f"{name} is measured where rules.model=relocation only"
            )


def _check_market_metrics(config: Config) -> None:
    """Refuse what is only recorded of a housing market where households relocate, and a pilot of no
    places."""
    from sim.policies.trials import ALLOWED, read

    for key in ("pilots", "money", "accounts"):
        if getattr(config.metrics, key) and config.rules.model == RELOCATION:
            raise ConfigError(f"metrics.{key}", "is there where rules.model=housing_market only")
    for word in config.metrics.pilots:
        if read(word) is None:
            raise refused("metrics.pilots", word, ALLOWED)


def _check_radii(metrics: MetricsConfig) -> None:
    """Refuse radii and levels that leave nothing of an index that is asked for by its name."""
    from sim.indices import INDICES
    from sim.measurement import FAMILIES

    for key in ("radii", "levels", "families"):
        given = getattr(metrics, key)
        twice = [each for each in given if given.count(each) > 1]
        if twice:
            raise ConfigError(f"metrics.{key}", f"{twice[0]} is given twice; give it once")
    for name in metrics.families:
        indices = [INDICES[index] for index in FAMILIES[name]]
        alone = len(indices) == 1 or name == "all"
        around = any(index.from_surroundings for index in indices)
        least = 2 if name == "macro_micro_ratio" else int(alone and around)
        if len(metrics.radii) < least:
            raise refused(
                "metrics.radii",
                metrics.radii,
                f"{least} or more where metrics.families holds {name}, in cells, as [2, 5, 10]",
            )
        if not metrics.levels and all(index.data != "grid" for index in indices):
            raise refused("metrics.levels", [], f"one or more where metrics.families holds {name}")


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
