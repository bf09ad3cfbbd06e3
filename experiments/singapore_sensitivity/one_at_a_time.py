"""What changing one assumption does to the effect of ending the quota: table, verdicts, tornado."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import yaml
from numpy.typing import NDArray

from sim.analysis.expected import CANNOT_TELL, MET, NOT_MET
from sim.analysis.margins import MATERIAL_D
from sim.analysis.pairing import Paired, paired
from sim.analysis.points import PointEffects
from sim.analysis.text import number

EXPECTED = Path(__file__).resolve().parent / "expected.yaml"
TOLD, LUCK = "#D55E00", "#8A8A8A"
Effects = NDArray[np.float64]


@dataclass(frozen=True)
class Swing:
    """What one assumption does.

    Attributes
    ----------
    name, values : str, tuple of str
        The assumption, and the two values that are compared.
    ends : tuple of Paired
        The effect at each.
    difference : Paired
        The effect at the second minus that at the first, seed by seed.
    spreads : tuple of float
        Standard deviation of the effect over seeds at each.
    sign, verdict : str
        What was expected, and whether it came.
    moves : tuple of float
        Moves a year of 100 households, with the quota, at each.
    """

    name: str
    values: tuple[str, str]
    ends: tuple[Paired, Paired]
    difference: Paired
    spreads: tuple[float, float]
    sign: str
    verdict: str
    moves: tuple[float, float]

    @property
    def told(self) -> bool:
        """Return whether the difference can be told from luck."""
        return self.difference.low > 0 or self.difference.high < 0


def mean_of(effects: Effects) -> Paired:
    """Return the mean effect of seeds, with its interval."""
    return paired(effects, np.zeros_like(effects))


def swings(effects: PointEffects, moves: Sequence[float], expected: Path = EXPECTED) -> list[Swing]:
    """Return what each assumption does, in the order of `expected.yaml`.

    Parameters
    ----------
    effects : PointEffects
        Of the design: the first point is the study's own, every other changes one assumption.
    moves : sequence of float
        Moves a year of 100 households at each point.
    expected : Path
        Names of the assumptions, which keys they are, and the signs that were expected.

    Raises
    ------
    ValueError
        If a point belongs to no assumption.
    """
    asked = yaml.safe_load(expected.read_text(encoding="utf-8"))["assumptions"]
    rows: dict[str, list[int]] = {each["name"]: [] for each in asked}
    base = effects.points[0]
    for place, point in enumerate(effects.points[1:], start=1):
        changed = [key for key in point if point[key] != base[key]]
        rows[_assumption(asked, changed)].append(place)
    return [_swing(each, rows[each["name"]], effects.values, moves) for each in asked]


def _assumption(asked: Sequence[Mapping[str, Any]], changed: Sequence[str]) -> str:
    """Return the first assumption one of whose keys a point changes."""
    for each in asked:
        if any(key == own or key.startswith(f"{own}.") for key in changed for own in each["keys"]):
            return str(each["name"])
    raise ValueError(f"no assumption is about {', '.join(changed)}")


def _swing(
    asked: Mapping[str, Any], places: Sequence[int], values: Effects, moves: Sequence[float]
) -> Swing:
    first, second = places if len(places) == 2 else (0, places[0])
    difference = paired(values[second], values[first])
    return Swing(
        asked["name"],
        (str(asked["values"][0]), str(asked["values"][1])),
        (mean_of(values[first]), mean_of(values[second])),
        difference,
        (float(np.nanstd(values[first], ddof=1)), float(np.nanstd(values[second], ddof=1))),
        str(asked["sign"]),
        verdict(str(asked["sign"]), difference),
        (moves[first], moves[second]),
    )


def verdict(sign: str, difference: Paired) -> str:
    """Return whether a difference is as expected; `expected.yaml` says how that is judged."""
    low, high = difference.low, difference.high
    if not low <= high:
        return CANNOT_TELL
    out = low > 0 or high < 0
    if sign == "0":
        if low > -MATERIAL_D and high < MATERIAL_D:
            return MET
        return NOT_MET if out and abs(difference.effect) > MATERIAL_D else CANNOT_TELL
    if not out:
        return CANNOT_TELL
    return MET if (low > 0) == (sign == "+") else NOT_MET


def shown(value: Paired, signed: bool = True) -> str:
    """Return a mean and its interval."""
    if not value.low <= value.high:
        return number(value.effect, 3, signed)
    return f"{number(value.effect, 3, signed)} [{number(value.low, 3)} {number(value.high, 3)}]"


def table(found: Sequence[Swing]) -> list[str]:
    """Return the table, the longest swing first."""
    lines = ["| assumption | from | effect | to | effect | difference | moves | expected | |",
             "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for each in sorted(found, key=lambda swing: -abs(swing.difference.effect)):
        bold = "**" if each.verdict == NOT_MET else ""
        cells = (each.name, each.values[0], shown(each.ends[0]), each.values[1],
                 shown(each.ends[1]), shown(each.difference),
                 " to ".join(number(rate, 1) for rate in each.moves), f"`{each.sign}`",
                 f"{bold}{each.verdict}{bold}")  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def tornado(found: Sequence[Swing], base: Paired, path: Path, seeds: int) -> None:
    """Draw the swings as bars, the longest above, with the intervals of both ends.

    A bar is grey where luck alone may have made it: the interval of the difference holds zero.
    """
    order = sorted(found, key=lambda swing: abs(swing.difference.effect))
    figure, axes = plt.subplots(figsize=(10.5, 0.62 * len(order) + 2.4), layout="constrained")
    axes.axvspan(base.low, base.high, color="#E8E8E8", zorder=0, lw=0)
    axes.axvline(base.effect, color="black", lw=1.2, zorder=1)
    axes.axvline(0, color="#555555", lw=1, ls=":", zorder=1)
    for place, swing in enumerate(order):
        _bar(axes, place, swing)
    axes.set_yticks(range(len(order)), [swing.name for swing in order], fontsize=12)
    axes.set_ylim(-0.7, len(order) - 0.3)
    low, high = axes.get_xlim()
    axes.set_xlim(low - 0.08 * (high - low), high + 0.08 * (high - low))
    axes.tick_params(axis="x", labelsize=11)
    about = "effect of ending the quota on D between neighbourhoods (public homes, corrected)"
    axes.set_xlabel(about, fontsize=11)
    for spine in ("top", "right", "left"):
        axes.spines[spine].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_title("How far one assumption moves the answer", loc="left", fontsize=15)
    note = (
        "Black line: the effect with the study's values, grey band its 95 % interval. Dots: the "
        "effect with the value that stands beside them; whiskers: 95 % interval, luck of the draw "
        f"only ({seeds} seeds). Orange bars: a swing that luck alone would hardly make; grey bars: "
        "it might."
    )
    figure.supxlabel(textwrap.fill(note, 118), fontsize=10, x=0.01, ha="left", color="#333333")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _bar(axes: Any, place: int, swing: Swing) -> None:
    ends = swing.ends
    colour = TOLD if swing.told else LUCK
    a, b = ends[0].effect, ends[1].effect
    axes.barh(place, b - a, left=a, height=0.34, color=colour, alpha=0.55, zorder=2)
    for end, words, shift in ((ends[0], swing.values[0], 0.09), (ends[1], swing.values[1], -0.09)):
        reach = [[end.effect - end.low], [end.high - end.effect]]
        axes.errorbar(end.effect, place + shift, xerr=reach, fmt="o", ms=5.5, lw=1.6,
                      color=colour, zorder=3)  # fmt: skip
        right = end.effect >= max(a, b)
        at, side = (end.high, "left") if right else (end.low, "right")
        axes.annotate(words, (at, place + shift), xytext=(5 if right else -5, 0), va="center",
                      textcoords="offset points", ha=side, fontsize=10)  # fmt: skip
