"""Logarithm, exponential and normal quantile from plain arithmetic: the same bits on every
platform.

The C library's functions differ in the last bit between platforms and compilers; a city that drew
its incomes with them would differ too. Only ``+ - * /`` and comparisons are used, so Python and
Numba agree.
"""

import functools

from sim.compiled import rule

_LN2_HIGH = 0.693147180369123816490  # upper 32 bits of ln 2; k * _LN2_HIGH is exact for |k| < 2**20
_LN2_LOW = 1.90821492927058770002e-10  # the rest of ln 2
_SQRT_HALF = 0.70710678118654752440


@rule
def log(x: float) -> float:
    """Return the natural logarithm of a positive normal float, within 2 units in the last place.

    Of what is smaller, that of the smallest normal float.
    """
    if x < 2.2250738585072014e-308:
        return -708.3964185322641
    k = 0
    while x < 1.52587890625e-05:  # 2**-16: powers of two scale exactly
        x *= 65536.0
        k -= 16
    while x < _SQRT_HALF:
        x *= 2.0
        k -= 1
    while x >= 65536.0:
        x /= 65536.0
        k += 16
    while x >= 2.0 * _SQRT_HALF:
        x /= 2.0
        k += 1
    z = (x - 1.0) / (x + 1.0)  # |z| < 0.1716, so that the series' next term is below 2**-60
    y = z * z
    total = 1 / 17 + y * (1 / 19 + y * (1 / 21 + y * (1 / 23)))
    total = 1 / 9 + y * (1 / 11 + y * (1 / 13 + y * (1 / 15 + y * total)))
    total = y * (1 / 3 + y * (1 / 5 + y * (1 / 7 + y * total)))
    return k * _LN2_HIGH + (2.0 * z + (2.0 * z * total + k * _LN2_LOW))


@rule
def exp(x: float) -> float:
    """Return e to the power x for -700 < x < 700, within 2 units in the last place.

    Beyond these bounds it is that of the bound: positive, and a sum of hundreds stays finite.
    """
    if x < -700.0:
        x = -700.0
    if x > 700.0:
        x = 700.0
    k = int(x * 1.4426950408889634 + (0.5 if x >= 0.0 else -0.5))
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    total = 1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800 + r * (1 / 87178291200)))
    total = 1 / 40320 + r * (1 / 362880 + r * (1 / 3628800 + r * total))
    total = 1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * total))
    total = 1.0 + r * (1.0 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * total))))
    while k >= 16:
        total *= 65536.0
        k -= 16
    while k <= -16:
        total /= 65536.0
        k += 16
    while k > 0:
        total *= 2.0
        k -= 1
    while k < 0:
        total /= 2.0
        k += 1
    return total


@rule
def sqrt(x: float) -> float:
    """Return the square root of a non-negative float by three Newton steps."""
    if x <= 0.0:
        return 0.0
    root = exp(0.5 * log(x))
    for _ in range(3):
        root = 0.5 * (root + x / root)
    return root


@rule
def normal_quantile(p: float) -> float:
    """Return the standard normal quantile of 0 < p < 1.

    Algorithm AS 241 (PPND7, Wichura 1988, Applied Statistics 37:477-484), about seven digits: more
    than an income in cents needs.
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        return q * top / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
    r = sqrt(-log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        top = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        value = top / ((0.12021132975 * r + 0.73700164250) * r + 1.0)
    else:
        r -= 5.0
        top = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        value = top / ((0.012258202635 * r + 0.24197894225) * r + 1.0)
    return -value if q < 0.0 else value


@functools.cache
def gumbel_table() -> tuple[float, ...]:
    """Return knots of the standard Gumbel quantile -log(-log u) for `sim.draws.gumbel`.

    Three runs of 4,097 knots: u = k / 2**12 over the unit interval, then u = k / 2**24 over the
    lowest and over the highest 1/4096. The two ends are clamped at a probability of 2**-33.
    """
    smallest = 1.0 / 8589934592.0
    knots = []
    for origin, step in ((0.0, 1 / 4096), (0.0, 1 / 16777216), (4095 / 4096, 1 / 16777216)):
        for k in range(4097):
            u = min(max(origin + k * step, smallest), 1.0 - smallest)
            knots.append(-log(-log(u)))
    return tuple(knots)
