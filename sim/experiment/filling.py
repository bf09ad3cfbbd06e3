"""Values set on one composition of configuration files, interpolations resolved after them."""

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from omegaconf import DictConfig, OmegaConf

from sim.config.validate import flat
from sim.experiment.compose import plain
from sim.experiment.interpolations import Interpolations, is_one

_STEPS = re.compile(r"[^.\[\]]+")


class Filler:
    """Fills a composition with values; only what they change is made anew.

    The result is what Hydra would compose for these values alone. What stands under a top-level key
    is the same mapping in memory where it is equal, so that it need be checked only once
    (`sim.config.validate.Validator`).

    Parameters
    ----------
    base : DictConfig
        The composition.
    keys : sequence of str
        Dotted keys of the values.
    """

    def __init__(self, base: DictConfig, keys: Sequence[str]) -> None:
        self._base, self._keys = base, tuple(keys)
        unresolved = OmegaConf.to_container(base, resolve=False)
        assert isinstance(unresolved, dict)
        self._leaves = dict(flat(unresolved))
        self._read = Interpolations(self._leaves)
        self._set = {leaf for key in keys for leaf in self._read.below(key)}
        self._resolved = {
            leaf: self._read.reference(leaf) or leaf for leaf in self._leaves if self._follows(leaf)
        }
        self._node: DictConfig | None = None
        self._template: dict[str, Any] = {}
        self._parts: dict[str, Any] = {}

    def needs(self, key: str) -> bool:
        """Return whether an interpolation may look at a key, so that it must be set here."""
        for leaf, value in self._leaves.items():
            seen = self._read.looks_at(leaf) if is_one(value) else frozenset()
            if seen is None or key in seen:
                return True
        return False

    def fill(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return plain data with these values under the keys. It is shared: do not change it."""
        pairs = list(zip(self._keys, values, strict=True))
        if not all(self._is_simple(key, value) for key, value in pairs):
            return plain(self._with_all(pairs))
        if self._node is None:
            self._node = self._with_all(pairs)
            self._template = plain(self._node)
        if self._resolved:
            for key, value in pairs:
                OmegaConf.update(self._node, key, value, merge=True)
            pairs += [(leaf, _value(self._node, key)) for leaf, key in self._resolved.items()]
        return self._filled(pairs)

    def _follows(self, leaf: str) -> bool:
        """Return whether a leaf is to be resolved whenever the values are set."""
        words = leaf.split(".")
        told = words[0] == "policy" and "about" in words  # by a preset of itself, and taken out
        if leaf in self._set or told or not is_one(self._leaves[leaf]):
            return False
        seen = self._read.looks_at(leaf)
        return seen is None or bool(seen & self._set)

    def _is_simple(self, key: str, value: Any) -> bool:
        """Return whether a value takes the place of one, or of a list, and changes nothing else."""
        if isinstance(value, Mapping) or is_one(value) or "${" in str(value):
            return False
        words = key.split(".")
        if words[0] == "policy" and (words[-1] == "preset" or "about" in words):
            return False
        return key in self._leaves or f"{key}[0]" in self._leaves

    def _with_all(self, pairs: Sequence[tuple[str, Any]]) -> DictConfig:
        node = copy.deepcopy(self._base)
        for key, value in pairs:
            OmegaConf.update(node, key, value, merge=True)
        return node

    def _filled(self, pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        """Return the template with other values, each part made once for the same of them."""
        result = dict(self._template)
        by_part: dict[str, list[tuple[list[str], Any]]] = {}
        for key, value in pairs:
            part, *path = _STEPS.findall(key)
            by_part.setdefault(part, []).append((path, value))
        for part, inner in by_part.items():
            name = f"{part} {inner!r}"
            if name not in self._parts:
                made = self._template[part]
                for path, value in inner:
                    made = _replaced(made, path, value)
                self._parts[name] = made
            result[part] = self._parts[name]
        return result


def _value(node: DictConfig, leaf: str) -> Any:
    """Return the value of an interpolation as plain data."""
    found = OmegaConf.select(node, leaf, throw_on_missing=True)
    return OmegaConf.to_container(found, resolve=True) if OmegaConf.is_config(found) else found


def _replaced(node: Any, path: Sequence[str], value: Any) -> Any:
    """Return a copy of nested data with the value at a path replaced; the rest is shared."""
    if not path:
        return value
    if isinstance(node, list):
        place = int(path[0])
        return [*node[:place], _replaced(node[place], path[1:], value), *node[place + 1 :]]
    return node | {path[0]: _replaced(node[path[0]], path[1:], value)}
