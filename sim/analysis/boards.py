"""One city in which households relocate, drawn: a board, a line over time, rows, or areas.

The board is read with any colour vision: groups have the colours of Okabe and Ito, empty homes are
light, and a dot marks a household that is not satisfied.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, LogNorm, Normalize, to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.analysis.lives import Life
from sim.analysis.text import number
from sim.config.schema import CityConfig
from sim.outcomes import capitalised

#: Okabe and Ito (2008), Color Universal Design; the first two are named like the groups of a board.
BLUE, ORANGE, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
PALETTE = (BLUE, ORANGE, GREEN, PINK, "#56B4E9", "#D55E00", "#F0E442")
EMPTY, UNBUILT, INK, EDGE = "#F2F2F2", "#9A9A9A", "#222222", "#777777"
LIGHTEST = 0.75  # share of white in the lightest shade of a colour
MOST_ROWS = 60  # steps of a line that are drawn
MOST_DOTS = 90  # cells a side from which on a dot is too small to see
BIGGEST_DOT, HEADING = 7.0, 11.0  # points
LETTER = 0.68  # width of a letter, of the size of its font
SHADES = "cividis"  # readable with any colour vision, and in grey
OVER_AND_UNDER, MOST_TIMES = "PuOr_r", 4.0  # shares of areas: purple below the city's, orange above
MOST_LABELS = 14  # groups that are named below a picture of shares

Cells = NDArray[np.int8]


@dataclass(frozen=True)
class Panel:
    """One part of a picture.

    Attributes
    ----------
    when, measured : str
        What stands above it: how many steps, and what the paper measures.
    paint : callable
        Draws it on axes.
    """

    when: str
    measured: str
    paint: Callable[[Axes], None]


def colours(city: CityConfig) -> list[str]:
    """Return a colour for each group: where there are many, a hue an ethnicity, a shade a status.

    Parameters
    ----------
    city : CityConfig
        With the groups and what they are like.
    """
    groups = city.groups
    if len(groups) <= len(PALETTE):
        return list(PALETTE[: len(groups)])
    hues = list(dict.fromkeys(group.ethnicity or name for name, group in groups.items()))
    shades = list(dict.fromkeys(group.status for group in groups.values()))
    found = []
    for name, group in groups.items():
        hue = np.array(to_rgb(PALETTE[hues.index(group.ethnicity or name) % len(PALETTE)]))
        white = LIGHTEST * shades.index(group.status) / len(shades)
        red, green, blue = hue + white * (1 - hue)
        found.append(to_hex((red, green, blue)))
    return found


def panels(life: Life) -> list[Panel]:
    """Return the start and the end of a city, or for a line the whole of it in one panel."""
    if life.form == "line":
        shades = colours(life.config.city)
        return [Panel(life.span, measured(life), lambda axes: strip(axes, life, shades))]
    return [panel(life, 0), panel(life, 1)]


def panel(life: Life, end: int) -> Panel:
    """Return the start (0) or the end (1) of a city."""
    shades = colours(life.config.city)
    when = life.span if end else "at the start"

    def paint(axes: Axes) -> None:
        if life.form == "areas":
            shares(axes, life, end)
        elif life.form == "rows":
            rows(axes, life.frames[-end], shades)
        elif life.form == "wealth":
            ranks(axes, life.wealth[end])
        else:
            board(axes, life.frames[-end], shades, life.unhappy[end], life.borders)

    return Panel(when, measured(life, end), paint)


def heading(axes: Axes, when: str, what: str) -> None:
    """Write above a panel when it is, and what the paper measures then; smaller if it is long."""
    width = _points_a_cell(axes, 1)
    for text, points, weight in ((when, 21, "bold"), (what, 6, "normal")):
        size = min(HEADING, width / (LETTER * max(len(text), 1)))
        axes.annotate(
            capitalised(text), (0, 1), (0, points), "axes fraction", textcoords="offset points",
            fontsize=size, fontweight=weight, va="baseline", ha="left", annotation_clip=False,
        )  # fmt: skip


def measured(life: Life, end: int | None = None) -> str:
    """Return the paper's measure with its value at the start, at the end, or at both."""
    if life.measure is None:
        return ""
    name, unit = life.measure.called, life.measure.unit
    values = [_value(value, unit) for value in life.values]
    if end is not None:
        return f"{name} {values[end]}" if values[end] else ""
    return f"{name}: {values[0]} at the start, {values[1]} at the end"


