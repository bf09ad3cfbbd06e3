"""What was measured around the units of a table, for a person: a row a radius."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.areas.blocks import Entry, blocks
from sim.areas.digits import number
from sim.areas.paragraphs import note_undefined, symbol, title_lines, wrapped
from sim.areas.result import numbered
from sim.indices.kernels import reach


def surroundings(found: Mapping[str, Any], width: int, missing: list[str]) -> Iterator[str]:
    """Yield the indices of surroundings, by radius."""
    gaussian = found["kernel"] == "gaussian"
    by = "radius (the standard deviation)" if gaussian else "radius"
    yield from title_lines(f"Around each unit, {found['kernel']} kernel, by {by} in metres")
    rows: dict[str, dict[str, Entry]] = {}
    columns: dict[str, str] = {}
    for radius, at in found["radii"].items():
        row: dict[str, Entry] = dict(at["multigroup"])
        columns |= {name: symbol(name) for name in row}
        for group, entries in at["groups"].items():
            for name, entry in entries.items():
                row[f"{name} {group}"] = entry
                columns[f"{name} {group}"] = group
        rows[radius] = row
        for name, entry in row.items():
            note_undefined(missing, f"{radius} metres, {columns[name]}", entry)
    yield from blocks(rows, columns, width)
    if any(at["groups"] for at in found["radii"].values()):
        words = "The columns of groups are their spatial isolation: the share of its own group "
        yield from wrapped(f"{words}around the group's average person.", width)
    if "macro_micro_ratio" in found:
        radii, entry = list(found["radii"]), found["macro_micro_ratio"]
        name = f"H~({radii[-1]}) / H~({radii[0]})"
        note_undefined(missing, name, entry)
        words = f"{name} = {number(entry['value'], entry)}: near 1 whole parts of the city differ, "
        words += "near 0 streets"
        if (entry["value"] or 0) < 0:
            words += "; below 0, what lies around people is at one of the two radii, on average, "
            words += "more mixed than the whole"
        yield from wrapped(f"{words}.", width)
    for radius, at in found["radii"].items():
        if at["units_alone"]:
            far = f"{reach(float(radius), found['kernel']):,.0f} metres"
            words = f"{numbered(at['units_alone'], 'unit')} with no other within "
            words += f"{far}, as far as {radius} reaches" if gaussian else f"{radius} metres"
            yield from wrapped(f"{words}.", width)
