"""Draw a store of cities that relocate: their outcomes step by step, and one city in each world.

As on a housing market, a picture is of the city that was measured, or it is not drawn.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.text import Text

from sim.analysis import boards, relocation
from sim.analysis.baselines import default_baseline
from sim.analysis.collection import with_axes
from sim.analysis.layout import figure_of
from sim.analysis.lives import Life, live
from sim.analysis.over_steps import World, levels, outcomes_over_steps, thinned, worlds

OUTCOMES, CITY = "outcomes.png", "city.png"
MOST_WORLDS = 5
ACROSS = 3
PANEL, WIDEST, DPI = 3.9, 11.0, 110  # inches, inches, dots an inch


def draw(path: Path, runs: pd.DataFrame, series: pd.DataFrame, screen: Console) -> list[Path]:
    """Draw `outcomes.png` and, where a run can be lived again, `city.png` into a store's folder.

    Parameters
    ----------
    path : Path
        Folder of the store.
    runs, series : pandas.DataFrame
        Its runs that are done, and their steps.
    screen : rich.console.Console
        Where to say what was drawn.

    Returns
    -------
    list of Path
        The files written.
    """
    runs, series = relocation.prepared(with_axes(runs), series)
    baseline = default_baseline(runs) or {}
    written = []
    try:
        written.append(outcomes_over_steps(runs, series, path / OUTCOMES, baseline))
    except ValueError as error:
        _say(screen, f"{OUTCOMES} is not drawn: {error}.")
    if city := _city(path, runs, baseline, screen):
        written.append(city)
    if written:
        _say(screen, "Pictures: " + ", ".join(str(file) for file in written))
    return written


def _say(screen: Console, line: str) -> None:
    screen.print(Text(line), highlight=False, soft_wrap=True)


def _city(
    path: Path, runs: pd.DataFrame, baseline: Mapping[str, Any], screen: Console
) -> Path | None:
    """Draw the first seed's city in each world; return the file, or None and say why not."""
    if "config" not in runs:
        return None
    level, part = levels(runs, baseline)[0]
    seed = int(part["seed"].min())
    part = part[part["seed"] == seed]
    every = worlds(part, baseline)
    shown = thinned(every, MOST_WORLDS)
    found = []
    with screen.status("") as status:
        for number, world in enumerate(shown, start=1):
            status.update(f"City: living seed {seed} again ({number} of {len(shown)})")
            life = _relived(world)
            if life is None:
                _say(
                    screen,
                    f"{CITY} is not drawn: this version of the code does not give the stored city "
                    f"again (seed {seed}: another state hash); run the experiment again.",
                )
                return None
            found.append(life)
    more = f"; {len(every) - len(shown)} more are not drawn" if len(every) > len(shown) else ""
    lived = f"{len(shown)} world{'' if len(shown) == 1 else 's'}"
    _say(screen, f"City: seed {seed} lived again, the same to the last bit in {lived}{more}.")
    title = f"One city, seed {seed}" + (f", {level}" if level else "")
    return _drawn(found, [world.name for world in shown], title, path / CITY)


def _relived(world: World) -> Life | None:
    """Live a world's city again; None if it is not the stored one."""
    from sim.config.validate import validate

    row = world.runs.iloc[0]
    life = live(validate(json.loads(row["config"])), int(row["seed"]))
    return life if life.state_hash == row["state_hash"] else None


def _drawn(lives: list[Life], names: list[str], title: str, path: Path) -> Path:
    """Draw the start, once if all worlds share it, and the end of each; a line in one panel."""
    ends = [_named(boards.panels(life)[-1], name) for life, name in zip(lives, names, strict=True)]
    across = min(len(ends), ACROSS)
    first = lives[0].frames[0]
    if lives[0].form == "line":
        parts, across = ends, 1
    elif all(life.frames[0].shape == first.shape and (life.frames[0] == first).all()
             for life in lives):  # fmt: skip
        parts = [boards.panel(lives[0], 0), *ends]
        across = 2 if len(parts) == 4 else min(len(parts), ACROSS)
        if len(lives) > 1 and any(mark is not None for mark in lives[0].unhappy):
            parts[0] = _named(parts[0], names[0])
    else:
        starts = [_named(boards.panel(lives[k], 0), name) for k, name in enumerate(names)]
        parts, across = [*starts, *ends], len(ends)
    width = WIDEST if lives[0].form == "line" else PANEL * across + 0.4
    figure_of(parts, lives, across, width, title).savefig(path, dpi=DPI)
    return path


def _named(panel: boards.Panel, name: str) -> boards.Panel:
    when = f"{name}, {panel.when}" if name else panel.when
    return boards.Panel(when, panel.measured, panel.paint)
