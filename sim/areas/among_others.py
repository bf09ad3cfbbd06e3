"""What chance does to some groups of a city, when everybody of the city is shuffled.

How many of the groups' people a unit then holds is itself random, unlike when they are shuffled
among themselves.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Integers
from sim.indices.hypergeometric import moments, pair_deviation
from sim.indices.limits import within_limits
from sim.indices.logarithms import entropy_of, n_log_n
from sim.indices.margins import Margins, margins_of

LINEAR = (
    "relative_diversity",
    "squared_coefficient_of_variation",
    "normalised_exposure",
    "correlation_ratio",
)
"""Indices that expect (J - 1) / (T - 1), J units that hold any of T people."""


def expected_among_others(name: str, people: ArrayLike | Margins, chosen: Sequence[int]) -> float:
    """Return the value of an index of some groups, expected when everybody is shuffled.

    Parameters
    ----------
    name : str
        Of an index of counts, or the correlation ratio of two groups.
    people : array_like of int, shape (units, columns), or Margins
        Everybody of the city.
    chosen : sequence of int
        The columns of the groups.

    Returns
    -------
    float
        Exact; NaN where there is no closed form, or fewer than two of the groups are present.

    Notes
    -----
    Given its number s of people of the chosen groups, those of a unit are drawn from these groups
    alone; s is hypergeometric in the city. So sums over units of |x_m - s X_m / S| and of x_m ln
    x_m follow from the moments of s and x_m, and an index that expects (J - 1) / (S - 1) given all
    s expects the same with J the expected number of units that hold any of the S people.
    """
    fixed = margins_of(people)
    totals = fixed.totals[list(chosen)]
    number = int(totals.sum())
    if np.count_nonzero(totals) < 2:
        return float("nan")
    if name == "dissimilarity":
        return _dissimilarity(fixed, totals, number)
    if name in ("information_theory", "mutual_information"):
        diversity = float(entropy_of(totals))
        lost = max(1.0 - _within(fixed, totals, number) / (number * diversity), 0.0)
        return lost if name == "information_theory" else lost * diversity
    if name in LINEAR:
        return (_lived_in(fixed, number) - 1.0) / (number - 1.0)
    return float("nan")


def _dissimilarity(fixed: Margins, totals: Integers, number: int) -> float:
    mixed = float(number) ** 2 - float((totals.astype(np.float64) ** 2).sum())
    apart = 0.0
    within_limits(fixed.total, fixed.largest)
    for own in totals:
        each = pair_deviation(fixed.total, int(own), number - int(own), fixed.sizes)
        apart += float((each * fixed.units).sum())
    return apart * number / (2.0 * mixed)


def _within(fixed: Margins, totals: Integers, number: int) -> float:
    """Return the expected sum over units of people of the groups times their diversity, nats."""
    drawn = np.concatenate([[number], totals])
    table = n_log_n(fixed.largest)
    inside: Floats = moments(fixed.total, drawn, fixed.sizes, table)[:, :, 1] @ fixed.units
    return float(inside[0] - inside[1:].sum())


def _lived_in(fixed: Margins, number: int) -> float:
    """Return the expected number of units that hold any of so many people."""
    others = fixed.total - number
    drawn = np.arange(fixed.largest)
    left = np.maximum(others - drawn, 0) / (fixed.total - drawn)
    none = np.concatenate([[1.0], np.cumprod(left)])
    return float(((1.0 - none[fixed.sizes]) * fixed.units).sum())
