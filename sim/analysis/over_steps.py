"""The figure of a study in which households relocate: its outcomes step by step, and at the end."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from sim.analysis import relocation, text
from sim.analysis.comparison import level_label, world_label
from sim.analysis.figures import BAND, GREY, OKABE_ITO, STYLES
from sim.analysis.summaries import start_and_end, summarise
from sim.analysis.worlds import find_axes, number_of, world_order
from sim.outcomes import Outcome, expand

FEWEST_ACROSS, ACROSS, PANEL = 3, 4, 3.8  # panels side by side, and inches of each
MOST_WORLDS, MOST_LEVELS, MOST_PANELS = 6, 3, 8  # at one level; at several, as many as fit a row
LONG = 60  # steps from which on the axis of steps is logarithmic
FEWEST_POINTS = 3  # levels of an axis that make a curve
BASELINE, LETTER = " (baseline)", 0.1  # inches of a letter of the legend
NOTE = 140  # letters of a line of the note below
WITHIN_ONE = ("share", "index")


@dataclass(frozen=True)
class World:
    """One line of every panel: its name, the value that it stands for, and its runs."""

    name: str
    value: Any
    runs: pd.DataFrame


def outcomes_over_steps(
    runs: pd.DataFrame, series: pd.DataFrame, path: str | Path, baseline: Mapping[str, Any]
) -> Path:
    """Draw the outcomes of cities that relocate: the paper's own measures first.

    One line a world, one row of panels a level of the other axes; where the compared axis is a
    number, the outcomes at the end against it follow below.

    Parameters
    ----------
    runs, series : pandas.DataFrame
        As `sim.analysis.relocation.prepared` returns them.
    path : str or Path
        File to write; its ending decides the format.
    baseline : mapping
        Axis to value of the world to compare with; empty where there is only one.

    Returns
    -------
    Path
        The file written.
    """
    every = levels(runs, baseline)
    shown, there = every[:MOST_LEVELS], worlds(runs, baseline)
    drawn, curve = thinned(there, MOST_WORLDS), _axis_of_numbers(there, baseline)
    chosen = _chosen(series, MOST_PANELS if len(every) == 1 else ACROSS)
    across = min(ACROSS, max(FEWEST_ACROSS, len(chosen)))
    shape = (-(-len(chosen) // across), across)
    columns = _legend_columns(drawn, PANEL * across)
    head = 0.15 + 0.3 * -(-len(drawn) // columns) if baseline else 0.05
    blocks = len(shown) + (curve is not None)
    heights = [head, *[2.7 * shape[0] + 0.45] * blocks, 0.9]
    figure = Figure(figsize=(PANEL * across, sum(heights)), layout="constrained")
    FigureCanvasAgg(figure)
    parts = np.asarray(figure.subfigures(len(heights), 1, height_ratios=heights))
    axes: list[tuple[Axes, Outcome]] = []
    last = _last_step(series)
    early = series[series["month"] <= last]
    for (name, part), block in zip(shown, parts[1 : 1 + len(shown)], strict=True):
        axes += _over_time(block, shape, name, early, chosen, _of_level(drawn, part), last)
    if curve is not None:
        window = start_and_end(int(series["month"].max()), relocation.last_steps(runs))[1]
        values = summarise(series, chosen, window)
        axes += _at_the_end(parts[-2], shape, curve, values, chosen, there, shown)
    _finish(axes)
    _legend(parts[0], drawn, baseline, columns)
    _note(parts[-1], runs, series, len(there) - len(drawn), len(every) - len(shown))
    target = Path(path)
    figure.savefig(target, dpi=130)
    return target


def _chosen(series: pd.DataFrame, most: int) -> list[Outcome]:
    """Return the outcomes to draw."""
    found = [o for o in expand(series.columns) if o.kind == "mean" and _varies(series, o)]
    if not found:
        raise ValueError("no outcome of the figure was recorded")
    return found[:most]


def _of_level(there: list[World], part: pd.DataFrame) -> list[World]:
    """Return the worlds with their runs of one level."""
    mine = set(part["address"])
    return [World(w.name, w.value, w.runs[w.runs["address"].isin(mine)]) for w in there]


def _over_time(
    block: Any,
    shape: tuple[int, int],
    name: str,
    series: pd.DataFrame,
    chosen: Sequence[Outcome],
    there: list[World],
    last: int,
) -> list[tuple[Axes, Outcome]]:
    """Draw one level: each outcome step by step, a line a world."""
    _title(block, name)
    grid = _grid(block, shape, chosen)
    for axes, outcome in grid:
        for number, world in enumerate(there):
            mine = series[series["address"].isin(world.runs["address"])]
            _line(axes, mine, outcome, number)
        _steps_axis(axes, last)
    return grid


def _at_the_end(
    block: Any,
    shape: tuple[int, int],
    axis: str,
    values: pd.DataFrame,
    chosen: Sequence[Outcome],
    there: list[World],
    shown: Sequence[tuple[str, pd.DataFrame]],
) -> list[tuple[Axes, Outcome]]:
    """Draw each outcome at the end against the number that the worlds differ in."""
    _title(block, f"at the end of the run, by {text.short(axis)}")
    grid = _grid(block, shape, chosen)
    for axes, outcome in grid:
        lines = [(name, _of_level(there, part)) for name, part in shown]
        _curves(axes, lines, values[outcome.name])
        axes.set_xlabel(text.short(axis), fontsize=9)
    return grid


def _varies(series: pd.DataFrame, outcome: Outcome) -> bool:
    """Return whether an outcome is one to be seen over time: not a time itself."""
    if outcome.name == "came_to_rest" or outcome.unit in ("months", "steps"):
        return False
    return bool(series[outcome.name].notna().any())


def worlds(runs: pd.DataFrame, baseline: Mapping[str, Any]) -> list[World]:
    """Return the worlds, the baseline first, the others in order."""
    axes = list(baseline)
    if not axes:
        return [World("", None, runs)]
    found = []
    for values, part in runs.groupby(axes, sort=False, dropna=False):
        name = text.world_name(world_label(zip(axes, values, strict=True)))
        found.append((world_order(values), World(name, values[0], part)))
    wanted = tuple(baseline.values())
    ordered = [world for _, world in sorted(found, key=lambda one: one[0])]
    first = [w for w in ordered if tuple(w.runs[axes].iloc[0]) == wanted]
    return first + [world for world in ordered if world not in first]


def thinned(there: list[World], most: int) -> list[World]:
    """Return so many worlds at most, the first and the last among them."""
    if len(there) <= most:
        return there
    places = np.unique(np.linspace(0, len(there) - 1, most).astype(int))
    return [there[place] for place in places]


def _axis_of_numbers(worlds: list[World], baseline: Mapping[str, Any]) -> str | None:
    """Return the compared axis if it is one of numbers with enough of them for a curve."""
    if len(baseline) != 1 or len(worlds) < FEWEST_POINTS:
        return None
    if any(isinstance(w.value, bool | np.bool_) or number_of(w.value) is None for w in worlds):
        return None
    return next(iter(baseline))


def levels(runs: pd.DataFrame, baseline: Mapping[str, Any]) -> list[tuple[str, pd.DataFrame]]:
    """Return the runs by level of the other swept axes, with its name, in order."""
    others = [a for a in find_axes(runs) if a not in baseline and runs[a].nunique() > 1]
    if not others:
        return [("", runs)]
    groups = sorted(runs.groupby(others, dropna=False), key=lambda one: world_order(one[0]))
    return [
        (text.level_name(level_label(zip(others, values, strict=True))), part)
        for values, part in groups
    ]


def _last_rest(series: pd.DataFrame) -> int | None:
    """Return the step after which the last city is at rest, None if not all of them come to it."""
    if "resting" not in series or "came_to_rest" in series:
        return None
    return int(series[series["resting"] > 0].groupby("address")["month"].min().max())


def _last_step(series: pd.DataFrame) -> int:
    """Return the last step to draw: a little beyond the last city's rest, if all come to it."""
    horizon, rest = int(series["month"].max()), _last_rest(series)
    return horizon if rest is None else min(horizon, int(1.15 * rest) + 1)


