"""Print what a store's runs say, and write it beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis import expected, headline, ranges, sentences, tables, text
from sim.analysis.comparison import compare, world_label
from sim.analysis.summaries import summarise, windows
from sim.analysis.worlds import find_axes, is_missing, prepare
from sim.outcomes import expand

WIDTH = 120
EFFECTS, TABLE = "effects.csv", "table.txt"
SIGNS, SIGNS_TEXT = "expected_signs.csv", "expected_signs.md"


@dataclass(frozen=True)
class _Page:
    """Where to print, and whether the short tables."""

    console: Console
    brief: bool


@dataclass
class _Study:
    """What every part of the report needs."""

    pages: list[_Page]
    runs: pd.DataFrame
    series: pd.DataFrame
    baseline: Mapping[str, Any]
    window: int
    word: str = "effect"
    middle: Mapping[str, Any] = field(default_factory=dict)

    def print(self, what: Any, bold: bool = False) -> None:
        """Print text or a table on every page; text is never read as markup."""
        for page in self.pages:
            shown = Text(what, style="bold" if bold else "") if isinstance(what, str) else what
            page.console.print(shown, highlight=False)

    def tables(self, make: Callable[[int], list[Table]]) -> None:
        """Print tables that depend on the width of the page."""
        for page in self.pages:
            for table in make(page.console.width):
                page.console.print(table, highlight=False)

    def effects(
        self, main: pd.DataFrame, beside: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        """Print one level's effects: the short table on the screen, all of them in the file."""
        short, said = headline.select(main)
        seeds = int(main["pairs"].max())
        for page in self.pages:
            shown = short if page.brief else main
            if page.brief:
                for line in said:
                    page.console.print(Text(line), highlight=False)
            width = page.console.width
            for table in tables.effects_tables(shown, width, page.brief, beside, seeds):
                page.console.print(table, highlight=False)

    def only(self, brief: bool) -> "_Study":
        """Return the same with the screen alone (brief), or the file alone."""
        return replace(self, pages=[page for page in self.pages if page.brief == brief])

    def at_level(self, level: Mapping[str, Any]) -> "_Study":
        """Return where to print a level: the file alone if it is not of the middle parameters."""
        aside = any(axis in level and level[axis] != self.middle[axis] for axis in self.middle)
        return self.only(brief=False) if aside else self


def report(
    store_path: str | Path,
    console: Console | None = None,
    baseline: Mapping[str, Any] | None = None,
    window: int = 60,
    signs: Path | None = None,
) -> pd.DataFrame:
    """Load a store, print its comparison and write the whole of it into its folder.

    The screen gets a short table for each level of the other axes; `table.txt` and `effects.csv`
    hold every outcome by group and income fifth. Where signs were expected, `expected_signs.md`
    and `.csv` say which were met.

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
        Expected signs; by default `experiments/<experiment>/expected_signs.yaml` in the current
        folder or the checkout, `<experiment>` as in the store's design.

    Returns
    -------
    pandas.DataFrame
        The effects (see `compare`); empty if there is nothing to compare.
    """
    from sim.experiment.store import load

    path = Path(store_path)
    runs, series = load(path)
    return write(path, runs, series, console, baseline, window, signs or find_signs(path, runs))


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
        whole = Console(file=file, width=WIDTH, color_system=None)
        pages = [_Page(screen, brief=True), _Page(whole, brief=False)]
        middle = ranges.central(runs, reference or {})
        study = _Study(pages, runs, series, reference or {}, window, middle=middle)
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
        if not effects.empty:
            more = TABLE if study.word != "effect" else f"{TABLE} and {EFFECTS}"
            study.only(brief=True).print(
                f"Every outcome, by group and income fifth: {more} in {path}."
            )
    effects.to_csv(path / EFFECTS, index=False, na_rep="undefined")
    return effects


def find_signs(path: Path, runs: pd.DataFrame) -> Path | None:
    """Return the expected signs of the experiment that a store belongs to, if they are here."""
    checkout = Path(__file__).resolve().parents[2]
    for name in (str(runs.attrs.get("experiment") or ""), path.resolve().name):
        for root in (Path.cwd(), checkout):
            candidate = root / "experiments" / name / "expected_signs.yaml"
            if name and candidate.is_file():
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
    sentence, settled = sentences.drift(_baseline_runs(study), study.series)
    study.word = "effect" if settled else "difference"
    study.print(f"Baseline: {text.world_name(world_label(study.baseline.items()))}. {sentence}")
    for level in dict.fromkeys(effects["level"]):
        _level(study, effects, str(level))
    _stress(study)
    study.print(f"\n{text.LUCK}\n{text.GAIN}")
    if not study.middle:
        study.print(ranges.sentence(study.runs))
        return
    sets = ", ".join(text.level_name(f"{k}={v}") for k, v in study.middle.items())
    study.only(brief=True).print(
        f"Shown here: {sets}. {ranges.LABEL.capitalize()}: smallest to largest mean "
        f"{study.word} over {' x '.join(study.middle)}; the tables of each are in {TABLE}."
    )


