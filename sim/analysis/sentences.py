"""The sentences of a report: drift, who loses, waiting times, what is missing."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.analysis import text
from sim.analysis.comparison import complete
from sim.analysis.margins import NOTABLE_RULE, is_notable
from sim.analysis.worlds import at_level, is_missing
from sim.measurement.one_zone import one_zone
from sim.outcomes import HARM


def drift(runs: pd.DataFrame, series: pd.DataFrame) -> tuple[str, bool]:
    """Return the sentence on the drift of D before month 1, and whether the city had settled.

    It is the column `drift_before` (D a year) of `runs`, else that of `series` in month 0. A store
    that did not record it counts as not settled.
    """
    by_seed = _drift_by_seed(runs, series)
    if by_seed.empty:
        return "Drift of D before month 1: not recorded, so these are differences.", False
    mean, largest = float(by_seed.mean()), max(by_seed.to_list(), key=abs)
    settled = abs(mean) <= text.DRIFT_LIMIT
    says = "settled" if settled else "not settled, so these are differences"
    over = f"mean over seeds; largest {text.number(largest, 4)}" if len(by_seed) > 1 else "one seed"
    return (
        f"Drift of D in the baseline before month 1: {text.number(mean, 4, True)} a year "
        f"({over}): {says}.",
        settled,
    )


def _drift_by_seed(runs: pd.DataFrame, series: pd.DataFrame) -> "pd.Series[float]":
    table = runs
    if "drift_before" not in runs:
        if "drift_before" not in series:
            return pd.Series(dtype="float64")
        starts = series.loc[series["month"] == 0, ["address", "drift_before"]]
        table = runs.merge(starts, on="address")
    return table.dropna(subset=["drift_before"]).groupby("seed")["drift_before"].mean()


def one_zone_of(runs: pd.DataFrame, series: pd.DataFrame) -> str:
    """Return the sentence on a city of one neighbourhood, if the first run's is one, else ""."""
    if runs.empty or "config" not in runs or is_missing(runs["config"].iloc[0]):
        return ""
    return one_zone(json.loads(runs["config"].iloc[0]).get("city", {}), series.columns)


def losers(main: pd.DataFrame) -> list[str]:
    """Return who got worse, then who got better, one line each for every world.

    Parameters
    ----------
    main : pandas.DataFrame
        Rows of `compare` of one level and one window.
    """
    harm = main[(main["section"] == HARM) & (main["harm"] != 0)]
    groups = [(str(world), rows) for world, rows in harm.groupby("world", sort=False)]
    if harm.empty:
        return []
    if harm["low"].isna().all():
        return ["Who gains and who loses cannot be told from luck: there is no second seed."]
    lines = []
    for word, sign in (("Worse", 1), ("Better", -1)):
        for world, rows in groups:
            clear = rows[[is_notable(dict(row)) for _, row in rows.iterrows()]]
            chosen = clear[clear["effect"] * clear["harm"] * sign > 0]
            lines.append(f"{word} with {text.world_name(world)}: {_listed(chosen, rows)}.")
    if groups:
        number = len(groups[0][1])
        lines.append(
            f"({NOTABLE_RULE[0].upper()}{NOTABLE_RULE[1:]}. Of {number} outcomes about "
            f"{max(1, number // 20)} would leave out zero by luck alone.)"
        )
    return lines


def _listed(rows: pd.DataFrame, everything: pd.DataFrame) -> str:
    """Return the families with who is concerned; where it is everyone, in one word."""
    parts = []
    for family, inside in rows.groupby("family", sort=False):
        whole = everything[everything["family"] == family]
        items: list[str] = []
        for name, mine in (("income fifth", True), ("group", False)):
            fifth = inside["about"].str.startswith("fifth ")
            chosen = inside[(inside["about"] != "") & (fifth == mine)]
            of = whole[(whole["about"] != "") & (whole["about"].str.startswith("fifth ") == mine)]
            if len(chosen) == len(of) and len(of) > 3:
                ends = chosen.sort_values("effect", key=abs).iloc[[0, -1]]
                low, high = (text.interval(r, str(r["unit"]))[0] for _, r in ends.iterrows())
                shown = [f"every {name} {low}" + (f" to {high}" if low != high else "")]
            else:
                shown = [_item(row) for _, row in chosen.iterrows()]
            items = shown + items
        total = inside[inside["about"] == ""]
        items = [_item(row) for _, row in total.iterrows()] + items
        lowered = str(family)[0].lower() + str(family)[1:]
        parts.append(f"{lowered} ({', '.join(items)})")
    return "; ".join(parts) or "nothing notable"


def _item(row: "pd.Series[Any]") -> str:
    effect = text.interval(row, str(row["unit"]))[0]
    return f"{row['about']} {effect}" if row["about"] else effect


def pairs(main: pd.DataFrame) -> str:
    """Return how many seeds were paired, and how many pairs are missing in the worst world."""
    lost = int(main.groupby("world")["missing"].min().max())
    missing = f"; up to {lost} pair{'' if lost == 1 else 's'} missing" if lost else ""
    number = int(main["pairs"].max())
    return f"{number} seed{'' if number == 1 else 's'}{missing}"


