"""Ethnic quota on public homes: a veto on sales that would put a class over its limit.

Singapore's Ethnic Integration Policy (Housing & Development Board, 1 March 1989; limits revised 5
March 2010). It never moves anyone: a sale within a class always passes, any other only if the
buyer's class stays within the limits of the block and of the neighbourhood, counted by owner of
record. Since 2010 households of permanent residents who are not Malaysian have limits of their own
on top; since March 2022 the board buys homes that their owners cannot sell within the limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from sim.behaviour.parameters import per
from sim.clock import calendar_month, is_date
from sim.config.schema import Config
from sim.policies.base import Calendar, Counter, Setting, check_calendar, check_range, places
from sim.policies.levers import Levers

LEVELS = ("block", "neighbourhood")
BUY_BACK_SINCE = "2022-03-08"


@dataclass
class Limits:
    """Limits in force from a date, per cent of homes by quota class.

    `since` is a year and month, or a day; `unit` and `source` say where the numbers come from.
    `permanent_residents` has the limits of `block` and `neighbourhood` on households of permanent
    residents under a quota of their own; a level without one has none.
    """

    since: str = ""
    unit: str = ""
    source: str = ""
    block: dict[str, float] = field(default_factory=dict)
    neighbourhood: dict[str, float] = field(default_factory=dict)
    permanent_residents: dict[str, float] = field(default_factory=dict)


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
    rental_block_points : float
        Percentage points that are added to a block's limits where a public home is let, 0 to 100.
    buy_back_years : float or None
        Years that an owner must have owned a home before the board buys it; None: it never does.
    buy_back_months : int
        Months for which the home must have stood for sale, 0 to 1,200.
    buy_back_since : str or None
        Date from which the board buys, a year and month, or a day; None: whenever the quota holds.
    """

    limits: list[Limits] = field(default_factory=list)
    counts: str = "live"
    enforcement: float = 1.0
    rental_block_points: float = 0.0
    buy_back_years: float | None = None
    buy_back_months: int = 6
    buy_back_since: str | None = BUY_BACK_SINCE


class EthnicQuota:
    """See the module's docstring."""

    name: ClassVar[str] = "ethnic_quota"
    Parameters: ClassVar[type] = Parameters
    counters: ClassVar[tuple[Counter, ...]] = (
        Counter("bought_back", "Flats that the board bought back"),
        Counter("buy_back_paid", "Paid for flats bought back", money=True),
    )
    #: What tells, beside the counters, what it does: recorded columns, for its page.
    told_by: ClassVar[tuple[str, ...]] = (
        "at_limit",
        "refusals",
        "refused_moves",
        "refused_utility",
    )

    @classmethod
    def check(cls, parameters: Mapping[str, Any], config: Config) -> list[str]:
        """Return what is wrong: dates, names, ranges, and limits that the city's shares exceed."""
        key = f"policy.{cls.name}"
        problems = check_calendar(cls.name, parameters, config)
        problems += check_range(f"{key}.enforcement", parameters["enforcement"], 0.0, 1.0)
        if parameters["counts"] not in ("live", "monthly"):
            problems.append(f"{key}.counts is {parameters['counts']!r}: it must be live or monthly")
        points = parameters.get("rental_block_points", 0.0)
        problems += check_range(f"{key}.rental_block_points", points, 0.0, 100.0)
        problems += _check_buy_back(key, parameters)
        limits = parameters["limits"]
        if not limits:
            problems.append(f"{key}.limits is empty: it needs at least one dated entry")
        problems += _check_dates(f"{key}.limits", [entry["since"] for entry in limits])
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
        """Return the months in which new limits take effect, and in which the board first buys."""
        months = [str(entry["since"])[:7] for entry in parameters["limits"]]
        since = parameters.get("buy_back_since", BUY_BACK_SINCE)
        if parameters.get("buy_back_years") is not None and since is not None:
            months.append(str(since)[:7])
        return months

    @classmethod
    def idle(cls, parameters: Mapping[str, Any], config: Config) -> str:
        """Return why it vetoes nothing, if so."""
        if parameters["enforcement"] == 0 and parameters.get("buy_back_years") is None:
            return "no veto stands (enforcement is 0)"
        return ""

    @classmethod
    def apply(cls, levers: Levers, parameters: Mapping[str, Any], setting: Setting) -> None:
        """Lower the limits of the places to today's; with several quotas the lowest limit binds."""
        entry = limits_on(parameters, setting.date)
        here = places(parameters, setting)
        blocks = np.flatnonzero(np.isin(setting.neighbourhood_of_block, here))
        tables, residents = levers.tables, entry.get("permanent_residents") or {}
        for by_class, of_residents, units, level in (
            (tables.block_limit, tables.residents_block_limit, blocks, "block"),
            (
                tables.neighbourhood_limit,
                tables.residents_neighbourhood_limit,
                here,
                "neighbourhood",
            ),
        ):
            for c, name in enumerate(setting.classes):
                limit = per(entry[level].get(name, 100.0), 100)
                by_class[units, c] = np.minimum(by_class[units, c], limit)
            limit = per(residents.get(level, 100.0), 100)
            of_residents[units] = np.minimum(of_residents[units], limit)
        points = per(parameters.get("rental_block_points", 0.0), 100)
        tables.rental_points[blocks] = np.maximum(tables.rental_points[blocks], points)
        if parameters["counts"] == "monthly":
            tables.live[0] = 0
        tables.enforcement[0] = min(tables.enforcement[0], parameters["enforcement"])
        if buys_back(parameters, setting.date):
            owned = per(parameters["buy_back_years"], 12)
            levers.buy_back(blocks, owned, parameters.get("buy_back_months", 6))


