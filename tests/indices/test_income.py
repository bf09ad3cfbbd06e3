"""Indices of income: golden values, ties, poverty and affluence, and incomes known by bracket."""

import warnings
from fractions import Fraction
from itertools import pairwise
from math import log, log2

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.indices import Undefined, find, measure
from sim.indices import rank_order_information_theory as ranks
from sim.indices.check import check_index
from sim.indices.income_ranks import poorest, richest
from sim.indices.information_theory import information_theory

NAMES = (
    "segregation_of_poverty",
    "segregation_of_affluence",
    "isolation_of_poorest",
    "isolation_of_richest",
)
ALL = (*NAMES, "neighbourhood_sorting", "rank_order_information_theory")
SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
HUNDRED = np.arange(1, 101)
HOUSEHOLDS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)), min_size=1, max_size=60)


@pytest.mark.parametrize("name", ALL)
def test_it_keeps_its_word(name):
    check_index(find(name))


@pytest.mark.parametrize(
    ("case", "unit"),
    [
        ("sorted_10_units_of_10", (HUNDRED - 1) // 10),
        ("sorted_5_units_of_20", (HUNDRED - 1) // 20),
        ("interleaved_10_units", (HUNDRED - 1) % 10),
    ],
)
def test_golden(golden, case, unit):
    value = measure("rank_order_information_theory", HUNDRED, unit)
    assert value == pytest.approx(golden["rank_order_HR"][case], abs=1e-9)
    if case in golden["NSI_income_1_100"]:
        value = measure("neighbourhood_sorting", HUNDRED, unit)
        assert value == pytest.approx(golden["NSI_income_1_100"][case], abs=1e-9)


# Poverty and affluence ----------------------------------------------------------------------------


def test_a_case_worked_by_hand():
    """Twenty households in four units: the two poorest in one unit of five, the two richest apart.

    H(10): one unit of two poor and three others, three units of others only.
    """
    income = np.arange(20)
    unit = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 2])
    entropy = -0.1 * log(0.1) - 0.9 * log(0.9)
    inside = -0.4 * log(0.4) - 0.6 * log(0.6)
    poor = measure("segregation_of_poverty", income, unit)
    assert poor == pytest.approx(1 - 5 * inside / (20 * entropy), abs=1e-12)
    one = -0.2 * log(0.2) - 0.8 * log(0.8)
    rich = measure("segregation_of_affluence", income, unit)
    assert rich == pytest.approx(1 - 10 * one / (20 * entropy), abs=1e-12)
    assert measure("isolation_of_poorest", income, unit) == pytest.approx(4 / 5, abs=1e-12)
    rich = measure("isolation_of_richest", income, unit)  # 16 to 18 in unit 3, 19 in unit 2
    assert rich == pytest.approx((3 / 4) * (3 / 5) + (1 / 4) * (1 / 5), abs=1e-12)


def test_which_household_comes_first_does_not_matter():
    """One income of 10**9 among a hundred thousand of about 2,000."""
    rng = np.random.default_rng(15)
    income = rng.integers(1_000, 3_000, 100_000)
    unit = rng.integers(0, 500, len(income))
    income[0] = 10**9
    first = measure("neighbourhood_sorting", income, unit)
    last = measure("neighbourhood_sorting", income[::-1], unit[::-1])
    assert first == pytest.approx(last, rel=1e-13)
    mean = Fraction(int(income.sum()), len(income))
    spread = sum(Fraction(int(y)) ** 2 for y in income) - len(income) * mean**2
    sums = np.bincount(unit, income).astype(int).tolist()
    between = sum(
        Fraction(s) ** 2 / n for s, n in zip(sums, np.bincount(unit).tolist(), strict=True)
    )
    exact = float((between - len(income) * mean**2) / spread) ** 0.5
    assert first == pytest.approx(exact, rel=1e-13)
    tied = np.full(7, 12_345)
    assert isinstance(measure("neighbourhood_sorting", tied, np.arange(7)), Undefined)


