"""Portable functions against the C library, and compiled against plain, bit for bit."""

import math
import struct
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim import portable
from sim.compiled import compile_now, numba

CALM = settings(max_examples=150, deadline=None, derandomize=True)
POSITIVE = st.floats(1e-300, 1e300, allow_subnormal=False)
EXPONENTS = st.floats(-700.0, 700.0)
PROBABILITIES = st.integers(0, 2**32 - 1).map(lambda k: (k + 0.5) / 2**32)


def ulps(found: float, expected: float) -> float:
    return abs(found - expected) / math.ulp(expected)


@CALM
@given(POSITIVE)
@example(1.0)
@example(math.nextafter(1.0, 2.0))
@example(math.nextafter(1.0, 0.0))
@example(math.sqrt(0.5))
def test_log_is_within_two_units_in_the_last_place(x):
    expected = math.log(x)
    assert ulps(portable.log(x), expected) <= 2.0


@CALM
@given(EXPONENTS)
@example(0.0)
@example(-1e-12)
def test_exp_is_within_two_units_in_the_last_place(x):
    assert ulps(portable.exp(x), math.exp(x)) <= 2.0


def test_exp_and_log_beyond_their_bounds_are_those_of_the_bounds():
    assert portable.exp(-1e300) == portable.exp(-700.1) == portable.exp(-700.0) > 0.0
    assert portable.exp(1e300) == portable.exp(700.0)
    assert portable.log(0.0) == portable.log(-1.0) == pytest.approx(math.log(2.0**-1022))


@CALM
@given(st.floats(1e-150, 1e150))
@example(2.0)
def test_sqrt_is_within_two_units_in_the_last_place(x):
    assert ulps(portable.sqrt(x), math.sqrt(x)) <= 2.0


def test_sqrt_of_zero():
    assert portable.sqrt(0.0) == 0.0


@CALM
@given(PROBABILITIES)
@example(0.5)
@example(0.075)
@example(0.925)
def test_the_normal_quantile_has_seven_digits(p):
    expected = NormalDist().inv_cdf(p)
    assert abs(portable.normal_quantile(p) - expected) <= 1e-6 * max(1.0, abs(expected))


def test_known_normal_quantiles():
    # 0.975 and 0.99: Abramowitz & Stegun 1964, table 26.1
    assert abs(portable.normal_quantile(0.975) - 1.959964) < 1e-6
    assert abs(portable.normal_quantile(0.99) - 2.326348) < 1e-6


# The loops are module-level functions so that Numba can keep them in its cache.
def _log(out, values):
    for i in range(len(values)):
        out[i] = portable.log(values[i])


def _exp(out, values):
    for i in range(len(values)):
        out[i] = portable.exp(values[i])


def _normal_quantile(out, values):
    for i in range(len(values)):
        out[i] = portable.normal_quantile(values[i])


def _bits(value: float) -> bytes:
    return struct.pack("<d", value)


@pytest.mark.parametrize(
    ("loop", "plain", "values"),
    [
        (_log, portable.log, np.geomspace(1e-300, 1e300, 4001)),
        (_log, portable.log, np.linspace(0.6, 1.6, 4001)),
        (_exp, portable.exp, np.linspace(-701.0, 700.0, 4001)),
        (_exp, portable.exp, np.linspace(-1.0, 1.0, 4001)),
        (_normal_quantile, portable.normal_quantile, np.linspace(1e-10, 1 - 1e-10, 4001)),
    ],
    ids=["log", "log near 1", "exp", "exp near 0", "normal_quantile"],
)
def test_compiled_and_plain_give_the_same_bits(loop, plain, values):
    if numba() is None:
        pytest.skip("Numba is not installed")
    out = np.empty(len(values))
    compile_now(loop)(out, values)
    differing = [
        x for x, y in zip(values.tolist(), out.tolist(), strict=True) if _bits(plain(x)) != _bits(y)
    ]
    assert not differing


def test_the_gumbel_table_has_its_three_runs_of_knots():
    table = portable.gumbel_table()
    assert len(table) == 3 * 4097
    for run in range(3):
        part = table[4097 * run : 4097 * (run + 1)]
        assert all(a < b for a, b in pairwise(part))
    assert table[2048] == pytest.approx(-math.log(math.log(2.0)), abs=1e-15)  # the median
    assert table[4097 + 4096] == table[1]  # the fine run below ends where the coarse one goes on
    assert table[2 * 4097] == table[4095]
