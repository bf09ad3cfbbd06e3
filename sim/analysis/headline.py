"""The short table of a terminal: which outcomes it holds, and which are said in one line."""

from typing import Any

import pandas as pd

from sim.analysis import text, undefined
from sim.analysis.comparison import NO_PAIR
from sim.analysis.margins import is_notable
from sim.outcomes import ALWAYS, DID, FULL_ONLY, HARM, MINORITIES, NOTABLE

NEVER, UNDEFINED = "none in any world", "undefined in every world"
SMALLEST = 0.05  # isolation below which a group is only in the full table


def select(effects: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of the short table, and a sentence for what is left out of it.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `compare` of one level and one window, all worlds.

    Returns
    -------
    tuple of (pandas.DataFrame, list of str)
        Rows in the same order. Outcomes that are zero in every world become one sentence, as do the
        groups whose outcome changes notably in no world. Rows that are only in the full table
        go without saying.
    """
    said, dropped = [], set()
    zero, without = _zero_families(effects), _undefined(effects)
    for found in (zero, without):
        dropped |= {name for names in found.values() for name in names}
    if zero:
        said.append(text.listed(zero, NEVER))
    said += undefined.sentences({family: names[0] for family, names in without.items()}, UNDEFINED)
    kept: list[Any] = []
    calm: dict[str, list[str]] = {}
    aside = _groups_aside(effects)
    for outcome, rows in effects.groupby("outcome", sort=False):
        first = rows.iloc[0]
        when = str(first["headline"])
        if when == FULL_ONLY or outcome in dropped or str(outcome).startswith(aside):
            continue
        known = not rows["low"].isna().all()
        differs = any(is_notable(dict(row)) for _, row in rows.iterrows())
        if when == NOTABLE and known and not differs:
            calm.setdefault(str(first["family"]), []).append(str(first["about"]))
            continue
        kept.append(outcome)
    for family, groups in calm.items():
        if any(groups):
            said.append(f"{family}: no notable change for {', '.join(groups)}.")
    alone = [family for family, groups in calm.items() if not any(groups)]
    if alone:
        said.append(f"No notable change: {'; '.join(alone)}.")
    return effects[effects["outcome"].isin(kept)], said


def _zero_families(effects: pd.DataFrame) -> dict[str, list[str]]:
    """Return the families that are zero everywhere, with the names of their outcomes."""
    found: dict[str, list[str]] = {}
    for family, rows in effects[effects["section"].isin([HARM, DID])].groupby("family", sort=False):
        values = rows[["baseline_mean", "world_mean"]].to_numpy(dtype=float)
        if (values == 0).all() and (rows["headline"] == ALWAYS).any():
            found[str(family)] = [str(name) for name in rows["outcome"].unique()]
    return found


def _undefined(effects: pd.DataFrame) -> dict[str, list[str]]:
    """Return the families that no world has a complete pair of, with their outcomes."""
    found: dict[str, list[str]] = {}
    for family, rows in effects.groupby("family", sort=False):
        if (rows["note"] == NO_PAIR).all():
            found[str(family)] = [str(name) for name in rows["outcome"].unique()]
    return found


def _groups_aside(effects: pd.DataFrame) -> tuple[str, ...]:
    """Return beginnings of the outcomes of groups that are left out where minorities count.

    They are the largest group, and groups so small that one seldom meets another of them.
    """
    rows = effects[effects["headline"] == MINORITIES]
    isolation = rows[rows["outcome"].str.startswith("isolation.")]
    means = isolation.groupby("outcome")["baseline_mean"].mean().dropna()
    if means.empty:
        return ()
    names = {str(means.idxmax()), *map(str, means.index[means < SMALLEST])}
    groups = [name.split(".")[1] for name in names]
    return tuple(f"{index}.{g}." for index in ("isolation", "correlation_ratio") for g in groups)
