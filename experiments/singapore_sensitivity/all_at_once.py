"""Sobol's indices of the effect of ending the quota, and the effect against each parameter."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import yaml
from matplotlib.axes import Axes

from sim.analysis.expected import CANNOT_TELL, MET, NOT_MET
from sim.analysis.points import PointEffects
from sim.analysis.sensitivity import Indices
from sim.analysis.text import number
from sim.config.labels import label

APPEAL, TASTE, VACANCY = (
    "preferences.appeal_sigma.malay",
    "preferences.own_group",
    "city.public.vacancy_owned",
)
BINS = 8


def table(rows: pd.DataFrame) -> list[str]:
    """Return the indices as lines of a page, the largest total first."""
    lines = ["| parameter | key | range | alone | in all |", "|---|---|---|---|---|"]
    for row in rows.to_dict("records"):
        alone, in_all = (
            "{} [{} {}]".format(*(number(row[name + end], 2) for end in ("", "_low", "_high")))
            for name in ("first", "total")
        )
        cells = (label(row["key"]).words, f"`{row['key']}`", row["range"], alone, in_all)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines


def verdicts(its: Indices, expected: Path) -> list[str]:
    """Return each expectation with what came out."""
    asked = yaml.safe_load(expected.read_text(encoding="utf-8"))["global"]
    order = [its.keys[place] for place in its.total[:, 0].argsort()[::-1]]
    total = dict(zip(its.keys, its.total, strict=True))
    explained, half = float(its.first[:, 0].sum()), 0.5 * (1 - its.luck)
    about = float(np.sqrt(((its.first[:, 2] - its.first[:, 1]) ** 2).sum()) / 2)
    beaten = any(low > total[APPEAL][2] for _, low, _ in its.total)
    came = (
        MET if order[0] == APPEAL else NOT_MET if beaten else CANNOT_TELL,
        MET if order.index(TASTE) < 3 else NOT_MET,
        MET if total[VACANCY][1] <= its.luck else NOT_MET,
        _beyond(explained - half, about),
    )
    found = (
        f"it is number {order.index(APPEAL) + 1}, {_told(total[APPEAL])}, the largest is that of "
        f"{label(order[0]).words.lower()}, {_told(total[order[0]])}",
        f"it is number {order.index(TASTE) + 1}",
        f"its interval begins at {number(total[VACANCY][1], 2)}, luck is {number(its.luck, 2)}",
        f"they sum to {number(explained, 2)} (about {number(about, 2)} either way), half of what "
        f"luck leaves is {number(half, 2)}",
    )
    return [
        f"* {said} *{verdict.capitalize()}*: {what}."
        for said, verdict, what in zip(asked, came, found, strict=True)
    ]


def _beyond(by: float, about: float) -> str:
    """Return whether a number is above a border, if it can be told."""
    return CANNOT_TELL if abs(by) < about else MET if by > 0 else NOT_MET


def _told(index: np.ndarray) -> str:
    value, low, high = (number(float(each), 2) for each in index)
    return f"{value} [{low} {high}]"


def scatter(effects: PointEffects, its: Indices, path: Path) -> None:
    """Draw the effect at every point against each parameter, the strongest first."""
    order = its.total[:, 0].argsort()[::-1]
    down = -(-len(order) // 4)
    figure, panels = plt.subplots(
        down, 4, figsize=(13.5, 3.5 * down), sharey=True, layout="constrained"
    )
    values = np.nanmean(effects.values, axis=1)
    drawn = np.isfinite(values)
    for axes, place in zip(panels.flat, order, strict=False):
        key = its.keys[place]
        x = np.array([float(point[key]) for point in effects.points])
        _panel(axes, x[drawn], values[drawn])
        axes.set_xlabel(label(key).words, fontsize=12)
        axes.set_title(f"in all {number(its.total[place, 0], 2)}", fontsize=11, loc="right")
    for axes in panels.flat[len(order) :]:
        axes.set_visible(False)
    for axes in panels[:, 0]:
        axes.set_ylabel("effect on D", fontsize=12)
    figure.suptitle("The effect of ending the quota, wherever the uncertain parameters lie",
                    x=0.01, ha="left", fontsize=15)  # fmt: skip
    figure.savefig(path, dpi=100)
    plt.close(figure)


def _panel(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """Draw points, and the mean of each eighth of them."""
    axes.plot(x, y, ".", ms=4, color="#9A9A9A", alpha=0.6)
    parts = np.array_split(np.argsort(x, kind="stable"), BINS)
    axes.plot([x[p].mean() for p in parts], [y[p].mean() for p in parts], "o-", color="#D55E00",
              lw=2.4, ms=5)  # fmt: skip
    axes.axhline(0, color="#555555", lw=1, ls=":")
    for spine in ("top", "right"):
        axes.spines[spine].set_visible(False)


def said(its: Indices) -> str:
    """Return what is known of the effect over the ranges, as a sentence."""
    return (
        f"Over these ranges the effect is {number(its.mean, 3, True)} on average, with a standard "
        f"deviation of {number(its.spread, 3)}, from {number(its.low, 3, True)} to "
        f"{number(its.high, 3, True)} ({its.base} of {its.of} base points, {its.seeds} seeds each)."
        f" Luck of the seeds is {its.luck:.0%} of that variance."
    )
