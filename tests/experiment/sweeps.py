"""Small sweeps of the fake city, and their tables in an order in which two can be compared."""

import dataclasses
import json

import sim
from sim.experiment.design import Design, Run
from sim.experiment.store.names import TIME_AND_HOST
from sim.results import load


def design(folder, seeds=range(1, 5), *words, keys=None, **city):
    """Return a sweep over seeds; `keys` are top-level keys of the configuration."""
    config = sim.compose("months=3", f"store={folder}", *words)
    config = dataclasses.replace(config, **(keys or {}))
    config.city = dataclasses.replace(config.city, **city)
    return Design([Run.of(dataclasses.replace(config, seed=seed)) for seed in seeds])


def tables(folder):
    """Return `runs` and `series` of a folder but for time, host and the folder's own name."""
    found = load(folder)
    runs = found.runs.drop(columns=[*TIME_AND_HOST, "replay"], errors="ignore")
    runs["config"] = [json.dumps(json.loads(text) | {"store": ""}) for text in runs["config"]]
    runs = runs.sort_values("address").reset_index(drop=True)
    return runs, found.series.sort_values(["address", "month"]).reset_index(drop=True)


def same(one, other):
    """Return whether two folders hold the same, value for value and type for type."""
    for left, right in zip(tables(one), tables(other), strict=True):
        right = right[list(left.columns)] if set(left.columns) == set(right.columns) else right
        if not (left.equals(right) and left.dtypes.equals(right.dtypes)):
            return False
    return True
