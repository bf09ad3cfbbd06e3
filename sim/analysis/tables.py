"""The tables of a report, for a terminal of 80 to 120 columns."""

import textwrap
from collections.abc import Mapping

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from sim.analysis import text
from sim.analysis.comparison import NO_MATERIAL_DIFFERENCE, NO_PAIR
from sim.analysis.ranges import LABEL as RANGE
from sim.outcomes import SECTIONS

#: From this width on an effect and its interval stand on one line.
ONE_LINE = 112
THREE_WORLDS, TWO_WORLDS = 96, 72
VERDICT_LABEL, VERDICT_CELL = 33, 20
HEADER = 22


def plain_table(wide: bool = True) -> Table:
    """Return a table without rows, in the style of the report."""
    table = Table()
    table.box = box.SIMPLE_HEAD
    table.padding = (0, 1, 0, 0) if wide else (0, 1)
    return table


def _header(world: str, width: int = HEADER) -> str:
    """Return a world's name on lines short enough not to widen its column."""
    return textwrap.fill(text.world_name(world), width)


class Column:
    """One world of a table of effects: its header and its cells.

    The header counts the world's pairs if they are fewer than the title's seeds, a cell those of
    its outcome if they are fewer than the header's.
    """

    def __init__(self, world: str, rows: pd.DataFrame, seeds: int, wide: bool = True) -> None:
        self.wide, self.pairs = wide, int(rows["pairs"].max())
        count = f"\nn = {self.pairs}" if self.pairs < seeds else ""
        self.header = _header(world) + count

    def cell(self, row: "pd.Series[float]") -> str:
        """Return the effect, its interval and its pairing gain, and what there is to remark."""
        note = str(row["note"])
        if note == NO_PAIR:
            return "no complete pair"
        effect, limits = text.interval(row, str(row["unit"]))
        gain = f"{text.gain(row):>4}"
        numbers = f"{effect} {limits} {gain}" if self.wide else f"{effect} {gain}\n{limits}"
        remarks = [f"n = {int(row['pairs'])}"] if row["pairs"] < self.pairs else []
        remarks += [note] if note == NO_MATERIAL_DIFFERENCE else []
        return "\n".join([numbers, *remarks])


def baseline_mean(rows: pd.DataFrame) -> str:
    """Return the baseline's mean of one outcome, from its rows of all worlds."""
    value = float(rows["baseline_mean"].iloc[int(rows["pairs"].to_numpy().argmax())])
    return text.number(value, text.decimals(abs(value), str(rows["unit"].iloc[0])))


def _name(row: "pd.Series[float]") -> str:
    """Return the family with its unit, or for a part of a family the part alone."""
    if row["about"]:
        return f"  {row['about']}"
    return with_unit(str(row["label"]), str(row["unit"]))


def with_unit(label: str, unit: str) -> str:
    """Return a label with its unit, where the label does not say it already."""
    plain = unit in ("index", "homes", "utils", "share") or label.lower().startswith(unit)
    plain = plain or unit.replace(" ", "") in label.lower()
    return label if plain else f"{label}, {unit}"


def _chunks(effects: pd.DataFrame, width: int) -> list[list[str]]:
    """Return the worlds, as many at a time as fit beside each other."""
    worlds = [str(world) for world in dict.fromkeys(effects["world"])]
    fit = 3 if width >= THREE_WORLDS else 2 if width >= TWO_WORLDS else 1
    return [worlds[i : i + fit] for i in range(0, len(worlds), fit)]


def effects_tables(
    effects: pd.DataFrame,
    width: int,
    brief: bool = False,
    ranges: Mapping[tuple[str, str], str] | None = None,
    seeds: int | None = None,
) -> list[Table]:
    """Return one level's tables: rows outcomes, columns worlds, at most three to a table.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `compare` of one level and one window.
    width : int
        Width of the terminal; below 112 each interval stands under its effect.
    brief : bool
        Put a family's name in front of each row instead of on a row of its own.
    ranges : mapping, optional
        (world, outcome) to the range of the effect over parameter sets, printed below the effect.
    seeds : int, optional
        Number of pairs in the title, by default the most of any row: fewer are said as `n = `.

    Returns
    -------
    list of rich.table.Table
    """
    most = int(effects["pairs"].max()) if seeds is None else seeds
    return [
        _effects_table(effects, worlds, width, brief, ranges or {}, most)
        for worlds in _chunks(effects, width)
    ]