def limits_on(parameters: Mapping[str, Any], date: str) -> Mapping[str, Any]:
    """Return the limits in force in a calendar month; before the first date, the first ones."""
    held: Mapping[str, Any] = parameters["limits"][0]
    for entry in parameters["limits"]:
        if str(entry["since"])[:7] <= date[:7]:
            held = entry
    return held


def buys_back(parameters: Mapping[str, Any], date: str) -> bool:
    """Return whether the board buys homes that the quota keeps from being sold, in a calendar
    month."""
    since = parameters.get("buy_back_since", BUY_BACK_SINCE)
    dated = since is None or str(since)[:7] <= date[:7]
    return parameters.get("buy_back_years") is not None and dated


def _check_buy_back(key: str, parameters: Mapping[str, Any]) -> list[str]:
    years, since = (parameters.get(f"buy_back_{name}") for name in ("years", "since"))
    problems = check_range(
        f"{key}.buy_back_months", parameters.get("buy_back_months", 6), 0.0, 1200.0
    )
    if years is not None:
        problems += check_range(f"{key}.buy_back_years", years, 0.0, 999.0)
    if since is not None and not is_date(since):
        problems.append(f"{key}.buy_back_since is {since!r}: it must be a date like 2022-03-08")
    return problems


def _check_dates(key: str, dates: list[str]) -> list[str]:
    for date in dates:
        if not is_date(date):
            return [f"{key} has the date {date!r}: it must be like 2010-03-05"]
    for before, after in pairwise(dates):
        if str(after) <= str(before):
            return [f"{key} is out of order: {after} comes after {before}; the earliest goes first"]
    return []


def _check_entry(key: str, entry: Mapping[str, Any], config: Config) -> list[str]:
    classes = list(dict.fromkeys(group.quota_class for group in config.city.groups.values()))
    problems = []
    for level in LEVELS:
        for name, limit in entry[level].items():
            if name not in classes:
                problems.append(
                    f"{key}.{level} names {name!r}: the city's quota classes are"
                    f" {', '.join(classes)}"
                )
            problems += check_range(f"{key}.{level}.{name}", limit, 0.0, 100.0)
    for level, limit in (entry.get("permanent_residents") or {}).items():
        if level not in LEVELS:
            problems.append(
                f"{key}.permanent_residents names {level!r}: the limits are of"
                f" {' and '.join(LEVELS)}"
            )
        problems += check_range(f"{key}.permanent_residents.{level}", limit, 0.0, 100.0)
    return problems


def public_shares(config: Config) -> dict[str, float]:
    """Return each quota class's share of the households in public homes."""
    weights: dict[str, float] = {}
    for group in config.city.groups.values():
        weight = group.share * group.public_rate
        weights[group.quota_class] = weights.get(group.quota_class, 0.0) + weight
    total = sum(weights.values())
    return {name: weight / total if total else 0.0 for name, weight in weights.items()}


def residents_share(config: Config) -> float:
    """Return the share of permanent residents in the households in public homes."""
    groups = config.city.groups.values()
    weights = [group.share * group.public_rate for group in groups]
    mine = sum(w * g.permanent_residents for w, g in zip(weights, groups, strict=True))
    total = sum(weights)
    return mine / total if total else 0.0


def _check_feasible(key: str, entry: Mapping[str, Any], config: Config) -> list[str]:
    problems = []
    limits = [
        (f"{level}.{name}", "the class is", share, entry[level].get(name, 100.0))
        for name, share in public_shares(config).items()
        for level in LEVELS
    ]
    limits += [
        (f"permanent_residents.{level}", "they are", residents_share(config), limit)
        for level, limit in (entry.get("permanent_residents") or {}).items()
    ]
    for name, subject, share, limit in limits:
        if 100.0 * share > limit:
            problems.append(
                f"{key}.{name} is {limit:g} %: {subject} {100 * share:.1f} % of the households in"
                f" public homes, so no city can satisfy it; allowed: {100 * share:.1f} to 100"
            )
    return problems
