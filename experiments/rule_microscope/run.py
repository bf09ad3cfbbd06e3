"""The rule microscope: change one rule of Schelling's model at a time, and see what it does.

    python experiments/rule_microscope/run.py            # 50 seeds; table, picture, README
    python experiments/rule_microscope/run.py --seeds 5  # a quick look that writes nothing

Each switch is set alone in the base case (experiment=published/mesa_example); the same seeds are
used for every setting, so that the differences are paired.
"""

import argparse
import csv
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

MARKS = ("<!-- table -->", "<!-- end of table -->")


@dataclass(frozen=True)
class Setting:
    """One setting of the rules, and its outcomes over seeds.

    Attributes
    ----------
    part, name, who : str
        Part of the rules, what is changed, who uses it.
    overrides : tuple of str
    like, unhappy, months : ndarray of float64, shape (seeds,)
        Share of like neighbours and of unhappy households at the end; months until rest (or all).
    rested : ndarray of bool, shape (seeds,)
    against : Setting or None
        What it is compared with; None for a base case.
    """

    part: str
    name: str
    who: str
    overrides: tuple[str, ...]
    like: NDArray[np.float64]
    unhappy: NDArray[np.float64]
    months: NDArray[np.float64]
    rested: NDArray[np.bool_]
    against: "Setting | None" = None

    @property
    def effect(self) -> NDArray[np.float64]:
        """The difference of like shares, seed by seed."""
        return self.like - (self.like if self.against is None else self.against.like)


def run(
    base: dict, one: dict, extra: list[str], seeds: int, against: Setting | None = None
) -> Setting:
    """Run the base case with some overrides over the seeds 1 to `seeds`."""
    import sim

    config = sim.compose(f"experiment={base['experiment']}", "metrics.families=[]",
                         *base["overrides"], *extra)  # fmt: skip
    rows = []
    for seed in range(1, seeds + 1):
        city = sim.City(config, seed).run()
        series = city.series()
        like, happy = series[base["measure"]][-1], series["share_happy"][-1]
        rows.append((like, 1.0 - happy, city.month, not city.running))
    like, unhappy, months, rested = np.array(rows, np.float64).T
    texts = (one["part"], one["name"], one["who"], tuple(extra))
    return Setting(*texts, like, unhappy, months, rested > 0, against)


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean and the half-width of its 95 % interval by Student's t."""
    from scipy.stats import t

    if len(values) < 2:
        return float(values.mean()), math.nan
    error = values.std(ddof=1) / math.sqrt(len(values))
    return float(values.mean()), float(t.ppf(0.975, len(values) - 1) * error)


def rows_of(base: Setting, settings: list[Setting]) -> list[dict[str, str]]:
    """Return the table: one row a setting, the base case first."""
    rows = []
    for setting in (base, *settings):
        effect, half = interval(setting.effect)
        mean, _ = interval(setting.like)
        is_base = setting is base
        rows.append({
            "part": setting.part,
            "rule changed": setting.name + (" **" if setting.against not in (None, base) else ""),
            "like share": f"{mean:.3f}",
            "difference": "-" if is_base else f"{effect:+.3f}",
            "95 % interval": "-" if is_base else f"[{effect - half:+.3f} {effect + half:+.3f}]",
            "unhappy at the end": f"{setting.unhappy.mean():.1%}",
            "steps": f"{setting.months.mean():.0f}" + ("" if setting.rested.all() else " *"),
            "used by": setting.who,
            "overrides": " ".join(setting.overrides),
        })  # fmt: skip
    return rows


def ordered(settings: list[Setting]) -> dict[str, list[Setting]]:
    """Return the settings by part of the rules, the largest effect first."""
    parts: dict[str, list[Setting]] = {}
    for setting in sorted(settings, key=lambda one: -float(one.effect.mean())):
        parts.setdefault(setting.part, []).append(setting)
    return {part: parts[part] for part in dict.fromkeys(one.part for one in settings)}


