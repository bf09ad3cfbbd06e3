"""Ethnic quota on public homes: a veto on sales that would put a class over its limit.

Singapore's Ethnic Integration Policy (Housing & Development Board, 1 March 1989; limits revised 5
March 2010). It never moves anyone: a sale within a class always passes, any other only if the
buyer's class stays within the limits of the block and of the neighbourhood, counted by owner of
record.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from sim.behaviour.parameters import per
from sim.clock import calendar_month
from sim.config.schema import Config
from sim.policies.base import Calendar, Setting, check_calendar, check_range, places
from sim.policies.levers import Levers


@dataclass
class Limits:
    """Limits in force from a date, per cent of homes by quota class.

    `since` is a year and month, or a day; `unit` and `source` say where the numbers come from.
    """

    since: str = ""
    unit: str = ""
    source: str = ""
    block: dict[str, float] = field(default_factory=dict)
    neighbourhood: dict[str, float] = field(default_factory=dict)


@dataclass
class Parameters(Calendar):
    """Parameters of an ethnic quota.

    Attributes
    ----------
    limits : list of Limits
        In order of date; the last one not after the month holds.
    counts : str
        `live`: counts as they stand; `monthly`: as on the first of the month, HDB's practice.
    enforcement : float
        Probability that a veto stands (the rest are appeals granted), 0 to 1.
    """

    limits: list[Limits] = field(default_factory=list)
    counts: str = "live"
    enforcement: float = 1.0


class EthnicQuota:
    """See the module's docstring."""

    name: ClassVar[str] = "ethnic_quota"
    Parameters: ClassVar[type] = Parameters

    @classmethod
    def check(cls, parameters: Mapping[str, Any], config: Config) -> list[str]:
        """Return what is wrong: dates, names, ranges, and limits that the city's shares exceed."""
        key = f"policy.{cls.name}"
        problems = check_calendar(cls.name, parameters, config)
        problems += check_range(f"{key}.enforcement", parameters["enforcement"], 0.0, 1.0)
        if parameters["counts"] not in ("live", "monthly"):
            problems.append(f"{key}.counts is {parameters['counts']!r}: it must be live or monthly")
        limits = parameters["limits"]
        if not limits:
            problems.append(f"{key}.limits is empty: it needs at least one dated entry")
        problems += _check_dates(f"{key}.limits", [entry["since"] for entry in limits], config)
        for i, entry in enumerate(limits):
            problems += _check_entry(f"{key}.limits[{i}]", entry, config)
        if not problems:
            last = calendar_month(config.city.start, max(config.months, 1))
            for i, entry in enumerate(limits):  # those in force at some time of the run
                until = str(limits[i + 1]["since"])[:7] if i + 1 < len(limits) else "9999-12"
                if (i == 0 or str(entry["since"])[:7] <= last) and until > config.city.start[:7]:
                    problems += _check_feasible(f"{key}.limits[{i}]", entry, config)
        return problems

    @classmethod
    def changes(cls, parameters: Mapping[str, Any]) -> list[str]:
        """Return the months in which new limits take effect."""
        return [str(entry["since"])[:7] for entry in parameters["limits"]]

    @classmethod
    def apply(cls, levers: Levers, parameters: Mapping[str, Any], setting: Setting) -> None:
        """Lower the limits of the places to today's; with several quotas the lowest limit binds."""
        entry = limits_on(parameters, setting.date)
        here = places(parameters, setting)
        blocks = np.flatnonzero(np.isin(setting.neighbourhood_of_block, here))
        tables = levers.tables
        for c, name in enumerate(setting.classes):
            for table, units, level in (
                (tables.block_limit, blocks, "block"),
                (tables.neighbourhood_limit, here, "neighbourhood"),
            ):
                limit = per(entry[level].get(name, 100.0), 100)
                table[units, c] = np.minimum(table[units, c], limit)
        if parameters["counts"] == "monthly":
            tables.live[0] = 0
        tables.enforcement[0] = min(tables.enforcement[0], parameters["enforcement"])


def limits_on(parameters: Mapping[str, Any], date: str) -> Mapping[str, Any]:
    """Return the limits in force in a calendar month; before the first date, the first ones."""
    held: Mapping[str, Any] = parameters["limits"][0]
    for entry in parameters["limits"]:
        if str(entry["since"])[:7] <= date[:7]:
            held = entry
    return held


def _check_dates(key: str, dates: list[str], config: Config) -> list[str]:
    for date in dates:
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?", str(date)):
            return [f"{key} has the date {date!r}: it must be like 2010-03-05"]
    for before, after in pairwise(dates):
        if str(after) <= str(before):
            return [f"{key} is out of order: {after} comes after {before}; the earliest goes first"]
    return []


def _check_entry(key: str, entry: Mapping[str, Any], config: Config) -> list[str]:
    classes = list(dict.fromkeys(group.quota_class for group in config.city.groups.values()))
    problems = []
    for level in ("block", "neighbourhood"):
        for name, limit in entry[level].items():
            if name not in classes:
                problems.append(
                    f"{key}.{level} names {name!r}: the city's quota classes are"
                    f" {', '.join(classes)}"
                )
            problems += check_range(f"{key}.{level}.{name}", limit, 0.0, 100.0)
    return problems


def public_shares(config: Config) -> dict[str, float]:
    """Return each quota class's share of the households in public homes."""
    weights: dict[str, float] = {}
    for group in config.city.groups.values():
        weight = group.share * group.public_rate
        weights[group.quota_class] = weights.get(group.quota_class, 0.0) + weight
    total = sum(weights.values())
    return {name: weight / total if total else 0.0 for name, weight in weights.items()}


def _check_feasible(key: str, entry: Mapping[str, Any], config: Config) -> list[str]:
    problems = []
    for name, share in public_shares(config).items():
        for level in ("block", "neighbourhood"):
            limit = entry[level].get(name, 100.0)
            if 100.0 * share > limit:
                problems.append(
                    f"{key}.{level}.{name} is {limit:g} %: the class is {100 * share:.1f} % of the"
                    f" households in public homes, so no city can satisfy it; allowed:"
                    f" {100 * share:.1f} to 100"
                )
    return problems
