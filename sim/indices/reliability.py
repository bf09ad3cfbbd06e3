"""Where an interval by resampling is not to be relied on, and why.

What resampling adds to an index is taken for what small numbers add to it. The two differ where
the index has a kink at evenness and units lie near it, and where a group may live in units in which
none of its households is seen.
"""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index
from sim.indices.table import table_of

LARGE_PART = 0.1
"""Of the distance of a value from that of an even city: a larger bias is not known well enough."""

LARGE_ERROR = 1.5
"""Standard errors: a larger bias is not known well enough either."""

UNSEEN = 0.01
"""Share of households expected in units without their group: more leave the interval too low."""


def has_kink(index: Index) -> bool:
    """Return whether an index may have a kink at evenness, as absolute differences and roots have.

    Those that every transfer changes, and shares of neighbours, are smooth there: what resampling
    adds to them hardly depends on how uneven the city is.
    """
    return "transfers" not in index.axioms and index.dimension != "exposure"


def least(index: Index, counts: ArrayLike | None) -> float:
    """Return the smallest value that an index can have in a city.

    Parameters
    ----------
    index : Index
    counts : array_like of int, shape (units, 2), or None
        The group that the index is about, and everybody else, where there is one.
    """
    if counts is None or not callable(index.even) or index.correction != "rescaled":
        return index.low
    groups = np.asarray(counts).sum(axis=0)
    return float(index.even(groups / groups.sum()))


def unseen(counts: ArrayLike) -> float:
    """Return the share of households expected in units where none of their group was seen.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)

    Returns
    -------
    float
        Mean over groups, by P (1 - P), of the share of a group's households that are the only one
        of it in their unit: the chance that one more would be the first. NaN where there are fewer
        than two groups.

    Notes
    -----
    Good (1953), Biometrika 40:237-264.
    """
    table = table_of(counts)
    total = table.group.sum()
    alone = np.count_nonzero(table.x == 1.0, axis=-1) / np.maximum(table.group, 1.0)
    weight = table.group * (total - table.group)
    return float((alone * weight).sum() / weight.sum()) if weight.any() else float("nan")


def doubt(
    index: Index, value: float, drawn: Floats, upper: float, counts: ArrayLike | None
) -> str | None:
    """Return why an interval is not to be relied on; None where there is no reason.

    Parameters
    ----------
    index : Index
    value : float
        Of the city as it is.
    drawn : ndarray of float64, shape (replicates,)
        Values of the resampled cities.
    upper : float
        Upper end of the interval, before it is put within the range of the index.
    counts : array_like of int, shape (units, groups), or None
        The groups that are compared; None of an index of incomes.

    Returns
    -------
    str or None
        Completing "unreliable: ...".
    """
    if upper < least(index, counts):
        return "the city is more even than chance would leave it, were households drawn anew"
    if counts is not None and index.dimension != "exposure":
        few = unseen(counts)
        if few > UNSEEN:
            return (
                f"{100 * few:.0f} % of the households are the only one of their group in their "
                "unit: there may be others where none was seen"
            )
    if not has_kink(index):
        return None
    bias, even = float(drawn.mean()) - value, index.even if isinstance(index.even, float) else 0.0
    if abs(bias) > LARGE_PART * abs(value - even) or abs(bias) > LARGE_ERROR * drawn.std(ddof=1):
        return (
            f"small numbers add about {bias:.2g} to a value of {value:.2g}: too much to be taken "
            "off"
        )
    return None
