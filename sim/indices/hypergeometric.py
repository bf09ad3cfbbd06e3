"""Random allocation with fixed totals: hypergeometric sums without a logarithm or a power.

A unit of n homes in a city of T households, K of them in the group, holds x of the group with the
hypergeometric law. Weights start at 1 at the mode and follow the exact ratio of neighbouring
probabilities outwards until they are negligible (1e-18 of the mode), so plain Python and Numba give
the same bits. One unit's law is exact, and the expectation of a sum over units is the sum of
theirs.
"""

import numpy as np

from sim.compiled import compiled, rule
from sim.indices.base import Floats, Integers


@rule
def ratio_up(total: int, special: int, size: int, x: int) -> float:
    """Return P(x + 1) / P(x) of the hypergeometric law."""
    top = (special - x) * (size - x)
    return top / ((x + 1) * (total - special - size + x + 1))


@rule
def mode(total: int, special: int, size: int) -> int:
    """Return the most likely number of the group in the unit."""
    return (size + 1) * (special + 1) // (total + 2)


@rule
def next_at_floor(size: int, part: int, s: int, k: int, stays: bool) -> float:
    """Return the factor from P(k) with s drawn to P(k or k + 1) with s + 1 drawn.

    The law is that of the number x among the `part` of `size` when s are drawn.
    """
    if stays:
        return (size - part - s + k) * (s + 1) / ((s + 1 - k) * (size - s))
    return (part - k) * (s + 1) / ((k + 1) * (size - s))


@compiled
def moments(total: int, specials: Integers, sizes: Integers, table: Floats) -> Floats:
    """Return E|x - E x| and E[x ln x] for each group and unit size.

    Parameters
    ----------
    total : int
        Households in the city, T.
    specials : ndarray of int64, shape (groups,)
        Households of each group, K.
    sizes : ndarray of int64, shape (sizes,)
        Households in a unit, n, at least 1.
    table : ndarray of float64
        n ln n for 0 .. the largest size.

    Returns
    -------
    ndarray of float64, shape (groups, sizes, 2)

    Notes
    -----
    The mean absolute deviation is also 2 k (T - K - n + k) P(k) / T at the first k above the mean
    (Diaconis and Zabell 1991, Statistical Science 6:284-302); the sum is taken here because E[x ln
    x] needs it anyway.
    """
    out = np.zeros((len(specials), len(sizes), 2))
    for m in range(len(specials)):
        special = specials[m]
        for i in range(len(sizes)):
            size = sizes[i]
            low = max(0, size + special - total)
            high = min(size, special)
            start = mode(total, special, size)
            whole, deviation, entropy = 0.0, 0.0, 0.0
            weight, x = 1.0, start
            while True:
                whole += weight
                deviation += weight * abs(x * total - size * special)
                entropy += weight * table[x]
                if x >= high or weight < 1e-18:
                    break
                weight *= ratio_up(total, special, size, x)
                x += 1
            weight, x = 1.0, start
            while x > low and weight >= 1e-18:
                x -= 1
                weight /= ratio_up(total, special, size, x)
                whole += weight
                deviation += weight * abs(x * total - size * special)
                entropy += weight * table[x]
            out[m, i, 0] = deviation / (whole * total)
            out[m, i, 1] = entropy / whole
    return out


@compiled
def pair_deviation(total: int, x_total: int, y_total: int, sizes: Integers) -> Floats:
    """Return E|x Y - y X| / (X + Y) for each unit size, X and Y the totals of two groups.

    Given s = x + y, the number x is hypergeometric in the two groups alone and
    |x Y - y X| = (X + Y) |x - E[x | s]|; s itself is hypergeometric in the city.

    Returns
    -------
    ndarray of float64, shape (sizes,)
    """
    both = x_total + y_total
    longest = 0
    for i in range(len(sizes)):
        longest = max(longest, min(sizes[i], both))
    deviation = np.zeros(longest + 1)
    p, k = 1.0, 0
    for s in range(longest + 1):
        deviation[s] = 2.0 * (x_total - k) * (s - k) * p / both
        if s < both:
            stays = (s + 1) * x_total < (k + 1) * both
            p *= next_at_floor(both, x_total, s, k, stays)
            if not stays:
                k += 1
    out = np.zeros(len(sizes))
    for i in range(len(sizes)):
        size = sizes[i]
        low = max(0, size + both - total)
        high = min(size, both)
        start = mode(total, both, size)
        whole, summed = 0.0, 0.0
        weight, s = 1.0, start
        while True:
            whole += weight
            summed += weight * deviation[s]
            if s >= high or weight < 1e-18:
                break
            weight *= ratio_up(total, both, size, s)
            s += 1
        weight, s = 1.0, start
        while s > low and weight >= 1e-18:
            s -= 1
            weight /= ratio_up(total, both, size, s)
            whole += weight
            summed += weight * deviation[s]
        out[i] = summed / whole
    return out
