"""Print what a store's runs say, and write it beside them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from sim.analysis import (
    alone,
    building,
    expected,
    findings,
    pilots,
    ranges,
    relocation,
    sentences,
    shipped,
    tables,
    text,
)
from sim.analysis.baselines import default_baseline
from sim.analysis.collection import with_axes
from sim.analysis.comparison import compare, complete, world_label
from sim.analysis.pages import Page, Study
from sim.analysis.unchanged import unchanged
from sim.analysis.worlds import canonical_world, find_axes, is_missing, prepare
from sim.outcomes import relocates
from sim.results import Results, opened

WIDTH = 120
EFFECTS, TABLE = "effects.csv", "table.txt"
MOST_SHOWN = 40  # comparisons of a world with the baseline, on a screen
SIGNS, SIGNS_TEXT = "expected_signs.csv", "expected_signs.md"


def report(
    store: str | Path | Results,
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
    store : str, Path or Results
        Folder of the store, or what was read from it.
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
        folder or the checkout, `<experiment>` as in the store's design, if the store holds the
        design that is shipped under this name.

    Returns
    -------
    pandas.DataFrame
        The effects (see `compare`); empty if there is nothing to compare.
    """
    results = opened(store)
    runs, series = results
    if results.kept != "monthly":
        (console or Console()).print(
            f"note: of each run only some months are kept (series={results.kept}); when a city "
            "came to rest and sums over a whole run cannot be told: keep every month for those"
        )
    return write(results.path, runs, series, console, baseline, window, signs)


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
    runs = with_axes(prepare(runs))
    if relocates(series.columns):
        runs, series = relocation.prepared(runs, series)
    reference = _reference(runs, baseline)
    effects = compare(runs, series, reference, window) if reference else pd.DataFrame()
    if not effects.empty:  # levels at which only one world has complete runs tell nothing
        effects = effects[effects.groupby("level")["pairs"].transform("max") > 0]
    with (path / TABLE).open("w", encoding="utf-8") as file:
        whole = Console(file=file, width=WIDTH, color_system=None)
        pages = [Page(screen, brief=True), Page(whole, brief=False)]
        middle = ranges.central(runs, reference or {})
        study = Study(pages, runs, series, reference or {}, window, middle=middle)
        for warning in sentences.warnings(runs, series):
            study.print(warning, bold=True)
        if not study.relocates and (said := sentences.one_zone_of(runs, series)):
            study.print(said)
        for said in building.stopped(runs, series):
            study.print(said)
        for said in unchanged(runs, reference or {}, complete(runs, series)):
            study.print(said, bold=True)
        if effects.empty:
            _alone(study)
        else:
            lines = _comparison(study, effects)
            pilots.report(study, path)
            lines += _signs(study, signs, path)
            (path / findings.FILE).write_text(_findings(study, effects, lines), encoding="utf-8")
        _last_words(study, path, EFFECTS if not effects.empty else "")
    if effects.empty:
        for name in (EFFECTS, findings.FILE):
            (path / name).unlink(missing_ok=True)
    else:
        effects.to_csv(path / EFFECTS, index=False, na_rep="undefined")
    return effects


def _last_words(study: Study, path: Path, effects: str) -> None:
    """Print what is not modelled, and where the rest is written; `effects` if there are any."""
    every = "Every outcome, by group and income fifth"
    if study.relocates:
        every = "Every outcome"
        if where := relocation.source(str(study.runs.attrs.get("experiment") or "")):
            study.print(where)
    study.print("\n" + _not_modelled(study))
    if effects:
        more = TABLE if study.word != "effect" else f"{TABLE} and {effects}"
        study.only(brief=True).print(
            f"{every}: {more} in {path}.\n"
            f"The main ones in thirty lines: {findings.FILE}, there too."
        )


def _not_modelled(study: Study) -> str:
    """Return what is not modelled, which stands below every table of policies."""
    listed: tuple[str, ...] = relocation.NOT_MODELLED if study.relocates else text.NOT_MODELLED
    return "Not modelled: " + ", ".join(listed) + "."


