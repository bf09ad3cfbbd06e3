"""What was measured of a table, for a person: aligned text of at most 120 columns."""

import math
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.areas.quantities import EXPOSURES
from sim.areas.result import OUTSIDE, numbered
from sim.indices import INDICES

NARROWEST, WIDEST = 80, 120
NAME, NUMBER = 16, 8

SAME_OF_TWO = {
    "normalised_exposure": "correlation_ratio",
    "relative_diversity": "correlation_ratio",
    "squared_coefficient_of_variation": "correlation_ratio",
    "mutual_information": "information_theory",
}
"""Indices that say of two groups what another one says: the same number, or times the entropy."""

HOW_TO_READ = (
    "value: of the table as it is. Households in the readings are the people of the table.",
    "by chance: the value if everybody were allotted at random to the homes of the same units.",
    "corrected: 0 is chance and 1 the most there can be; of exposure, SP and PCC, how many times "
    "the value by chance.",
)

HOW_SURE = (
    "95 %: where the value would lie if people were drawn anew, without what small numbers add to "
    "it, so that the value itself may lie above.",
    "p: how often chance alone is as far out, to either side; at least 2 / (shuffles + 1).",
)

Entry = Mapping[str, Any]


def shown(result: Mapping[str, Any]) -> str:
    """Return a result of `measured` as wide as the terminal is, in letters that it knows."""
    width = min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)
    text = "\n".join(lines(result, width)) + "\n"
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def lines(result: Mapping[str, Any], width: int) -> Iterator[str]:
    """Yield the lines of a result."""
    yield from _head(result, width)
    missing: list[str] = []
    read: dict[str, str] = {}
    if result["multigroup"]:
        yield from _together(result["multigroup"], width, missing)
    rest = _without_repeats(result["groups_vs_rest"])
    title = "Each group against everybody else"
    yield from _section(title, rest, width, missing, read)
    if len(result["groups"]) > 2 or _others(result):
        title = "Two groups, without the others (exposure: among all)"
        yield from _section(title, _without_repeats(result["pairs"]), width, missing, read)
    for name in result["multigroup"]:
        read.pop(name, None)
    yield from _readings(read, width)
    if "exposure_matrix" in result:
        yield from _company(result, width)
    if "districts" in result:
        yield from _districts(result["districts"], width)
    if "spatial" in result:
        yield from _spatial(result["spatial"], width, missing)
    yield from _notes(result, missing, width)


def _head(result: Mapping[str, Any], width: int) -> Iterator[str]:
    people = result["people"]
    units = numbered(result["units"], "unit")
    yield f"{result['source']}: {units}, {people:,} people"
    each = [*result["people_by_group"].items()]
    if _others(result):
        each.append((OUTSIDE, _others(result)))
    shares = ", ".join(f"{name} {100 * number / people:.1f} %" for name, number in each)
    yield from _wrapped(shares, width, "  ")
    yield ""
    sure = HOW_SURE if any("interval" in entry for entry in _entries(result)) else ()
    for words in (*HOW_TO_READ, *sure):
        yield from _wrapped(words, width, "", 2)


