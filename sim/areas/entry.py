"""One number of a result: its value, its value by chance, and the value corrected for that."""

from typing import Any

import numpy as np

from sim.areas.chance import Chance
from sim.indices.base import Floats, Index


def entry(index: Index, value: float, chance: Chance, shares: Floats) -> dict[str, Any]:
    """Return what is told of a value of an index; None in the place of what there is not.

    Parameters
    ----------
    index : Index
    value : float
        NaN where undefined.
    chance : Chance
    shares : ndarray of float64, shape (groups,)
        The groups' shares of those who are measured.
    """
    told: dict[str, Any] = {"value": plain(value), "random": None, "corrected": None}
    if np.isnan(value):
        reason = f"{index.label} has no value when {index.undefined}"
        return told | {"undefined": reason, "random_note": "none without a value"}
    told["random_note"] = chance.note
    if chance.how is None:
        return told
    corrected = float(index.correct(value, chance.value, shares))
    told |= {"random": chance.value, "corrected": plain(corrected), "random_how": chance.how}
    if index.correction == "ratio":
        told["correction"] = "ratio"
    return told


def plain(value: float) -> float | None:
    """Return a number, None where it is NaN."""
    return None if np.isnan(value) else float(value)
