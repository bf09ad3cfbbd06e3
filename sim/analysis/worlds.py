"""Which runs are compared with which: worlds, axes and the levels at which they are matched."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.config.errors import ConfigError
from sim.config.fractions import fraction
from sim.experiment.baseline import cell

#: Top-level keys of a configuration, which is how a swept axis is told from a fact about a run.
_TOP_LEVEL = {"city", "engine", "market", "months", "policy", "preferences", "rules"}


def canonical_policy(value: Any) -> str:
    """Return the policies of a world, sorted and joined by `+`, or `none`.

    Accepts what a user types (`[a,b]`, `b+a`), a list, or nothing.
    """
    if isinstance(value, Mapping | list | tuple):
        names = [str(name) for name in value]
    else:
        text = "" if is_missing(value) else str(value)
        names = text.strip().strip("[]{}").replace("+", ",").split(",")
    names = sorted({name.strip().strip("\"'") for name in names} - {"", "none"})
    return "+".join(names) or "none"


def at_level(runs: pd.DataFrame, axis: str, value: Any) -> pd.DataFrame:
    """Return the runs with a value of an axis, and those to which the axis does not apply."""
    chosen: pd.Series[bool] = (runs[axis] == value) | runs[axis].map(is_missing)
    return runs.loc[chosen]


def canonical_world(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return axis to value as the tables of a store have them: policies by name, lists as JSON."""
    return {axis: _canonical_value(axis, value) for axis, value in values.items()}


def _canonical_value(axis: str, value: Any) -> Any:
    if axis == "policy":
        return canonical_policy(value)
    return cell(value)


def is_missing(value: Any) -> bool:
    """Return whether a cell of a table is empty."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def prepare(runs: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of `runs` whose column `policy` is canonical (taken from `world` if absent)."""
    result = runs.copy()
    result.attrs = dict(runs.attrs)
    source = "policy" if "policy" in runs else "world" if "world" in runs else None
    if source is not None:
        result["policy"] = [canonical_policy(value) for value in runs[source]]
    return result


def find_axes(runs: pd.DataFrame, axes: Iterable[str] | None = None) -> list[str]:
    """Return the swept axes but for the seed.

    They are `axes` if given, else those that the store's design lists (`runs.attrs["axes"]`), else
    the columns whose first part is a top-level key of a configuration.
    """
    listed = axes if axes is not None else runs.attrs.get("axes")
    if listed is None:
        listed = [c for c in runs if str(c).split(".")[0] in _TOP_LEVEL and runs[c].nunique() > 1]
    found = [str(axis) for axis in listed if axis != "seed" and axis in runs]
    if "policy" in runs and "policy" not in found:
        found.insert(0, "policy")
    return found


@dataclass(frozen=True)
class Match:
    """Two sets of runs that differ only in the compared axes.

    Attributes
    ----------
    world, baseline : tuple of (str, value)
        Values of the compared axes.
    level : tuple of (str, value)
        Values of the other axes.
    world_runs, baseline_runs : pandas.DataFrame
        Their rows of `runs`.
    """

    world: tuple[tuple[str, Any], ...]
    baseline: tuple[tuple[str, Any], ...]
    level: tuple[tuple[str, Any], ...]
    world_runs: pd.DataFrame
    baseline_runs: pd.DataFrame


def _key(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(None if is_missing(v) else v.item() if hasattr(v, "item") else v for v in row)


def _groups(runs: pd.DataFrame, columns: list[str]) -> dict[tuple[Any, ...], pd.DataFrame]:
    """Return the rows by the values of `columns`, in order of first appearance of the values."""
    places: dict[tuple[Any, ...], list[int]] = {}
    rows = zip(*(runs[c] for c in columns), strict=True) if columns else [()] * len(runs)
    for place, row in enumerate(rows):
        places.setdefault(_key(row), []).append(place)
    return {key: runs.iloc[where] for key, where in places.items()}


def _joined(a: tuple[Any, ...], b: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Return the common level, or None; an axis that does not apply to one side fits any value."""
    if any(x != y and x is not None and y is not None for x, y in zip(a, b, strict=True)):
        return None
    return tuple(y if x is None else x for x, y in zip(a, b, strict=True))


def _sort_key(level: tuple[Any, ...]) -> tuple[tuple[bool, float, str], ...]:
    return tuple(
        (value is None, 0.0 if (number := number_of(value)) is None else number, str(value))
        for value in level
    )


def number_of(value: Any) -> float | None:
    """Return the number that a value is or, as text, says (`1/3`); None if it is none."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, int | float) and not is_missing(value):
        return float(value)
    try:
        return float(fraction(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def world_order(world: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a sort key: fewer policies first, `none` before all."""
    counts = [0 if v == "none" else str(v).count("+") + 1 for v in world]
    return (sum(counts), _sort_key(world))


def matches(
    runs: pd.DataFrame, baseline: Mapping[str, Any], axes: Iterable[str] | None = None
) -> list[Match]:
    """Pair every other world with the baseline at equal levels of all other axes.

    Parameters
    ----------
    runs : pandas.DataFrame
        As returned by `prepare`.
    baseline : mapping
        Axis to value; every other combination of these axes is a world.
    axes : iterable of str, optional
        Swept axes, see `find_axes`.

    Raises
    ------
    ConfigError
        If the baseline names an axis or a value that no run has.
    """
    compared = list(baseline)
    for axis in compared:
        if axis not in runs:
            known = ", ".join(find_axes(runs, axes)) or "none"
            raise ConfigError(
                "baseline", f"no run has the axis {axis!r}; the swept axes are {known}"
            )
    others = [axis for axis in find_axes(runs, axes) if axis not in compared]
    wanted = _key(list(canonical_world(baseline).values()))
    worlds = _groups(runs, compared)
    if wanted not in worlds:
        known = "; ".join(", ".join(map(str, key)) for key in worlds)
        raise ConfigError("baseline", f"no run has {dict(baseline)}; the runs have {known}")
    base = _groups(worlds.pop(wanted), others)
    found = []
    for world in sorted(worlds, key=world_order):
        for level, rows in _groups(worlds[world], others).items():
            for base_level, base_rows in base.items():
                joined = _joined(level, base_level)
                if joined is not None:
                    found.append((_sort_key(joined), world_order(world), Match(
                        tuple(zip(compared, world, strict=True)),
                        tuple(zip(compared, wanted, strict=True)),
                        tuple(zip(others, joined, strict=True)), rows, base_rows)))  # fmt: skip
    return [match for _, _, match in sorted(found, key=lambda item: item[:2])]
