"""The baseline of a comparison: the world that a user names, found among those that were run."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.config.convert import refused
from sim.config.errors import ConfigError, nearest, unknown
from sim.experiment.address import world_name

World = Mapping[str, Any]


def cell(value: Any) -> Any:
    """Return a value as a table shows it: lists and mappings become JSON text."""
    return json.dumps(value) if isinstance(value, list | dict) else value


def find_baseline(given: Any, worlds: Sequence[World], key: str) -> dict[str, Any]:
    """Return the baseline in the words of the worlds, after making sure that it is among them.

    Parameters
    ----------
    given : mapping or None
        Axis to value, as a user writes it: policies as `a+b`, `[a,b]` or a list.
    worlds : sequence of mapping
        Axis to value of each world, as a table shows it; an axis that does not apply is absent.
    key : str
        The name of the setting, for the error.

    Raises
    ------
    ConfigError
        One line: the axis or the value that no world has, and those that there are.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise refused(key, given, "{axis: value}, for example {policy: none}")
    axes = list(dict.fromkeys(axis for world in worlds for axis in world))
    found = {}
    for axis, value in _flat(given):
        if axis not in axes:
            raise unknown(key, axis, axes, "axis")
        values = list(dict.fromkeys(world.get(axis) for world in worlds))
        found[axis] = _known_value(axis, value, values, key)
    if not any(_is_in(found, world) for world in worlds):
        wanted = ", ".join(f"{axis}={value}" for axis, value in found.items())
        raise ConfigError(key, f"no run has {wanted} together; name a world that is run")
    return found


def separates(baseline: World, worlds: Sequence[World]) -> bool:
    """Return whether any world is not the baseline."""
    return bool(baseline) and not all(_is_in(baseline, world) for world in worlds)


def read_words(text: str, key: str) -> dict[str, Any]:
    """Return the baseline written as `axis=value,axis=value`; commas in brackets do not part."""
    found = {}
    for word in _parted(text):
        axis, equals, value = (part.strip() for part in word.partition("="))
        if not (axis and equals and value):
            raise refused(key, text, "axis=value[,axis=value]")
        found[axis] = value
    return found


def _parted(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "[{(") - (letter in "]})")
        if letter == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _flat(given: World, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield dotted axes with their values."""
    for name, value in given.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _is_in(baseline: World, world: World) -> bool:
    return all(world.get(axis) == value for axis, value in baseline.items())


def _known_value(axis: str, given: Any, values: Sequence[Any], key: str) -> Any:
    """Return the value of the worlds that the given one means."""
    wanted = _canonical(axis, given)
    for value in values:
        if _canonical(axis, value) == wanted:
            return value
    shown = [str(value) for value in values if value is not None]
    near = nearest(str(cell(given)), shown)
    hint = f" (nearest: {near})" if near else ""
    raise ConfigError(
        f"{key}.{axis}", f"no run has {cell(given)!r}{hint}; give one of {', '.join(shown)}"
    )


def _canonical(axis: str, value: Any) -> str:
    """Return a text that is equal for values that mean the same, however they are written."""
    if axis == "policy":
        return world_name(dict.fromkeys(_names(value)))
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value).strip()
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return json.dumps(float(value) if number else value)


def _names(value: Any) -> list[str]:
    """Return the policies of a world in any of the ways in which a user writes them."""
    if isinstance(value, list | tuple):
        names = [str(name) for name in value]
    else:
        text = "" if value is None else str(value)
        names = text.strip().strip("[]").replace("+", ",").split(",")
    return [name for name in (n.strip().strip("\"'") for n in names) if name not in ("", "none")]
