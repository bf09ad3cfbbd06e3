"""Signs written down before the first run, and whether the effects met them.

The file is YAML: a list of blocks with `world`, `baseline` (axis to value), `at` (other axis to the
values at which the comparison is made) and `signs` (outcome to `sign` and `why`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis import text
from sim.analysis.comparison import compare
from sim.analysis.margins import MATERIAL_D, equal_margin
from sim.analysis.worlds import canonical_world

MET, NOT_MET, CANNOT_TELL = "met", "not met", "cannot tell"
NOT_RECORDED = "not recorded"
SIGNS = ("+", "-", "0")


@dataclass(frozen=True)
class Expectation:
    """One expected sign.

    Attributes
    ----------
    world, baseline : dict
        Axis to value.
    at : dict
        Other axis to the values at which the sign is expected.
    outcome, sign, why : str
        The outcome, one of `SIGNS`, and the reason in one line.
    """

    world: dict[str, Any]
    baseline: dict[str, Any]
    outcome: str
    sign: str
    why: str = ""
    at: dict[str, list[Any]] = field(default_factory=dict)


def read(path: Path) -> list[Expectation]:
    """Read a file of expected signs.

    Raises
    ------
    ValueError
        If a block lacks a key or a sign is none of `+`, `-`, `0`.
    """
    import yaml

    result = []
    for number, block in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
        for key in ("world", "baseline", "signs"):
            if key not in block:
                raise ValueError(f"{path}: block {number} has no key {key!r}")
        for outcome, entry in block["signs"].items():
            sign = str(entry["sign"])
            if sign not in SIGNS:
                raise ValueError(
                    f"{path}: {outcome}: sign is {sign!r}; allowed are " + ", ".join(SIGNS)
                )
            result.append(
                Expectation(
                    world=canonical_world(block["world"]),
                    baseline=canonical_world(block["baseline"]),
                    outcome=str(outcome),
                    sign=sign,
                    why=str(entry.get("why", "")),
                    at=dict(block.get("at", {})),
                )
            )
    return result


def judge(sign: str, row: Mapping[str, Any]) -> str:
    """Return `met`, `not met` or `cannot tell` for one effect.

    Parameters
    ----------
    sign : str
        `+`, `-` or `0`.
    row : mapping
        A row of `sim.analysis.comparison.compare`.

    Notes
    -----
    A sign is met if the effect has it and the interval leaves out zero; not met if the interval
    leaves out zero on the other side. `0` is met if the whole interval is within
    `sim.analysis.margins.equal_margin`, and not met if the interval leaves out zero and the effect
    is beyond it. An effect on D below .01 has no sign.
    """
    effect, low, high = (float(row[key]) for key in ("effect", "low", "high"))
    if any(pd.isna([effect, low, high])):
        return CANNOT_TELL
    margin = equal_margin(str(row["unit"]), float(row["baseline_mean"]))
    clear = low > 0 or high < 0
    if sign == "0":
        if (-margin < low and high < margin) or low == high == 0:
            return MET
        return NOT_MET if clear and abs(effect) >= margin else CANNOT_TELL
    immaterial = str(row["outcome"]).startswith("dissimilarity.") and abs(effect) < MATERIAL_D
    if not clear or immaterial:
        return CANNOT_TELL
    return MET if (effect > 0) == (sign == "+") else NOT_MET


def verdicts(
    expectations: list[Expectation],
    runs: pd.DataFrame,
    series: pd.DataFrame,
    window: int = 60,
    axes: list[str] | None = None,
) -> pd.DataFrame:
    """Return one row an expectation and level: columns of `compare`, `sign`, `why`, `verdict`.

    An outcome that no run recorded, or a world that was not run, has the verdict `not recorded`.
    """
    rows: list[dict[str, Any]] = []
    cache: dict[str, pd.DataFrame] = {}
    for item in expectations:
        key = repr(item.baseline)
        if key not in cache:
            cache[key] = _effects(runs, series, item.baseline, window, axes)
        found = _rows(cache[key], item)
        for row in found or [{"world": _label(item.world), "level": "", "outcome": item.outcome}]:
            verdict = judge(item.sign, row) if "effect" in row else NOT_RECORDED
            worlds = {"expected_world": _label(item.world)}
            worlds["expected_baseline"] = _label(item.baseline)
            rows.append({**row, **worlds, "sign": item.sign, "why": item.why, "verdict": verdict})
    return pd.DataFrame(rows)


def _effects(
    runs: pd.DataFrame,
    series: pd.DataFrame,
    baseline: Mapping[str, Any],
    window: int,
    axes: list[str] | None,
) -> pd.DataFrame:
    try:
        return compare(runs, series, baseline, window, at=(), axes=axes)
    except ValueError:
        return pd.DataFrame(columns=["world", "outcome"])


def _label(world: Mapping[str, Any]) -> str:
    return ", ".join(str(v) if k == "policy" else f"{k}={v}" for k, v in world.items())


def _rows(effects: pd.DataFrame, item: Expectation) -> list[dict[str, Any]]:
    chosen = effects[
        (effects["world"] == _label(item.world)) & (effects["outcome"] == item.outcome)
    ]
    for axis, values in item.at.items():
        if axis in chosen:
            chosen = chosen[chosen[axis].isin(values)]
    return [{str(k): v for k, v in row.items()} for row in chosen.to_dict("records")]


def count(found: pd.DataFrame) -> str:
    """Return how many verdicts there are of each kind, the met ones first."""
    numbers = found["verdict"].value_counts()
    return ", ".join(
        f"{verdict} {numbers[verdict]}"
        for verdict in (MET, NOT_MET, CANNOT_TELL, NOT_RECORDED)
        if verdict in numbers
    )


def level_names(found: pd.DataFrame) -> str:
    """Return the levels of the other axes in the order of the verdicts."""
    levels = dict.fromkeys(str(level) for level in found["level"] if level)
    axes = {level.partition("=")[0] for level in levels}
    names = [text.level_name(level) for level in levels if "policy=" not in level]
    return " / ".join(names) if names and axes else "one level only"


def markdown(found: pd.DataFrame) -> str:
    """Return the verdicts as Markdown, a table a world, as in the study's README.

    The result of each outcome holds, level by level, the verdict and the mean effect.
    """
    lines = [f"Verdicts: {count(found)}. Results stand in the order {level_names(found)}.", ""]
    for worlds, block in found.groupby(["expected_world", "expected_baseline"], sort=False):
        world, baseline = (text.world_name(str(label)) for label in worlds)
        lines += [f"### {world[0].upper()}{world[1:]}, against {baseline}", ""]
        lines += ["| outcome | sign | why | result |", "|---|---|---|---|"]
        for outcome, rows in block.groupby("outcome", sort=False):
            first = rows.iloc[0]
            results = " / ".join(_result(row) for _, row in rows.iterrows())
            lines.append(f"| `{outcome}` | `{first['sign']}` | {first['why']} | {results} |")
        lines.append("")
    return "\n".join(lines)


def _result(row: "pd.Series[Any]") -> str:
    if "effect" not in row or pd.isna(row["effect"]):
        return str(row["verdict"])
    return f"{row['verdict']} ({text.interval(row, str(row['unit']))[0]})"
