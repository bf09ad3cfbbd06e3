"""The picture of Sobol's indices: a row a parameter, what it does alone and in all."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.analysis import text
from sim.analysis.figures import GREY, OKABE_ITO
from sim.analysis.points import PointEffects
from sim.analysis.sensitivity import Indices
from sim.config.labels import label

ROW, HEAD, WIDE = 0.52, 1.9, 8.6  # inches
ALONE, IN_ALL, LUCK = OKABE_ITO[2], OKABE_ITO[1], "#DDDDDD"
MOST = 4  # worlds that are drawn


def draw(found: Sequence[tuple[PointEffects, Indices]], path: Path) -> Path:
    """Draw the indices of each world below each other, the strongest parameter above.

    Parameters
    ----------
    found : sequence of (PointEffects, Indices)
        One a world.
    path : Path
        File to write.
    """
    shown = found[:MOST]
    rows = len(shown[0][1].keys)
    figure = Figure(figsize=(WIDE, len(shown) * (HEAD + ROW * rows)), layout="constrained")
    FigureCanvasAgg(figure)
    panels = np.ravel(figure.subplots(len(shown)))
    every = np.concatenate([each.first for _, each in found] + [each.total for _, each in found])
    for axes, (effects, its) in zip(panels, shown, strict=True):
        panel(axes, effects, its)
        axes.set_xlim(min(-0.02, 1.05 * float(every.min())), max(1.0, 1.02 * float(every.max())))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize=10)
    figure.savefig(path, dpi=130)
    return path


def panel(axes: Axes, effects: PointEffects, its: Indices) -> None:
    """Draw the indices of one world."""
    order = its.total[:, 0].argsort()
    places = np.arange(len(order))
    for index, shift, colour, words in (
        (its.total, 0.14, IN_ALL, "in all, with others"),
        (its.first, -0.14, ALONE, "alone"),
    ):
        value, low, high = index[order].T
        axes.errorbar(value, places + shift, xerr=[value - low, high - value], fmt="o", ms=7,
                      lw=2, color=colour, label=words)  # fmt: skip
    if its.luck == its.luck:
        axes.axvspan(
            0, its.luck, color=LUCK, zorder=0, lw=0, label="luck: in all of one that does nothing"
        )
    axes.axvline(0, color=GREY, lw=1)
    axes.set_yticks(places, [label(its.keys[place]).words for place in order], fontsize=11)
    axes.set_ylim(-0.6, len(order) - 0.4)
    axes.set_xlabel("share of the variance of the effect", fontsize=11)
    axes.grid(axis="x", color="#EEEEEE")
    axes.set_axisbelow(True)
    axes.set_title(_title(effects), loc="left", fontsize=12)


def _title(effects: PointEffects) -> str:
    about = f"{effects.outcome.label}, {effects.window}"
    worlds = text.world_name(effects.world)
    if effects.baseline:
        worlds += f" minus {text.world_name(effects.baseline)}"
    return textwrap.fill(f"What the effect depends on: {worlds}; {about}", 62)
