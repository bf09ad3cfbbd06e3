"""Numbers, names of worlds and fixed sentences of a report."""

import math
import re
from collections.abc import Iterable

import pandas as pd

from sim.analysis.worlds import is_missing
from sim.config.labels import GROUPS, label

LUCK = (
    "95 % intervals: luck of the draw only (seeds): "
    "it does not say whether the parameters are right."
)
GAIN = (
    "The last number of a cell is the pairing gain: how many times larger the variance of the "
    "difference would be if the worlds did not share their seeds (1x: sharing no longer helps; "
    "same: every seed has the same difference)."
)
KEY = (
    "D: share of households that would have to move for all areas to have the same mix. H: how "
    "much less mixed areas are than the city. Both are corrected: 0 is chance, 1 complete "
    "segregation. Isolation: share of its own group where the group's average household lives "
    "(eta2: beyond the group's share of the city). NSI and H^R: how far areas differ in income. "
    "Expected utility: what the homes are worth that a household can choose from when it looks. "
    "Fifths of income: 1 is the poorest. All definitions: docs/outcomes.md."
)
NOT_MODELLED = (
    "household size and composition",
    "ethnically mixed households' choice of class",
    "living near parents",
    "flat types",
    "the new-flat ballot",
    "wealth beyond home equity",
    "jobs and commuting",
    "schools",
    "changes of taste",
)
PAPER = "paper."  # beginning of the own parameters of a published model
EVERY_SEED, ONE_PAIR = "same", "[one pair]"
DRIFT_LIMIT = 0.002
STRESS_FROM = 0.02


def decimals(size: float, unit: str) -> int:
    """Return how many decimals a number of this size and unit is printed with."""
    if unit in ("index", "share", "utils"):
        return 3 if size < 1 else 2
    if unit == "homes":
        return 0
    if unit == "months":
        return 2 if size < 10 else 1
    if unit == "steps":
        return 1 if size < 100 else 0
    if unit != "a year":  # measures of papers, each in a unit of its own
        return 3 if size < 1 else 2 if size < 10 else 1 if size < 100 else 0
    return 1 if size < 10 else 0


def number(value: float, places: int, signed: bool = False) -> str:
    """Return a number without the zero before the point (`.031`, `1,234`); NaN: `undefined`."""
    if math.isnan(value):
        return "undefined"
    if value == 0:
        return "0"
    text = f"{abs(value):,.{places}f}"
    zero = not text.strip("0.,")
    if places and text.startswith("0."):
        text = text[1:]
    sign = "" if zero else "-" if value < 0 else "+" if signed else ""
    return sign + text


def interval(row: "pd.Series[float]", unit: str) -> tuple[str, str]:
    """Return an effect and its interval, in the same number of decimals.

    One pair has no interval, and says so in its place; an interval of no width is one number.
    """
    effect, low, high = float(row["effect"]), float(row["low"]), float(row["high"])
    sizes = [abs(x) for x in (effect, low, high) if not math.isnan(x)]
    places = decimals(max(sizes, default=0.0), unit)
    ends = [number(low, places)] if low == high else [number(low, places), number(high, places)]
    limits = ONE_PAIR if math.isnan(low) else f"[{' '.join(ends)}]"
    return number(effect, places, signed=True), limits


def gain(row: "pd.Series[float]") -> str:
    """Return a pairing gain: `1.2x`, `>99x`, or a word where it is undefined."""
    value = float(row["pairing_gain"])
    if math.isnan(value):
        return EVERY_SEED if row["low"] == row["high"] else "none"
    return ">99x" if value > 99 else f"{value:.0f}x" if value >= 9.95 else f"{value:.1f}x"


def listed(names: Iterable[str], why: str) -> str:
    """Return a sentence on several outcomes: `Forced moves, displaced out: none in any world.`"""
    joined = ", ".join(name[0].lower() + name[1:] for name in names)
    return f"{joined[0].upper()}{joined[1:]}: {why}."


def world_name(label: str) -> str:
    """Return a world in plain words; only the study's own policies have short ones."""
    parts = re.split(r", (?=[\w.]+=)", label)
    if len(parts) > 1:
        return ", ".join(map(world_name, parts))
    words = {"none": "no policy", "market.rent_growth": "rent growth"}
    if label in words:
        return words[label]
    axis, equals, value = label.partition("=")
    if equals and axis in GROUPS:
        return _choice(axis, value)
    if equals:
        return f"{words.get(axis, short(axis))} {level_value(axis, value)}"
    return " + ".join(part.replace("_", " ") for part in short(label).split("+"))


def against(base: str, word: str = "effect") -> str:
    """Return the line under a table of effects: against which world they are taken."""
    return f"Each {word} is a world's number minus that of {base}, seed by seed."


def are_policies(worlds: Iterable[str]) -> bool:
    """Return whether worlds differ by nothing but their policies, so that they bear their names."""
    return not any("=" in world for world in worlds)


def on(span: str) -> str:
    """Return a window as a title says it."""
    if span == "at the end":
        return f"{span} of the run"
    return f"on the {span}" if span.startswith("mean ") else f"on the mean of the {span}"


def short(axis: str) -> str:
    """Return an axis as a table says it: in words, if it has any, else as it is written; the own
    parameters of a published model by their names."""
    words, _ = label(axis)
    return axis.removeprefix(PAPER) if words == axis else words[0].lower() + words[1:]


def cause(axis: str) -> str:
    """Return what an effect is of: an axis as a title says it."""
    return f"the {short(axis)}" if axis in GROUPS else world_name(axis)


def _choice(group: str, name: str) -> str:
    """Return the choice of a group of the configuration; tastes have names that say so."""
    words = name.replace("_", " ")
    return words if words.endswith(" taste") else f"{short(group)}: {words}"


def level_value(axis: str, value: object) -> str:
    """Return a level: rates of growth as per cent a year, the rest as a person writes them."""
    if is_missing(value):
        return "does not apply"
    if axis.endswith("rent_growth"):
        rate = float(str(value))
        return f"{100 * rate:g} % a year" + (" (stress)" if rate >= STRESS_FROM else "")
    if axis == "policy":
        return world_name(str(value))
    if axis in GROUPS:
        return _choice(axis, str(value))
    return re.sub(r"(?<=\d)\.0$", "", str(value)).replace("_", " ")


def level_name(label: str) -> str:
    """Return a level of the other axes in plain words."""
    parts = []
    for part in filter(None, label.split(", ")):
        axis, _, value = part.partition("=")
        if axis == "policy":
            parts.append(world_name(value))
        elif axis in GROUPS:
            parts.append(_choice(axis, value))
        elif axis == "rules.candidates":
            parts.append(f"{value} candidates")
        else:
            name = {"market.rent_growth": "rent growth over incomes"}.get(axis, short(axis))
            parts.append(f"{name} {level_value(axis, value)}")
    return ", ".join(parts)