def _value(value: float, unit: str) -> str:
    if np.isnan(value):
        return ""
    size = abs(value)
    whole = size == int(size)
    shown = number(value, 0 if size >= 100 or whole else 1 if size >= 10 else 2)
    return f"{shown} %" if unit == "per cent" else shown


def board(
    axes: Axes,
    cells: Cells,
    shades: Sequence[str],
    unhappy: NDArray[np.bool_] | None = None,
    borders: int = 0,
) -> None:
    """Draw a grid of homes.

    Parameters
    ----------
    axes : Axes
    cells : int8 array, shape (rows, columns)
        Group of each cell, -1 vacant, -2 unbuilt.
    shades : sequence of str
        Colour of each group.
    unhappy : bool array, shape (rows, columns), optional
        Households to mark.
    borders : int
        Side of the blocks whose borders are drawn, cells; 0: none.
    """
    _cells(axes, cells, shades)
    down, across = cells.shape
    if borders:
        axes.hlines(np.arange(borders, down, borders), 0, across, color=INK, linewidth=0.6)
        axes.vlines(np.arange(borders, across, borders), 0, down, color=INK, linewidth=0.6)
    if unhappy is not None and max(cells.shape) <= MOST_DOTS:
        row, column = np.nonzero(unhappy)
        size = min(_points_a_cell(axes, across) * 0.4, BIGGEST_DOT)
        axes.plot(column + 0.5, row + 0.5, "o", color="#000000", markersize=size, markeredgewidth=0)
    _frame(axes)


def _points_a_cell(axes: Axes, across: int) -> float:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return float(axes.get_position().width * figure.get_size_inches()[0] * 72 / across)


def _cells(axes: Axes, cells: Cells, shades: Sequence[str], aspect: Any = "equal") -> None:
    map_ = ListedColormap([UNBUILT, EMPTY, *shades])
    down, across = cells.shape
    axes.imshow(
        cells + 2, cmap=map_, vmin=-0.5, vmax=len(shades) + 1.5, interpolation="nearest",
        extent=(0, across, down, 0), aspect=aspect,
    )  # fmt: skip


