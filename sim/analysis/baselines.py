"""Which of several worlds the others are compared with, where nobody says."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.analysis import ranges
from sim.analysis.relocation import FOLDER, RELOCATES
from sim.analysis.text import PAPER
from sim.analysis.worlds import canonical_world, find_axes, number_of


def default_baseline(runs: pd.DataFrame) -> dict[str, Any] | None:
    """Return the world to compare with, or None if there is only one.

    It is the design's if that is one of several worlds, else the quota, else no policy; where
    households relocate, no policy before the quota. Else it is the lowest value of the first axis,
    or the word that a published model has by default.
    """
    design = canonical_world(runs.attrs.get("baseline") or {})
    policies = [{"policy": "ethnic_quota"}, {"policy": "none"}]
    if runs.attrs.get(RELOCATES):
        policies.reverse()
    for world in (design, *policies):
        if world and _is_one_of_several(world, runs):
            return world
    for axis in find_axes(runs):
        values = runs[axis].dropna().unique()
        if len(values) > 1:
            words = [value for value in values if number_of(value) is None]
            chosen = _default(runs, axis) if words else None
            return {axis: chosen if chosen in words else min(values, key=_place)}
    return None


def _is_one_of_several(world: Mapping[str, Any], runs: pd.DataFrame) -> bool:
    axes = list(world)
    if not set(axes) <= set(runs.columns):
        return False
    return len(ranges.at(runs, world)) > 0 and len(runs.drop_duplicates(axes)) > 1


def _default(runs: pd.DataFrame, axis: str) -> Any:
    """Return the default of a published model's own parameter, None of anything else."""
    from sim.published.measure import models, parameters

    experiment = str(runs.attrs.get("experiment") or "").removeprefix(FOLDER)
    if not axis.startswith(PAPER) or experiment not in models():
        return None
    return parameters(experiment).get(axis.removeprefix(PAPER))


def _place(value: Any) -> tuple[bool, float, str]:
    """Return a sort key: numbers, then all else by name."""
    number = number_of(value)
    return (number is None, number or 0.0, str(value))