def _title(block: Any, name: str) -> None:
    if name:
        shown = name[0].upper() + name[1:]
        block.suptitle(shown, fontsize=13, x=0.008, ha="left", fontweight="bold")


def _grid(
    block: Any, shape: tuple[int, int], chosen: Sequence[Outcome]
) -> list[tuple[Axes, Outcome]]:
    grid = list(block.subplots(*shape, squeeze=False).flat)
    for axes in grid[len(chosen) :]:
        axes.set_visible(False)
    return list(zip(grid, chosen, strict=False))


def _line(axes: Axes, series: pd.DataFrame, outcome: Outcome, number: int) -> None:
    """Draw the mean over seeds of one world, and a band that holds most of them."""
    if series.empty:
        return
    wide = series.pivot(index="month", columns="address", values=outcome.name).dropna(how="all")
    steps, values = wide.index.to_numpy(dtype=float), wide.to_numpy(dtype=float)
    if not len(steps):
        return
    colour, style = OKABE_ITO[number % len(OKABE_ITO)], STYLES[number % len(STYLES)]
    if values.shape[1] > 1:
        tail = (100 - BAND) / 2
        low, high = np.nanpercentile(values, [tail, 100 - tail], axis=1)
        axes.fill_between(steps, low, high, color=colour, alpha=0.13, linewidth=0)
    axes.plot(steps, np.nanmean(values, axis=1), color=colour, linestyle=style, linewidth=1.8)


