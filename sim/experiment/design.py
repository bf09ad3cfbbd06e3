"""The runs that one command asks for, and what their results folder says about them."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.config.schema import Config
from sim.config.validate import flat, plain_part
from sim.experiment.address import (
    DECIDING,
    address,
    leave_out_idle_limits,
    table_digests,
    world_name,
)
from sim.experiment.baseline import cell
from sim.experiment.provenance import source
from sim.policies.base import AT_REST
from sim.policies.trials import trials
from sim.version import RESULTS_VERSION

SWEEP, COLLECTION = "sweep", "collection"
SHORT = 12  # characters of an address that tell the runs of a folder apart


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
    method : dict
        How the points were chosen: name, seeds crossed or nested, levers and uncertainties, and for
        points that are drawn or listed together the samples, the seed and the points.
    """

    runs: Sequence[Run]
    kind: str = SWEEP
    baseline: dict[str, Any] = field(default_factory=dict)
    method: dict[str, Any] = field(default_factory=dict)

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
            "series": first.series,
        }
        if self.kind == SWEEP:
            description |= {
                "baseline": self.baseline,
                "axes": self._axes(),
                "runs": len(self.runs),
                "settings": self._settings(),
                "pilots": self._pilots(),
                "method": self.method,
                "addresses": " ".join(sorted(run.address[:SHORT] for run in self.runs)),
            }
        return description

    def _axes(self) -> dict[str, list[Any]]:
        axes: dict[str, dict[str, Any]] = {}
        for run in self.runs:
            for key, value in run.axes.items():
                axes.setdefault(key, {}).setdefault(_in_json(value), value)
        seeds = sorted({run.config.seed for run in self.runs})
        found = {key: list(values.values()) for key, values in axes.items()}
        return found | ({"seed": seeds} if len(seeds) > 1 else {})

    def _pilots(self) -> list[str]:
        """Return where policies are tried in any world: it is measured in all of them."""
        alike = {(id(run.config.policy), id(run.config.city)): run.config for run in self.runs}
        return sorted({word for config in alike.values() for word in trials(config)})

    def _settings(self) -> dict[str, list[Any]]:
        """Return every key that decides a run with the values it takes over the runs, in order."""
        values: dict[str, dict[str, Any]] = {}
        seen: dict[tuple[str, int, int], Any] = {}  # parts that runs share are looked at once
        for run in self.runs:
            config = run.config
            for name in _SETTINGS:
                part = getattr(config, name)
                place = (name, id(part), id(config.city))
                if place in seen:
                    continue
                seen[place] = part
                for key, value in _said(name, config):
                    values.setdefault(key, {}).setdefault(_in_json(value), value)
        return {key: list(found.values()) for key, found in sorted(values.items())}


#: What the settings of a design are: all that decides a run, and the numbers of a published model
#: that it is filled from.
_SETTINGS = (*DECIDING, "paper")


def _said(name: str, config: Config) -> Iterator[tuple[str, Any]]:
    """Yield every key of one part of a configuration that is not at rest, with its value."""
    content = {name: plain_part(getattr(config, name))}
    if name == "city":
        content["city"] |= table_digests(config)
    leave_out_idle_limits(content, config)
    for key, value in flat(content):
        last = key.split(".")[-1]
        if last not in _UNSET or value != _UNSET[last]:
            yield key, value


def _in_json(value: Any) -> Any:
    """Return what is equal for values that JSON writes alike: 1, 1.0 and true are three."""
    return (type(value), value) if isinstance(value, int | float | str) else json.dumps(value)


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