def warnings(runs: pd.DataFrame, series: pd.DataFrame) -> list[str]:
    """Return what is to be known before any number: runs left out, versions of the code mixed."""
    found = (failures(runs), shorter(runs, series), sources(runs), infeasible(series))
    return [warning for warning in found if warning]


def shorter(runs: pd.DataFrame, series: pd.DataFrame) -> str:
    """Return how many finished runs end before the last month, or an empty text."""
    if series.empty:
        return ""
    whole, every = complete(runs, series), len(runs)
    short = len(set(series["address"]) & set(runs["address"]) - whole)
    last, one = int(series["month"].max()), short == 1
    verbs = ("stops", "is") if one else ("stop", "are")
    said = f"{short} of {every} runs {verbs[0]} before month {last} and {verbs[1]} left out."
    return said if short else ""


def failures(runs: pd.DataFrame) -> str:
    """Return how many runs failed, or an empty text."""
    if "status" not in runs:
        return ""
    failed = int(runs["status"].astype(str).isin(["failed", "error"]).sum())
    return f"{failed} of {len(runs)} runs failed; their seeds are left out." if failed else ""


def sources(runs: pd.DataFrame) -> str:
    """Return that versions of the code are mixed, or an empty text.

    The version is the column `source` of `runs`; runs without it, where others have it, are from
    before it was kept.
    """
    if "source" not in runs or runs["source"].isna().all():
        return ""
    counts = runs["source"].fillna("").value_counts()
    if len(counts) == 1:
        return ""
    numbers = ", ".join(str(count) for count in counts)
    return (
        f"Made by {len(counts)} different versions of the code ({numbers} runs): a difference "
        "between worlds may come from that. Run the experiment again in a new folder."
    )


def infeasible(series: pd.DataFrame) -> str:
    """Return in how many runs a quota's limit became one that no city could keep, or nothing."""
    if "infeasible_limits" not in series:
        return ""
    broken = series[series["infeasible_limits"] > 0]
    if broken.empty:
        return ""
    runs, every = broken["address"].nunique(), series["address"].nunique()
    return (
        f"In {runs} of {every} runs, first in month {broken['month'].min()}, a quota class owned a "
        "larger share of all public homes than a limit lets it own of any block or neighbourhood: "
        "from then on the quota only keeps it from growing."
    )


def supply(runs: pd.DataFrame, series: pd.DataFrame) -> str:
    """Return when the last home was built, or an empty text if building went on to the end.

    It went on if the months after the last project are no more than the longest wait for one.

    Parameters
    ----------
    runs : pandas.DataFrame
        Runs of the baseline.
    series : pandas.DataFrame
        A store's months; `homes_built` counts homes since the start.
    """
    if "homes_built" not in series:
        return ""
    mine = series[series["address"].isin(runs["address"])].sort_values(["address", "month"])
    new = mine.groupby("address")["homes_built"].diff() > 0
    projects = mine[new].groupby("address")["month"]
    if not new.any():
        return ""
    horizon, last = int(mine["month"].max()), projects.max()
    waits = projects.agg(lambda months: max(months.iloc[0], months.diff().max(skipna=True)))
    if horizon - last.max() <= waits.max():
        return ""
    totals = mine.groupby("address")["homes_built"].max()
    average = "" if totals.nunique() == 1 else " on average"
    when = f"{last.min()}" if last.nunique() == 1 else f"{last.min()} to {last.max()}"
    return (
        f"New homes in the baseline: {totals.mean():,.0f}{average}, the last project in month "
        f"{when} of {horizon} (projects end when the empty land is used up)."
    )


def waits(runs: pd.DataFrame, series: pd.DataFrame, where: Mapping[str, Any], window: int) -> str:
    """Return the mean months on market beside 12 v / turnover, or an empty text if not recorded.

    Needs `sales.<class>`, `sales_wait.<class>` and `vacant.public_owned` (public flats that stand
    empty for sale at the end of the month); v / turnover is then flats for sale over sales.

    Parameters
    ----------
    runs, series : pandas.DataFrame
        A store.
    where : mapping
        Axis to value of the runs to use.
    window : int
        Length of the window at the end of the runs, months.
    """
    sales = [str(c) for c in series if str(c).startswith("sales.")]
    waited = [str(c) for c in series if str(c).startswith("sales_wait.")]
    if not sales or not waited or "vacant.public_owned" not in series:
        return ""
    chosen = runs
    for axis, value in where.items():
        if axis in chosen and not pd.isna(value):
            chosen = at_level(chosen, axis, value)
    last = int(series["month"].max())
    inside = series[series["address"].isin(chosen["address"]) & (series["month"] > last - window)]
    sold = float(inside[sales].to_numpy().sum())
    if sold == 0:
        return "Months on market in the baseline: undefined, no home was sold."
    simulated = float(inside[waited].to_numpy().sum()) / sold
    identity = float(inside["vacant.public_owned"].sum()) / sold
    return (
        f"Mean months on market in the baseline: {simulated:.1f}; 12 v / turnover: {identity:.1f} "
        "(flats for sale over flats sold in a month: the same where the market is steady)."
    )