def _entries(result: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the entries of all sections but those of surroundings."""
    yield from result["multigroup"].values()
    for section in ("groups_vs_rest", "pairs"):
        for found in result[section].values():
            yield from found.values()


def _others(result: Mapping[str, Any]) -> int:
    """Return how many people are in none of the named groups."""
    number: int = result["people"] - sum(result["people_by_group"].values())
    return number


def _together(found: Mapping[str, Entry], width: int, missing: list[str]) -> Iterator[str]:
    """Yield the table of all groups together, each index with how to read it."""
    numbers = 3 * (NUMBER + 2)
    place = width - numbers if width < 100 else 70
    yield from _title("All groups together")
    yield " " * place + "".join(f"{word:>{NUMBER + 2}}" for word in ROWS)
    for name, entry in found.items():
        index = INDICES[name]
        _collect(missing, index.label, entry)
        cells = [_number(entry["value"], entry), *(_number(entry[key]) for key in KEYS[1:])]
        label = _short(f"{index.symbol:<5} {index.label}", place - 1)
        yield f"{label:<{place}}" + "".join(f"{cell:>{NUMBER + 2}}" for cell in cells)
        if sure := _sure(entry):
            yield from _wrapped(sure, width, " " * 6)
        yield from _wrapped(index.reading, width, " " * 6)


ROWS, KEYS = ("value", "by chance", "corrected"), ("value", "random", "corrected")


def _sure(entry: Entry) -> str:
    """Return the intervals of an entry in words, if there are any."""
    words = []
    if "interval" in entry:
        interval = entry["interval"]
        words.append(f"95 % interval {interval['low']:.3f} to {interval['high']:.3f}")
    if "chance" in entry:
        chance = entry["chance"]
        words.append(f"by chance {chance['low']:.3f} to {chance['high']:.3f}")
        words.append(f"p = {chance['p_value']:.3f}")
    return "; ".join(words)


def _section(
    title: str,
    rows: Mapping[str, Mapping[str, Entry]],
    width: int,
    missing: list[str],
    read: dict[str, str],
) -> Iterator[str]:
    """Yield a block of rows for each group or pair, with a column for each index."""
    names = list(dict.fromkeys(name for entries in rows.values() for name in entries))
    if not names:
        return
    symbols = {name: _symbol(name) for name in names}
    for name in names:
        read.setdefault(name.removesuffix("_reverse"), symbols[name])
    yield from _title(title)
    yield from _blocks(rows, symbols, width)
    for row, entries in rows.items():
        for name, entry in entries.items():
            _collect(missing, f"{row}, {symbols[name]}", entry)


def _blocks(
    rows: Mapping[str, Mapping[str, Entry]], columns: Mapping[str, str], width: int
) -> Iterator[str]:
    """Yield as many columns beside one another as there is room for, then the next ones."""
    room = max((width - NAME) // NUMBER, 1)
    keys = list(columns)
    for first in range(0, len(keys), room):
        some = keys[first : first + room]
        yield " " * NAME + "".join(f"{_short(columns[key], NUMBER - 1):>{NUMBER}}" for key in some)
        for row, entries in rows.items():
            own_line = len(row) >= NAME
            if own_line:
                yield row
            for word, cells in _rows_of([entries.get(key) for key in some]):
                head = row if word == ROWS[0] and not own_line else f"  {word}"
                yield f"{head:<{NAME}}" + "".join(f"{cell:>{NUMBER}}" for cell in cells)


def _rows_of(entries: Sequence[Entry | None]) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of one group or pair: value, by chance, corrected, and how sure it is."""
    there = [entry or {} for entry in entries]
    for word, key in zip(ROWS, KEYS, strict=True):
        if key == "value" or any(entry.get(key) is not None for entry in there):
            yield word, [_number(entry.get(key), entry) for entry in there]
    for word, part, key in (
        ("95 %, from", "interval", "low"),
        ("95 %, to", "interval", "high"),
        ("p", "chance", "p_value"),
    ):
        if any(part in entry for entry in there):
            yield word, [_number(entry.get(part, {}).get(key)) for entry in there]


def _without_repeats(
    rows: Mapping[str, Mapping[str, Entry]],
) -> dict[str, dict[str, Entry]]:
    """Leave out what another index says of two groups."""
    return {
        row: {name: entry for name, entry in found.items() if SAME_OF_TWO.get(name) not in found}
        for row, found in rows.items()
    }


def _readings(read: Mapping[str, str], width: int) -> Iterator[str]:
    """Yield how to read the indices that were not in the first table."""
    if read:
        yield from _title("How to read them")
    for name in read:
        index = INDICES[name]
        yield from _wrapped(f"{_symbol(name):<5} {index.label}. {index.reading}", width, "", 6)


def _company(result: Mapping[str, Any], width: int) -> Iterator[str]:
    """Yield who lives where the average person of each group lives."""
    matrix, people = result["exposure_matrix"], result["people"]
    columns = {name: name for name in next(iter(matrix.values()))}
    columns |= {OUTSIDE: "(none)"} if OUTSIDE in columns else {}
    totals = {**result["people_by_group"], OUTSIDE: _others(result)}
    rows = {one: {other: {"value": v} for other, v in row.items()} for one, row in matrix.items()}
    rows["(whole table)"] = {name: {"value": totals[name] / people} for name in columns}
    yield from _title("Who lives in the unit of the average person of each group (shares)")
    yield from _blocks(rows, columns, width)


def _districts(found: Mapping[str, Any], width: int) -> Iterator[str]:
    yield from _title(f"Between the {found['number']:,} districts, and within them")
    words = ("between", "within", "total", "between/total")
    yield " " * 32 + "".join(f"{word:>{len(word) + 3}}" for word in words)
    for name in ("mutual_information", "information_theory"):
        index, parts = INDICES[name], found[name]
        cells = [_number(parts[key]) for key in ("between", "within", "total", "share_between")]
        label = f"{index.symbol:<5} {index.label}"
        yield f"{label:<32}" + "".join(
            f"{cell:>{len(word) + 3}}" for cell, word in zip(cells, words, strict=True)
        )


def _spatial(found: Mapping[str, Any], width: int, missing: list[str]) -> Iterator[str]:
    """Yield the indices of surroundings, by radius."""
    yield from _title(f"Around each unit, {found['kernel']} kernel, by radius in metres")
    rows: dict[str, dict[str, Entry]] = {}
    columns: dict[str, str] = {}
    for radius, at in found["radii"].items():
        row: dict[str, Entry] = dict(at["multigroup"])
        columns |= {name: _symbol(name) for name in row}
        for group, entries in at["groups"].items():
            for name, entry in entries.items():
                row[f"{name} {group}"] = entry
                columns[f"{name} {group}"] = group
        rows[radius] = row
        for name, entry in row.items():
            _collect(missing, f"{radius}, {columns[name]}", entry)
    yield from _blocks(rows, columns, width)
    if any(at["groups"] for at in found["radii"].values()):
        words = "The columns of groups are their spatial isolation: the share of its own group "
        yield from _wrapped(f"{words}around the group's average person.", width)
    if "macro_micro_ratio" in found:
        radii, entry = list(found["radii"]), found["macro_micro_ratio"]
        name = f"H~({radii[-1]}) / H~({radii[0]})"
        _collect(missing, name, entry)
        words = f"{name} = {_number(entry['value'], entry)}: "
        yield from _wrapped(f"{words}near 1 whole parts of the city differ, near 0 streets.", width)
    for radius, at in found["radii"].items():
        if at["units_alone"]:
            yield f"{numbered(at['units_alone'], 'unit')} with no other within {radius}."


def _notes(result: Mapping[str, Any], missing: Sequence[str], width: int) -> Iterator[str]:
    notes = [*result["notes"], *dict.fromkeys(missing)]
    if "replicates" in result:
        notes.append(
            f"estimates by chance: {result['replicates']} shuffles, seed {result['seed']}; "
            "the same command gives the same numbers"
        )
    if notes:
        yield from _title("Notes")
    for note in notes:
        yield from _wrapped(f"- {note}.", width, "", 2)


def _collect(missing: list[str], what: str, entry: Entry) -> None:
    if "undefined" in entry:
        missing.append(f"* {what}: undefined; {entry['undefined']}")


def _symbol(name: str) -> str:
    if name == EXPOSURES[1]:
        return "yPx"
    return INDICES[name].symbol


def _number(value: float | None, entry: Entry | None = None) -> str:
    """Return a number with three decimals; * where it is undefined, - where there is none."""
    if value is None:
        return "*" if entry and "undefined" in entry and entry.get("value") is None else "-"
    if abs(value) >= 1000 or not math.isfinite(value):
        return f"{value:.3g}"
    text = f"{value:.3f}"
    return "0.000" if text == "-0.000" else text


def _title(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "-" * len(text)


def _wrapped(text: str, width: int, before: str = "", hanging: int = 0) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=before, subsequent_indent=before + " " * hanging
    )


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
