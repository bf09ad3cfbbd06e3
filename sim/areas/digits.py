"""Numbers for a person: as many digits as are needed to tell them from nothing, or apart."""

import math
from collections.abc import Mapping
from typing import Any

NUMBER = 8
"""Characters of a number and the space before it."""

NOTHING = 1e-12
"""What is nearer to 0 is what is left of rounding."""


def number(value: float | None, entry: Mapping[str, Any] | None = None) -> str:
    """Return a number with three decimals, or its first two digits if it is below 0.01.

    Parameters
    ----------
    value : float or None
    entry : mapping, optional
        What the number is told of: where that is undefined, it is a star, and else, if there is
        no number, a dash.

    Returns
    -------
    str
        Shorter than `NUMBER`.
    """
    if value is None:
        return "*" if entry and "undefined" in entry and entry.get("value") is None else "-"
    size = abs(value)
    if size >= 1000 or not math.isfinite(value):
        return f"{value:.3g}"
    if size < NOTHING:
        return "0.000"
    if f"{size:.3f}" < "0.010":
        text = f"{value:.2g}"
        return text if len(text) < NUMBER else f"{value:.1g}"
    return f"{value:.3f}"


def bounds(low: float, high: float) -> tuple[str, str]:
    """Return two numbers with so many decimals that they differ, up to five."""
    texts = (number(low), number(high))
    for decimals in (4, 5):
        if texts[0] == texts[1] and low != high:
            texts = (f"{low:.{decimals}f}", f"{high:.{decimals}f}")
    return texts


def percent(share: float) -> str:
    """Return a share in per cent with one decimal, or its first two digits if it is below 0.1."""
    text = f"{100 * share:.1f}"
    return f"{100 * share:.2g}" if text == "0.0" and share else text


def p_value(chance: Mapping[str, Any]) -> str:
    """Return a p value; at its least, with so many shuffles, that it is at most this."""
    value, floor = float(chance["p_value"]), 2.0 / (chance["replicates"] + 1)
    if value > floor * (1 + 1e-9):
        return number(value)
    unit = 10.0 ** math.floor(math.log10(floor))
    if floor >= 0.001:
        return f"≤ {math.ceil(1000 * floor - 1e-9) / 1000:.3f}"
    return f"≤ {math.ceil(floor / unit - 1e-9) * unit:.0e}"
