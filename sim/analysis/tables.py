"""The tables of a report, for a terminal of 80 to 120 columns."""

from collections.abc import Iterable

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from sim.analysis import text
from sim.analysis.comparison import NO_MATERIAL_DIFFERENCE, NO_PAIR
from sim.outcomes import SECTIONS

#: From this width on an effect and its interval stand on one line.
ONE_LINE = 112
THREE_WORLDS, TWO_WORLDS = 96, 72


def _table(title: str = "", wide: bool = True) -> Table:
    table = Table(title=title or None, title_justify="left", title_style="bold")
    table.box = box.SIMPLE_HEAD
    table.padding = (0, 1, 0, 0) if wide else (0, 1)
    return table


def _cell(row: "pd.Series[float]", wide: bool) -> str:
    note = str(row["note"])
    if note == NO_PAIR:
        return "no complete pair"
    effect, limits = text.interval(row, str(row["unit"]))
    gain = "" if limits == text.EVERY_SEED else f" {text.gain(float(row['pairing_gain'])):>4}"
    if note == NO_MATERIAL_DIFFERENCE:
        return note if wide else f"{note}\n{limits}{gain}"
    return f"{effect} {limits}{gain}" if wide else f"{effect}{gain}\n{limits}"


def _base(rows: pd.DataFrame) -> str:
    value = float(rows["baseline_mean"].dropna().min())
    return text.number(value, text.decimals(abs(value), str(rows["unit"].iloc[0])))


def _name(row: "pd.Series[float]") -> str:
    """Return the family with its unit, or for a part of a family the part alone."""
    if row["about"]:
        return f"  {row['about']}"
    return _with_unit(str(row["label"]), str(row["unit"]))


def _with_unit(label: str, unit: str) -> str:
    return label if unit in ("index", "homes") else f"{label}, {unit}"


def _chunks(effects: pd.DataFrame, width: int) -> list[list[str]]:
    """Return the worlds, as many at a time as fit beside each other."""
    worlds = [str(world) for world in dict.fromkeys(effects["world"])]
    fit = 3 if width >= THREE_WORLDS else 2 if width >= TWO_WORLDS else 1
    return [worlds[i : i + fit] for i in range(0, len(worlds), fit)]


def effects_tables(effects: pd.DataFrame, width: int) -> list[Table]:
    """Return one level's tables: rows outcomes, columns worlds, at most three to a table.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `compare` of one level and one window.
    width : int
        Width of the terminal; below 112 each interval stands under its effect.

    Returns
    -------
    list of rich.table.Table
    """
    return [_effects_table(effects, worlds, width) for worlds in _chunks(effects, width)]


def _effects_table(effects: pd.DataFrame, worlds: list[str], width: int) -> Table:
    wide = width >= ONE_LINE
    table = _table(wide=wide)
    table.add_column("outcome", max_width=32)
    table.add_column("baseline", justify="right", no_wrap=True)
    for world in worlds:
        table.add_column(text.world_name(world), justify="right")
    for section in SECTIONS:
        inside = effects[effects["section"] == section]
        if inside.empty:
            continue
        table.add_row(Text(section.upper(), style="bold"))
        family = ""
        for _, rows in inside.groupby("outcome", sort=False):
            first = rows.iloc[0]
            if first["about"] and first["family"] != family:
                table.add_row(_with_unit(str(first["family"]), str(first["unit"])))
            family = str(first["family"])
            by_world = {str(row["world"]): row for _, row in rows.iterrows()}
            cells = [_cell(by_world[w], wide) if w in by_world else "not run" for w in worlds]
            table.add_row(_name(first), _base(rows), *map(Text, cells))
    return table


def growth_tables(effects: pd.DataFrame, outcome: str, title: str, width: int) -> list[Table]:
    """Return one outcome's effects window by window (rows) and world (columns)."""
    chosen = effects[effects["outcome"] == outcome]
    return [_growth_table(chosen, worlds, title) for worlds in _chunks(chosen, width)]


def _growth_table(chosen: pd.DataFrame, worlds: list[str], title: str) -> Table:
    table = _table(title)
    table.add_column("when")
    for world in worlds:
        table.add_column(text.world_name(world), justify="right")
    spans = list(dict.fromkeys(chosen["window"]))
    for span in [*spans[1:], spans[0]]:
        cells = []
        for world in worlds:
            row = chosen[(chosen["window"] == span) & (chosen["world"] == world)].iloc[0]
            effect, limits = text.interval(row, "index")
            cells.append(f"{effect} {limits} {text.gain(float(row['pairing_gain'])):>4}")
        table.add_row(span, *map(Text, cells))
    return table


def _axes(levels: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the axes in labels such as `market.rent_growth=0.03`."""
    parts = (part for level in levels for part in level.split(", "))
    return tuple(dict.fromkeys(part.partition("=")[0] for part in parts if part))


def verdict_tables(verdicts: pd.DataFrame) -> list[Table]:
    """Return the expected signs and verdicts: rows outcomes, columns levels of the other axes.

    Worlds that are compared over the same axes share a table.
    """
    blocks: dict[tuple[str, ...], list[pd.DataFrame]] = {}
    for _, block in verdicts.groupby("expected_world", sort=False):
        blocks.setdefault(_axes(map(str, block["level"])), []).append(block)
    return [_verdict_table(found) for found in blocks.values()]


def _verdict_table(blocks: list[pd.DataFrame]) -> Table:
    table = _table()
    table.add_column("outcome", min_width=34)
    table.add_column("expected", justify="center")
    levels = list(dict.fromkeys(level for block in blocks for level in block["level"]))
    shown = [level for level in levels if level] or levels
    for level in shown:
        table.add_column(text.level_name(level) or "result", min_width=14)
    for block in blocks:
        world = str(block["expected_world"].iloc[0])
        table.add_row(Text(text.world_name(world).upper(), style="bold"))
        for outcome, rows in block.groupby("outcome", sort=False):
            by_level = dict(zip(rows["level"], rows["verdict"], strict=True))
            rest = by_level.get("", "not run")
            label = rows["label"].iloc[0] if "label" in rows else outcome
            table.add_row(
                str(outcome if pd.isna(label) else label),
                str(rows["sign"].iloc[0]),
                *(by_level.get(level, rest) for level in shown),
            )
    return table
