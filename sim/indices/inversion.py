"""Draws from the hypergeometric and the binomial law by inversion, starting at the mode.

The probability of the mode follows from Stirling's series and the deviances of the cells of the
two-by-two table (Loader 2000, "Fast and accurate computation of binomial probabilities"), which
loses no digits however large the city. From there the values are visited outwards, in turn above
and below, so a draw costs about two standard deviations of steps. Plain arithmetic only: Python
and Numba give the same bits.
"""

from sim.compiled import routine, rule
from sim.draws import philox
from sim.indices.hypergeometric import mode, ratio_up
from sim.portable import exp, log

_TWO_PI = 6.283185307179586
_STIRLING = (
    0.0,
    0.08106146679532726,
    0.04134069595540929,
    0.02767792568499834,
    0.02079067210376509,
    0.01664469118982119,
    0.01387612882307075,
    0.01189670994589177,
    0.01041126526197210,
    0.009255462182712733,
    0.008330563433362871,
    0.007573675487951841,
    0.006942840107209530,
    0.006408994188004207,
    0.005951370112758848,
    0.005554733551962801,
)
"""ln n! - (n + 1/2) ln n + n - ln(2 pi) / 2 for n = 1 .. 15; 0 for none."""

_NEGLIGIBLE = 1e-20


@rule
def stirling(n: int) -> float:
    """Return what Stirling's formula leaves of ln n!, n at least 1; 0 for n = 0."""
    if n < 16:
        return _STIRLING[n]
    square = 1.0 / n / n
    rest = 1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))
    return (1.0 / 12.0 - square * rest) / n


@rule
def spread(n: int) -> float:
    """Return 2 pi n; 1 for n = 0."""
    return _TWO_PI * n if n > 0 else 1.0


@rule
def deviance(n: int, mean: float) -> float:
    """Return n ln(n / mean) + mean - n, without loss of digits where they are close."""
    if n == 0:
        return mean
    away = n - mean
    both = n + mean
    if abs(away) >= 0.1 * both:
        return n * log(n / mean) - away
    v = away / both
    total, term, square, k = away * v, 2.0 * n * v, v * v, 3
    while True:
        term *= square
        more = total + term / k
        if more == total:
            return total
        total = more
        k += 2


@routine
def hypergeometric_at_mode(total: int, special: int, size: int, x: int) -> float:
    """Return P(x) of the hypergeometric law, for the x of its mode.

    `special` is more than 0 and less than `total`, and so is `size`.
    """
    y, z, other, left = special - x, size - x, total - special, total - size
    rest = other - z
    share, unshare = special / total, other / total
    apart = deviance(x, size * share) + deviance(y, left * share)
    apart += deviance(z, size * unshare) + deviance(rest, left * unshare)
    series = stirling(special) + stirling(other) + stirling(size) + stirling(left)
    series -= stirling(total) + stirling(x) + stirling(y) + stirling(z) + stirling(rest)
    ratio = (spread(special) / spread(x)) * (spread(other) / spread(z))
    ratio *= (spread(size) / spread(y)) * (spread(left) / spread(rest)) / spread(total)
    return exp(series - apart + 0.5 * log(ratio))


@routine
def hypergeometric(total: int, special: int, size: int, u: float) -> int:
    """Return the number of the group in a unit for a uniform u: a draw of the hypergeometric law.

    Parameters
    ----------
    total, special, size : int
        Households of the city and of the group, homes of the unit.
    u : float
        0 to below 1.
    """
    if special == 0 or size == 0:
        return 0
    if special == total:
        return size
    if size == total:
        return special
    lowest, highest = max(0, size + special - total), min(size, special)
    start = mode(total, special, size)
    low, high = start, start
    above = below = hypergeometric_at_mode(total, special, size, start)
    u -= above
    if u < 0.0:
        return start
    while above + below > _NEGLIGIBLE:
        above = above * ratio_up(total, special, size, high) if high < highest else 0.0
        high += 1
        u -= above
        if u < 0.0:
            return high
        if low > lowest:
            low -= 1
            top = (low + 1) * (total - special - size + low + 1)
            below *= top / ((special - low) * (size - low))
            u -= below
            if u < 0.0:
                return low
        else:
            below = 0.0
    return start


@routine
def binomial_at_mode(trials: int, special: int, total: int, x: int) -> float:
    """Return P(x) of the binomial law of chance `special` / `total`, for the x of its mode."""
    y, share, unshare = trials - x, special / total, (total - special) / total
    apart = deviance(x, trials * share) + deviance(y, trials * unshare)
    series = stirling(trials) - stirling(x) - stirling(y)
    return exp(series - apart + 0.5 * log(spread(trials) / spread(x) / spread(y)))


@routine
def binomial(trials: int, special: int, total: int, u: float) -> int:
    """Return a draw of the binomial law of chance `special` / `total`, for a uniform u.

    Parameters
    ----------
    trials : int
        Households drawn.
    special, total : int
        One in how many, whole; 0 <= special <= total, total at least 1.
    u : float
        0 to below 1.
    """
    if special == 0 or trials == 0:
        return 0
    if special == total:
        return trials
    odds = special / (total - special)
    start = (trials + 1) * special // total
    low, high = start, start
    above = below = binomial_at_mode(trials, special, total, start)
    u -= above
    if u < 0.0:
        return start
    while above + below > _NEGLIGIBLE:
        above = above * odds * (trials - high) / (high + 1)
        high += 1
        u -= above
        if u < 0.0:
            return high
        if low > 0:
            below = below * low / (odds * (trials - low + 1))
            low -= 1
            u -= below
            if u < 0.0:
                return low
        else:
            below = 0.0
    return start


@rule
def fine_uniform(seed: int, month: int, entity: int, purpose: int, index: int) -> float:
    """Return a uniform float in [0, 1), an exact multiple of 2**-53, from two words."""
    words = philox(seed, month, entity, purpose, index)
    return ((words[0] >> 5) * 67108864 + (words[1] >> 6)) / 9007199254740992.0
