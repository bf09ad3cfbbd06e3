"""The pictures of the calibration: the ridge, and the moments beside what was observed."""

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import observed
import sets
from findings import by_point, interval

MALAY = "preferences.appeal_sigma.malay"
COLOURS = {"low_taste": "#0072b2", "middle_taste": "#111111", "high_taste": "#d55e00"}
MARKS = {"low_taste": "s", "middle_taste": "o", "high_taste": "^"}


def ridge(found: Any, path: Path) -> None:
    """Draw the accepted points, and the effect of abolishing the quota along the ridge."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5.2), layout="constrained")
    accepted = found.regions["all moments"]
    shown = accepted.sample(min(len(accepted), 1500), random_state=1)
    left.scatter(shown[sets.TASTE], shown[MALAY], s=9, color="#999999", lw=0)
    for name in sets.NAMES:
        row = found.three[found.three["set"] == name].iloc[0]
        mark = {"color": COLOURS[name], "marker": MARKS[name]}
        left.scatter(row[sets.TASTE], row[MALAY], s=110, zorder=3, clip_on=False, **mark)
    ranges = found.emulators.space.ranges
    left.set(
        title="What the data cannot tell apart",
        xlabel="taste for neighbours of one's own group (utility units)",
        ylabel="how much the appeal of places differs\nfor Malay households (utility units)",
        xlim=ranges[sets.TASTE],
        ylim=ranges[MALAY],
    )
    points = by_point(found, "effect_region")
    right.scatter(
        points[sets.TASTE], points["effect"], s=45, color="#999999", label="accepted by the fit"
    )
    for name in sets.NAMES:
        mine = found.of_set(name, found.effects[found.effects["sweep"] == "effect_sets"])
        right.errorbar(
            mine[sets.TASTE].mean(), mine["effect"].mean(), interval(mine["effect"]),
            color=COLOURS[name], fmt=MARKS[name], ms=10, capsize=5, zorder=3,
            label=f"{sets.title(name)} (95 % interval over seeds)",
        )  # fmt: skip
    low, high = points["effect"].min(), points["effect"].max()
    right.axhspan(low, high, color="#e69f00", alpha=0.15, label="width over the accepted points")
    right.axhline(0, color="black", lw=0.8)
    right.set(
        title="…and what that does to the effect of ending the quota",
        xlabel="taste for neighbours of one's own group (utility units)",
        ylabel="change of dissimilarity between neighbourhoods\n(public homes, 15 to 20 years on)",
        xlim=ranges[sets.TASTE],
    )
    _legend(figure, right, 3)
    _save(figure, path)


def moments(found: Any, path: Path) -> None:
    """Draw each fitted moment: observed with its tolerance, by chance, and under the three sets."""
    targets = observed.fits(found.data)["all moments"]
    kinds = (("D.", "dissimilarity (0: even, 1: divided)"), ("", "per cent"))
    check = found.checked["check"]
    figure, axes = plt.subplots(1, 2, figsize=(12, 4.8), layout="constrained")
    for ax, (kind, unit) in zip(axes, kinds, strict=True):
        names = [m for m in targets if m.startswith("D.") == bool(kind)]
        for place, moment in enumerate(names):
            target = targets[moment]
            low, high = target.value - target.tolerance, target.value + target.tolerance
            ax.barh(place, high - low, left=low, height=0.7, color="#e69f00", alpha=0.35, lw=0,
                    label="observed, with tolerance" if place == 0 else None)  # fmt: skip
            if f"{moment}.chance" in check:
                by_chance = check[f"{moment}.chance"].mean()
                ax.scatter(by_chance, place, marker="x", s=70, color="#666666",
                           label="by chance alone" if place == 0 else None)  # fmt: skip
            for k, name in enumerate(sets.NAMES):
                values = found.of_set(name, check)[moment]
                ax.errorbar(values.mean(), place + 0.2 * (k - 1), xerr=values.std(ddof=1),
                            fmt=MARKS[name], color=COLOURS[name], ms=8, capsize=4,
                            label=sets.title(name) if place == 0 else None)  # fmt: skip
        ax.set_yticks(range(len(names)), [observed.label(m).partition(",")[0] for m in names])
        ax.set(xlabel=unit, xlim=(0, None))
        ax.invert_yaxis()
    axes[0].set_title("Segregation between neighbourhoods")
    axes[1].set_title("Limits of the quota, and moves")
    axes[0].errorbar([], [], xerr=[], color="#666666", capsize=4, ls="",
                     label="bars: one standard deviation between seeds")  # fmt: skip
    _legend(figure, axes[0], 3)
    _save(figure, path)


def _legend(figure: Any, ax: Any, columns: int) -> None:
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=columns, fontsize=9)


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=110)
    plt.close(figure)
