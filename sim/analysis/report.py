"""Print what a store's runs say, and write it beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis import expected, sentences, tables, text
from sim.analysis.comparison import compare, world_label
from sim.analysis.summaries import summarise, windows
from sim.analysis.worlds import find_axes, prepare
from sim.outcomes import expand

WIDTH = 120
EFFECTS, TABLE, SIGNS = "effects.csv", "table.txt", "expected_signs.csv"


@dataclass
class _Study:
    """What every part of the report needs."""

    pages: list[Console]
    runs: pd.DataFrame
    series: pd.DataFrame
    baseline: Mapping[str, Any]
    window: int
    word: str = "effect"

    def print(self, what: Any, bold: bool = False) -> None:
        """Print text or a table on every page; text is never read as markup."""
        for page in self.pages:
            shown = Text(what, style="bold" if bold else "") if isinstance(what, str) else what
            page.print(shown, highlight=False)

    def tables(self, make: Callable[[int], list[Table]]) -> None:
        """Print tables that depend on the width of the page."""
        for page in self.pages:
            for table in make(page.width):
                page.print(table, highlight=False)


def report(
    store_path: str | Path,
    console: Console | None = None,
    baseline: Mapping[str, Any] | None = None,
    window: int = 60,
    signs: Path | None = None,
) -> pd.DataFrame:
    """Load a store, print its comparison and write `effects.csv` and `table.txt` into its folder.

    Parameters
    ----------
    store_path : str or Path
        Folder of the store.
    console : rich.console.Console, optional
        Where to print; by default the terminal, at most 120 columns.
    baseline : mapping, optional
        Axis to value of the world to compare with; by default that of the store's design, else
        `policy=ethnic_quota` if it was run, else `policy=none`, else the lowest value of the first
        swept axis.
    window : int
        Length of the primary window, months.
    signs : Path, optional
        Expected signs; by default `experiments/<name of the store>/expected_signs.yaml`.

    Returns
    -------
    pandas.DataFrame
        The effects (see `compare`); empty if there is nothing to compare.
    """
    from sim.experiment.store import load

    path = Path(store_path)
    runs, series = load(path)
    return write(path, runs, series, console, baseline, window, signs or find_signs(path))


def write(
    path: Path,
    runs: pd.DataFrame,
    series: pd.DataFrame,
    console: Console | None = None,
    baseline: Mapping[str, Any] | None = None,
    window: int = 60,
    signs: Path | None = None,
) -> pd.DataFrame:
    """Print and write the report of runs that are already loaded; see `report`."""
    screen = console or Console()
    screen.width = min(screen.width, WIDTH) if screen.is_terminal or console else WIDTH
    runs = prepare(runs)
    reference = baseline or default_baseline(runs)
    effects = pd.DataFrame()
    with (path / TABLE).open("w", encoding="utf-8") as file:
        pages = [screen, Console(file=file, width=WIDTH, color_system=None)]
        study = _Study(pages, runs, series, reference or {}, window)
        if failed := sentences.failures(runs):
            study.print(failed, bold=True)
        if reference is None:
            _summary(study)
        else:
            effects = compare(runs, series, reference, window)
            _comparison(study, effects)
            if signs is not None and not effects.empty:
                _signs(study, signs, path)
        study.print("\nNot modelled: " + ", ".join(text.NOT_MODELLED) + ".")
    effects.to_csv(path / EFFECTS, index=False, na_rep="undefined")
    return effects


def find_signs(path: Path) -> Path | None:
    """Return the expected signs of the study that a store belongs to, if the checkout has them."""
    checkout = Path(__file__).resolve().parents[2]
    for root in (Path.cwd(), checkout):
        candidate = root / "experiments" / path.resolve().name / "expected_signs.yaml"
        if candidate.is_file():
            return candidate
    return None


def default_baseline(runs: pd.DataFrame) -> dict[str, Any] | None:
    """Return the world to compare with, or None if there is only one."""
    worlds = list(dict.fromkeys(runs["policy"])) if "policy" in runs else []
    design = dict(runs.attrs.get("baseline") or {})
    if design and all(axis in runs and runs[axis].nunique() > 1 for axis in design):
        return design
    if len(worlds) > 1:
        chosen = [w for w in ("ethnic_quota", "none") if w in worlds]
        return {"policy": (chosen or worlds)[0]}
    for axis in find_axes(runs):
        values = runs[axis].dropna().unique()
        if len(values) > 1:
            return {axis: min(values)}
    return None


def _comparison(study: _Study, effects: pd.DataFrame) -> None:
    if effects.empty:
        study.print("No complete run to compare.")
        return
    sentence, settled = sentences.drift(study.runs, study.series)
    study.word = "effect" if settled else "difference"
    study.print(f"Baseline: {text.world_name(world_label(study.baseline.items()))}. {sentence}")
    for level in dict.fromkeys(effects["level"]):
        _level(study, effects[effects["level"] == level], str(level))
    _stress(study)
    study.print(f"\n{text.LUCK}\n{text.GAIN}")


def _level(study: _Study, effects: pd.DataFrame, level: str) -> None:
    """Print one level: losers, the table, and how the effect on D changes over the windows."""
    span = str(effects["window"].iloc[0])
    main = effects[effects["window"] == span]
    where = f", {text.level_name(level)}" if level else ""
    title = f"{study.word.capitalize()} on the mean of the {span}{where} ({sentences.pairs(main)})"
    study.print(f"\n{title}", bold=True)
    for line in sentences.losers(main):
        study.print(line)
    study.tables(lambda width: tables.effects_tables(main, width))
    indices = [name for name in main["outcome"] if str(name).startswith("dissimilarity.")]
    if indices and effects["window"].nunique() > 1:
        label = main[main["outcome"] == indices[0]]["label"].iloc[0]
        title = f"{label}: {study.word} as time passes"
        study.tables(lambda width: tables.growth_tables(effects, indices[0], title, width))
    first = main.iloc[0]
    where_axes = {axis: first[axis] for axis in find_axes(study.runs) if axis in first}
    where_axes |= dict(study.baseline)
    if waits := sentences.waits(study.runs, study.series, where_axes, study.window):
        study.print(waits)


def _stress(study: _Study) -> None:
    """Print what each other swept axis does by itself, in the baseline's world."""
    for axis in find_axes(study.runs):
        values = study.runs[axis].dropna().unique()
        if axis in study.baseline or len(values) < 2 or axis.startswith("policy."):
            continue
        chosen = study.runs
        for other, value in study.baseline.items():
            chosen = chosen[chosen[other] == value]
        effects = compare(chosen, study.series, {axis: min(values)}, study.window, at=())
        if not effects.empty:
            where = text.world_name(world_label(study.baseline.items()))
            title = f"{study.word.capitalize()} of {text.world_name(axis)} by itself, with {where}"
            base = text.level_value(axis, min(values))
            study.print(f"\n{title} (baseline: {base}; {sentences.pairs(effects)})", bold=True)
            study.tables(partial(tables.effects_tables, effects))


