"""Single runs that no design put together: in what they differ, so that only like are compared."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.analysis.text import PAPER

#: Top-level keys that are no axis: they decide no run, or are told apart anyway.
NO_AXES = ("engine", "experiment", "metrics", "seed", "store")


def with_axes(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs with a column for each setting in which they differ, as if it was swept.

    Parameters
    ----------
    runs : pandas.DataFrame
        Runs with their whole configuration as JSON in the column `config`. Those of a design, whose
        swept axes `attrs["axes"]` names, are returned as they are.
    """
    if runs.attrs.get("axes") or "config" not in runs or len(runs) < 2:
        return runs
    settings = pd.DataFrame([dict(_leaves(json.loads(text))) for text in runs["config"]])
    settings.index = runs.index
    axes = [str(key) for key in settings if settings[key].nunique() > 1 and key not in runs]
    axes = _not_filled_in(settings, axes)
    result = pd.concat([runs, settings[axes]], axis=1)
    result.attrs = {**runs.attrs, "axes": ["policy", *axes]}
    return result


def _not_filled_in(settings: pd.DataFrame, axes: list[str]) -> list[str]:
    """Return the axes but for those that a published model fills in from its own parameters."""
    own = [axis for axis in axes if axis.startswith(PAPER)]
    if not own:
        return axes
    by_own = settings.groupby(own, dropna=False)
    return [axis for axis in axes if axis in own or by_own[axis].nunique(dropna=False).max() > 1]


def _leaves(config: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in config.items():
        if key not in NO_AXES:
            yield from _below(key, value)


def _below(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield dotted keys with their values, lists as JSON."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _below(f"{key}.{name}", item)
    else:
        yield key, json.dumps(value) if isinstance(value, list) else value
