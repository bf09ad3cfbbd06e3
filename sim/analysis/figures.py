"""Figures of a study: its outcomes over time here, maps of one city in `sim.analysis.maps`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis import text
from sim.analysis.maps import city_maps
from sim.analysis.worlds import find_axes, is_missing, prepare, world_order

#: Okabe and Ito (2008), Color Universal Design: distinguishable with any colour vision.
OKABE_ITO = ("#000000", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
STYLES: tuple[Any, ...] = ("-", "--", "-.", (0, (1, 1)))
BAND = 90
ACROSS = 4
SMALLEST_SPAN = 0.01  # an axis never magnifies differences that are not material
__all__ = ["PANELS", "Panel", "city_maps", "outcomes_over_time"]
GREY = "#555555"


@dataclass(frozen=True)
class Panel:
    """One small picture: the sum of `columns`, as it is or over the past twelve months."""

    columns: tuple[str, ...]
    title: str
    unit: str
    flow: bool = False


PANELS = (
    Panel(("dissimilarity.neighbourhood.public.corrected",),
          "Unevenness of groups (D)", "D, neighbourhoods, public homes"),
    Panel(("information_theory.neighbourhood.public.corrected",),
          "Unevenness of groups (H)", "H, neighbourhoods, public homes"),
    Panel(("isolation.malay.neighbourhood.public",),
          "Malay isolation", "Malay share around a Malay household"),
    Panel(("spatial_information_theory.radius5",),
          "Local unevenness (spatial H)", "H within 5 cells of a home"),
    Panel(("neighbourhood_sorting.neighbourhood.all",),
          "Income sorting", "sorting index, neighbourhoods"),
    Panel(("refusals",), "Homes refused by the quota", "households a year", True),
    Panel(("forced_moves", "displaced_out"), "Forced moves and exits", "households a year", True),
    Panel(("homes_reserved",), "Homes reserved", "homes since month 1"),
)  # fmt: skip


def _values(series: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """Return months x addresses; flows as sums over the past twelve months, from month 12 on."""
    total = series[list(panel.columns)].sum(axis=1, min_count=1)
    table = pd.DataFrame({"address": series["address"], "month": series["month"], "y": total})
    wide = table.pivot(index="month", columns="address", values="y").sort_index()
    if panel.flow:
        wide = wide[wide.index > 0].rolling(12).mean() * 12
    return wide.dropna(how="all")


def _draw(axes: Axes, wide: pd.DataFrame, colour: str, style: Any) -> None:
    years = wide.index.to_numpy(dtype=float) / 12
    tail = (100 - BAND) / 2
    values = wide.to_numpy(dtype=float)
    low, high = np.nanpercentile(values, [tail, 100 - tail], axis=1)
    axes.fill_between(years, low, high, color=colour, alpha=0.13, linewidth=0)
    axes.plot(years, np.nanmean(values, axis=1), color=colour, linestyle=style, linewidth=1.8)


def _worlds(runs: pd.DataFrame) -> list[str]:
    """Return the worlds, the quota of today first if it is there."""
    found = sorted(set(runs["policy"]), key=lambda world: world_order((world,)))
    return sorted(found, key=lambda world: world != "ethnic_quota")


def _levels(runs: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the runs by level of the first other swept axis (rows of panels), with its name."""
    others = [a for a in find_axes(runs) if a != "policy" and runs[a].nunique(dropna=True) > 1]
    if not others:
        return [("", runs)]
    axis = others[0]
    values = sorted(value for value in runs[axis].unique() if not is_missing(value))
    return [(text.level_name(f"{axis}={value}"), runs[runs[axis] == value]) for value in values]


def outcomes_over_time(runs: pd.DataFrame, series: pd.DataFrame, path: str | Path) -> Path:
    """Draw the main outcomes month by month, one line a world, one block of panels a level.

    Lines are means over seeds, bands hold 90 % of the seeds. Flows are sums over the past twelve
    months. Panels whose columns were not recorded are left out.

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
    panels = [p for p in PANELS if set(p.columns) <= set(series.columns)]
    if not panels:
        raise ValueError("no outcome of the figure was recorded: " + PANELS[0].columns[0] + ", ...")
    levels, worlds = _levels(runs), _worlds(runs)
    down = -(-len(panels) // ACROSS)
    heights = [0.45, *[2.6 * down + 0.4] * len(levels), 0.3]
    figure = Figure(figsize=(14.4, sum(heights)), layout="constrained")
    FigureCanvasAgg(figure)
    blocks = np.asarray(figure.subfigures(len(heights), 1, height_ratios=heights))
    drawn: dict[str, list[Axes]] = {}
    for (name, chosen), block in zip(levels, blocks[1:-1], strict=True):
        if name:
            block.suptitle(name[0].upper() + name[1:], fontsize=13, x=0.01, ha="left")
        grid = block.subplots(down, ACROSS, squeeze=False)
        for place, axes in enumerate(grid.flat):
            if place >= len(panels):
                axes.set_visible(False)
                continue
            _panel(axes, panels[place], worlds, chosen, series)
            drawn.setdefault(panels[place].title, []).append(axes)
    _share_limits(drawn)
    _legend(blocks[0], worlds)
    _note(blocks[-1], int(runs["seed"].nunique()))
    target = Path(path)
    figure.savefig(target, dpi=130)
    return target


def _panel(
    axes: Axes, panel: Panel, worlds: list[str], runs: pd.DataFrame, series: pd.DataFrame
) -> None:
    """Draw one outcome of all worlds at one level."""
    for number, world in enumerate(worlds):
        addresses = runs.loc[runs["policy"] == world, "address"]
        wide = _values(series[series["address"].isin(addresses)], panel)
        if not wide.empty:
            _draw(axes, wide, OKABE_ITO[number % len(OKABE_ITO)], STYLES[number % len(STYLES)])
    axes.set_title(panel.title, fontsize=11, fontweight="bold", loc="left")
    axes.set_ylabel(panel.unit, fontsize=9)
    axes.set_xlabel("years after the burn-in", fontsize=9)
    axes.set_xlim(0, float(series["month"].max()) / 12)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _share_limits(limits: Mapping[str, list[Axes]]) -> None:
    """Give the panels of one outcome the same scale; counts start at zero."""
    flows = {panel.title for panel in PANELS if panel.flow or panel.unit.startswith("homes")}
    for title, group in limits.items():
        low = min(axes.get_ylim()[0] for axes in group)
        high = max(axes.get_ylim()[1] for axes in group)
        if high - low < SMALLEST_SPAN:
            low, high = (low + high - SMALLEST_SPAN) / 2, (low + high + SMALLEST_SPAN) / 2
        for axes in group:
            axes.set_ylim(-0.02 * high if title in flows else low, high)


def _legend(block: SubFigure, worlds: list[str]) -> None:
    handles = [
        Line2D([], [], color=OKABE_ITO[n % len(OKABE_ITO)], linestyle=STYLES[n % len(STYLES)],
               linewidth=2.4, label=text.world_name(world))
        for n, world in enumerate(worlds)
    ]  # fmt: skip
    block.legend(
        handles=handles, loc="center left", ncols=len(worlds), fontsize=12, frameon=False,
        handlelength=3.2,
    )  # fmt: skip


def _note(block: SubFigure, seeds: int) -> None:
    note = (
        f"Lines: mean of {seeds} seeds. Bands: {BAND} % of the seeds (luck of the draw only). "
        "Households a year: sums over the past 12 months. Same scale at every level."
    )
    block.text(0.01, 0.5, note, ha="left", va="center", fontsize=10, color=GREY)
