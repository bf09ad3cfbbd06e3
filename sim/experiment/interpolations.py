"""What interpolations look at: which keys must be set before a value can be resolved."""

import re
from collections.abc import Mapping
from typing import Any

#: Resolvers that look at nothing but what their words name (`sim.experiment.resolvers`).
_NAMING = ("number", "less", "inverse", "over", "pick", "beta", "given", "data", "oc.select")
#: Resolvers that look at what stands beside them.
_LOCAL = ("in_force", "dated")
_REFERENCE = re.compile(r"\$\{([A-Za-z_][\w.]*)\}")
_CALL = re.compile(r"\$\{([A-Za-z_][\w.]*):")
_WORD = re.compile(r"[A-Za-z_][\w.]*")


def is_one(value: Any) -> bool:
    """Return whether a value is to be resolved."""
    return isinstance(value, str) and "${" in value


class Interpolations:
    """The interpolations of a composed configuration.

    Parameters
    ----------
    leaves : mapping
        Dotted key of every leaf, as `sim.config.validate.flat` names it, to its unresolved value.
    """

    def __init__(self, leaves: Mapping[str, Any]) -> None:
        self._leaves = leaves
        self._seen: dict[str, frozenset[str] | None] = {}

    def reference(self, leaf: str) -> str | None:
        """Return the key whose value a leaf takes as it is; None if it makes one."""
        found = _REFERENCE.fullmatch(self._leaves[leaf])
        return found.group(1) if found and self.below(found.group(1)) else None

    def looks_at(self, leaf: str) -> frozenset[str] | None:
        """Return the leaves on which the value of a leaf depends, itself among them; None if that
        cannot be told from its words."""
        if leaf not in self._seen:
            self._seen[leaf] = frozenset({leaf})  # a circle is OmegaConf's to refuse
            self._seen[leaf] = self._all_that(leaf)
        return self._seen[leaf]

    def _all_that(self, leaf: str) -> frozenset[str] | None:
        found = {leaf}
        if not is_one(self._leaves[leaf]):
            return frozenset(found)
        named = self._named(leaf, self._leaves[leaf])
        if named is None:
            return None
        for other in named - {leaf}:
            more = self.looks_at(other)
            if more is None:
                return None
            found |= more
        return frozenset(found)

    def _named(self, leaf: str, text: str) -> set[str] | None:
        """Return the leaves that the words of a leaf name directly."""
        references, calls = _REFERENCE.findall(text), _CALL.findall(text)
        if len(references) + len(calls) != text.count("${"):
            return None  # relative, or put together from parts
        found: set[str] = set()
        for reference in references:
            below = self.below(reference)
            if not below:
                return None
            found |= below
        for call in calls:
            if call in _LOCAL:
                found |= self.below(leaf.rpartition(".")[0])
            elif call not in _NAMING:
                return None
        if calls:
            for word in _WORD.findall(text):
                found |= self.below(word)
        return found

    def below(self, key: str) -> set[str]:
        """Return the leaf of a key, or those below it."""
        return {
            leaf for leaf in self._leaves if leaf == key or leaf.startswith((f"{key}.", f"{key}["))
        }
