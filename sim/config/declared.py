"""What the schema declares of a dotted key: its type."""

import dataclasses
import types
import typing
from typing import Any

from sim.config.schema import Config


def declared(key: str) -> Any:
    """Return the type that the schema declares for a dotted key; None where it declares none.

    Parameters of a policy are those that its class declares.
    """
    from sim.policies import REGISTRY

    kind: Any = Config
    parts = key.split(".")
    if parts[0] == "policy" and len(parts) > 2:
        if parts[1] not in REGISTRY:
            return None
        kind, parts = REGISTRY[parts[1]].Parameters, parts[2:]
    for part in parts:
        kind = _inside(kind, part)
    return None if kind is Any else kind


def takes_whole_numbers(key: str) -> bool:
    """Return whether the schema declares that a key takes whole numbers, and no others."""
    kind = declared(key)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return int in typing.get_args(kind) and float not in typing.get_args(kind)
    return kind is int


def _inside(kind: Any, part: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return typing.get_type_hints(kind).get(part)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    return arguments[-1] if origin in (dict, list) else None
