"""What difference is material: the rule that a printed sentence or a short table goes by."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

INDEX, SHARE, UTILITY, OF_BASELINE, HOUSEHOLDS = 0.01, 0.01, 0.02, 0.01, 0.5
RULE = (
    "material: over 1 % of the baseline's mean (flows: and half a household a year); "
    "over .01 for shares and indices, .02 for utility"
)


def margin(unit: str, baseline: float) -> float:
    """Return the largest difference that is not material.

    Parameters
    ----------
    unit : str
        Unit of the outcome.
    baseline : float
        Its mean in the baseline.
    """
    fixed = {"index": INDEX, "share": SHARE, "utils": UTILITY}
    if unit in fixed:
        return fixed[unit]
    least = HOUSEHOLDS if unit == "a year" else 0.0
    return max(least, OF_BASELINE * abs(baseline))


def is_material(row: Mapping[str, Any]) -> bool:
    """Return whether an effect (a row of `compare`) is beyond the luck of the draw and material."""
    if pd.isna(row["low"]) or not (row["low"] > 0 or row["high"] < 0):
        return False
    return abs(float(row["effect"])) > margin(str(row["unit"]), float(row["baseline_mean"]))
