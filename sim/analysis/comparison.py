"""Effects of every world against a baseline, paired by seed."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.margins import MATERIAL_D
from sim.analysis.pairing import Paired, paired
from sim.analysis.relocation import last_steps
from sim.analysis.summaries import Window, start_and_end, summarise, windows
from sim.analysis.worlds import Match, find_axes, is_missing, matches, prepare
from sim.outcomes import Outcome, expand, relocates

NO_MATERIAL_DIFFERENCE = "no material difference"
ONE_PAIR = "one pair: no interval"
NO_PAIR = "undefined: no complete pair"
DEFAULT_BASELINE: Mapping[str, Any] = {"policy": "ethnic_quota"}
COLUMNS = (
    "world", "baseline", "level", "window",
    "outcome", "label", "family", "about", "unit", "section", "harm", "headline",
    "baseline_mean", "world_mean", "effect", "low", "high",
    "pairing_gain", "pairs", "missing", "note",
)  # fmt: skip


def compare(
    runs: pd.DataFrame,
    series: pd.DataFrame,
    baseline: Mapping[str, Any] = DEFAULT_BASELINE,
    window: int = 60,
    at: Iterable[int] = (12, 60, 120),
    axes: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return the effect of every other world, outcome by outcome, paired by seed.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a run: `address`, `seed`, `status` (`done` if complete) and the swept axes.
    series : pandas.DataFrame
        `address`, `month`, then the recorded outcomes.
    baseline : mapping
        Axis to value. Worlds are the other combinations of these axes; all other axes are matched.
    window : int
        Length of the primary window at the end of the runs, months.
    at : iterable of int
        Further months to report. Months that the runs do not reach are left out. Where households
        relocate there is one window, whatever is asked for: the end of each run, or as many steps
        as the paper averages (`paper.average_over`).
    axes : iterable of str, optional
        Swept axes; by default those of the store's design (`runs.attrs["axes"]`).

    Returns
    -------
    pandas.DataFrame
        Tidy: `COLUMNS`, then one column for each other axis. `effect` is the mean over seeds of
        world minus baseline; `low` and `high` its 95 % interval (Student's t over seeds);
        `pairing_gain` the variance of an unpaired over that of the paired difference, missing where
        undefined (no variance, or one pair); `pairs` and `missing` count complete and lost seeds.

    Raises
    ------
    ValueError
        If the baseline names what no run has, or two runs share world, level and seed.
    """
    runs = prepare(runs)
    outcomes = expand(series.columns)
    whole = complete(runs, series)
    if not whole:
        return pd.DataFrame(columns=list(COLUMNS))
    horizon = int(series["month"].max())
    found = matches(runs, baseline, axes)
    seeds = sorted(set(runs["seed"]))
    rows: list[dict[str, Any]] = []
    spans = windows(horizon, window, at)
    if relocates(series.columns):
        spans = [start_and_end(horizon, last_steps(runs))[1]]
    for span in spans:
        values = summarise(series, outcomes, span)
        for match in found:
            rows += match_effects(match, values, whole, seeds, outcomes, span)
    others = [axis for axis in find_axes(runs, axes) if axis not in baseline]
    return pd.DataFrame(rows, columns=[*COLUMNS, *others])


def complete(runs: pd.DataFrame, series: pd.DataFrame) -> set[str]:
    """Return the addresses of the runs that are done and reached the last month of the store.

    Where households relocate, each run may end in a month of its own.
    """
    if series.empty:
        return set()
    reached = series.groupby("address")["month"].max()
    done = runs[_is_done(runs)]["address"]
    if relocates(series.columns):
        return set(done) & set(reached.index)
    return set(done) & set(reached[reached == series["month"].max()].index)


def _is_done(runs: pd.DataFrame) -> "pd.Series[bool]":
    if "status" not in runs:
        return pd.Series(True, index=runs.index)
    return runs["status"].astype(str).isin(["done", "ok", "finished", "complete", "completed"])


def _by_seed(rows: pd.DataFrame, complete: set[str], seeds: list[Any]) -> list[str | None]:
    """Return the address of each seed's run, None where it failed or is missing."""
    usable = rows[rows["address"].isin(complete)]
    doubled = usable["seed"][usable["seed"].duplicated()]
    if not doubled.empty:
        raise ValueError(
            f"seed {doubled.iloc[0]} has more than one run in the same world: name the axis in "
            "which they differ (axes=...), or compare one store at a time"
        )
    found = dict(zip(usable["seed"], usable["address"], strict=True))
    return [found.get(seed) for seed in seeds]


def match_effects(
    match: Match,
    values: pd.DataFrame,
    complete: set[str],
    seeds: list[Any],
    outcomes: list[Outcome],
    span: Window,
) -> list[dict[str, Any]]:
    """Return one row an outcome for one world at one level, from each run's summarised values."""
    world = values.reindex(_by_seed(match.world_runs, complete, seeds))
    base = values.reindex(_by_seed(match.baseline_runs, complete, seeds))
    common = {
        "world": world_label(match.world),
        "baseline": world_label(match.baseline),
        "level": level_label(match.level),
        "window": span.label,
        **dict(match.level),
    }
    rows = []
    for outcome in outcomes:
        a = np.asarray(base[outcome.name], dtype=np.float64)
        b = np.asarray(world[outcome.name], dtype=np.float64)
        rows.append(common | _row(outcome, paired(b, a), len(seeds)))
    return rows


def _row(outcome: Outcome, effect: Paired, seeds: int) -> dict[str, Any]:
    return {
        "outcome": outcome.name,
        "label": outcome.label,
        "family": outcome.family,
        "about": outcome.about,
        "unit": outcome.unit,
        "section": outcome.section,
        "harm": outcome.harm,
        "headline": outcome.headline,
        "baseline_mean": effect.baseline,
        "world_mean": effect.world,
        "effect": effect.effect,
        "low": effect.low,
        "high": effect.high,
        "pairing_gain": effect.gain,
        "pairs": effect.pairs,
        "missing": seeds - effect.pairs,
        "note": _note(outcome, effect),
    }


def _note(outcome: Outcome, effect: Paired) -> str:
    if effect.pairs == 0:
        return NO_PAIR
    if outcome.is_dissimilarity and abs(effect.effect) < MATERIAL_D:
        return NO_MATERIAL_DIFFERENCE
    return ONE_PAIR if effect.pairs == 1 else ""


def world_label(values: Iterable[tuple[str, Any]]) -> str:
    """Return the name of a world: its policies, then any other compared axis as `axis=value`."""
    return ", ".join(str(v) if axis == "policy" else f"{axis}={v}" for axis, v in values)


def level_label(values: Iterable[tuple[str, Any]]) -> str:
    """Return a level of the other axes as `axis=value`; an axis that does not apply is left out."""
    return ", ".join(f"{axis}={value}" for axis, value in values if not is_missing(value))
