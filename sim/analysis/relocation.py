"""What a report of runs in which households relocate says otherwise than one of a housing market.

A city that relocates comes to rest, or is stopped: what counts is how it ends. It has no rents, and
no policies but quotas, so that what is never recorded, or zero by construction, is left out.
"""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.analysis.worlds import prepare
from sim.config.fractions import fraction
from sim.indices.papers import MEASURES
from sim.outcomes import SATISFIED, capitalised

FOLDER = "published/"
RELOCATES = "relocates"  # in the attributes of runs: households relocate in them
NOT_MODELLED = (
    "rents and prices",
    "incomes (unless a rule needs them)",
    "policies other than quotas",
    "arrivals and departures",
    "homes that differ in more than their place",
    "changes of taste",
)
OURS = {
    "like_neighbour_share": "Neighbours alike, of the 8 around: the mean over households that have "
    "a neighbour.",
    "dissimilarity.block.all.corrected": "D, blocks: share of households that would have to move "
    "for all blocks to have the same mix; 0 is chance, 1 complete segregation.",
}
#: Where what a home is worth decides.
BY_SCORE = ("better", "not_worse", "logit")
SEARCHES_BY_SCORE = ("most_improvement", "least_improvement", "logit_choice")
RESTS = {
    "all_happy": "every household is satisfied",
    "nobody_moved": "nobody moves any more",
}


def config_of(runs: pd.DataFrame) -> dict[str, Any]:
    """Return the configuration of the first run; empty where none was stored."""
    if "config" not in runs or runs.empty:
        return {}
    found: dict[str, Any] = json.loads(runs["config"].iloc[0])
    return found


def last_steps(runs: pd.DataFrame) -> int:
    """Return over how many of the last steps the paper averages, 1 where it says nothing."""
    return int(config_of(runs).get("paper", {}).get("average_over", 1))


def satisfaction_counts(config: Mapping[str, Any]) -> bool:
    """Return whether anything in the model depends on who is satisfied."""
    if not config:
        return True
    want, rules = config["preferences"], config["rules"]
    scored = rules["acceptance"] in BY_SCORE or rules["search"] in SEARCHES_BY_SCORE
    wanted = fraction(str(want["wanted"])) > 0
    return (
        rules["movers"] in ("unhappy", "unhappy_pairs")
        or rules["acceptance"] == "satisfied"
        or (rules["acceptance"] == "affordable" and wanted)
        or rules["stop"] == "all_happy"
        or (scored and want["score"] in ("satisfied", "share_of_wanted"))
    )


def prepared(runs: pd.DataFrame, series: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return runs and series without what says nothing of these runs.

    That is the axis of policies where none is in force; satisfaction where nothing depends on it;
    the unevenness of blocks where there is only one; refusals where nobody was refused; rest where
    no city came to it. `came_to_rest` is added where some did and others did not.
    """
    runs, attrs = prepare(runs), dict(runs.attrs)
    if "policy" in runs and set(runs["policy"]) == {"none"}:
        runs = runs.drop(columns=["policy", "world"], errors="ignore")
        axes = attrs.get("axes")
        attrs["axes"] = None if axes is None else [axis for axis in axes if axis != "policy"]
    runs.attrs = attrs | {RELOCATES: True}
    config = config_of(runs)
    of_papers = config.get("metrics", {}).get("of_papers", [])
    idle = [name for name in ("refusals", "resting") if _still(series, name)]
    if _still(series, "dissimilarity.block.all"):
        idle.append("dissimilarity.block.all.corrected")
    if not satisfaction_counts(config) and SATISFIED not in of_papers:
        idle.append(SATISFIED)
    series = series.drop(columns=idle, errors="ignore")
    if "resting" in series and not series.groupby("address")["resting"].max().all():
        series = series.assign(came_to_rest=series["resting"])
    return runs, series


def _still(series: pd.DataFrame, name: str) -> bool:
    return name in series and not (series[name].fillna(0) != 0).any()


def rest(runs: pd.DataFrame, series: pd.DataFrame) -> str:
    """Return how many of the cities came to rest, and when.

    Parameters
    ----------
    runs, series : pandas.DataFrame
        A store; `series` without the column `resting` says that none did.
    """
    mine = series[series["address"].isin(runs["address"])]
    every, last = mine["address"].nunique(), int(mine["month"].max())
    stop = config_of(runs).get("rules", {}).get("stop", "")
    if "resting" not in mine:
        what = "No city" if every > 1 else "The city"
        came = "came" if every > 1 else "did not come"
        never = " (rules.stop=never)" if stop == "never" else ""
        return f"{what} {came} to rest in {_steps(last)}{never}."
    steps = mine[mine["resting"] > 0].groupby("address")["month"].min()
    low, high = int(steps.min()), int(steps.max())
    after = f"{_steps(high)}" if low == high else f"{low:,} to {_steps(high)}"
    if every == 1:
        said = f"The city came to rest after {after}"
    else:
        who = "Both" if every == 2 else f"All {every}"
        who = who if len(steps) == every else f"{len(steps)} of {every}"
        said = f"{who} cities came to rest, after {after}"
    why = f": {RESTS[stop]}." if stop in RESTS else "."
    short = "" if len(steps) == every else f" The others went on until step {last:,}."
    return said + why + short


def _steps(number: int) -> str:
    return f"{number:,} step{'' if number == 1 else 's'}"


def key(series: pd.DataFrame) -> str:
    """Return what the recorded outcomes mean, a sentence each, with the source of a measure."""
    lines = []
    for name in map(str, series):
        if name in MEASURES and name != SATISFIED:
            measure = MEASURES[name]
            said = measure.definition.rstrip(".")
            said = f"{capitalised(measure.called)}: {said[0].lower()}{said[1:]}"
            lines.append(f"{said} ({measure.citation}).")
    return "\n".join([*lines, *(said for name, said in OURS.items() if name in series)])


def source(experiment: str) -> str:
    """Return where a published model is described; empty if the runs are of none."""
    if not experiment.startswith(FOLDER):
        return ""
    return (
        f"The model, its citation and parameters: configs/experiment/{experiment}.yaml\n"
        f"Its numbers beside the published: experiments/{experiment}/README.md"
    )