def _effects_table(
    effects: pd.DataFrame,
    worlds: list[str],
    width: int,
    brief: bool,
    ranges: Mapping[tuple[str, str], str],
    seeds: int,
) -> Table:
    wide = width >= ONE_LINE
    table = plain_table(wide=wide)
    table.add_column("outcome", max_width=33)
    table.add_column("baseline", justify="right", no_wrap=True)
    columns = _columns(effects, worlds, seeds, wide)
    for column in columns.values():
        table.add_column(column.header, justify="right")
    for section in SECTIONS:
        inside = effects[effects["section"] == section]
        if inside.empty:
            continue
        table.add_row(Text(section.upper(), style="bold"))
        family = ""
        for name, rows in inside.groupby("outcome", sort=False):
            first = rows.iloc[0]
            headless = bool(first["about"]) and str(first["family"]) != family
            if headless and not brief:
                table.add_row(with_unit(str(first["family"]), str(first["unit"])))
            if not (headless and brief):
                family = str(first["family"])
            label = with_unit(str(first["label"]), str(first["unit"])) if headless else ""
            by_world = {str(row["world"]): row for _, row in rows.iterrows()}
            cells = [
                column.cell(by_world[world]) if world in by_world else "not run"
                for world, column in columns.items()
            ]
            shown = label if brief and label else _name(first)
            table.add_row(shown, baseline_mean(rows), *map(Text, cells))
            beside = [ranges.get((world, str(name)), "") for world in worlds]
            if any(beside):
                table.add_row(f"  {RANGE}", "", *map(Text, beside), style="italic")
    return table


def _columns(
    effects: pd.DataFrame, worlds: list[str], seeds: int, wide: bool = True
) -> dict[str, Column]:
    return {w: Column(w, effects[effects["world"] == w], seeds, wide) for w in worlds}


def growth_tables(effects: pd.DataFrame, outcome: str, width: int) -> list[Table]:
    """Return one outcome's effects window by window (rows) and world (columns)."""
    chosen = effects[effects["outcome"] == outcome]
    seeds = int(effects["pairs"].max())
    return [_growth_table(chosen, worlds, seeds) for worlds in _chunks(chosen, width)]


def _growth_table(chosen: pd.DataFrame, worlds: list[str], seeds: int) -> Table:
    table = plain_table()
    table.add_column("when")
    columns = _columns(chosen, worlds, seeds)
    for column in columns.values():
        table.add_column(column.header, justify="right")
    spans = list(dict.fromkeys(chosen["window"]))
    for span in [*spans[1:], spans[0]]:
        rows = chosen[chosen["window"] == span].set_index("world")
        table.add_row(span, *(Text(columns[world].cell(rows.loc[world])) for world in worlds))
    return table


def verdict_tables(verdicts: pd.DataFrame, width: int) -> list[Table]:
    """Return the expected signs and what came of them: rows outcomes, columns worlds.

    A cell holds the expected sign and the verdict; where the verdicts differ between the levels of
    the other axes, they stand in the order of the levels.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        As `sim.analysis.expected.verdicts` returns them.
    width : int
        Width of the terminal.
    """
    worlds = list(dict.fromkeys(str(world) for world in verdicts["expected_world"]))
    fit = max(1, (width - VERDICT_LABEL) // VERDICT_CELL)
    return [
        _verdict_table(verdicts[verdicts["expected_world"].isin(worlds[i : i + fit])], width)
        for i in range(0, len(worlds), fit)
    ]


def _verdict_table(verdicts: pd.DataFrame, width: int) -> Table:
    table = plain_table(wide=width >= ONE_LINE)
    table.add_column("outcome", max_width=VERDICT_LABEL)
    worlds = list(dict.fromkeys(str(world) for world in verdicts["expected_world"]))
    for world in worlds:
        table.add_column(_header(world, VERDICT_CELL))
    for outcome, rows in verdicts.groupby("outcome", sort=False):
        cells = []
        for world in worlds:
            mine = rows[rows["expected_world"] == world]
            found = " / ".join(dict.fromkeys(mine["verdict"]))
            if mine["verdict"].nunique() > 1:
                found = " / ".join(mine["verdict"])
            cells.append(f"{mine['sign'].iloc[0]} {found}" if len(mine) else "")
        labels = rows["label"].dropna() if "label" in rows else pd.Series(dtype=str)
        table.add_row(str(labels.iloc[0] if len(labels) else outcome), *map(Text, cells))
    return table
