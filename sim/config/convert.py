"""From plain mappings (as YAML or JSON gives them) to the typed configuration.

Written out, although OmegaConf's structured configs do much the same, because an error must name
the key, the value, what is allowed and the nearest valid key in one line; and so that a city built
in Python needs neither Hydra nor OmegaConf.
"""

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.config.errors import ConfigError, unknown
from sim.config.fractions import canonical
from sim.config.schema import Config

_WORDS = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "text",
    type(None): "null",
}


#: Part of the configuration -> its keys that hold an exact number in words.
_NUMBERS_IN_WORDS = {"preferences": ("wanted", "contiguity_weight"), "rules": ("afford",)}


def to_config(data: Mapping[str, Any], part: Callable[[str, Any], Any] | None = None) -> Config:
    """Return the typed configuration of a plain mapping; refuse unknown keys and wrong types.

    Policies are completed and typed by the `Parameters` of their class. `part` stands in for
    `typed_part`, if it is given.

    Raises
    ------
    ConfigError
        One line that names the key, the value and what is allowed.
    """
    _require_mapping(data, "")
    of = part or typed_part
    return Config(**{name: of(name, value) for name, value in data.items()})


def typed_part(name: str, value: Any) -> Any:
    """Return what stands under one top-level key, complete and typed.

    Raises
    ------
    ConfigError
        As `to_config` does.
    """
    declared = _declared(Config)
    if name not in declared.hints:
        raise unknown(str(name), name, declared.hints, "key")
    part = typed(declared.hints[name], value, name)
    if name == "policy":
        return typed_policies(part, name)
    if name == "city":
        part.burn_in.policy = typed_policies(part.burn_in.policy, "city.burn_in.policy")
    for key in _NUMBERS_IN_WORDS.get(name, ()):
        setattr(part, key, canonical(getattr(part, key)))
    if name == "preferences":
        part.wanted_of = {group: canonical(text) for group, text in part.wanted_of.items()}
    return part


def typed_policies(policies: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return each policy's parameters, complete and typed by its class, sorted by name."""
    from sim.policies import REGISTRY

    result: dict[str, Any] = {}
    for name in sorted(policies, key=str):
        if name not in REGISTRY:
            raise unknown(key, name, [*REGISTRY, "none"], "policy")
        below = f"{key}.{name}"
        parameters = typed(REGISTRY[name].Parameters, policies[name], below)
        result[name] = dataclasses.asdict(parameters)
    return result


def typed(kind: Any, value: Any, key: str) -> Any:
    """Return `value` as the declared type `kind`.

    Parameters
    ----------
    kind : type
        A dataclass, int, float, bool, str, list[...], dict[...], a union of them, or Any.
    value : object
        Plain data: mappings, lists, numbers, text.
    key : str
        The dotted name that an error shows.
    """
    if kind is Any:
        return value
    if dataclasses.is_dataclass(kind):
        return _typed_dataclass(kind, value, key)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _typed_union(arguments, value, key)
    if origin is list:
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise refused(key, value, "a list, for example [1,2]")
        return [typed(arguments[0], item, f"{key}[{i}]") for i, item in enumerate(value)]
    if origin is dict:
        _require_mapping(value, key)
        return {
            typed(arguments[0], name, key): typed(arguments[1], item, f"{key}.{name}")
            for name, item in value.items()
        }
    return _typed_scalar(kind, value, key)


def refused(key: str, value: Any, allowed: str) -> ConfigError:
    """Return the error for a value that is not allowed."""
    shown = repr(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return ConfigError(key or "configuration", f"{shown} is not allowed; give {allowed}")


def _typed_dataclass(kind: Any, value: Any, key: str) -> Any:
    _require_mapping(value, key)
    declared = _declared(kind)
    arguments = {}
    for name, item in value.items():
        path = f"{key}.{name}" if key else str(name)
        if name not in declared.hints:
            raise unknown(path, name, declared.hints, "key")
        arguments[name] = typed(declared.hints[name], item, path)
    for name in declared.needed:
        if name not in arguments:
            raise ConfigError(".".join(filter(None, [key, name])), "missing; give a value")
    return kind(**arguments)


@dataclasses.dataclass(frozen=True)
class _Declared:
    """What a dataclass declares: the type of each field, and the fields that have no default."""

    hints: dict[str, Any]
    needed: tuple[str, ...]


@functools.cache
def _declared(kind: Any) -> _Declared:
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    needed = tuple(
        field.name
        for field in fields
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
    return _Declared({field.name: hints[field.name] for field in fields}, needed)


def _typed_union(kinds: tuple[Any, ...], value: Any, key: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    others = [kind for kind in kinds if kind is not type(None)]
    for kind in others:
        try:
            return typed(kind, value, key)
        except ConfigError:
            if len(others) == 1:
                raise
    raise refused(key, value, " or ".join(_WORDS.get(kind, str(kind)) for kind in others))


def _typed_scalar(kind: Any, value: Any, key: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind is str and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)  # a name such as 5 is a number to YAML
    if kind in _WORDS and type(value) is not kind:
        raise refused(key, value, _WORDS[kind])
    if kind not in _WORDS:
        raise TypeError(f"{key}: {kind} is no type that a configuration can have")
    return value


def _require_mapping(value: Any, key: str) -> None:
    if not isinstance(value, Mapping):
        raise refused(key, value, "keys with values, for example {key: value}")