def _signs(study: _Study, signs: Path, path: Path) -> None:
    found = expected.verdicts(expected.read(signs), study.runs, study.series, study.window)
    found.to_csv(path / SIGNS, index=False, na_rep="undefined")
    counts = found["verdict"].value_counts()
    summary = ", ".join(f"{verdict} {number}" for verdict, number in counts.items())
    study.print(f"\nExpected signs, written before the first run: {summary}", bold=True)
    for table in tables.verdict_tables(found):
        study.print(table)


def _summary(study: _Study) -> None:
    """Print first and last values of a store with one world."""
    outcomes = expand(study.series.columns)
    horizon = int(study.series["month"].max()) if len(study.series) else 0
    if horizon == 0 or not outcomes:
        study.print("One world only, and no outcome recorded after month 0.")
        return
    study.print("One world only: nothing to compare. Means over its runs, first and last year.")
    table = Table("outcome", "unit", "first year", "last year")
    end, start = windows(horizon, 12, (min(12, horizon),))
    first, last = (summarise(study.series, outcomes, span).mean() for span in (start, end))
    for outcome in outcomes:
        pair = [float(first[outcome.name]), float(last[outcome.name])]
        places = text.decimals(max(map(abs, pair)), outcome.unit)
        table.add_row(outcome.label, outcome.unit, *(text.number(v, places) for v in pair))
    study.print(table)
