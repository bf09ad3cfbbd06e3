"""What was measured of a table, for a person: aligned text of at most 120 columns."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sim.areas.blocks import KEYS, ROWS, Entry, blocks
from sim.areas.columns import printable
from sim.areas.digits import NUMBER, bounds, number, p_value, percent
from sim.areas.paragraphs import UNBROKEN, note_undefined, short, symbol, title_lines, wrapped
from sim.areas.quantities import EXPOSURES
from sim.areas.result import OUTSIDE, numbered
from sim.areas.show_surroundings import surroundings
from sim.indices import INDICES

NARROWEST, WIDEST = 80, 120

MANY = 6
"""Groups of which every pair is still printed with all its indices."""

MAIN = "dissimilarity"
"""The index of pairs that is printed of more groups."""

EXAMPLE = "For example, "
"""Before a reading, whose number is not that of the table."""

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
    "unreliable (?): do not use the interval, for small numbers add too much for it to be known; "
    "the value by chance and the p value hold.",
    "p value: how often chance alone is as far out, to either side; at least 2 / (shuffles + 1).",
)


def shown(result: Mapping[str, Any]) -> str:
    """Return a result of `measured` as wide as the terminal is, in letters that it knows."""
    width = min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)
    text = "".join(f"{printable(line)}\n" for line in lines(result, width))
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.replace("≤ ", "<=")
    return text.encode(encoding, "replace").decode(encoding)


def lines(result: Mapping[str, Any], width: int) -> Iterator[str]:
    """Yield the lines of a result."""
    yield from _head(result, width)
    missing: list[str] = []
    read: dict[str, str] = {}
    if result["multigroup"]:
        yield from _together(result["multigroup"], width, missing)
    rest = _without_repeats(result["groups_vs_rest"])
    pairs = _without_repeats(result["pairs"])
    title = "Two groups, without the others (exposure: among all)"
    if len(result["groups"]) == 2 and not _others(result):
        rest, pairs = _once(rest, pairs, result["multigroup"])
        title = "The two groups"
    yield from _section("Each group against everybody else", rest, width, missing, read)
    if len(result["groups"]) > MANY:
        yield from _matrix_of_pairs(result["groups"], pairs, width, missing, read)
    else:
        yield from _section(title, pairs, width, missing, read)
    for name in result["multigroup"]:
        read.pop(name, None)
    yield from _readings(read, width)
    if "exposure_matrix" in result:
        yield from _company(result, width)
    if "districts" in result:
        yield from _districts(result["districts"], width)
    if "spatial" in result:
        yield from surroundings(result["spatial"], width, missing)
    yield from _notes(result, missing, width)


def _head(result: Mapping[str, Any], width: int) -> Iterator[str]:
    people = result["people"]
    units = numbered(result["units"], "unit")
    yield f"{result['source']}: {units}, {people:,} people"
    each = [*result["people_by_group"].items()]
    if _others(result):
        each.append((OUTSIDE, _others(result)))
    shares = ", ".join(f"{name} {percent(some / people)} %" for name, some in each)
    yield from wrapped(shares, width, "  ")
    yield ""
    sure = HOW_SURE if any("interval" in entry for entry in _entries(result)) else ()
    for words in (*HOW_TO_READ, *sure):
        yield from wrapped(words, width, "", 2)


def _entries(result: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the entries of all sections but those of surroundings."""
    yield from result["multigroup"].values()
    for section in ("groups_vs_rest", "pairs"):
        for found in result[section].values():
            yield from found.values()


def _others(result: Mapping[str, Any]) -> int:
    """Return how many people are in none of the named groups."""
    others: int = result["people"] - sum(result["people_by_group"].values())
    return others


def _together(found: Mapping[str, Entry], width: int, missing: list[str]) -> Iterator[str]:
    """Yield the table of all groups together, each index with how to read it."""
    numbers = 3 * (NUMBER + 2)
    place = width - numbers if width < 100 else 70
    yield from title_lines("All groups together")
    yield " " * place + "".join(f"{word:>{NUMBER + 2}}" for word in ROWS)
    for name, entry in found.items():
        index = INDICES[name]
        note_undefined(missing, index.label, entry)
        cells = [number(entry["value"], entry), *(number(entry[key]) for key in KEYS[1:])]
        label = short(f"{index.symbol:<5} {index.label}", place - 1)
        yield f"{label:<{place}}" + "".join(f"{cell:>{NUMBER + 2}}" for cell in cells)
        if sure := _sure(entry):
            yield from wrapped(sure, width, " " * 6)
        yield from wrapped(f"{EXAMPLE}{index.reading}", width, " " * 6)


