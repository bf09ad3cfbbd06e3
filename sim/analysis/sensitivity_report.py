"""Print Sobol's indices of a store's effects, and write and draw them beside its runs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.console import Console

from sim.analysis import text
from sim.analysis.points import PointEffects, point_effects
from sim.analysis.sensitivity import Indices, indices
from sim.analysis.sensitivity_picture import draw
from sim.analysis.tables import plain_table
from sim.config.errors import ConfigError
from sim.config.labels import label
from sim.results import Results

TABLE, PICTURE = "sensitivity.csv", "sensitivity.png"
DESIGN = "saltelli"
READING = (
    "Alone: share of the variance of the effect over these ranges that would go if the parameter "
    "were known. In all: share that would stay if all others were known, so with all that it does "
    "together with others. Intervals of 95 %: points drawn again (bootstrap)."
)


def report(
    results: Results, baseline: Mapping[str, Any], outcome: str, console: Console | None = None
) -> pd.DataFrame:
    """Print the indices of every world, and write `sensitivity.csv` and `sensitivity.png`.

    Parameters
    ----------
    results : Results
        A store whose design is `saltelli`.
    baseline : mapping
        Axis to value of the world that is subtracted; empty: indices of the outcome itself.
    outcome : str
        Its name.
    console : rich.console.Console, optional
        Where to print; by default the terminal.

    Returns
    -------
    pandas.DataFrame
        One row a world and parameter.

    Raises
    ------
    ConfigError
        One line, if the store has another design, or too little of it was run.
    """
    screen = console or Console(width=100)
    name = results.design.get("method", {}).get("name", "grid")
    if name != DESIGN:
        raise ConfigError("store", f"'{results.path}' has the design {name}; indices need the "
                          f"points of {DESIGN}: hydra.sweeper.design={DESIGN}")  # fmt: skip
    found = [(each, indices(each)) for each in point_effects(results, baseline, outcome)]
    if not found:
        raise ConfigError(
            "store", f"no pair of its worlds has {outcome}, so nothing can be compared"
        )
    ranges = results.design["method"]["uncertainties"]
    for effects, its in found:
        _print(screen, effects, its, ranges)
    screen.print(f"\n{READING}")
    screen.print("\nNot modelled: " + ", ".join(text.NOT_MODELLED) + ".")
    table = pd.concat([_rows(*each, ranges) for each in found], ignore_index=True)
    table.to_csv(results.path / TABLE, index=False)
    draw(found, results.path / PICTURE)
    screen.print(f"Written: {TABLE} and {PICTURE} in {results.path}.")
    return table


def title(effects: PointEffects) -> str:
    """Return what the indices are of."""
    about = f"{effects.outcome.label} ({effects.window})"
    if not effects.baseline:
        return f"{about}, {text.world_name(effects.world)}"
    worlds = [text.world_name(name) for name in (effects.world, effects.baseline)]
    return f"Effect on {about}: {worlds[0]} minus {worlds[1]}"


def luck(its: Indices) -> str:
    """Return what the seeds' luck leaves in the indices, as a sentence."""
    if its.luck != its.luck:
        return "One seed a point: what is luck cannot be told from what is the parameters'."
    return (f"Luck of the seeds: {its.luck:.0%} of the variance; a parameter that does nothing "
            f"would have about {its.luck:.2f} in all.")  # fmt: skip


def _print(screen: Console, effects: PointEffects, its: Indices, ranges: Mapping[str, Any]) -> None:
    screen.print(f"\n{title(effects)}", style="bold")
    seeds = "1 seed" if its.seeds == 1 else f"{its.seeds} seeds"
    screen.print(f"{its.base} of {its.of} base points, {seeds}; over the ranges below the mean is "
                 f"{_number(its.mean, True)}, the standard deviation {_number(its.spread)}, "
                 f"from {_number(its.low, True)} to {_number(its.high, True)}.")  # fmt: skip
    table = plain_table()
    for head in ("parameter", "range"):
        table.add_column(head)
    for head in ("alone", "in all"):
        table.add_column(head, justify="right")
    for place in reversed(its.total[:, 0].argsort()):
        key = its.keys[place]
        cells = [_interval(each[place]) for each in (its.first, its.total)]
        table.add_row(label(key).words, said(ranges[key]), *cells)
    screen.print(table)
    screen.print(luck(its))


def said(given: Mapping[str, Any]) -> str:
    """Return the range of an uncertainty as a table shows it."""
    if "choices" in given:
        return ", ".join(map(str, given["choices"]))
    kind = str(given.get("distribution", "uniform"))
    return f"{given['low']:g} to {given['high']:g}" + ("" if kind == "uniform" else f", {kind}")


def _number(value: float, signed: bool = False) -> str:
    return text.number(value, 3 if abs(value) < 1 else 2, signed)


def _interval(index: Any) -> str:
    value, low, high = (text.number(float(each), 2) for each in index)
    return f"{value} [{low} {high}]"


def _rows(effects: PointEffects, its: Indices, ranges: Mapping[str, Any]) -> pd.DataFrame:
    """Return the indices of one world as a table, the strongest first."""
    rows = [
        {
            "world": effects.world, "baseline": effects.baseline, "outcome": effects.outcome.name,
            "window": effects.window, "key": key, "range": said(ranges[key]),
            "first": its.first[place, 0], "first_low": its.first[place, 1],
            "first_high": its.first[place, 2], "total": its.total[place, 0],
            "total_low": its.total[place, 1], "total_high": its.total[place, 2],
            "mean": its.mean, "spread": its.spread, "luck": its.luck,
            "base_points": its.base, "seeds": its.seeds,
        }
        for place, key in enumerate(its.keys)
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values("total", ascending=False)
