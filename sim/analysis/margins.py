"""Three margins, each with a word of its own.

* A difference of D below `MATERIAL_D` is *no material difference*: the model's rule, a remark
  beside the numbers.
* A change for households is *notable* if its interval leaves out zero and it is beyond
  `notable_margin`: the lines on who gains and who loses name it.
* Two worlds are *about equal* if the whole interval is within `equal_margin`: the sign `0`.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

#: A difference of D from here on is material.
MATERIAL_D = 0.01
#: What is notable: for some units a fixed difference, for all others a share of the baseline's mean
#: (and for a flow also a number of households a year).
NOTABLE = {"share": 0.01, "utils": 0.02}
NOTABLE_OF_BASELINE, NOTABLE_HOUSEHOLDS = 0.01, 0.5
NOTABLE_RULE = (
    "notable: the interval leaves out zero, and the change is over 1 % of the baseline's mean (a "
    "flow: also over half a household a year), .01 of a share or .02 of utility"
)
#: What is about equal: for indices a fixed difference, for all others a share of the baseline.
EQUAL_INDEX, EQUAL_OF_BASELINE = 0.01, 0.10


def notable_margin(unit: str, baseline: float) -> float:
    """Return the largest change for households that is not notable.

    Parameters
    ----------
    unit : str
        Unit of the outcome.
    baseline : float
        Its mean in the baseline.
    """
    if unit in NOTABLE:
        return NOTABLE[unit]
    least = NOTABLE_HOUSEHOLDS if unit == "a year" else 0.0
    return max(least, NOTABLE_OF_BASELINE * abs(baseline))


def is_notable(row: Mapping[str, Any]) -> bool:
    """Return whether an effect (a row of `compare`) leaves out zero and is beyond the margin."""
    if pd.isna(row["low"]) or not (row["low"] > 0 or row["high"] < 0):
        return False
    margin = notable_margin(str(row["unit"]), float(row["baseline_mean"]))
    return abs(float(row["effect"])) > margin


def equal_margin(unit: str, baseline: float) -> float:
    """Return within what difference two worlds are about equal; parameters as `notable_margin`."""
    return EQUAL_INDEX if unit == "index" else EQUAL_OF_BASELINE * abs(baseline)
