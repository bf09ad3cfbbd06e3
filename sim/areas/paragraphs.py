"""Lines of text for a person: titles, paragraphs, names, and what is undefined."""

import textwrap
from collections.abc import Iterator

from sim.areas.blocks import Entry
from sim.areas.quantities import EXPOSURES
from sim.indices import INDICES

UNBROKEN = "\u00a0"
"""A space at which no line ends."""


def note_undefined(missing: list[str], what: str, entry: Entry) -> None:
    """Add why an index is undefined, if it is, to the notes."""
    if "undefined" in entry:
        missing.append(f"* {what}: undefined; {entry['undefined']}")


def symbol(name: str) -> str:
    """Return the symbol of an index, or of an exposure read the other way."""
    if name == EXPOSURES[1]:
        return "yPx"
    return INDICES[name].symbol


def title_lines(text: str) -> Iterator[str]:
    """Yield a title, underlined, after an empty line."""
    yield ""
    yield text
    yield "-" * len(text)


def wrapped(text: str, width: int, before: str = "", hanging: int = 0) -> list[str]:
    """Return a text as lines; `before` stands at the start of each, `hanging` spaces in all but
    the first."""
    lines = textwrap.wrap(
        text, width, initial_indent=before, subsequent_indent=before + " " * hanging
    )
    return [line.replace(UNBROKEN, " ") for line in lines]


def short(text: str, width: int) -> str:
    """Return a text, cut to a width."""
    return text if len(text) <= width else text[: width - 1] + "…"