def _baseline_runs(study: _Study) -> pd.DataFrame:
    """Return the runs of the baseline's world: its burn-in is the one that must have settled."""
    return _with_attrs(ranges.at(study.runs, {**study.baseline, **study.middle}), study.runs)


def _with_attrs(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    part = part.copy()
    part.attrs = dict(whole.attrs)
    return part


def _level_of(study: _Study, row: "pd.Series[Any]") -> dict[str, Any]:
    """Return the values of the other axes at which an effect was found."""
    return {a: row[a] for a in find_axes(study.runs) if a in row and not is_missing(row[a])}


def _level(study: _Study, effects: pd.DataFrame, level: str) -> None:
    """Print one level: losers, the table, and how the effect on D changes over the windows."""
    span = str(effects["window"].iloc[0])
    last = effects[effects["window"] == span]
    here = effects[effects["level"] == level]
    main = last[last["level"] == level]
    values = _level_of(study, main.iloc[0])
    study = study.at_level(values)
    where = f", {text.level_name(level)}" if level else ""
    title = f"{study.word.capitalize()} on the mean of the {span}{where} ({sentences.pairs(main)})"
    study.print(f"\n{title}", bold=True)
    for line in sentences.losers(main):
        study.print(line)
    others = {axis: value for axis, value in values.items() if axis not in study.middle}
    study.effects(main, ranges.ranges(last, others) if study.middle else None)
    indices = [name for name in main["outcome"] if str(name).startswith("dissimilarity.")]
    if indices and effects["window"].nunique() > 1:
        label = main[main["outcome"] == indices[0]]["label"].iloc[0]
        title = f"{label}: {study.word} as time passes"
        study.tables(lambda width: tables.growth_tables(here, indices[0], title, width))
    where_axes = values | dict(study.baseline)
    if waits := sentences.waits(study.runs, study.series, where_axes, study.window):
        study.print(waits)


def _stress(study: _Study) -> None:
    """Print what each other swept axis does by itself, in the baseline's world."""
    for axis in find_axes(study.runs):
        values = study.runs[axis].dropna().unique()
        if axis in study.baseline or len(values) < 2 or axis.startswith("policy."):
            continue
        chosen = _with_attrs(ranges.at(study.runs, study.baseline), study.runs)
        reference = study.middle.get(axis, min(values))
        effects = compare(chosen, study.series, {axis: reference}, study.window, at=())
        for level in dict.fromkeys(effects["level"]):
            rows = effects[effects["level"] == level]
            page = study.at_level(_level_of(study, rows.iloc[0]))
            if axis in study.middle:
                page = page.only(brief=False)
            where = text.world_name(world_label(study.baseline.items()))
            where += f", {text.level_name(str(level))}" if level and study.middle else ""
            title = f"{study.word.capitalize()} of {text.world_name(axis)} by itself, with {where}"
            base = text.level_value(axis, reference)
            page.print(f"\n{title} (baseline: {base}; {sentences.pairs(rows)})", bold=True)
            page.effects(rows)


def _signs(study: _Study, signs: Path, path: Path) -> None:
    runs = _with_attrs(ranges.at(study.runs, study.middle), study.runs)
    found = expected.verdicts(expected.read(signs), runs, study.series, study.window)
    found.to_csv(path / SIGNS, index=False, na_rep="undefined")
    (path / SIGNS_TEXT).write_text(expected.markdown(found), encoding="utf-8")
    study.print(f"\nExpected signs, written before the first run: {expected.count(found)}", True)
    study.print(
        "Sign expected (+ more, - less, 0 about equal), then what came of it; two "
        "verdicts where the levels differ: " + expected.level_names(found)
    )
    study.tables(lambda width: tables.verdict_tables(found, width))
    study.only(brief=True).print(f"The same with reasons, as Markdown: {path / SIGNS_TEXT}")


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
