"""The findings of a store in about thirty lines, to be pasted into a README."""

import io
import textwrap

import pandas as pd
from rich.console import Console
from rich.text import Text

from sim.analysis import text
from sim.analysis.expected import NOT_MET, count
from sim.analysis.tables import Column, baseline_mean, plain_table, with_unit
from sim.outcomes import DID, HARM, MEASURED, REST

FILE = "findings.txt"
WIDTH, WORLDS, LEVELS, OF_A_FAMILY = 120, 3, 2, 4
#: Outcomes at the first level of the other axes, and at the second (beginnings of their names).
FIRST = (
    "logsum.", "months_on_market.", "displaced_out", "burdened_30", "refusals", "homes_built",
    "homes_reserved", "dissimilarity.neighbourhood.public.corrected",
    "neighbourhood_sorting.neighbourhood.all",
)  # fmt: skip
SECOND = ("displaced_out", "burdened_30", "dissimilarity.neighbourhood.public.corrected")
#: Outcomes that boards have and housing markets have not, at every level.
OF_BOARDS = ("like_neighbour_share", "dissimilarity.block.all.corrected")
KEY = (
    "[ ]: 95 % interval, luck of the draw only (seeds). Last number: pairing gain. "
    "D: 0 is chance, 1 complete segregation."
)


def page(effects: pd.DataFrame, title: str, lines: list[str]) -> str:
    """Return the page: a title, one table, and what is to be said below it.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `compare` of one window: the levels of the other axes, at most two of which are
        shown, and the worlds, at most three.
    title : str
        The first line.
    lines : list of str
        Sentences for the end, each on lines of its own.

    Returns
    -------
    str
        Plain text, at most 120 columns wide.
    """
    worlds = [str(world) for world in dict.fromkeys(effects["world"])]
    if len(worlds) > WORLDS:
        lines = [*lines, f"Not shown: {', '.join(map(text.world_name, worlds[WORLDS:]))}."]
    if len(levels := _levels(effects)) > LEVELS:
        hidden = "; ".join(map(text.world_name, levels[LEVELS:]))
        lines = [*lines, f"Not shown: {hidden}."]
    said = [part for line in (KEY, *lines) for part in textwrap.wrap(line, WIDTH)]
    table = _table(effects[effects["world"].isin(worlds[:WORLDS])], worlds[:WORLDS])
    return "\n".join([*textwrap.wrap(title, WIDTH), *table, *said]) + "\n"


def signs_lines(found: pd.DataFrame) -> list[str]:
    """Return how many expected signs were met, and each that was not."""
    lines = [f"Expected signs, written before the first run: {count(found)}."]
    for world, rows in found[found["verdict"] == NOT_MET].groupby("expected_world", sort=False):
        labels = "; ".join(dict.fromkeys(_lower(str(label)) for label in rows["label"]))
        lines.append(f"Not met, {text.world_name(str(world))}: {labels}.")
    return lines


def _lower(label: str) -> str:
    return label if label[1:2] in (",", " ") else label[0].lower() + label[1:]


def _table(effects: pd.DataFrame, worlds: list[str]) -> list[str]:
    """Return the lines of the table, one part a level."""
    table = plain_table()
    table.add_column("outcome", max_width=33)
    table.add_column("baseline", justify="right", no_wrap=True)
    seeds = int(effects["pairs"].max())
    columns = [Column(world, effects[effects["world"] == world], seeds) for world in worlds]
    for column in columns:
        table.add_column(column.header, justify="right")
    for level, names in zip(_levels(effects)[:LEVELS], (FIRST, SECOND), strict=False):
        if level:
            table.add_row(Text(text.world_name(level).upper()))
        for _, rows in _chosen(effects[effects["level"] == level], names):
            first, by_world = rows.iloc[0], {row["world"]: row for _, row in rows.iterrows()}
            label = with_unit(str(first["label"]), str(first["unit"]))
            cells = [
                c.cell(by_world[w]) if w in by_world else "not run"
                for w, c in zip(worlds, columns, strict=True)
            ]
            table.add_row(label, baseline_mean(rows), *map(Text, cells))
    screen = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    screen.print(table, highlight=False)
    assert isinstance(screen.file, io.StringIO)
    return [line.rstrip() for line in screen.file.getvalue().splitlines() if line.strip()]


def _levels(effects: pd.DataFrame) -> list[str]:
    return [str(level) for level in dict.fromkeys(effects["level"])]


def _chosen(effects: pd.DataFrame, names: tuple[str, ...]) -> list[tuple[str, pd.DataFrame]]:
    """Return the outcomes to show: those that are not zero everywhere, a few of each family."""
    found: list[tuple[str, pd.DataFrame]] = []
    families: dict[str, int] = {}
    for outcome, rows in effects.groupby("outcome", sort=False):
        first = rows.iloc[0]
        by_fifth = str(first["about"]).startswith("fifth ")
        wanted = any(
            outcome == name or (name.endswith(".") and str(outcome).startswith(name))
            for name in names
        )
        wanted = wanted or outcome in OF_BOARDS or first["section"] in (MEASURED, REST)
        still = (rows[["baseline_mean", "world_mean"]].fillna(0) == 0).all(axis=None)
        if not wanted or by_fifth or (still and first["section"] in (HARM, DID)):
            continue
        number = families[first["family"]] = families.get(first["family"], 0) + 1
        if number <= OF_A_FAMILY:
            found.append((str(outcome), rows))
    return found
