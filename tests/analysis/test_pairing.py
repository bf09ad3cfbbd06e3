"""Paired effects against numbers worked by hand."""

import math

import numpy as np
import pytest

from sim.analysis.pairing import paired, t_quantile

# Gosset's t, 97.5 % points as printed in statistical tables.
T_975 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 10: 2.228, 19: 2.093, 30: 2.042, 120: 1.980}


@pytest.mark.parametrize(("degrees", "value"), T_975.items())
def test_quantiles_of_t_are_those_of_the_tables(degrees: int, value: float) -> None:
    assert t_quantile(0.975, degrees) == pytest.approx(value, abs=5e-4)


def test_quantile_of_one_degree_is_that_of_cauchy() -> None:
    assert t_quantile(0.9, 1) == pytest.approx(math.tan(math.pi * 0.4), rel=1e-12)


def test_effect_interval_and_gain_worked_by_hand() -> None:
    # Differences 1, 2, 3: mean 2, sd 1, half width 4.302653 / sqrt(3) = 2.484138.
    # Variances: baseline (10, 20, 30) 100; world (11, 22, 33) 121; difference 1.
    found = paired(world=[11, 22, 33], baseline=[10, 20, 30])
    assert (found.baseline, found.world, found.effect, found.pairs) == (20, 22, 2, 3)
    assert found.low == pytest.approx(2 - 2.484138, abs=1e-6)
    assert found.high == pytest.approx(2 + 2.484138, abs=1e-6)
    assert found.gain == pytest.approx(221)


def test_unrelated_worlds_gain_nothing() -> None:
    rng = np.random.default_rng(1)
    found = paired(rng.normal(size=20_000), rng.normal(size=20_000))
    assert found.gain == pytest.approx(1, abs=0.05)


def test_gain_is_undefined_where_the_difference_does_not_vary() -> None:
    found = paired(world=[0.3, 0.4, 0.5], baseline=[0.1, 0.2, 0.3])
    assert math.isnan(found.gain)
    assert found.low == found.high == found.effect == pytest.approx(0.2)


def test_one_pair_has_an_effect_but_no_interval() -> None:
    found = paired(world=[2.0, math.nan], baseline=[1.0, 5.0])
    assert (found.effect, found.pairs) == (1.0, 1)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert math.isnan(found.gain)


def test_no_pair_is_undefined() -> None:
    found = paired(world=[math.nan, 1.0], baseline=[1.0, math.nan])
    assert found.pairs == 0
    assert math.isnan(found.effect)


def test_interval_covers_the_truth_about_95_times_in_100() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(2000):
        base = rng.normal(size=5)
        found = paired(base + rng.normal(0.5, 1, size=5), base)
        covered += found.low <= 0.5 <= found.high
    assert 0.935 < covered / 2000 < 0.965