def _sure(entry: Entry) -> str:
    """Return the intervals of an entry in words, if there are any."""
    words = []
    if "interval" in entry:
        interval = entry["interval"]
        low, high = bounds(interval["low"], interval["high"])
        unsure = f" (unreliable: {interval['unreliable']})" if interval["unreliable"] else ""
        words.append(f"95 % interval {low} to {high}{unsure}")
    if "chance" in entry:
        chance = entry["chance"]
        low, high = bounds(chance["low"], chance["high"])
        words.append(f"by chance {low} to {high}")
        words.append(f"p value {p_value(chance)}".replace(" ", UNBROKEN))
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
    symbols = {name: symbol(name) for name in names}
    for name in names:
        read.setdefault(name.removesuffix("_reverse"), symbols[name])
    yield from title_lines(title)
    yield from blocks(rows, symbols, width)
    for row, entries in rows.items():
        for name, entry in entries.items():
            note_undefined(missing, f"{row}, {symbols[name]}", entry)


def _matrix_of_pairs(
    groups: Sequence[str],
    pairs: Mapping[str, Mapping[str, Entry]],
    width: int,
    missing: list[str],
    read: dict[str, str],
) -> Iterator[str]:
    """Yield one index of each two of many groups, D if it is there."""
    names = {name for entries in pairs.values() for name in entries} - {*EXPOSURES}
    if not names:  # exposure has its own matrix
        return
    name = MAIN if MAIN in names else min(names)
    rows: dict[str, dict[str, Entry]] = {one: {} for one in groups}
    for place, one in enumerate(groups):
        for other in groups[place + 1 :]:
            entry = pairs[f"{one}|{other}"].get(name, {})
            rows[one][other] = {key: entry[key] for key in ("value", "undefined") if key in entry}
            if INDICES[name].data in ("counts", "two"):
                rows[other][one] = rows[one][other]
            note_undefined(missing, f"{one}|{other}, {symbol(name)}", entry)
    read.setdefault(name, symbol(name))
    yield from title_lines(f"Two groups, without the others: {symbol(name)}")
    yield from blocks(rows, {group: group for group in groups}, width)
    words = f"{len(pairs)} pairs: --json has their values by chance and their other indices."
    yield from wrapped(words, width)


def _once(
    rest: Mapping[str, Mapping[str, Entry]],
    pairs: Mapping[str, Mapping[str, Entry]],
    together: Mapping[str, Entry],
) -> tuple[dict[str, dict[str, Entry]], dict[str, dict[str, Entry]]]:
    """Tell every index of the only two groups once: of all, of each where they differ, of both."""
    of_both = {name for found in pairs.values() for name in found} - {*EXPOSURES}
    told_of_both = of_both - {*together}
    return _only(rest, lambda name: name not in of_both), _only(pairs, told_of_both.__contains__)


def _only(
    rows: Mapping[str, Mapping[str, Entry]], wanted: Callable[[str], bool]
) -> dict[str, dict[str, Entry]]:
    return {
        row: {name: entry for name, entry in found.items() if wanted(name)}
        for row, found in rows.items()
    }


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
        yield from title_lines("How to read them")
    for name in read:
        index = INDICES[name]
        yield from wrapped(
            f"{symbol(name):<5} {index.label}. {EXAMPLE}{index.reading}", width, "", 6
        )


def _company(result: Mapping[str, Any], width: int) -> Iterator[str]:
    """Yield who lives where the average person of each group lives."""
    matrix, people = result["exposure_matrix"], result["people"]
    columns = {name: name for name in next(iter(matrix.values()))}
    columns |= {OUTSIDE: "(none)"} if OUTSIDE in columns else {}
    totals = {**result["people_by_group"], OUTSIDE: _others(result)}
    rows = {one: {other: {"value": v} for other, v in row.items()} for one, row in matrix.items()}
    rows["(whole table)"] = {name: {"value": totals[name] / people} for name in columns}
    yield from title_lines("Who lives in the unit of the average person of each group (shares)")
    yield from blocks(rows, columns, width)


def _districts(found: Mapping[str, Any], width: int) -> Iterator[str]:
    yield from title_lines(f"Between the {found['number']:,} districts, and within them")
    words = ("between", "within", "total", "between/total")
    yield " " * 32 + "".join(f"{word:>{len(word) + 3}}" for word in words)
    for name in ("mutual_information", "information_theory"):
        index, parts = INDICES[name], found[name]
        cells = [number(parts[key]) for key in ("between", "within", "total", "share_between")]
        label = f"{index.symbol:<5} {index.label}"
        yield f"{label:<32}" + "".join(
            f"{cell:>{len(word) + 3}}" for cell, word in zip(cells, words, strict=True)
        )


def _notes(result: Mapping[str, Any], missing: Sequence[str], width: int) -> Iterator[str]:
    notes = [*result["notes"], *dict.fromkeys(missing)]
    if "replicates" in result:
        notes.append(
            f"estimates by chance: {result['replicates']} shuffles, seed {result['seed']}; "
            "the same command gives the same numbers"
        )
    if notes:
        yield from title_lines("Notes")
    for note in notes:
        yield from wrapped(f"- {note}.", width, "", 2)