def test_ties_share_the_mid_rank():
    """Five households: ranks .1, .3, .5, .7, .9 if all differ; a tie of two has their mean."""
    unit = np.arange(5)
    for income, percentile, below, above in (
        ([1, 2, 3, 4, 5], 30, 2, 4),  # at the percentile is inside, on both sides
        ([1, 2, 3, 4, 5], 29, 1, 4),
        ([1, 1, 3, 4, 5], 20, 2, 5),  # both at rank .2
        ([1, 1, 3, 4, 5], 19, 0, 5),
        ([1, 1, 1, 4, 5], 30, 3, 5),
        ([7, 7, 7, 7, 7], 50, 5, 5),
        ([7, 7, 7, 7, 7], 51, 5, 0),
    ):
        assert poorest(income, unit, percentile)[:, 0].sum() == below
        assert richest(income, unit, percentile)[:, 0].sum() == above


@SETTINGS
@given(HOUSEHOLDS, st.sampled_from([5, 10, 12.5, 20, 50, 80, 99]))
def test_the_richest_are_the_poorest_upside_down(households, percentile):
    income, unit = np.array(households).T
    mirrored = richest(12 - income, unit, 100 - percentile)
    assert (poorest(income, unit, percentile) == mirrored).all()
    assert (mirrored.sum(axis=1) == np.bincount(unit, minlength=len(mirrored))).all()


@SETTINGS
@given(HOUSEHOLDS)
def test_the_rank_order_index_is_the_integral_of_its_profile(households):
    """2 ln 2 * integral of E(p) H(p) over mid-ranks: H changes only there, and so does its weight.

    Between two neighbouring mid-ranks the households on the two sides, and so E and H as
    `rank_order_information_theory` counts them, are those of one cut.
    """
    income, unit = np.array(households).T
    distinct, number = np.unique(income, return_counts=True)
    assume(len(distinct) > 1)
    middle = (np.cumsum(number) - number / 2) / len(income)
    total = 0.0
    for low, high in pairwise(middle):
        percentile = 50 * (low + high)
        counts = poorest(income, unit, percentile)
        p = counts[:, 0].sum() / len(income)
        entropy = -(p * log2(p) + (1 - p) * log2(1 - p))
        total += (
            (high - low)
            * entropy
            * measure("segregation_of_poverty", income, unit, percentile=percentile)
        )
        rich = measure("segregation_of_affluence", income, unit, percentile=percentile)
        assert rich == pytest.approx(float(information_theory(counts)), abs=1e-12)
    value = measure("rank_order_information_theory", income, unit)
    assert value == pytest.approx(min(1.0, 2 * log(2) * total), abs=1e-9)


@SETTINGS
@given(HOUSEHOLDS)
def test_isolation_is_that_of_the_group(households):
    income, unit = np.array(households).T
    for name, side, percentile in (
        ("isolation_of_poorest", poorest, 20),
        ("isolation_of_richest", richest, 80),
    ):
        counts = side(income, unit, percentile)
        found = measure(name, income, unit)
        if 0 < counts[:, 0].sum() < len(income):
            assert found == pytest.approx(measure("isolation", counts, 0), abs=1e-12)
            assert counts[:, 0].sum() / len(income) - 1e-12 <= found <= 1
            chance = find("isolation").expected(counts, 0)
            assert find(name).expected(income, unit) == pytest.approx(chance, abs=1e-12)
        else:
            assert isinstance(found, Undefined)


@pytest.mark.parametrize("name", NAMES)
def test_chance(name):
    """Exact expectations against shuffled incomes, ties at the bottom and at the top."""
    rng = np.random.default_rng(41)
    index = find(name)
    for size in (6, 80):
        unit = np.repeat(np.arange(15), size)
        income = np.clip(np.round(rng.lognormal(10, 1, len(unit))), 5000, 90_000).astype(int)
        draws = [float(index.function(rng.permutation(income), unit)) for _ in range(1000)]
        error = 4 * np.std(draws) / len(draws) ** 0.5
        assert abs(np.mean(draws) - float(index.expected(income, unit))) < error


def test_undefined_is_a_word_and_nothing_warns():
    """Where a third of the households has no income at all, nobody ranks in the bottom tenth."""
    income, unit = np.array([0, 0, 0, 4, 5, 6, 7, 8, 9]), np.arange(9) // 3
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for name in ("segregation_of_poverty", "isolation_of_poorest"):
            found = measure(name, income, unit, percentile=10)
            assert isinstance(found, Undefined)
            assert "too many share the lowest income" in found.reason
            assert np.isnan(find(name).expected(income, unit, percentile=10))
            assert measure(name, income, unit, percentile=17) == 1.0
        nobody = np.zeros(0, int)
        for name in ALL:
            assert isinstance(measure(name, nobody, nobody), Undefined)
            assert isinstance(measure(name, [7, 7], [0, 1]), Undefined)