def _curves(
    axes: Axes, lines: Sequence[tuple[str, list[World]]], values: "pd.Series[float]"
) -> None:
    """Draw one outcome at the end, a line a level."""
    whole = True
    for number, (name, there) in enumerate(lines):
        points = []
        for world in there:
            mine, x = values.reindex(world.runs["address"]), number_of(world.value) or 0.0
            if mine.notna().any():
                points.append((x, mine.mean(), mine.min(), mine.max()))
                whole = whole and x.is_integer()
        if not points:
            continue
        places, mean, low, high = np.array(sorted(points)).T
        grey = str(0.5 * number / max(len(lines) - 1, 1))
        axes.errorbar(
            places, mean, (mean - low, high - mean), color=grey, linestyle=STYLES[number],
            marker="o", markersize=4, linewidth=1.5, elinewidth=1, capsize=2, label=name,
        )  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=whole))
    if len(lines) > 1:
        axes.legend(fontsize=8, frameon=False)


def _steps_axis(axes: Axes, last: int) -> None:
    if last > LONG:
        axes.set_xscale("symlog", linthresh=1)
        axes.set_xticks([0, *[10**k for k in range(len(str(last)))]])
        axes.xaxis.set_major_formatter(ScalarFormatter())
        axes.xaxis.set_minor_locator(MaxNLocator(1))
        axes.set_xlabel("step (logarithmic)", fontsize=9)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.set_xlabel("step", fontsize=9)
    axes.set_xlim(0, last)


def _finish(drawn: Sequence[tuple[Axes, Outcome]]) -> None:
    """Label all panels; those of one outcome have one scale, from 0 or below."""
    limits = {outcome.name: _limits(drawn, outcome) for _, outcome in drawn}
    for axes, outcome in drawn:
        axes.set_ylim(*limits[outcome.name])
        axes.set_title(outcome.label, fontsize=11, fontweight="bold", loc="left")
        unit = "index, 0: chance" if outcome.name.endswith(".corrected") else outcome.unit
        axes.set_ylabel("share" if outcome.name == "like_neighbour_share" else unit, fontsize=9)
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=9)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)


def _limits(drawn: Sequence[tuple[Axes, Outcome]], outcome: Outcome) -> tuple[float, float]:
    """Return the scale of an outcome: from 0, or below, to a little above the largest value."""
    low = min(axes.get_ylim()[0] for axes, other in drawn if other is outcome)
    high = max(axes.get_ylim()[1] for axes, other in drawn if other is outcome)
    if outcome.unit in WITHIN_ONE and high <= 1.1:
        high = 1.0
    if outcome.unit == "per cent" and high <= 110:
        high = 100.0
    low = low if low < -0.02 * high else 0.0
    return low, high + 0.04 * (high - low)


def _legend_columns(worlds: list[World], width: float) -> int:
    """Return how many names stand side by side in so many inches."""
    longest = max(len(world.name) for world in worlds) + len(BASELINE)
    return max(1, min(len(worlds), int(width / (LETTER * longest + 0.9))))


def _legend(block: Any, worlds: list[World], baseline: Mapping[str, Any], columns: int) -> None:
    if not baseline:
        return
    names = [world.name for world in worlds]
    names[0] += BASELINE
    handles = [
        Line2D([], [], color=OKABE_ITO[n % len(OKABE_ITO)], linestyle=STYLES[n % len(STYLES)],
               linewidth=2.4, label=name)
        for n, name in enumerate(names)
    ]  # fmt: skip
    block.legend(
        handles=handles, loc="center left", ncols=columns, fontsize=12, frameon=False,
        handlelength=3.2,
    )  # fmt: skip


def _note(block: Any, runs: pd.DataFrame, series: pd.DataFrame, worlds: int, levels: int) -> None:
    seeds, lines = int(runs["seed"].nunique()), [relocation.rest(runs, series)]
    if seeds > 1:
        lines.append(
            f"Lines: mean of {seeds} cities (seeds). Bands: {BAND} % of them. Bars (against a "
            "parameter): from the smallest to the largest."
        )
    if (last := _last_rest(series)) is not None:
        lines[0] += f" Nothing changes after step {last}."
    for number, what in ((worlds, "of the worlds"), (levels, "of the levels of other settings")):
        if number:
            lines.append(f"Not drawn as lines: {number} {what}.")
    lines.append("All outcomes, and what they mean: table.txt.")
    wrapped = [part for line in lines for part in textwrap.wrap(line, NOTE)]
    block.text(
        0.008, 0.5, "\n".join(wrapped), ha="left", va="center", fontsize=10, color=GREY,
        linespacing=1.35,
    )  # fmt: skip
