"""From measured months to the rows of a run: which months are measured, and what is undefined."""

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.indices import find
from sim.indices.base import Floats
from sim.measurement.names import SUFFIXES

UNDEFINED = "undefined"
"""Column that says why values of its row are missing: JSON, from reason to the names of columns
(that of the value alone, where its value by chance and its correction are missing with it)."""


def due(month: int, every: int, last: bool) -> bool:
    """Return whether a month is measured: every so many months, the first and the last."""
    return last or month % every == 0


def in_rows(
    columns: dict[str, Floats], measured: Sequence[int], months: Sequence[int], every: int
) -> dict[str, NDArray[np.float64 | np.object_]]:
    """Return measured columns as columns of all months, and why values are missing.

    Parameters
    ----------
    columns : dict of str to ndarray of float64, shape (measured,)
        From `Measurement.columns`.
    measured, months : sequence of int
        The months that were measured, and all.
    every : int
        Months between two measurements, for the reason.

    Returns
    -------
    dict of str to ndarray, shape (months,)
        The same columns, NaN where missing, and `UNDEFINED` (of str or None) if any value is
        missing.
    """
    rows = np.searchsorted(np.asarray(months), np.asarray(measured))
    found: dict[str, NDArray[np.float64 | np.object_]] = {}
    for name, values in columns.items():
        column = np.full(len(months), np.nan)
        column[rows] = values
        found[name] = column
    reasons = np.full(len(months), None, dtype=object)
    if columns and len(measured) < len(months):
        reasons[:] = json.dumps({f"indices are measured every {every} months": ["every index"]})
    reasons[rows] = _reasons(columns, len(measured))
    if any(reason is not None for reason in reasons):
        found[UNDEFINED] = reasons
    return found


def _reasons(columns: dict[str, Floats], months: int) -> list[str | None]:
    """Return for each measured month why values are missing."""
    names = [name for name, values in columns.items() if np.isnan(values).any()]
    if not names:
        return [None] * months
    missing = np.isnan(np.stack([columns[name] for name in names], axis=1))
    kinds, kind = np.unique(missing, axis=0, return_inverse=True)
    texts: list[str | None] = []
    for which in kinds:
        gone = [name for name, out in zip(names, which, strict=True) if out]
        found: dict[str, list[str]] = {}
        for name in gone:
            reason = _reason(name, set(gone))
            if reason:
                found.setdefault(reason, []).append(name)
        texts.append(json.dumps(found) if found else None)
    return [texts[k] for k in kind.ravel()]


def _reason(name: str, gone: set[str]) -> str:
    """Return why a column has no value in a month; nothing if its value says so already."""
    stem, _, suffix = name.rpartition(".")
    if suffix not in SUFFIXES:
        return find(name.split(".")[0]).undefined
    if stem in gone:
        return ""
    return "chance alone reaches the largest value"
