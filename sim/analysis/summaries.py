"""Reduce each run's months to one number an outcome and window."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sim.outcomes import Outcome

MONTHS_A_YEAR, CENTS = 12, 100


@dataclass(frozen=True)
class Window:
    """The months from `first` to `last`, both included.

    Attributes
    ----------
    label : str
        `last 60 months` or `month 12`.
    first, last : int
        Months for flows, ratios and, unless `point`, stocks.
    point : bool
        True if a stock (kind `mean`) is read at `last` alone. Flows and ratios always need a year.
    ends : int
        If not 0, as many months at the end of each run, wherever that is, of those up to `last`.
    """

    label: str
    first: int
    last: int
    point: bool = False
    ends: int = 0


def windows(horizon: int, window: int, at: Iterable[int]) -> list[Window]:
    """Return the last `window` months, then each month of `at` that the series reaches.

    A month of `at` stands for the value at the end of that month and, for flows and ratios, for the
    twelve months up to it. Month 0 is the state before the first month and belongs to no window.
    """
    length = min(window, horizon)
    result = [Window(f"last {length} months", horizon - length + 1, horizon)]
    for month in at:
        if 0 < month <= horizon:
            result.append(Window(f"month {month}", max(1, month - MONTHS_A_YEAR + 1), month, True))
    return result


def start_and_end(horizon: int, ends: int) -> tuple[Window, Window]:
    """Return the city before its first step, and the last steps of each run.

    For runs in which households relocate: they come to rest, and then nothing changes any more.
    """
    mean = f"mean of the last {ends} steps" if ends > 1 else "at the end"
    return Window("at the start", 0, 0, ends=1), Window(mean, 0, horizon, ends=ends)


def summarise(series: pd.DataFrame, outcomes: Iterable[Outcome], window: Window) -> pd.DataFrame:
    """Return one row an address and one column an outcome.

    Parameters
    ----------
    series : pandas.DataFrame
        Columns `address`, `month` and the recorded outcomes.
    outcomes : iterable of Outcome
        What to compute; every needed column is in `series`.
    window : Window
        The months to use.

    Returns
    -------
    pandas.DataFrame
        Undefined values (nothing recorded in the window, or a ratio over zero) are missing.
    """
    if window.ends:
        return _at_the_ends(series[series["month"] <= window.last], outcomes, window.ends)
    outcomes = list(outcomes)
    inside = series[(series["month"] >= window.first) & (series["month"] <= window.last)]
    none = {o.name: _without_is_none(inside, o) for o in outcomes if o.zero_if_absent}
    inside = inside.assign(**none) if none else inside
    by_run = inside.groupby("address", sort=True)
    end = inside[inside["month"] == window.last].groupby("address", sort=True)
    columns: dict[str, pd.Series] = {}
    for outcome in outcomes:
        if outcome.kind == "ratio":
            above = by_run[outcome.numerator].sum(min_count=1)
            below = by_run[outcome.denominator].sum(min_count=1)
            columns[outcome.name] = above / below.where(below != 0)
        elif outcome.kind == "annual":
            columns[outcome.name] = by_run[outcome.name].mean() * MONTHS_A_YEAR
        elif outcome.kind == "money":
            columns[outcome.name] = by_run[outcome.name].mean() * MONTHS_A_YEAR / CENTS
        elif outcome.kind == "last" or window.point:
            columns[outcome.name] = end[outcome.name].mean()
        else:
            columns[outcome.name] = by_run[outcome.name].mean()
    return pd.DataFrame(columns, index=by_run.size().index, dtype="float64")


def _without_is_none(series: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Return a column with 0 for runs that do not record it, but for those of older code."""
    column: pd.Series = series[outcome.name]
    if outcome.told_with not in series:
        return column.fillna(0.0)
    return column.where(column.notna() | series[outcome.told_with].notna(), 0.0)


def _at_the_ends(series: pd.DataFrame, outcomes: Iterable[Outcome], ends: int) -> pd.DataFrame:
    """Return the same of the last months of each run; `first` and `whole` are of the whole run."""
    whole = series.groupby("address", sort=True)
    inside = series[whole["month"].transform("max") - series["month"] < ends]
    by_run = inside.groupby("address", sort=True)
    columns: dict[str, pd.Series] = {}
    for outcome in outcomes:
        name = outcome.columns[0]
        if outcome.kind == "first":
            columns[outcome.name] = series[series[name] > 0].groupby("address")["month"].min()
        elif outcome.kind == "whole":
            columns[outcome.name] = whole[name].sum() / whole["households"].last()
        else:
            columns[outcome.name] = by_run[name].mean()
    return pd.DataFrame(columns, index=whole.size().index, dtype="float64")
