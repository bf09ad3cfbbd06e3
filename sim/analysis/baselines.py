"""Which of several worlds the others are compared with, where nobody says."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.analysis import ranges
from sim.analysis.relocation import RELOCATES
from sim.analysis.worlds import canonical_world, find_axes


def default_baseline(runs: pd.DataFrame) -> dict[str, Any] | None:
    """Return the world to compare with, or None if there is only one.

    It is the design's if that is one of several worlds, else the quota, else no policy; where
    households relocate, no policy before the quota.
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
            return {axis: min(values)}
    return None


def _is_one_of_several(world: Mapping[str, Any], runs: pd.DataFrame) -> bool:
    axes = list(world)
    if not set(axes) <= set(runs.columns):
        return False
    return len(ranges.at(runs, world)) > 0 and len(runs.drop_duplicates(axes)) > 1
