"""Numbers in columns under heads that can be told apart, as many beside one another as fit."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.areas.digits import NUMBER, bounds, number, p_value

NAME, WIDEST_FAIR, WIDEST_ALONE = 16, 24, 16
"""Characters of the names of rows; most of a column if all fit beside one another, and if not."""

VALUE = "value"
ROWS, KEYS = (VALUE, "by chance", "corrected"), ("value", "random", "corrected")

Entry = Mapping[str, Any]


def blocks(
    rows: Mapping[str, Mapping[str, Entry]], columns: Mapping[str, str], width: int
) -> Iterator[str]:
    """Yield a line of heads and the rows, then the columns for which there was no room.

    Parameters
    ----------
    rows : mapping of str to mapping
        The entries of each row by the key of their column.
    columns : mapping of str to str
        The head of each column by its key.
    width : int
        Of the screen.
    """
    keys, heads = list(columns), list(columns.values())
    cell, wrapped = _laid_out(heads, width - NAME)
    if not wrapped:
        wrapped = [[f"({place})"] for place in range(1, len(heads) + 1)]
        key = ", ".join(f"({place}) {head}" for place, head in enumerate(heads, 1))
        yield from textwrap.wrap(f"Columns: {key}", width, subsequent_indent="  ")
    room = max((width - NAME) // cell, 1)
    for first in range(0, len(keys), room):
        yield from _heads(wrapped[first : first + room], cell)
        for row, entries in rows.items():
            some = [entries.get(key) for key in keys[first : first + room]]
            yield from _row(row, some, cell, width)


def _heads(wrapped: Sequence[Sequence[str]], cell: int) -> Iterator[str]:
    """Yield the heads of columns, the last lines of all beside one another."""
    deep = max(map(len, wrapped))
    for line in range(deep):
        parts = [head[line - deep + len(head)] if line - deep + len(head) >= 0 else ""
                 for head in wrapped]  # fmt: skip
        yield (" " * NAME + "".join(f"{part:>{cell}}" for part in parts)).rstrip()


def _row(row: str, some: Sequence[Entry | None], cell: int, width: int) -> Iterator[str]:
    """Yield the lines of one row, below its name if that is long."""
    own_line = len(row) >= NAME
    if own_line:
        yield from textwrap.wrap(row, width)
    for word, cells in _lines(some):
        head = row if word == VALUE and not own_line else f"  {word}"
        yield f"{head:<{NAME}}" + "".join(f"{text:>{cell}}" for text in cells)


def _lines(entries: Sequence[Entry | None]) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of one group or pair: value, by chance, corrected, and how sure it is."""
    there = [entry or {} for entry in entries]
    for word, key in zip(ROWS, KEYS, strict=True):
        if key == "value" or any(entry.get(key) is not None for entry in there):
            yield word, [number(entry.get(key), entry) for entry in there]
    if any("interval" in entry for entry in there):
        ends = [_ends(entry.get("interval")) for entry in there]
        yield "95 %, from", [low for low, _ in ends]
        yield "95 %, to", [high for _, high in ends]
        unsure = [(entry.get("interval") or {}).get("unreliable") for entry in there]
        if any(unsure):
            yield "unreliable", ["?" if reason else "" for reason in unsure]
    if any("chance" in entry for entry in there):
        told = [p_value(entry["chance"]) if "chance" in entry else "-" for entry in there]
        yield "p value", told


def _ends(interval: Mapping[str, float] | None) -> tuple[str, str]:
    return bounds(interval["low"], interval["high"]) if interval else ("-", "-")


def _laid_out(heads: Sequence[str], room: int) -> tuple[int, list[list[str]]]:
    """Return how wide columns are and the lines of their heads, none if they do not fit.

    Heads of one line are preferred, then those of two and of three, in columns so narrow that all
    stand beside one another, if all can.
    """
    fair = max(NUMBER, min(room // max(len(heads), 1), WIDEST_FAIR))
    alone = max(fair, WIDEST_ALONE)
    tries = [(lines, cell) for lines in (1, 2, 3) for cell in range(NUMBER, fair + 1)]
    tries += [(2, cell) for cell in range(fair + 1, alone + 1)]
    for lines, cell in tries:
        wrapped = [_wrapped(head, cell - 1) for head in heads]
        if all(0 < len(head) <= lines for head in wrapped):
            return cell, wrapped
    return NUMBER, []


def _wrapped(head: str, width: int) -> list[str]:
    """Return a head in lines broken at spaces and after marks; none if a part is too long."""
    lines: list[str] = []
    for word in head.split():
        for place, part in enumerate(re.findall(r"[^_/,.|-]+[_/,.|-]*|[_/,.|-]+", word)):
            space = "" if place else " "
            if len(part) > width:
                return []
            if lines and len(lines[-1] + space + part) <= width:
                lines[-1] += space + part
            else:
                lines.append(part)
    return lines
