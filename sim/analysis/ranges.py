"""The range of an effect over sets of parameters that nobody has measured.

An interval over seeds says nothing about the parameters. Where a store holds several tastes, or
several numbers of homes that a household looks at, the effects of all of them are set beside it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from sim.analysis import text
from sim.analysis.worlds import find_axes, is_missing

#: Axes that are parameters of behaviour and not rules of the city, with their middle values.
AXES: Mapping[str, Any] = {"preferences": "middle_taste", "rules.candidates": 10}
SETS = {"preferences": "sets of tastes", "rules.candidates": "numbers of homes seen"}
LABEL = "range over parameter sets"
STUDY = "singapore_range"


def range_axes(runs: pd.DataFrame, axes: Iterable[str] | None = None) -> list[str]:
    """Return the swept axes that are parameters of behaviour and take more than one value."""
    return [a for a in find_axes(runs, axes) if a in AXES and runs[a].nunique() > 1]


def central(runs: pd.DataFrame, compared: Iterable[str] = ()) -> dict[str, Any]:
    """Return the middle value of each such axis, but for the axes that are compared themselves."""
    found = {}
    for axis in range_axes(runs):
        if axis not in compared:
            values = sorted(v for v in runs[axis].unique() if not is_missing(v))
            middle = AXES[axis]
            found[axis] = middle if middle in values else values[(len(values) - 1) // 2]
    return found


def at(table: pd.DataFrame, values: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows with these values; an axis that the table lacks is ignored."""
    for axis, value in values.items():
        if axis in table:
            table = table[table[axis] == value]
    return table


def ranges(effects: pd.DataFrame, level: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Return the smallest and largest mean effect over the parameter sets, as text, of every
    outcome.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `compare` of one window, all levels.
    level : mapping
        Values of the other axes (those that are not parameters of behaviour).

    Returns
    -------
    dict
        (world, outcome) to a text such as `+.010 to +.024`.
    """
    chosen = at(effects, level).dropna(subset="effect")
    found = {}
    for key, rows in chosen.groupby(["world", "outcome"], sort=False):
        low, high = float(rows["effect"].min()), float(rows["effect"].max())
        places = text.decimals(max(abs(low), abs(high)), str(rows["unit"].iloc[0]))
        ends = (text.number(value, places, True) for value in (low, high))
        found[str(key[0]), str(key[1])] = " to ".join(ends)
    return found


def sentence(runs: pd.DataFrame) -> str:
    """Return what to say where there is only one set of parameters."""
    swept = [axis for axis in find_axes(runs) if axis != "policy" and runs[axis].nunique() > 1]
    if any(axis.partition(".")[0] in ("preferences", "rules") for axis in swept):
        names = ", ".join(map(text.short, swept))
        return f"All but {names} is one parameter set: nothing here says what others would give."
    one = f"One parameter set{parameter_set(runs)}"
    if str(runs.attrs.get("experiment", "")).startswith("singapore"):
        return f"{one}: the range over sets is in experiment={STUDY}."
    return f"{one}: nothing here says what other parameters would give."


def parameter_set(runs: pd.DataFrame) -> str:
    """Return the taste and the number of candidates of the runs, in brackets, or nothing."""
    if "config" not in runs or runs.empty:
        return ""
    config = json.loads(runs["config"].iloc[0])
    taste = _taste(config.get("preferences", {}))
    candidates = config.get("rules", {}).get("candidates")
    return f" ({taste}, {candidates} candidates)" if candidates is not None else f" ({taste})"


def _taste(preferences: Mapping[str, Any]) -> str:
    """Return the name of the shipped preferences that are the same, else `own taste`."""
    import yaml

    from sim.config.folder import config_folder

    for path in sorted((config_folder() / "preferences").glob("*.yaml")):
        shipped = yaml.safe_load(path.read_text(encoding="utf-8"))
        if all(preferences.get(key) == value for key, value in shipped.items()):
            return path.stem.replace("_", " ")
    return "a taste of its own"
