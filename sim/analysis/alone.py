"""What worlds came to that have nothing to be compared with: mean and range over seeds."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from sim.analysis import text, undefined
from sim.analysis.comparison import level_label
from sim.analysis.summaries import Window, start_and_end, summarise, windows
from sim.analysis.tables import plain_table, with_unit
from sim.analysis.worlds import find_axes, is_missing
from sim.outcomes import DID, FULL_ONLY, HARM, SECTIONS, expand, relocates

WORDS = ("label", "family", "unit", "section", "headline", "kind")
WHOLE_RUN = ("first", "whole")  # kinds of outcomes that a single month has not
NEVER, UNDEFINED = "none in any run", "undefined in every run"


def worlds(runs: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the runs of each combination of the swept axes, with its name in words."""
    axes = find_axes(runs)
    if not axes:
        yield "one world", runs
        return
    for values, rows in runs.groupby(axes, sort=False, dropna=False):
        levels = [(a, v) for a, v in zip(axes, values, strict=True) if a != "policy"]
        world = text.world_name(str(dict(zip(axes, values, strict=True)).get("policy", "")))
        names = [name for name in (world, text.level_name(level_label(levels))) if name]
        shown = ", ".join(names)
        yield shown[0].upper() + shown[1:], rows


def summary(series: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return one row an outcome over the runs of one world.

    Parameters
    ----------
    series : pandas.DataFrame
        The months of these runs.
    window : int
        Length of the window at the end of the runs, months.

    Returns
    -------
    pandas.DataFrame
        `outcome` (its name), `label`, `family`, `unit`, `section`, `headline` and `kind` as in
        `Outcome`; `first` (mean
        of the first year, or at the start where households relocate), `mean`, `low` and `high`
        (mean, smallest and largest over runs in the window) and `runs` (in which it is defined).
    """
    outcomes = expand(series.columns)
    first, last = spans(series, window)
    before, after = (summarise(series, outcomes, span) for span in (first, last))
    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        words = {"outcome": outcome.name} | {key: getattr(outcome, key) for key in WORDS}
        values = after[outcome.name].dropna()
        low, high, mean = values.min(), values.max(), values.mean()
        numbers = {"first": before[outcome.name].mean(), "mean": mean, "low": low, "high": high}
        rows.append(words | numbers | {"runs": len(values)})
    return pd.DataFrame(rows)


def spans(series: pd.DataFrame, window: int) -> tuple[Window, Window]:
    """Return the first year and the window at the end; the start and the end of a relocation."""
    horizon = int(series["month"].max())
    if relocates(series.columns):
        return start_and_end(horizon, window)
    end, start = windows(horizon, window, (min(12, horizon),))
    return Window(f"first {start.last} months", start.first, start.last), end


def select(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows for a screen, and a sentence for each kind of family left out of it.

    Left out are families that are zero, or undefined, in every run; and rows for the file only.
    """
    zero = (rows[["first", "low", "high"]] == 0).all(axis=1) & rows["section"].isin([HARM, DID])
    said, left_out = [], set()
    for kind in (zero, rows["runs"] == 0):
        families = [name for name, mine in kind.groupby(rows["family"], sort=False) if mine.all()]
        left_out |= set(families)
        if families and kind is zero:
            said.append(text.listed(map(str, families), NEVER))
        elif families:
            first = rows.drop_duplicates("family").set_index("family")["outcome"]
            said += undefined.sentences({str(f): str(first[f]) for f in families}, UNDEFINED)
    return rows[(rows["headline"] != FULL_ONLY) & ~rows["family"].isin(left_out)], said


def table(rows: pd.DataFrame, first: Window, last: Window) -> Table:
    """Return the table of one world: rows outcomes, columns the windows and the range."""
    shown = plain_table()
    shown.add_column("outcome", max_width=36)
    for name in (first.label, last.label, "range over seeds"):
        shown.add_column(name, justify="right")
    for section in SECTIONS:
        inside = rows[rows["section"] == section]
        if len(inside):
            shown.add_row(Text(section.upper(), style="bold"))
        for _, row in inside.iterrows():
            shown.add_row(*_cells(row))
    return shown


def _cells(row: "pd.Series[Any]") -> list[str]:
    places = _places(row)
    low, high = (text.number(float(row[name]), places) for name in ("low", "high"))
    span = f"{low} to {high}" if row["runs"] > 1 else "one seed"
    return [with_unit(row["label"], row["unit"]), *start_and_mean(row), span]


def start_and_mean(row: "pd.Series[Any]") -> tuple[str, str]:
    """Return the first number and the mean of a row of `summary`, with as many decimals."""
    places = _places(row)
    first, mean = (text.number(float(row[name]), places) for name in ("first", "mean"))
    return ("" if row["kind"] in WHOLE_RUN else first), mean


def _places(row: "pd.Series[Any]") -> int:
    numbers = [float(row[name]) for name in ("first", "mean", "low", "high")]
    return text.decimals(
        max((abs(n) for n in numbers if not is_missing(n)), default=0.0), row["unit"]
    )
