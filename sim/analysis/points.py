"""The effect of a world at each point of a design, seed by seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import complete, world_label
from sim.analysis.relocation import last_steps
from sim.analysis.summaries import start_and_end, summarise, windows
from sim.analysis.worlds import canonical_world, find_axes, is_missing, number_of, prepare
from sim.config.errors import ConfigError, unknown
from sim.experiment.baseline import cell
from sim.outcome import Outcome
from sim.outcomes import expand, relocates
from sim.results import Results

if TYPE_CHECKING:
    import pandas as pd

UNHAPPY = "unhappy"  # a column that only households who relocate have
Key = tuple[Any, ...]
#: Values of a world's runs: those of the point's keys that apply to it -> seed -> value.
Table = dict[Key, dict[int, float]]


@dataclass(frozen=True)
class PointEffects:
    """What a world does at each point.

    Attributes
    ----------
    world, baseline : str
        Their names; the baseline is empty where the outcome itself is meant and no effect.
    outcome : Outcome
        What is compared.
    window : str
        Over which months.
    keys : list of str
        Keys of the points.
    points : list of dict
        Key -> value, in the order of the design.
    values : array, shape (points, seeds)
        World minus baseline, in the order of the seeds; missing where a run of the pair is.
    crossed : bool
        Whether every point has the same seeds.
    """

    world: str
    baseline: str
    outcome: Outcome
    window: str
    keys: list[str]
    points: list[dict[str, Any]]
    values: NDArray[np.float64]
    crossed: bool


def point_effects(
    results: Results, baseline: Mapping[str, Any], outcome: str, window: int = 60
) -> list[PointEffects]:
    """Return the effects of every other world at every point of the design.

    Parameters
    ----------
    results : Results
        A store whose design has points: drawn ones, or those of a list.
    baseline : mapping
        Axis to value of the world that is subtracted, in the words of the store; empty: none is.
    outcome : str
        Name of an outcome.
    window : int
        Length of the window at the end of the runs over which an outcome is meant, months.

    Raises
    ------
    ConfigError
        One line, if the design has no points, the baseline is one of their keys, or no run has the
        outcome.
    """
    method = results.design.get("method", {})
    given = method.get("points")
    if not given:
        name = method.get("name", "grid")
        raise ConfigError("store", f"'{results.path}' has no points: its design is {name}")
    for axis in baseline:
        if axis in given:
            raise ConfigError("--baseline", f"{axis} is what the points differ in; name another")
    keys = list(given)
    points = [dict(zip(keys, row, strict=True)) for row in zip(*given.values(), strict=True)]
    runs = prepare(results.runs)
    found, label, values = _values(results, runs, outcome, window)
    worlds = _tables(runs.assign(value=runs["address"].map(values)), keys)
    wanted = canonical_world(baseline)
    made = []
    for world, (its, table) in worlds.items():
        if all(dict(world).get(axis) == value for axis, value in wanted.items()) and wanted:
            continue
        other = _baseline_of(world, list(worlds), wanted)
        below = worlds[other] if other is not None else None
        if wanted and below is None:
            continue
        rows = [
            _difference(_at(point, its, table), _at(point, *below) if below else None)
            for point in points
        ]
        made.append(PointEffects(
            world_label(world), world_label(other) if other is not None else "", found, label,
            keys, points, _matrix(rows, crossed := method.get("seeds") == "crossed"), crossed,
        ))  # fmt: skip
    return made


def _values(
    results: Results, runs: "pd.DataFrame", outcome: str, window: int
) -> tuple[Outcome, str, "pd.Series[float]"]:
    """Return the outcome, the words for its window, and its value in each run that is whole."""
    known = {each.name: each for each in expand(results.recorded)}
    if outcome not in known:
        raise unknown("--outcome", outcome, known, "outcome")
    found, told = known[outcome], [] if not relocates(results.recorded) else [UNHAPPY]
    series = results.read_series([*found.columns, *told])
    horizon = int(series["month"].max()) if len(series) else 0
    span = windows(horizon, window, ())[0]
    if told:
        span = start_and_end(horizon, last_steps(runs))[1]
    values = summarise(series, [found], span)[outcome]
    return found, span.label, values[values.index.isin(list(complete(runs, series)))]


World = tuple[tuple[str, Any], ...]


def _tables(runs: "pd.DataFrame", keys: Sequence[str]) -> dict[World, tuple[list[str], Table]]:
    """Return for each combination of the axes that are no keys of the points which keys apply to
    it, and the values of its runs."""
    axes = [axis for axis in find_axes(runs) if axis not in keys]
    there = [key for key in keys if key in runs]
    found: dict[World, tuple[list[str], Table]] = {}
    for row in runs.dropna(subset="value").to_dict("records"):
        world = tuple((axis, row[axis]) for axis in axes if not is_missing(row[axis]))
        if world not in found:
            found[world] = ([key for key in there if not is_missing(row[key])], {})
        its, table = found[world]
        place = tuple(_same(row[key]) for key in its)
        table.setdefault(place, {})[int(row["seed"])] = float(row["value"])
    return found


def _same(value: Any) -> Any:
    """Return a value in a form that is equal for what means the same, as a table or a design has
    it."""
    number = None if isinstance(value, bool) else number_of(value)
    return str(cell(value)) if number is None else number


def _baseline_of(world: World, worlds: Sequence[World], wanted: Mapping[str, Any]) -> World | None:
    """Return the world with the baseline's values that is like another in every other axis."""
    mine = dict(world)
    for other in worlds:
        its = dict(other)
        if wanted and all(
            its.get(axis) == wanted[axis] if axis in wanted
            else axis not in its or axis not in mine or its[axis] == mine[axis]
            for axis in {*its, *mine, *wanted}
        ):  # fmt: skip
            return other
    return None


def _at(point: Mapping[str, Any], its: Sequence[str], table: Table) -> dict[int, float]:
    return table.get(tuple(_same(point[key]) for key in its), {})


def _difference(world: dict[int, float], base: dict[int, float] | None) -> dict[int, float]:
    if base is None:
        return world
    return {seed: value - base[seed] for seed, value in world.items() if seed in base}


def _matrix(rows: Sequence[Mapping[int, float]], crossed: bool) -> NDArray[np.float64]:
    """Return the values with a column a seed, or, where seeds are nested, each row's own seeds in
    their order."""
    seeds = sorted({seed for row in rows for seed in row})
    width = len(seeds) if crossed else max((len(row) for row in rows), default=0)
    made = np.full((len(rows), width), np.nan)
    for place, row in enumerate(rows):
        for column, seed in enumerate(seeds if crossed else sorted(row)):
            made[place, column] = row.get(seed, np.nan)
    return made
