"""The levers of the small town, as the checks of policies set and compare them."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.policies.base import Policy, Setting
from sim.policies.check_town import START, town
from sim.policies.levers import Levers, resting
from sim.state.buildings import Buildings
from sim.state.initial import initial_state

if TYPE_CHECKING:
    from sim.calendar import PolicyCalendar

Parameters = Mapping[str, Any]


def state_of(levers: Levers) -> dict[str, Any]:
    """Return every lever by name: arrays, and lists without their order."""
    found: dict[str, Any] = dict(levers.tables._asdict())
    for field in dataclasses.fields(levers):
        value = getattr(levers, field.name)
        if isinstance(value, np.ndarray):
            found[field.name] = value
        elif isinstance(value, list):
            found[field.name] = sorted(map(repr, value))
    return found


def differing(one: Levers, other: Levers) -> list[str]:
    """Return the names of the levers that differ."""
    mine, theirs = state_of(one), state_of(other)
    return [name for name, value in mine.items() if not np.array_equal(value, theirs[name])]


def calendar_of(policies: Parameters, start: str = START) -> "PolicyCalendar":
    """Return the calendar of the town with these policies; its first month is `start`."""
    from sim.calendar import PolicyCalendar

    config = town(policies, start)
    state = initial_state(config, 1)
    return PolicyCalendar(config, state.zones, Buildings(state, 1), 1)


def setting_of(calendar: "PolicyCalendar", month: int = 1) -> Setting:
    """Return where and when a policy of the town acts."""
    return Setting(
        START,
        calendar.classes,
        calendar.places,
        calendar.neighbourhoods,
        month,
        START,
        calendar.buildings,
    )


def at_rest(calendar: "PolicyCalendar") -> Levers:
    """Return the town's levers without a policy."""
    return resting(len(calendar.places), calendar.neighbourhoods, len(calendar.classes))


def applied(calendar: "PolicyCalendar", *policies: tuple[type[Policy], Parameters]) -> Levers:
    """Return the levers after policies in this order, in the first month."""
    levers = at_rest(calendar)
    for policy, parameters in policies:
        policy.apply(levers, parameters, setting_of(calendar))
    return levers