def _reference(runs: pd.DataFrame, given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the baseline that was asked for, else (also where it is the design's) the default."""
    wanted = canonical_world(given or {})
    if wanted and wanted != canonical_world(runs.attrs.get("baseline") or {}):
        return wanted
    return default_baseline(runs)


def _findings(study: Study, effects: pd.DataFrame, lines: list[str]) -> str:
    """Return the page of findings: the primary window at the middle parameters."""
    span = str(effects["window"].iloc[0])
    main = ranges.at(effects[effects["window"] == span], study.middle)
    title = (
        f"{study.word.capitalize()} {text.on(span)}: world minus baseline "
        f"({_baseline_name(study)}), seed by seed ({sentences.pairs(main)})"
    )
    if study.middle:
        lines = [*lines, f"Shown: {_sets(study)}."]
    return findings.page(main, title, [*lines, _not_modelled(study)])


def _baseline_name(study: Study) -> str:
    return text.world_name(world_label(study.baseline.items()))


def _sets(study: Study) -> str:
    return ", ".join(text.level_name(f"{axis}={value}") for axis, value in study.middle.items())


def _comparison(study: Study, effects: pd.DataFrame) -> list[str]:
    """Print the comparison; return what of it the page of findings says below its table."""
    runs = _baseline_runs(study)
    if study.relocates:
        return _board_comparison(study, effects)
    sentence, settled = sentences.drift(runs, study.series)
    study.word = "effect" if settled else "difference"
    study.print(f"Baseline: {_baseline_name(study)}. {sentence}")
    supply = sentences.supply(runs, study.series)
    if supply:
        study.print(supply)
    _levels(study, effects)
    study.print(f"\n{text.LUCK}\n{text.GAIN}\n{text.KEY}")
    said = [line for line in (sentence, supply) if line]
    if not study.middle:
        study.print(ranges.sentence(study.runs))
        return said
    sets = " x ".join(ranges.SETS[axis] for axis in study.middle)
    study.only(brief=True).print(
        f"Shown here: {_sets(study)}. {ranges.LABEL.capitalize()}: smallest to largest mean "
        f"{study.word} over {sets}; the tables of each are in {TABLE}."
    )
    return said


def _board_comparison(study: Study, effects: pd.DataFrame) -> list[str]:
    """Print the comparison of cities that relocate; return what the page of findings says of it."""
    said = relocation.rest(study.runs, study.series)
    study.print(f"Baseline: {_baseline_name(study)}. {said}")
    _levels(study, effects)
    study.print(f"\n{text.LUCK}\n{text.GAIN}\n{relocation.key(study.series)}")
    return [said]


def _baseline_runs(study: Study) -> pd.DataFrame:
    """Return the runs of the baseline's world: its burn-in is the one that must have settled."""
    return _with_attrs(ranges.at(study.runs, {**study.baseline, **study.middle}), study.runs)


def _with_attrs(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    part = part.copy()
    part.attrs = dict(whole.attrs)
    return part


def _level_of(study: Study, row: "pd.Series[Any]") -> dict[str, Any]:
    """Return the values of the other axes at which an effect was found."""
    return {a: row[a] for a in find_axes(study.runs) if a in row and not is_missing(row[a])}


def _levels(study: Study, effects: pd.DataFrame) -> None:
    """Print the effects level by level; more worlds than a screen can show in the file alone."""
    worlds = len(effects[["level", "world"]].drop_duplicates())
    if worlds > MOST_SHOWN:
        study.only(brief=True).print(
            f"{worlds:,} comparisons with a baseline are too many for a screen: they are in {TABLE}"
            f" and, one a row, in {EFFECTS}."
        )
        study = study.only(brief=False)
    for level in dict.fromkeys(effects["level"]):
        _level(study, effects, str(level))
    _stress(study)


def _level(study: Study, effects: pd.DataFrame, level: str) -> None:
    """Print one level: losers, the table, and how the effect on D changes over the windows."""
    span = str(effects["window"].iloc[0])
    last = effects[effects["window"] == span]
    here = effects[effects["level"] == level]
    main = last[last["level"] == level]
    values = _level_of(study, main.iloc[0])
    study = study.at_level(values)
    where = f", {text.level_name(level)}" if level else ""
    title = f"{study.word.capitalize()} {text.on(span)}{where} ({sentences.pairs(main)})"
    study.print(f"\n{title}", bold=True)
    for line in sentences.losers(main):
        study.print(line)
    others = {axis: value for axis, value in values.items() if axis not in study.middle}
    study.effects(main, ranges.ranges(last, others) if study.middle else None)
    study.print(text.against(_baseline_name(study), study.word))
    indices = [name for name in main["outcome"] if str(name).startswith("dissimilarity.")]
    if indices and effects["window"].nunique() > 1:
        label = main[main["outcome"] == indices[0]]["label"].iloc[0]
        title = f"{label}: {study.word} as time passes"
        study.print(title, bold=True)
        study.tables(lambda width: tables.growth_tables(here, indices[0], width))
    where_axes = values | dict(study.baseline)
    if waits := sentences.waits(study.runs, study.series, where_axes, study.window):
        study.print(waits)


def _stress(study: Study) -> None:
    """Print what each other swept axis does by itself, in the baseline's world."""
    for axis in find_axes(study.runs):
        values = study.runs[axis].dropna().unique()
        if axis in study.baseline or len(values) < 2 or axis.startswith("policy."):
            continue
        chosen = _with_attrs(ranges.at(study.runs, study.baseline), study.runs)
        lowest = "none" if "none" in values else min(values)
        reference = study.middle.get(axis, lowest)
        effects = compare(chosen, study.series, {axis: reference}, study.window, at=())
        for level in dict.fromkeys(effects["level"]):
            rows = effects[effects["level"] == level]
            page = study.at_level(_level_of(study, rows.iloc[0]))
            if axis in study.middle:
                page = page.only(brief=False)
            where = _baseline_name(study)
            where += f", {text.level_name(str(level))}" if level and study.middle else ""
            title = f"{study.word.capitalize()} of {text.cause(axis)} by itself, with {where}"
            base = text.level_value(axis, reference)
            page.print(f"\n{title} (baseline: {base}; {sentences.pairs(rows)})", bold=True)
            page.effects(rows)


def _signs(study: Study, given: Path | None, path: Path) -> list[str]:
    """Print which signs were met: those given, or those of the shipped design if this is it.

    Returns what the page of findings says of them.
    """
    signs = given or shipped.find_signs(study.runs)
    refusal = shipped.refusal(study.runs) if signs and not given else ""
    if signs is None or refusal:
        for name in (SIGNS, SIGNS_TEXT):
            (path / name).unlink(missing_ok=True)
        if refusal:
            study.print(f"\n{refusal}")
        return []
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
    return findings.signs_lines(found)


def _alone(study: Study) -> None:
    """Print what each world came to where there are no two to compare."""
    runs = study.runs[study.runs["address"].isin(complete(study.runs, study.series))]
    if runs.empty:
        study.print("No complete run to compare.")
        return
    worlds = list(alone.worlds(_with_attrs(runs, study.runs)))
    why = "One world" if len(worlds) == 1 else "No two worlds share a seed and all other settings"
    study.print(f"{why}, so there is no effect to tell.")
    for name, rows in worlds:
        series = study.series[study.series["address"].isin(rows["address"])]
        months, number = int(series["month"].max()), len(rows)
        seeds = f"{number} seed{'' if number == 1 else 's'}"
        unit, window = "months", study.window
        if study.relocates:
            unit, window = "steps", relocation.last_steps(rows)
        study.print(f"\n{name} ({seeds}, {months} {unit})", bold=True)
        if study.relocates:
            study.print(relocation.rest(rows, series))
        found = alone.summary(series, window)
        for page in study.pages:
            shown, said = alone.select(found) if page.brief else (found, [])
            page.print(*said, alone.table(shown, *alone.spans(series, window)))
    study.print(relocation.key(study.series) if study.relocates else text.KEY)