@pytest.mark.parametrize("name", NAMES)
def test_what_makes_no_sense_is_refused(name):
    with pytest.raises(ValueError, match="whole numbers, one each"):
        measure(name, [1.5, 2], [0, 1])
    with pytest.raises(ValueError, match="whole numbers, one each"):
        measure(name, [1, 2, 3], [0, 1])
    for percentile in (0, 100, -3):
        with pytest.raises(ValueError, match=f"not {percentile}"):
            measure(name, [1, 2], [0, 1], percentile=percentile)


# Brackets -----------------------------------------------------------------------------------------


def test_weights_of_the_powers(golden):
    found = [ranks.delta(k) for k in range(5)]
    assert found == pytest.approx(golden["HR_delta_coefficients"], abs=1e-12)


@pytest.mark.parametrize("power", range(6))
def test_weights_are_the_integral(power):
    """Midpoint rule on a fine grid."""
    p = (np.arange(200_000) + 0.5) / 200_000
    entropy = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
    value = 2 * log(2) * (entropy * p**power).mean()
    assert ranks.delta(power) == pytest.approx(value, abs=1e-8)


def lognormal_city(units=40, size=500, between=0.3):
    """Return incomes, all different, and units whose mean log incomes vary."""
    rng = np.random.default_rng(42)
    level = np.repeat(rng.normal(0, between**0.5, units), size)
    order = np.argsort(level + rng.normal(0, (1 - between) ** 0.5, units * size))
    income = np.empty(units * size, int)
    income[order] = np.arange(units * size)
    return income, np.repeat(np.arange(units), size)


@pytest.mark.parametrize("between", [0.1, 0.3, 0.6])
def test_fine_brackets_give_the_exact_sum(between):
    income, unit = lognormal_city(between=between)
    exact = measure("rank_order_information_theory", income, unit)
    for brackets in (8, 16, 200):
        counts = np.zeros((40, brackets), int)
        np.add.at(counts, (unit, income * brackets // len(income)), 1)
        assert ranks.from_bins(counts) == pytest.approx(exact, abs=1.2e-3)
        beta = ranks.profile_of_bins(counts)
        poor = measure("segregation_of_poverty", income, unit)
        assert np.polyval(beta[::-1], 0.1) == pytest.approx(poor, abs=0.02)


def test_a_profile_that_is_a_polynomial_is_found_again():
    """Two units that mirror each other, H at the only threshold: a constant profile."""
    counts = np.array([[30, 10], [10, 30]])
    value = float(information_theory(counts))
    assert ranks.from_bins(counts) == pytest.approx(value, abs=1e-12)
    three = np.array([[30, 6, 4], [10, 10, 20]])
    cuts = [np.stack([c, three.sum(axis=1) - c], axis=1) for c in np.cumsum(three, axis=1).T[:2]]
    p = [cut[:, 0].sum() / 80 for cut in cuts]
    h = [float(information_theory(cut)) for cut in cuts]
    slope = (h[1] - h[0]) / (p[1] - p[0])
    beta = ranks.profile_of_bins(three)
    assert beta == pytest.approx([h[0] - slope * p[0], slope], abs=1e-12)
    assert ranks.from_bins(three) == pytest.approx(beta[0] + beta[1] / 2, abs=1e-12)
    weights = np.array([-q * log(q) - (1 - q) * log(1 - q) for q in p]) ** 2
    mean = (weights * h).sum() / weights.sum()
    assert ranks.from_bins(three, order=0) == pytest.approx(mean, abs=1e-12)


def test_brackets_of_nobody_do_not_matter_and_one_bracket_has_no_value():
    counts = np.random.default_rng(43).integers(0, 40, (9, 8))
    wider = np.insert(counts, [0, 3, 3, 8], 0, axis=1)
    assert ranks.from_bins(wider) == pytest.approx(float(ranks.from_bins(counts)), abs=1e-12)
    assert np.isnan(ranks.from_bins([[3, 0], [4, 0]]))
    assert np.isnan(ranks.from_bins(np.zeros((2, 3), int)))
    with pytest.raises(ValueError, match="order must be 0 to 4 with 7 thresholds, not 5"):
        ranks.from_bins(counts, order=5)
