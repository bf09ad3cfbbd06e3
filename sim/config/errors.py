"""The one way in which a configuration is refused: a single clear line."""

import difflib
from collections.abc import Iterable
from typing import Any


class ConfigError(ValueError):
    """A configuration that cannot be run. The message is one line: key, value, what is allowed."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(" ".join(f"{key}: {message}".split()))

    @classmethod
    def line(cls, text: str) -> "ConfigError":
        """Return the error for a line that names its key itself, as those of the policies do."""
        return cls._of(text.split()[0].rstrip(":"), " ".join(text.split()))

    @classmethod
    def _of(cls, key: str, text: str) -> "ConfigError":
        error = cls(key, text)
        error.args = (text,)
        return error

    def __reduce__(self) -> Any:
        """Return how to make it again in another process, which knows the line alone."""
        return type(self)._of, (self.key, str(self))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or None if none is like it."""
    found = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def unknown(key: str, word: Any, known: Iterable[str], what: str = "value") -> ConfigError:
    """Return the error for a word that is not among the known ones, with the nearest of them."""
    words = sorted(known)
    near = nearest(str(word), words)
    hint = f" (nearest: {near})" if near else ""
    allowed = ", ".join(words[:20]) + (", ..." if len(words) > 20 else "")
    return ConfigError(key, f"unknown {what} {word!r}{hint}; known: {allowed or 'none'}")
