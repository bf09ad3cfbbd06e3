"""Effects by group and by income fifth, losers before winners: `compare --by group,income`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis import ranges, sentences, tables, text
from sim.analysis.headline import NEVER
from sim.analysis.margins import is_notable
from sim.analysis.pages import Page
from sim.analysis.report import WIDTH
from sim.analysis.worlds import prepare
from sim.config.errors import ConfigError, unknown
from sim.outcomes import HARM, SECTIONS, by_whom

DIMENSIONS = {"group": "group", "income": "income fifth"}


def read_dimensions(words: str) -> list[str]:
    """Return the dimensions written as `group,income`, each once.

    Raises
    ------
    ConfigError
        For a word that is none.
    """
    found = dict.fromkeys(word.strip() for word in words.split(","))
    for word in found:
        if word not in DIMENSIONS:
            raise unknown("--by", word, DIMENSIONS, "dimension")
    return list(found)


def report(
    path: Path,
    effects: pd.DataFrame,
    runs: pd.DataFrame,
    dimensions: Iterable[str],
    console: Console | None = None,
) -> list[Path]:
    """Print the effects by each dimension, and write them into the store's folder.

    Parameters
    ----------
    path : Path
        Folder of the store.
    effects : pandas.DataFrame
        As `compare` returns them; the primary window is shown. The screen gets the middle
        parameters of behaviour, the file all.
    runs : pandas.DataFrame
        The store's runs.
    dimensions : iterable of str
        `group`, `income`.
    console : rich.console.Console, optional
        Where to print; by default the terminal.

    Returns
    -------
    list of Path
        The files written, `effects_by_<dimension>.txt`.

    Raises
    ------
    ConfigError
        If the runs record nothing by a dimension, or there are no two worlds to compare.
    """
    if effects.empty:
        raise ConfigError("--by", "there are no two worlds to compare")
    screen = console or Console()
    screen.width = min(screen.width, WIDTH) if screen.is_terminal or console else WIDTH
    last = effects[effects["window"] == effects["window"].iloc[0]]
    middle = ranges.central(prepare(runs))
    written = []
    for dimension in dimensions:
        mine = last[[by_whom(str(name)) == dimension for name in last["outcome"]]]
        if mine.empty:
            raise ConfigError("--by", f"these runs record nothing by {DIMENSIONS[dimension]}")
        file = path / f"effects_by_{dimension}.txt"
        with file.open("w", encoding="utf-8") as stream:
            whole = Page(Console(file=stream, width=WIDTH, color_system=None), brief=False)
            _print(whole, mine, dimension)
        _print(Page(screen, brief=True), ranges.at(mine, middle), dimension)
        written.append(file)
    Page(screen, brief=True).print("\nAlso in: " + ", ".join(str(file) for file in written))
    return written


def _print(page: Page, effects: pd.DataFrame, dimension: str) -> None:
    """Print every level and world: who loses, who gains, and the table."""
    for (level, world), rows in effects.groupby(["level", "world"], sort=False):
        where = f", {text.level_name(str(level))}" if level else ""
        title = (
            f"\nBy {DIMENSIONS[dimension]}: {text.world_name(str(world))} "
            f"{text.on(str(rows['window'].iloc[0]))}{where} ({sentences.pairs(rows)})"
        )
        shown, said = _without_zeros(rows) if page.brief else (rows, [])
        page.print(Text(title, style="bold"), *who(rows), *said, table(shown, page.console.width))


def _without_zeros(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of the families that are not zero for everybody, and a line on the others."""
    zero = (rows[["baseline_mean", "world_mean"]] == 0).all(axis=1)
    whole = zero.groupby(rows["family"], sort=False).all()
    families = [str(family) for family in whole.index[whole]]
    kept = rows[~rows["family"].isin(families)]
    return kept, [text.listed(families, NEVER)] if families else []


def who(rows: pd.DataFrame) -> list[str]:
    """Return who is worse off and who better off in one world, each with why."""
    harm = rows[(rows["section"] == HARM) & (rows["harm"] != 0)]
    if harm.empty:
        return []
    if harm["low"].isna().all():
        return ["Who gains and who loses cannot be told from luck: there is no second seed."]
    clear = harm[[is_notable(dict(row)) for _, row in harm.iterrows()]]
    said = []
    for word, sign in (("Worse off", 1), ("Better off", -1)):
        chosen = clear[clear["effect"] * clear["harm"] * sign > 0]
        parts = [
            f"{member} ({', '.join(_item(row) for _, row in mine.iterrows())})"
            for member, mine in chosen.groupby("about", sort=False)
        ]
        said.append(f"{word}: {'; '.join(parts) or 'nobody notably'}.")
    return said


def _item(row: "pd.Series[Any]") -> str:
    family = str(row["family"])
    return f"{family[0].lower()}{family[1:]} {text.interval(row, str(row['unit']))[0]}"


def table(rows: pd.DataFrame, width: int = WIDTH) -> Table:
    """Return one world's table: rows outcomes, those with losers first; columns who."""
    members = sorted(dict.fromkeys(map(str, rows["about"])), key=_fifths_in_order)
    found = tables.plain_table(wide=width >= tables.ONE_LINE)
    found.add_column("outcome", max_width=33)
    for member in members:
        found.add_column(member, justify="right")
    for section in SECTIONS:
        inside = rows[rows["section"] == section]
        if inside.empty:
            continue
        found.add_row(Text(section.upper(), style="bold"))
        for family in _losers_first(inside):
            mine = inside[inside["family"] == family]
            unit = str(mine["unit"].iloc[0])
            by_member = {str(row["about"]): _cell(row, unit) for _, row in mine.iterrows()}
            cells = [by_member.get(member, "") for member in members]
            found.add_row(tables.with_unit(family, unit), *map(Text, cells))
    return found


def _cell(row: "pd.Series[Any]", unit: str) -> str:
    if int(row["pairs"]) == 0:
        return "no pair"
    effect, limits = text.interval(row, unit)
    return f"{effect}\n{limits}"


def _losers_first(rows: pd.DataFrame) -> Sequence[str]:
    """Return the families: those in which somebody clearly loses, somebody gains, and the rest."""
    families = list(dict.fromkeys(map(str, rows["family"])))

    def place(family: str) -> int:
        mine = rows[rows["family"] == family]
        clear = mine[[is_notable(dict(row)) for _, row in mine.iterrows()]]
        worse = clear["effect"] * clear["harm"]
        return 0 if (worse > 0).any() else 1 if (worse < 0).any() else 2

    return sorted(families, key=place)


def _fifths_in_order(member: str) -> tuple[bool, str]:
    fifth = member.startswith("fifth ")
    return (fifth, member if fifth else "")
