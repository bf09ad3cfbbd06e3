"""Draw a store: its outcomes over time, and one of its cities at the start and at the end.

A store holds no maps. The city is lived again from the configuration in its row, and its state hash
must be the stored one: a map is of the city that was measured, or it is not drawn.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from sim.analysis import board_pictures, ranges, text
from sim.analysis.baselines import default_baseline
from sim.analysis.compared import WORLD, compared_axes, with_worlds, worlds_in_order
from sim.analysis.figures import outcomes_over_time
from sim.analysis.maps import UNBUILT, city_maps
from sim.analysis.worlds import at_level, find_axes, is_missing, prepare
from sim.outcomes import relocates
from sim.results import Results, opened

OUTCOMES, MAPS = "outcomes.png", "city.png"
MOST_WORLDS = 5
DONE = "done"


@dataclass(frozen=True)
class Relived:
    """A city of the store, lived again."""

    start: NDArray[np.int8]
    end: NDArray[np.int8]
    same: bool


def draw(
    store: str | Path | Results,
    console: Console | None = None,
    baseline: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Draw `outcomes.png` and, where a run can be lived again, `city.png` into a store's folder.

    Parameters
    ----------
    store : str, Path or Results
        Folder of the store, or what was read from it.
    console : rich.console.Console, optional
        Where to say what was drawn; by default the terminal.
    baseline : mapping, optional
        Axis to value of the world to compare with; by default that of the store's design.

    Returns
    -------
    list of Path
        The files written.
    """
    results, screen = opened(store), console or Console()
    path, (runs, series) = results.path, results
    done = _done(runs)
    if baseline:
        done.attrs["baseline"] = dict(baseline)
    if done.empty or series.empty:
        return []
    if relocates(series.columns):
        return board_pictures.draw(path, done, series, screen)
    done.attrs["baseline"] = baseline or default_baseline(done) or {}
    written = []
    try:
        written.append(outcomes_over_time(done, series, path / OUTCOMES))
    except ValueError as error:
        _say(screen, f"{OUTCOMES} is not drawn: {error}.")
    if maps := _maps(path, done, screen):
        written.append(maps)
    if written:
        _say(screen, "Pictures: " + ", ".join(str(file) for file in written))
    return written


def _say(screen: Console, line: str) -> None:
    screen.print(Text(line), highlight=False, soft_wrap=True)


def _done(runs: pd.DataFrame) -> pd.DataFrame:
    if "status" not in runs or runs.empty:
        return runs.iloc[:0]
    attrs, found = runs.attrs, prepare(runs[runs["status"] == DONE])
    found.attrs = dict(attrs)
    return found


def _maps(path: Path, runs: pd.DataFrame, screen: Console) -> Path | None:
    """Draw the first seed's city in each world; return the file, or None and say why not."""
    if "config" not in runs:
        return None
    rows, level = chosen_rows(runs)
    shown, left = rows[:MOST_WORLDS], len(rows) - len(rows[:MOST_WORLDS])
    seed, cities = int(shown[0]["seed"]), {}
    with screen.status("") as status:
        for number, row in enumerate(shown, start=1):
            name = text.world_name(str(row[WORLD]))
            status.update(f"Maps: living seed {seed} again, {name} ({number} of {len(shown)})")
            city = relive(path, row)
            if not city.same:
                _say(
                    screen,
                    f"{MAPS} is not drawn: this version of the code does not give the stored city "
                    f"again (seed {seed}, {name}: another state hash). It was made by commit "
                    f"{str(row.get('commit') or 'unknown')[:12]}; run the experiment again to see "
                    "its maps.",
                )
                return None
            cities[str(row[WORLD])] = city
    config = json.loads(shown[0]["config"])
    years = config["months"] / 12
    after = f"after {years:.0f} years" if years >= 2 else f"after {config['months']} months"
    starts = {f"{text.world_name(w)}\nat the start": city.start for w, city in cities.items()}
    first = next(iter(starts.values()))
    shared = all((first == start).all() for start in starts.values())
    maps = {"all worlds\nat the start": first} if shared else starts
    maps |= {f"{text.world_name(world)}\n{after}": city.end for world, city in cities.items()}
    where = f", {level}" if level else ""
    title = f"One city under different rules: seed {seed}{where}"
    more = f"; {left} more worlds are not drawn" if left else ""
    drawn = f"{len(cities)} world{'' if len(cities) == 1 else 's'}"
    _say(screen, f"Maps: seed {seed} lived again, the same to the last bit in {drawn}{more}.")
    layout = config["city"]
    return city_maps(
        maps, list(layout["groups"]), path / MAPS, layout["block"], layout["neighbourhood"], title
    )


def chosen_rows(runs: pd.DataFrame) -> tuple[list[dict[str, Any]], str]:
    """Return the first seed's run of each world, and the level of the other axes in words.

    That is the lowest level of each axis, but for parameters of behaviour the middle one. An axis
    that does not apply to a world leaves it in.
    """
    runs = with_worlds(runs)
    attrs, compared = dict(runs.attrs), compared_axes(runs)
    middle, level = ranges.central(runs, compared), []
    for axis in find_axes(runs):
        values = sorted(v for v in runs[axis].unique() if not is_missing(v))
        if axis in compared or len(values) < 2:
            continue
        value = middle.get(axis, values[0])
        runs = at_level(runs, axis, value)
        level.append(text.level_name(f"{axis}={value}"))
    runs = runs[runs["seed"] == runs["seed"].min()].drop_duplicates(WORLD)
    runs.attrs = attrs
    order = worlds_in_order(runs)
    rows = [{str(k): v for k, v in row.items()} for row in runs.to_dict("records")]
    return sorted(rows, key=lambda row: order.index(row[WORLD])), ", ".join(level)


def relive(path: Path, row: dict[str, Any]) -> Relived:
    """Live a run of the store again, unmeasured; its settled start is read from the store.

    Parameters
    ----------
    path : Path
        Folder of the store.
    row : dict
        A row of `runs`: `config`, `seed`, `state_hash`.
    """
    from sim import burn_in
    from sim.city import City
    from sim.config.validate import validate

    config, seed = validate(json.loads(row["config"])), int(row["seed"])
    config.metrics.families = []
    start = None
    if config.city.initial == "burned_in":
        file = path / "burn_in" / f"{burn_in.key(config, seed)}.npz"
        start = burn_in.Start.load(file) if file.is_file() else None
    city = City(config, seed, start)
    shape = (int(config.city.size[0]), int(config.city.size[1]))
    first = _cells(city, shape)
    city.run()
    return Relived(first, _cells(city, shape), city.state_hash() == row["state_hash"])


def _cells(city: Any, shape: tuple[int, int]) -> NDArray[np.int8]:
    """Return the group of each cell, -1 vacant, -2 unbuilt."""
    seen = city.snapshot()
    return np.where(seen.sector < 0, UNBUILT, seen.group).reshape(shape).astype(np.int8)
