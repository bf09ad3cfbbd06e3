"""The runs that one command asks for, and what their results folder says about them."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.config.schema import Config
from sim.config.validate import flat
from sim.experiment.address import (
    CARRYING_OUT,
    address,
    leave_out_idle_limits,
    table_digests,
    world_name,
)
from sim.experiment.baseline import cell
from sim.experiment.provenance import source
from sim.policies.base import AT_REST
from sim.version import RESULTS_VERSION

SWEEP, COLLECTION = "sweep", "collection"


@dataclass(frozen=True)
class Run:
    """One run of a design.

    Attributes
    ----------
    config : Config
        The checked configuration, its seed included.
    address : str
        Digest of what decides the trajectory.
    axes : dict
        Value of each swept axis but the seed, as a table shows it.
    """

    config: Config
    address: str
    axes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Config, axes: dict[str, Any] | None = None) -> "Run":
        """Return the run of a configuration."""
        return cls(config, address(config), axes or {})

    @property
    def world(self) -> str:
        """Return the policies in force, joined by `+`, or `none`."""
        return world_name(self.config.policy)


@dataclass(frozen=True)
class Design:
    """All runs of one command.

    Attributes
    ----------
    runs : list of Run
        In the order in which they are started; no address twice.
    kind : str
        `sweep`: a folder of exactly these runs; `collection`: single runs, open to others.
    baseline : dict
        Axis -> value of the world that the others are compared with.
    """

    runs: Sequence[Run]
    kind: str = SWEEP
    baseline: dict[str, Any] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        """Return the results folder."""
        return Path(self.runs[0].config.store)

    def worlds(self) -> list[dict[str, Any]]:
        """Return the policies and the swept axes of each run, as a table shows them."""
        return [
            {"policy": run.world} | {axis: cell(value) for axis, value in run.axes.items()}
            for run in self.runs
        ]

    def describe(self) -> dict[str, Any]:
        """Return what `design.json` holds: each key with the values that it takes."""
        first = self.runs[0].config
        description: dict[str, Any] = {
            "format": 1,
            "kind": self.kind,
            "experiment": first.experiment,
            "results_version": RESULTS_VERSION,
            "source": source(),
            "metrics": _without_defaults(dataclasses.asdict(first.metrics)),
        }
        if self.kind == SWEEP:
            description |= {
                "baseline": self.baseline,
                "axes": self._axes(),
                "runs": len(self.runs),
                "settings": self._settings(),
            }
        return description

    def _axes(self) -> dict[str, list[Any]]:
        axes: dict[str, list[Any]] = {}
        for run in self.runs:
            for key, value in run.axes.items():
                seen = axes.setdefault(key, [])
                if value not in seen:
                    seen.append(value)
        seeds = sorted({run.config.seed for run in self.runs})
        return axes | ({"seed": seeds} if len(seeds) > 1 else {})

    def _settings(self) -> dict[str, list[Any]]:
        """Return every key that decides a run with the values it takes over the runs, in order."""
        values: dict[str, dict[str, Any]] = {}
        for run in self.runs:
            content = dataclasses.asdict(run.config)
            for key in ("experiment", "metrics", "engine", "store", *CARRYING_OUT):
                del content[key]
            content["city"] |= table_digests(run.config)
            leave_out_idle_limits(content)
            for key, value in flat(content):
                name = key.split(".")[-1]
                if name in _UNSET and value == _UNSET[name]:
                    continue
                values.setdefault(key, {})[json.dumps(value)] = value
        return {key: list(found.values()) for key, found in sorted(values.items())}


#: Keys of `metrics` that came later: at their defaults they are left out, so that older folders
#: still hold the same design.
_ADDED_LATER = {
    "levels": ["block", "neighbourhood"],
    "every": 1,
    "pilots": [],
    "money": False,
    "accounts": False,
}


#: Parameters of policies that came later: left out where they are not set, for the same reason.
_UNSET = AT_REST | {"preset": None, "as_of": None}


def _without_defaults(metrics: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in metrics.items() if k not in _ADDED_LATER or v != _ADDED_LATER[k]}


def difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return in words how two designs differ; empty if the same runs are meant."""
    if old.get("kind") != new.get("kind"):
        return f"a {old.get('kind')} there, a {new.get('kind')} here"
    parts = []
    for key in ("results_version", "metrics", "baseline"):
        if old.get(key) != new.get(key):
            parts.append(f"{key} {_show(old.get(key))} there, {_show(new.get(key))} here")
    before, after = old.get("settings", {}), new.get("settings", {})
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            parts.append(f"{key} {_show(before.get(key))} there, {_show(after.get(key))} here")
    if not parts and old.get("runs") != new.get("runs"):
        parts.append(f"{old.get('runs')} runs there, {new.get('runs')} here")
    more = f" and {len(parts) - 3} more" if len(parts) > 3 else ""
    return "; ".join(parts[:3]) + more


def _show(value: Any) -> str:
    if value is None:
        return "absent"
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
