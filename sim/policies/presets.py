"""Presets: the numbers of programmes that cities really have, each with the date of its law.

A preset is a file `configs/policy/<policy>/<preset>.yaml`. Below the policy's key it sets the
policy's parameters, and says `about` itself, below its own name: `title`, `since` (when its numbers
took effect) or a `schedule` (a list of dated numbers, the earliest first), and what of the real
rule is `not_modelled`. Which numbers of a schedule hold is decided by `as_of`. A policy's own file
may say what is `not_modelled` in the same way, `about` its own name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.clock import is_date
from sim.config.errors import ConfigError


def begins(about: Mapping[str, Any]) -> list[str]:
    """Return the dates on which a preset's numbers took effect, the earliest first."""
    if "schedule" in about:
        return [str(entry["since"]) for entry in about["schedule"]]
    return [str(about["since"])]


def check_date(key: str, as_of: Any, about: Mapping[str, Any]) -> None:
    """Refuse a date on which a preset says nothing.

    Parameters
    ----------
    key : str
        Dotted name of `as_of`, for the error.
    as_of : str or None
        The date that the user gave.
    about : mapping
        What the preset says of itself.

    Raises
    ------
    ConfigError
        If there is no date where the numbers have several; if it is no date, or before the first.
    """
    dates = begins(about)
    if as_of is None:
        if len(dates) > 1:
            known = ", ".join(dates)
            raise ConfigError(
                key, f"missing: the numbers changed on {known}; give a date, for example {dates[0]}"
            )
        return
    if not is_date(as_of):
        raise ConfigError(key, f"{str(as_of)!r} is not a date; give one like 2023-11 or 2023-11-01")
    if not _holds(dates[0], as_of):
        raise ConfigError(
            key, f"{as_of} is before the first date of the numbers; give {dates[0]} or a later date"
        )


def entry_on(schedule: Sequence[Mapping[str, Any]], as_of: str) -> Mapping[str, Any]:
    """Return the entry of a schedule that holds on a date that is not before the first."""
    return [entry for entry in schedule if _holds(str(entry["since"]), as_of)][-1]


def _holds(since: str, as_of: str) -> bool:
    """Return whether what holds from one date holds on another; a month counts as a whole."""
    return since[: len(str(as_of))] <= str(as_of)


def settle(policies: dict[str, Any], key: str) -> None:
    """Take out of composed policies what presets say about themselves, once they are in order.

    Parameters
    ----------
    policies : dict
        Policy -> parameters, as composed; changed in place.
    key : str
        Where they are configured, for the error.

    Raises
    ------
    ConfigError
        If two presets of one policy were named, or a preset beside its own policy, or the name of a
        preset was written by hand.
    """
    for name, parameters in policies.items():
        if not isinstance(parameters, dict):
            continue
        about = parameters.pop("about", None) or {}
        about.pop(name, None)
        preset = parameters.get("preset")
        if len(about) > 1 or (about and preset is None):
            named = " and ".join(f"{name}/{each}" for each in about)
            more = "" if len(about) > 1 else f" and {name}"
            raise ConfigError(key, f"{named}{more} set the numbers of one policy; name one of them")
        if preset is not None and preset not in about:
            raise ConfigError(
                f"{key}.{name}.preset", f"is chosen by name: write {key}={name}/{preset}"
            )