def _frame(axes: Axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_linewidth(0.8)


def strip(axes: Axes, life: Life, shades: Sequence[str]) -> None:
    """Draw a line or ring over time, one row a step, the start at the top."""
    steps = np.arange(len(life.frames))
    if len(steps) > MOST_ROWS:
        steps = np.unique(np.linspace(0, len(steps) - 1, MOST_ROWS).astype(int))
    picture = np.stack([life.frames[step].ravel() for step in steps])
    _cells(axes, picture, shades, aspect="auto")
    _frame(axes)
    shown = np.unique(np.linspace(0, len(steps) - 1, min(len(steps), 6)).astype(int))
    axes.set_yticks(shown + 0.5, [str(steps[place]) for place in shown], fontsize=9)
    axes.set_ylabel("step", fontsize=9)
    axes.set_xticks([0.5, picture.shape[1] - 0.5], ["1", str(picture.shape[1])], fontsize=9)
    ring = ", whose ends meet" if life.config.rules.torus else ""
    axes.set_xlabel(f"home on the line{ring}", fontsize=9)


def rows(axes: Axes, cells: Cells, shades: Sequence[str]) -> None:
    """Draw zones that are rows: each a bar of its households by group, the empty homes last.

    Where in its zone a household lives says nothing. The zones are in the order of how many of the
    first group live there.
    """
    ordered = np.sort(np.where(cells < 0, np.int8(126), cells), axis=1)
    ordered = ordered[np.argsort(-(cells == 0).sum(axis=1), kind="stable")]
    _cells(axes, np.where(ordered == 126, np.int8(-1), ordered), shades, aspect="auto")
    _frame(axes)
    axes.set_ylabel(f"{len(cells)} zones", fontsize=9)
    axes.set_xlabel(f"{cells.shape[1]} homes in each zone, the empty ones last", fontsize=9)


def ranks(axes: Axes, wealth: NDArray[np.float64]) -> None:
    """Draw who is rich and who is poor, by rank; homes that are empty are light."""
    map_ = colormaps[SHADES].with_extremes(bad=EMPTY)
    axes.imshow(wealth, cmap=map_, vmin=0, vmax=1, interpolation="nearest")
    _frame(axes)


def shares(axes: Axes, life: Life, end: int) -> None:
    """Draw each group's share of each area, over its share of the city.

    Areas are in the order of the share of the first group at the end.
    """
    counts, names = life.counts[end], list(life.config.city.groups)
    people = np.maximum(life.counts[1].sum(axis=1, keepdims=True), 1)
    order = np.argsort(-(life.counts[1][:, 0] / people[:, 0]), kind="stable")
    mix = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    even = counts.sum(axis=0) / max(int(counts.sum()), 1)
    over = np.clip((mix / np.maximum(even, 1e-9))[order], 1 / MOST_TIMES, MOST_TIMES)
    axes.imshow(over, cmap=OVER_AND_UNDER, norm=scale(), aspect="auto", interpolation="nearest")
    axes.set_yticks([])
    first = names[0].replace("_", " ")
    axes.set_ylabel(f"{len(counts)} areas, by share of {first} at the end", fontsize=9)
    if len(names) <= MOST_LABELS:
        shown = [name.replace("_", " ") for name in names]
        axes.set_xticks(range(len(names)), shown, rotation=90, fontsize=8)


def scale() -> Normalize:
    """Return the scale of a picture of shares: the city's share is in the middle."""
    return LogNorm(1 / MOST_TIMES, MOST_TIMES)


def colour_bar(life: Life, axes: Axes) -> None:
    """Draw the colour bar of a picture of shares or of wealth."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    if life.form == "areas":
        ticks = [1 / MOST_TIMES, 1 / 2, 1, 2, MOST_TIMES]
        bar = figure.colorbar(ScalarMappable(scale(), OVER_AND_UNDER), cax=axes, ticks=ticks)
        bar.minorticks_off()
        bar.ax.set_yticklabels(["1/4 or less", "1/2", "as the city", "2", "4 or more"])
        bar.set_label("share of the area, over share of the city", fontsize=9)
    else:
        bar = figure.colorbar(ScalarMappable(Normalize(0, 1), SHADES), cax=axes, ticks=[0, 1])
        bar.ax.set_yticklabels(["poorest", "richest"])
        bar.set_label("households by rank of income", fontsize=9, labelpad=-18)
    bar.ax.tick_params(labelsize=8)


def has_bar(life: Life) -> bool:
    """Return whether colours are a scale and not groups."""
    return life.form in ("areas", "wealth")


def legend_handles(lives: Sequence[Life]) -> list[Any]:
    """Return the entries of a legend: groups, empty homes, households that are not satisfied."""
    found: list[Any] = []
    life = lives[0]
    groups = {} if life.form == "wealth" else life.config.city.groups
    for name, colour in zip(groups, colours(life.config.city), strict=False):
        label = "household" if len(groups) == 1 else capitalised(name.replace("_", " "))
        found.append(Patch(facecolor=colour, edgecolor=EDGE, label=label))
    frames = [frame for life in lives for frame in (life.frames[0], life.frames[-1])]
    for value, colour, label in ((-1, EMPTY, "empty home"), (-2, UNBUILT, "no home")):
        if any((frame == value).any() for frame in frames):
            found.append(Patch(facecolor=colour, edgecolor=EDGE, label=label))
    marks = [mark for life in lives for mark in life.unhappy if mark is not None]
    if any(mark.any() and max(mark.shape) <= MOST_DOTS for mark in marks):
        dot = Line2D([], [], marker="o", color="#000000", linestyle="", markersize=4,
                     label="not satisfied")  # fmt: skip
        found.append(dot)
    return found
