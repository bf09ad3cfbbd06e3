"""What every policy has: a name, a calendar, a place, parameters, and levers that it moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.config.schema import Config
from sim.policies.levers import Levers
from sim.policies.pilots import neighbourhoods
from sim.state.buildings import Buildings


@dataclass
class Calendar:
    """When and where a policy holds; part of every policy's parameters.

    Attributes
    ----------
    start : int
        First month in which it holds, 1 or later.
    stop : int or None
        First month in which it no longer holds; None: to the end.
    places : list of int or None
        Neighbourhoods in which it holds, numbered row by row from 0; None: everywhere.
    sample : int or None
        A pilot: so many of these places, drawn by the run's seed, the same in every world; None:
        all.
    phase_in : int
        Months over which it comes into force, one neighbourhood after the other in the order of the
        pilots; 0 and 1: everywhere at once.
    preset : str or None
        Programme that the numbers come from, for labels; chosen by `policy=<name>/<preset>`.
    as_of : str or None
        Date of the law, year and month or a day, for presets whose numbers changed.
    """

    start: int = 1
    stop: int | None = None
    places: list[int] | None = None
    sample: int | None = None
    phase_in: int = 0
    preset: str | None = None
    as_of: str | None = None


LONGEST_PHASE_IN = 1200  # months

#: Parameters that came later, with the value under which they change nothing.
AT_REST: dict[str, Any] = {
    "sample": None,
    "phase_in": 0,
    "rental_block_points": 0.0,
    "buy_back_years": None,
    "buy_back_months": 6,
    "buy_back_since": "2022-03-08",
    "bands": None,
    "fee_per_home": 0.0,
    "fee_below": 0,
    "fee_share": 0.0,
    "off_site_share": 0.0,
    "off_site_ratio": 0.0,
    "mandatory": True,
    "take_up": 0.5,
    "term_restarts": False,
    "price_pass_through": 0.0,
    "supply_response": 0.0,
    "withdrawal": 0.0,
    "eviction": 0.0,
    "just_cause": False,
}


@dataclass(frozen=True)
class Counter:
    """What a policy did or cost, counted in every month; a policy lists its own in `counters`.

    Attributes
    ----------
    name : str
        A counter of `sim.engines.flows`: one of `DEEDS`, or of `EVENTS` that are not recorded of
        every city, or one of `OF_SUPPLY`.
    label : str
        What a reader of a comparison sees.
    money : bool
        Whether it counts cents; it is shown in dollars.
    harm : int
        +1 if more of it is worse for households, -1 if less is worse, 0 if it is neither.
    of_households : bool
        Whether it is counted by the household that it happens to, so by group and income fifth.
    since_start : bool
        Whether the record of a month holds all since month 1, not the month's own.
    """

    name: str
    label: str
    money: bool = False
    harm: int = 0
    of_households: bool = True
    since_start: bool = False


#: Parameters that a configuration built in Python may leave out.
OPTIONAL = (*AT_REST, "preset", "as_of")


def deciding(policies: Mapping[str, Any]) -> dict[str, Any]:
    """Return policies without what decides no run: labels of presets, and what is at rest, such as
    a sample of none."""
    return {
        name: {
            key: value
            for key, value in parameters.items()
            if key not in ("preset", "as_of") and not (key in AT_REST and value == AT_REST[key])
        }
        for name, parameters in policies.items()
    }


@dataclass(frozen=True)
class Setting:
    """Where and when a policy acts: what `apply` may look at."""

    date: str  # year and month of the calendar, "2020-07"
    classes: list[str]  # quota classes in table order
    neighbourhood_of_block: NDArray[np.int32]  # (blocks,)
    neighbourhoods: int
    month: int = 1
    start: str = "2020-07"  # year and month of month 1
    buildings: Buildings | None = None  # of the city whose levers are set


class Policy(Protocol):
    """The life of a policy: it declares parameters, is checked once, and moves levers while it
    holds."""

    name: ClassVar[str]
    Parameters: ClassVar[type]

    @classmethod
    def check(cls, parameters: Mapping[str, Any], config: Config) -> list[str]:
        """Return one line per thing in the parameters that cannot be; an empty list if all is
        well."""

    @classmethod
    def changes(cls, parameters: Mapping[str, Any]) -> list[str]:
        """Return the calendar months (`2010-03`) in which the policy's own numbers change."""

    @classmethod
    def apply(cls, levers: Levers, parameters: Mapping[str, Any], setting: Setting) -> None:
        """Move the levers for one month in which the policy holds."""


def check_calendar(name: str, parameters: Mapping[str, Any], config: Config) -> list[str]:
    """Return what is wrong with a policy's start, stop, places, sample, phase-in and date."""
    start, stop, places = (parameters.get(key) for key in ("start", "stop", "places"))
    problems = []
    if not isinstance(start, int) or start < 1:
        problems.append(f"policy.{name}.start is {start!r}: it must be a month, 1 or later")
    elif stop is not None and stop <= start:
        problems.append(f"policy.{name}.stop is {stop!r}: it must be a month after start ({start})")
    count = neighbourhoods(config.city)
    for place in places or []:
        if not 0 <= place < count:
            problems.append(
                f"policy.{name}.places names neighbourhood {place}: this city has 0 to {count - 1}"
            )
    sample, among = parameters.get("sample"), count if places is None else len(set(places))
    if sample is not None and not 1 <= sample <= among:
        problems.append(
            f"policy.{name}.sample is {sample!r}: it must be a number of neighbourhoods from 1 to"
            f" {among}"
        )
    phase_in = parameters.get("phase_in", 0)
    if not isinstance(phase_in, int) or not 0 <= phase_in <= LONGEST_PHASE_IN:
        problems.append(
            f"policy.{name}.phase_in is {phase_in!r}: it must be a number of months from 0 to"
            f" {LONGEST_PHASE_IN}"
        )
    if parameters.get("as_of") is not None and parameters.get("preset") is None:
        problems.append(
            f"policy.{name}.as_of is {parameters['as_of']!r}: it chooses among the dates of a"
            f" preset, policy={name}/<preset>; these numbers have none"
        )
    return problems


def check_range(key: str, value: Any, low: float, high: float) -> list[str]:
    """Return a problem if `value` is not a number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        return [f"{key} is {value!r}: it must be a number from {low:g} to {high:g}"]
    return []


def holds(parameters: Mapping[str, Any], month: int) -> bool:
    """Return whether a policy holds in a month; those of the burn-in (0 and before) always do."""
    if month <= 0:
        return True
    stop = parameters.get("stop")
    return bool(parameters["start"] <= month and (stop is None or month < stop))


def rolls(policy: type[Policy], parameters: Mapping[str, Any]) -> bool:
    """Return whether any month may move a policy's levers: it says so by a method `rolls`."""
    asked = getattr(policy, "rolls", None)
    return bool(asked(parameters)) if asked is not None else False


def places(parameters: Mapping[str, Any], setting: Setting) -> NDArray[np.int64]:
    """Return the neighbourhoods in which a policy holds."""
    chosen = parameters.get("places")
    return np.asarray(range(setting.neighbourhoods) if chosen is None else chosen, np.int64)
