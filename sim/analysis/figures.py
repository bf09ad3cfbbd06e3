"""Figures of a study: its outcomes over time here, maps of one city in `sim.analysis.maps`."""

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.analysis import ranges, text
from sim.analysis.compared import WORLD, compared_axes, with_worlds, worlds_in_order
from sim.analysis.maps import city_maps
from sim.analysis.margins import MATERIAL_D
from sim.analysis.worlds import (
    at_level,
    find_axes,
    is_missing,
    prepare,
)

#: Okabe and Ito (2008), Color Universal Design: distinguishable with any colour vision.
OKABE_ITO = ("#000000", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
STYLES: tuple[Any, ...] = ("-", "--", "-.", (0, (1, 1)))
BAND = 90
ACROSS = 4
SMALLEST_SPAN = 0.01  # an axis never magnifies differences that are not material
SMALLEST_COUNT = 5.0
MOST_LEVELS, MOST_WORLDS = 3, 7
NOTE_WIDTH = 200
GREY = "#555555"
__all__ = ["Panel", "city_maps", "outcomes_over_time", "panels"]


@dataclass(frozen=True)
class Panel:
    """One small picture: the sum of `columns`, over that of `below`, or over the past year.

    Attributes
    ----------
    columns, below : tuple of str
        Recorded columns that are added; those of `below` divide.
    title, unit : str
        What a reader sees.
    noun, symbol : str
        What a difference between worlds is called, and the index for short; empty if no difference
        is drawn.
    flow : bool
        Whether to add up the past twelve months.
    """

    columns: tuple[str, ...]
    title: str
    unit: str
    noun: str = ""
    symbol: str = ""
    flow: bool = False
    below: tuple[str, ...] = ()


D = Panel(("dissimilarity.neighbourhood.public.corrected",),
          "Unevenness of groups (D)", "D, public homes", "unevenness (D)", "D")  # fmt: skip


def panels(series: pd.DataFrame) -> list[Panel]:
    """Return the panels whose columns were recorded, levels first."""
    group = _largest_minority(series)
    name = group.replace("_", " ").title()
    every = [
        D,
        Panel(("renters_burdened_30",), "Renters paying over 30 % of income",
              "share of market renters", below=("renters_market",)),
        Panel(("refusals",), "Homes refused by the quota", "households a year", flow=True),
        Panel(("forced_moves", "displaced_out"), "Households priced out",
              "households a year", flow=True),
        Panel((f"isolation.{group}.neighbourhood.public",),
              f"{name} isolation", f"share {name}, of neighbours", f"{name} isolation", "share"),
        Panel(("spatial_information_theory.radius5",),
              "Unevenness close to home", "H within 5 cells", "local unevenness", "H"),
        Panel(("neighbourhood_sorting.neighbourhood.all",),
              "Sorting by income", "sorting index", "income sorting", "index"),
    ]  # fmt: skip
    known = [panel for panel in every if {*panel.columns, *panel.below} <= set(series.columns)]
    return [panel for panel in known if _happens(panel, series)] or known


def _happens(panel: Panel, series: pd.DataFrame) -> bool:
    """Return whether there is anything to draw: a flow that ever flows, somebody to divide by."""
    needed = panel.columns if panel.flow else panel.below
    return not needed or bool((series[list(needed)].fillna(0) != 0).any(axis=None))


def _largest_minority(series: pd.DataFrame) -> str:
    """Return the second largest group, by its isolation; empty if there is none."""
    start, end = "isolation.", ".neighbourhood.public"
    names = [c for c in map(str, series.columns) if c.startswith(start) and c.endswith(end)]
    means = series[names].mean().sort_values(ascending=False)
    return str(means.index[1])[len(start) : -len(end)] if len(means) > 1 else ""


def _values(series: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """Return months x addresses; flows as sums over the past twelve months, from month 12 on."""
    total = series[list(panel.columns)].sum(axis=1, min_count=1)
    if panel.below:
        below = series[list(panel.below)].sum(axis=1, min_count=1)
        total = total / below.where(below > 0)
    table = pd.DataFrame({"address": series["address"], "month": series["month"], "y": total})
    wide = table.pivot(index="month", columns="address", values="y").sort_index()
    if panel.flow:
        wide = wide[wide.index > 0].rolling(12).sum()
    return wide.dropna(how="all")


def _draw(axes: Axes, wide: pd.DataFrame, colour: str, style: Any, band: float) -> None:
    """Draw the mean of the seeds, and a band of this darkness that holds most of them."""
    years = wide.index.to_numpy(dtype=float) / 12
    tail = (100 - BAND) / 2
    values = wide.to_numpy(dtype=float)
    if band and values.shape[1] > 1:
        low, high = np.nanpercentile(values, [tail, 100 - tail], axis=1)
        axes.fill_between(years, low, high, color=colour, alpha=band, linewidth=0)
    axes.plot(years, np.nanmean(values, axis=1), color=colour, linestyle=style, linewidth=1.8)


def _levels(runs: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the runs by level of the other swept axes, with its name, lowest first.

    Parameters of behaviour are held at their middle value.
    """
    middle = ranges.central(runs, compared_axes(runs))
    attrs, runs = runs.attrs, ranges.at(runs, middle)
    runs.attrs = attrs
    compared = compared_axes(runs)
    others = [a for a in find_axes(runs) if a not in compared and runs[a].nunique(dropna=True) > 1]
    held = [text.level_name(f"{axis}={value}") for axis, value in middle.items()]
    found = [(held, runs)]
    for axis in others:
        found = _parted(found, axis)
    return [(", ".join(names), part) for names, part in found]


def _parted(
    found: list[tuple[list[str], pd.DataFrame]], axis: str
) -> list[tuple[list[str], pd.DataFrame]]:
    """Return levels parted by the values of one more axis, the lowest first.

    Only values that a level has are levels: points of a list are few of all combinations.
    """
    own = [{v for v in part[axis].unique() if not is_missing(v)} for _, part in found]
    made = [(names, part) for (names, part), its in zip(found, own, strict=True) if not its]
    for value in sorted(set().union(*own)):
        for (names, part), its in zip(found, own, strict=True):
            if value in its:
                level = text.level_name(f"{axis}={value}")
                made.append(([level, *names], at_level(part, axis, value)))
    return made


def outcomes_over_time(runs: pd.DataFrame, series: pd.DataFrame, path: str | Path) -> Path:
    """Draw the main outcomes month by month, one line a world, one block of panels a level.

    The upper panels of a block show the outcomes as they are; the lower ones the difference of each
    city from the same city (seed) in the baseline, because cities differ more from each other than
    rules make them differ. Lines are means over seeds; bands hold 90 % of the seeds.

    Parameters
    ----------
    runs, series : pandas.DataFrame
        A store, see `sim.analysis.comparison.compare`.
    path : str or Path
        File to write; its ending decides the format.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        If no panel's columns were recorded.
    """
    runs = prepare(runs)
    if "policy" not in runs:
        runs["policy"] = "none"
    if not (chosen := panels(series)):
        raise ValueError("no outcome of the figure was recorded: " + D.columns[0] + ", ...")
    runs = with_worlds(runs)
    levels, worlds = _levels(runs), worlds_in_order(runs)[:MOST_WORLDS]
    left = runs[WORLD].nunique() - len(worlds)
    cells = _cells(chosen, len(worlds) > 1)
    down, shown = -(-len(cells) // ACROSS), levels[:MOST_LEVELS]
    heights = [0.45, *[2.55 * down + 0.45] * len(shown), 1.35]
    figure = Figure(figsize=(15.2, sum(heights)), layout="constrained")
    FigureCanvasAgg(figure)
    blocks = np.asarray(figure.subfigures(len(heights), 1, height_ratios=heights))
    drawn: dict[tuple[str, bool], list[Axes]] = {}
    for (name, part), block in zip(shown, blocks[1:-1], strict=True):
        if name:
            block.suptitle(
                name[0].upper() + name[1:], fontsize=13, x=0.008, ha="left", fontweight="bold"
            )
        grid = block.subplots(down, ACROSS, squeeze=False)
        for place, axes in enumerate(grid.flat):
            if place >= len(cells):
                axes.set_visible(False)
                continue
            panel, differs = cells[place]
            _panel(axes, panel, differs, worlds, part, series)
            drawn.setdefault((panel.title, differs), []).append(axes)
    _share_limits(drawn, chosen)
    _legend(blocks[0], worlds)
    _note(blocks[-1], chosen, worlds, int(runs["seed"].nunique()), (left, len(levels) - len(shown)))
    target = Path(path)
    figure.savefig(target, dpi=130)
    return target


def _cells(chosen: list[Panel], paired: bool) -> list[tuple[Panel, bool]]:
    """Return the panels in reading order, and whether each shows differences between worlds."""
    if not paired:
        return [(panel, False) for panel in chosen]
    levels = [(panel, False) for panel in chosen if not panel.noun or panel is D]
    return levels + [(panel, True) for panel in chosen if panel.noun]


def _paired(
    panel: Panel, world: str, baseline: str, runs: pd.DataFrame, series: pd.DataFrame
) -> pd.DataFrame:
    """Return months x seeds: this world less the baseline, in the same city."""
    wide = []
    for name in (world, baseline):
        part = runs[runs[WORLD] == name]
        values = _values(series[series["address"].isin(part["address"])], panel)
        seeds = dict(zip(part["address"], part["seed"], strict=True))
        wide.append(values.rename(columns=seeds))
    return (wide[0] - wide[1]).dropna(axis=1, how="all").dropna(how="all")


def _panel(
    axes: Axes,
    panel: Panel,
    differs: bool,
    worlds: list[str],
    runs: pd.DataFrame,
    series: pd.DataFrame,
) -> None:
    """Draw one outcome of all worlds at one level, or the differences from the first world."""
    if differs and panel is D:
        axes.axhspan(-MATERIAL_D, MATERIAL_D, color="#eeeeee", linewidth=0, zorder=0)
    for number, world in enumerate(worlds):
        colour, style = OKABE_ITO[number % len(OKABE_ITO)], STYLES[number % len(STYLES)]
        if differs and number == 0:
            axes.axhline(0, color=colour, linestyle=style, linewidth=1.8)
            continue
        if differs:
            wide, band = _paired(panel, world, worlds[0], runs, series), 0.15
        else:
            addresses = runs.loc[runs[WORLD] == world, "address"]
            wide = _values(series[series["address"].isin(addresses)], panel)
            band = 0.0 if number else 0.13
        if not wide.empty:
            _draw(axes, wide, colour, style, band)
    title = f"Difference in {panel.noun}" if differs else panel.title
    unit = f"difference in {panel.symbol}" if differs else panel.unit
    axes.set_title(title, fontsize=11, fontweight="bold", loc="left")
    axes.set_ylabel(unit, fontsize=9)
    axes.set_xlabel(
        "years after the rules change" if text.are_policies(worlds) else "years", fontsize=9
    )
    axes.set_xlim(0, max(float(series["month"].max()) / 12, 1 / 12))
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(_number(panel, differs)))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _number(panel: Panel, differs: bool) -> Callable[[float, int], str]:
    """Return how to write the numbers of an axis: never as a power of ten or an offset."""

    def write(value: float, place: int) -> str:
        if panel.below:
            return f"{round(100 * value, 1):g} %"
        if panel.flow:
            return f"{value:,.0f}"
        shown = f"{value:.3f}".rstrip("0").rstrip(".")
        return "0" if shown in ("0", "-0") else f"+{shown}" if differs and value > 0 else shown

    return write


def _share_limits(drawn: Mapping[tuple[str, bool], list[Axes]], panels_drawn: list[Panel]) -> None:
    """Give the panels of one outcome the same scale; what is no difference starts at zero."""
    flows = {panel.title for panel in panels_drawn if panel.flow}
    for (title, differs), group in drawn.items():
        low = min(axes.get_ylim()[0] for axes in group)
        high = max(axes.get_ylim()[1] for axes in group)
        least = SMALLEST_COUNT if title in flows else SMALLEST_SPAN
        if differs and high - low < 2 * least:
            low, high = min(low, -least), max(high, least)
        for axes in group:
            axes.set_ylim(low if differs else min(low, -0.02 * high), max(high, least))


def _legend(block: SubFigure, worlds: list[str]) -> None:
    names = [text.world_name(world) for world in worlds]
    if len(names) > 1:
        names[0] += " (baseline)"
    handles = [
        Line2D([], [], color=OKABE_ITO[n % len(OKABE_ITO)], linestyle=STYLES[n % len(STYLES)],
               linewidth=2.4, label=name)
        for n, name in enumerate(names)
    ]  # fmt: skip
    block.legend(
        handles=handles, loc="center left", ncols=len(worlds), fontsize=12, frameon=False,
        handlelength=3.2,
    )  # fmt: skip


def _note(
    block: SubFigure, chosen: list[Panel], worlds: list[str], seeds: int, left_out: tuple[int, int]
) -> None:
    base = text.world_name(worlds[0])
    lines = []
    if seeds > 1:
        lines.append(
            f"Lines: mean of {seeds} cities (seeds). Grey bands: {BAND} % of the cities with "
            f"{base}."
        )
    if len(worlds) > 1:
        band = f" Coloured bands: {BAND} % of the cities." if seeds > 1 else ""
        lines.append(
            f"Panels \u201cDifference in ...\u201d: each city less the same city with {base}, "
            f"so that what differs between cities drops out.{band}"
        )
        if D in chosen:
            lines[-1] += " Grey strip (D): no material difference."
    if D in chosen:
        lines.append(
            "D: 0 = every neighbourhood has the city's mix of groups, 1 = no group shares a "
            "neighbourhood with another; what chance alone would give is taken off."
        )
    lines.append(
        "Isolation: share of a household's neighbours (same neighbourhood, public homes) who are "
        "of its group, on average. H within 5 cells: the same idea as D, around every home."
    )
    lines.append(
        "Sorting index: 0 = all neighbourhoods equally rich, 1 = incomes differ between "
        "neighbourhoods only. Households a year: sum of the past 12 months. The same scale at "
        "every level."
    )
    for number, what in zip(left_out, ("worlds", "levels of the other settings"), strict=True):
        if number:
            lines.append(f"{number} more {what} are not drawn.")
    wrapped = [part for line in lines for part in textwrap.wrap(line, NOTE_WIDTH)]
    block.text(
        0.008, 0.5, "\n".join(wrapped), ha="left", va="center", fontsize=10, color=GREY,
        linespacing=1.35,
    )  # fmt: skip