def draw(base: Setting, settings: list[Setting], path: Path) -> None:
    """Draw the effect of each setting with its interval, part by part."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    parts = ordered(settings)
    height = 0.235 * (len(settings) + 1.7 * len(parts)) + 1.6
    figure, axis = plt.subplots(figsize=(9.2, height))
    across = axis.get_yaxis_transform()
    place, ticks, labels = 0.0, [], []
    for part, members in parts.items():
        place += 1.2
        bold = {"fontsize": 9.5, "fontweight": "bold"}
        axis.text(-0.015, place, part, transform=across, ha="right", va="center", **bold)
        for setting in members:
            place += 1.0
            point(axis, setting, place)
            ticks.append(place)
            labels.append(setting.name)
    axis.axvline(0, color="black", lw=0.8)
    axis.set_yticks(ticks, labels, fontsize=8.5)
    axis.set_ylim(place + 1, 0.2)
    dress(axis)
    title = "One rule of Schelling's model changed at a time: how segregated does the town end?"
    top = {"x": 0.02, "ha": "left", "y": 1 - 0.12 / height}
    figure.suptitle(title, fontsize=11.5, fontweight="bold", **top)
    told = (
        "Base case: 20 x 20 homes, 80 % lived in, two equal groups, everyone wants 40 % like"
        f" neighbours; it ends with {base.like.mean():.0%} ({len(base.like)} towns)."
    )
    figure.text(0.02, 1 - 0.5 / height, told, fontsize=9, ha="left", va="center")
    figure.tight_layout(rect=(0, 0, 0.985, 1 - 0.5 / height))
    figure.savefig(path, dpi=130)
    plt.close(figure)


def point(axis: "Axes", setting: Setting, place: float) -> None:
    """Draw one setting: its effect, its interval, and how many stay unhappy."""
    effect, half = interval(100 * setting.effect)
    colour = "#D55E00" if effect > 0 else "#0072B2"
    clear = abs(effect) > half
    colour = colour if clear else "#777777"
    face = colour if clear else "white"
    style = {"fmt": "o", "ms": 5.5, "capsize": 2, "lw": 1.4}
    axis.errorbar(effect, place, xerr=half, color=colour, mfc=face, **style)
    unhappy = setting.unhappy.mean()
    if unhappy > 0.01:
        where = {"transform": axis.get_yaxis_transform(), "va": "center"}
        axis.text(1.01, place, f"{unhappy:.0%} unhappy", fontsize=8, color="#444444", **where)


def dress(axis: "Axes") -> None:
    """Label the axis, and take away what says nothing."""
    axis.set_xlabel(
        "Change in the average share of neighbours like oneself, percentage points\n"
        "(dot: mean over the same seeds; bar: 95 % interval; hollow: cannot be told from zero)",
        fontsize=9,
    )
    axis.grid(axis="x", color="#dddddd", lw=0.6)
    axis.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)
    axis.tick_params(axis="y", length=0)


def markdown(rows: list[dict[str, str]]) -> str:
    """Return the table in Markdown."""
    head = [key for key in rows[0] if key != "overrides"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(row[key] for key in head) + " |" for row in rows]
    return "\n".join(lines)


def write(rows: list[dict[str, str]]) -> None:
    """Write the table as CSV, and between the marks of the README."""
    with (HERE / "table.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    pattern = re.escape(MARKS[0]) + ".*?" + re.escape(MARKS[1])
    new = f"{MARKS[0]}\n{markdown(rows)}\n{MARKS[1]}"
    readme.write_text(re.sub(pattern, lambda _: new, text, flags=re.S), encoding="utf-8")


def main() -> None:
    """Run all settings, print the table, write the picture."""
    from rich.console import Console
    from rich.progress import track

    parser = argparse.ArgumentParser(description="One rule of Schelling's model at a time.")
    parser.add_argument("--seeds", type=int, help="a quick look, which writes nothing")
    asked = parser.parse_args()
    plan = yaml.safe_load((HERE / "switches.yaml").read_text(encoding="utf-8"))
    seeds = asked.seeds or 50
    first = {"part": "Base case", "name": "none", "who": "Mesa 3.3"}
    base = run(plan["base"], first, [], seeds)
    settings = []
    for one in track(plan["switches"], "switches", console=Console(stderr=True)):
        needed = one.get("with", [])
        against = run(plan["base"], one, needed, seeds) if needed else base
        settings.append(run(plan["base"], one, [*needed, *one["set"]], seeds, against))
    rows = rows_of(base, settings)
    print(markdown([{k: v for k, v in row.items() if k != "used by"} for row in rows]))
    if asked.seeds is None:
        write(rows)
        draw(base, settings, HERE / "microscope.png")


if __name__ == "__main__":
    main()
