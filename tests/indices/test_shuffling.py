"""Households shuffled over the same homes: the law of the tables, and what indices expect of it."""

import time
import warnings
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import comb, factorial, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

import sim.compiled
from sim.indices import find, gini, inversion, like_neighbour_share, shuffling
from sim.indices import information_theory as theil
from sim.indices.base import Undefined
from sim.indices.dissimilarity import dissimilarity, expected_pair
from sim.indices.hypergeometric import mode, ratio_up
from sim.indices.shuffling import (
    batches,
    chance_of,
    expected_by_shuffling,
    permuted,
    shuffled,
    values_by_shuffling,
)

LARGE = np.tile([230, 25, 10], (8, 1)) + np.arange(8)[:, None] * [9, 1, 0]
SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)


def near(estimate, value, tolerance=0.0):
    """Compare an estimate with a value: within 4 standard errors and a stated tolerance."""
    error = 4 * estimate.standard_error
    assert abs(estimate.mean - value) < error + tolerance, (estimate, value)


# The law of one number ----------------------------------------------------------------------------


def fine_grid(number):
    """Return `number` uniform values in the middle of equal parts of the unit interval."""
    return [(k + 0.5) / number for k in range(number)]


@pytest.mark.parametrize(
    ("total", "special", "size"),
    [(2, 1, 1), (7, 3, 5), (10, 9, 9), (60, 1, 20), (50, 20, 7), (300, 150, 200), (9000, 40, 800)],
)
def test_each_number_has_its_hypergeometric_share_of_the_unit_interval(total, special, size):
    """Its set of uniforms is one interval, so a fine grid leaves out at most one part of it."""
    number = 4000
    drawn = Counter(inversion.hypergeometric(total, special, size, u) for u in fine_grid(number))
    for x in range(size + 1):
        chance = Fraction(comb(special, x) * comb(total - special, size - x), comb(total, size))
        assert abs(drawn[x] / number - chance) <= 1.001 / number, x
    assert sum(drawn.values()) == number


@pytest.mark.parametrize(
    ("trials", "special", "total"), [(1, 1, 2), (9, 2, 7), (30, 1, 400), (250, 90, 91), (40, 3, 3)]
)
def test_each_number_has_its_binomial_share_of_the_unit_interval(trials, special, total):
    number = 4000
    drawn = Counter(inversion.binomial(trials, special, total, u) for u in fine_grid(number))
    for x in range(trials + 1):
        ways = comb(trials, x) * special**x * (total - special) ** (trials - x)
        assert abs(drawn[x] / number - Fraction(ways, total**trials)) <= 1.001 / number, x


@SETTINGS
@given(st.integers(2, 5000), st.data())
def test_the_probability_of_the_mode_is_exact(total, data):
    special, size = (data.draw(st.integers(1, total - 1)) for _ in range(2))
    x = mode(total, special, size)
    exact = Fraction(comb(special, x) * comb(total - special, size - x), comb(total, size))
    found = inversion.hypergeometric_at_mode(total, special, size, x)
    assert found == pytest.approx(float(exact), rel=2e-14)
    k = (size + 1) * special // total
    ways = Fraction(comb(size, k) * special**k * (total - special) ** (size - k), total**size)
    found = inversion.binomial_at_mode(size, special, total, k)
    assert found == pytest.approx(float(ways), rel=2e-14)


def test_the_law_of_the_largest_units_adds_up_to_one():
    """A unit of a million in a city of a hundred thousand million."""
    total, special, size = 10**11, 3 * 10**10, 10**6
    start = mode(total, special, size)
    top = inversion.hypergeometric_at_mode(total, special, size, start)
    whole, up, down = top, top, top
    for k in range(5000):
        up *= ratio_up(total, special, size, start + k)
        down /= ratio_up(total, special, size, start - k - 1)
        whole += up + down
    assert whole == pytest.approx(1, abs=1e-12)


# Tables -------------------------------------------------------------------------------------------


@SETTINGS
@given(
    arrays(np.int64, st.tuples(st.integers(1, 8), st.integers(1, 5)), elements=st.integers(0, 40))
)
def test_margins_stay(counts):
    tables = shuffled(counts, 6, seed=3)
    assert tables.min(initial=0) >= 0
    assert (tables.sum(axis=1) == counts.sum(axis=0)).all()
    assert (tables.sum(axis=2) == counts.sum(axis=1)).all()


def test_margins_of_large_tables_stay():
    units = np.full((3, 3), [10**6, 3, 300_000])
    many = np.tile([4, 0, 3, 2], (100_000, 1))
    for counts in (units, many):
        tables = shuffled(counts, 2)
        assert (tables.sum(axis=1) == counts.sum(axis=0)).all()
        assert (tables.sum(axis=2) == counts.sum(axis=1)).all()
        assert (tables[0] != tables[1]).any()


def test_a_small_table_has_the_law_of_shuffled_households():
    """Chi-square test against prod t_j! prod X_m! / (T! prod x_jm!) of every possible table."""
    unit, group = (3, 2, 2), (3, 3, 1)
    law = {}
    for flat in product(range(4), repeat=9):
        table = np.reshape(flat, (3, 3))
        if (table.sum(axis=1) == unit).all() and (table.sum(axis=0) == group).all():
            top = prod(map(factorial, unit + group))
            law[flat] = top / (factorial(7) * prod(map(factorial, flat)))
    assert sum(law.values()) == pytest.approx(1)
    counts = np.array([[3, 0, 0], [0, 2, 0], [0, 1, 1]])
    draws = 20_000
    drawn = Counter(map(tuple, shuffled(counts, draws, seed=11).reshape(draws, 9).tolist()))
    assert drawn.keys() <= law.keys()
    seen = [drawn[table] for table in law]
    assert stats.chisquare(seen, [draws * p for p in law.values()]).pvalue > 0.001


@pytest.mark.parametrize(
    "counts", [np.array([[12, 3, 1], [5, 6, 2], [20, 1, 0], [7, 7, 7]]), LARGE]
)
def test_means_and_covariances(counts):
    """E x = t X / T and Cov(x_im, x_jn), all of them, within 5 standard errors."""
    draws = 20_000
    tables = shuffled(counts, draws, seed=12).reshape(draws, -1).astype(float)
    unit, group, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    mean = np.outer(unit, group).ravel() / total
    same_unit = np.diag(unit * total) - np.outer(unit, unit)
    same_group = np.diag(group * total) - np.outer(group, group)
    wanted = np.kron(same_unit, same_group) / (total**2 * (total - 1))
    away = tables - mean
    for row in range(len(mean)):
        products = away * away[:, [row]]
        error = products.std(axis=0) / draws**0.5 + 1e-12
        assert (abs(products.mean(axis=0) - wanted[row]) < 5 * error).all()
    error = tables.std(axis=0) / draws**0.5 + 1e-12
    assert (abs(away.mean(axis=0)) < 5 * error).all()


def test_the_same_call_gives_the_same_tables_in_batches_of_any_size(small_city, monkeypatch):
    tables = shuffled(small_city, 12, seed=5)
    assert (shuffled(small_city, 12, seed=5) == tables).all()
    assert (shuffled(small_city, 4, seed=5, first=8) == tables[8:]).all()
    assert (shuffled(small_city, 12, seed=6) != tables).any()
    for cells in (1, 50, 10**6):
        monkeypatch.setattr(shuffling, "BATCH", cells)
        assert (np.concatenate(list(batches(small_city, 12, seed=5))) == tables).all()


def test_plain_python_gives_the_same_tables(small_city):
    if sim.compiled.numba() is None:
        pytest.skip("Numba is not installed, so nothing is compiled")
    unit, group = small_city.sum(axis=1), small_city.sum(axis=0)
    for counts in (small_city, LARGE * 1000):
        tables = shuffled(counts, 3, seed=2**40)
        out = np.zeros_like(tables)
        unit, group = counts.sum(axis=1).tolist(), counts.sum(axis=0)
        shuffling._shuffle.plain(unit, group, 2**40, 0, out)
        assert (out == tables).all()
    people = np.arange(50)
    plain = people.copy()
    shuffling._permute.plain(9, 4, plain)
    assert (permuted(people, 4, seed=9) == plain).all()


def test_a_million_people_two_hundred_times_in_a_second():
    rng = np.random.default_rng(0)
    counts = rng.multinomial(2500, [0.7, 0.15, 0.1, 0.05], 400)
    shuffled(counts, 1)
    start = time.perf_counter()
    shuffled(counts, 200)
    assert time.perf_counter() - start < 1


def test_wrong_tables_are_refused():
    with pytest.raises(ValueError, match="at least 0"):
        shuffled([[1, -1], [2, 3]], 2)
    with pytest.raises(ValueError, match="shape"):
        shuffled(np.zeros((2, 3, 4), int), 2)


# Permutations -------------------------------------------------------------------------------------


def test_all_orders_are_equally_likely():
    draws = 12_000
    orders = Counter(tuple(permuted(np.arange(4), r, seed=8).tolist()) for r in range(draws))
    assert len(orders) == 24
    assert stats.chisquare(list(orders.values())).pvalue > 0.001
    assert permuted([7], 0).tolist() == [7]
    assert permuted([], 0).tolist() == []


# Indices ------------------------------------------------------------------------------------------

EXACT = [
    ("dissimilarity", ()),
    ("dissimilarity", (1,)),
    ("dissimilarity", (0, 2)),
    ("information_theory", ()),
    ("information_theory", (0,)),
    ("gini", ()),
    ("isolation", (1,)),
    ("exposure", (0, 2)),
    ("correlation_ratio", (2,)),
]


@pytest.mark.parametrize(("name", "columns"), EXACT)
@pytest.mark.parametrize("units", ["small", "large"])
def test_the_mean_over_shuffles_is_the_exact_expectation(name, columns, units, small_city):
    counts = small_city if units == "small" else LARGE
    index = find(name)
    value, how = chance_of(index, counts, *columns)
    assert how == index.expected_note
    tolerance = value / 100 if (name, units) == ("gini", "large") else 0
    near(expected_by_shuffling(index, counts, *columns, replicates=2000, seed=4), value, tolerance)


def test_two_groups_among_others_are_shuffled_with_the_others():
    """All of two groups live in one unit: their own table has one unit, and D = 0 by chance."""
    index = find("dissimilarity")
    counts = np.array([[10, 10, 0], [0, 0, 20], [0, 0, 20], [0, 0, 20]])
    assert index.expected(counts[:, :2]) == 0
    value, _ = chance_of(index, counts, 0, 1)
    assert value == expected_pair(counts, 0, 1) > 0.3
    near(expected_by_shuffling(index, counts, 0, 1, replicates=4000, seed=1), value)
    near(expected_by_shuffling(find("atkinson"), counts, 0, 1, replicates=4000), 0.3, 0.2)
    assert chance_of(index, counts[:, [0, 1, 1]] * [1, 1, 0], 0, 1)[0] == 0


def test_an_index_without_expectation_is_estimated(small_city, shuffles):
    index = find("atkinson")
    draws = shuffles(small_city, 4000)
    for columns in ((1,), (0, 2)):
        value, how = chance_of(index, small_city, *columns, replicates=2000)
        rest = draws[..., columns[-1]] if len(columns) == 2 else draws[..., [0, 2]].sum(axis=2)
        values = index.function(np.stack([draws[..., columns[0]], rest], axis=-1))
        values = values[~np.isnan(values)]
        error = values.std() / len(values) ** 0.5 + values.std() / 2000**0.5
        assert abs(value - values.mean()) < 4 * error
        assert how.startswith("mean of 2000 shuffles, standard error 0.0")
    assert chance_of(index, small_city, 1) == chance_of(index, small_city, 1)
    assert chance_of(index, small_city, 1, seed=1) != chance_of(index, small_city, 1, seed=2)
    again = chance_of(index, small_city, 1, b=0.2)
    assert again != chance_of(index, small_city, 1)


def test_positions_and_areas_stay(small_city):
    areas = np.arange(1.0, 9.0)
    places = np.array([[k % 3, k // 3] for k in range(8)], float)
    for name, rest in (("delta", (0, areas)), ("absolute_centralisation", (1, places))):
        index = find(name)
        found = expected_by_shuffling(index, small_city, *rest, replicates=2000)
        near(found, chance_of(index, small_city, *rest)[0])


def test_months_that_an_index_does_not_take_at_once(small_city):
    """An index that takes one table at a time gives the same."""
    index = find("gini")

    def one_by_one(counts):
        assert np.ndim(counts) == 2
        return gini.gini(counts)

    slow = replace(index, function=one_by_one, axioms=index.axioms - {"months"})
    many = values_by_shuffling(index, small_city, replicates=20)
    assert values_by_shuffling(slow, small_city, replicates=20).tolist() == many.tolist()


def test_incomes():
    rng = np.random.default_rng(5)
    unit = np.repeat(np.arange(12), rng.integers(30, 70, 12))
    income = np.where(rng.random(len(unit)) < 0.15, 0, rng.integers(1, 10**6, len(unit)))
    for name, tolerance in (
        ("segregation_of_poverty", 0),
        ("isolation_of_richest", 0),
        ("neighbourhood_sorting", 0.03),
        ("rank_order_information_theory", 0.04),
    ):
        index = find(name)
        value, how = chance_of(index, income, unit)
        assert how == index.expected_note
        near(expected_by_shuffling(index, income, unit), value, tolerance * value)


@pytest.mark.parametrize("torus", [False, True])
def test_grid(torus):
    rng = np.random.default_rng(6)
    grid = rng.choice([-1, 0, 0, 0, 1, 2], (15, 20))
    index = find("like_neighbour_share")
    found = expected_by_shuffling(index, grid, torus=torus)
    value, how = chance_of(index, grid, torus=torus)
    assert value == like_neighbour_share.expected(np.bincount(grid[grid >= 0]))
    assert how == "exact"
    near(found, value)
    assert found.standard_error < 0.005
    seen = []

    def remember(cells, torus):
        seen.append(np.array(cells))
        return 0.0

    expected_by_shuffling(replace(index, function=remember), grid, replicates=3, torus=torus)
    for cells in seen:
        assert ((cells < 0) == (grid < 0)).all()
        assert (np.bincount(cells[cells >= 0]) == np.bincount(grid[grid >= 0])).all()
        assert (cells != grid).any()


def test_an_expectation_that_knows_some_options_only(small_city):
    """Where an index's own expectation is not for these options, households are shuffled."""
    gini_index = find("gini")

    def exact(counts, kernel="uniform"):
        if kernel != "uniform":
            raise NotImplementedError
        return 0.25

    index = replace(gini_index, function=lambda c, kernel="": gini.gini(c), expected=exact)
    assert chance_of(index, small_city) == (0.25, index.expected_note)
    found, how = chance_of(index, small_city, kernel="gaussian")
    estimate = expected_by_shuffling(gini_index, small_city)
    assert found == estimate.mean
    assert how.startswith("mean of 200 shuffles")


def test_no_chance_no_value_and_no_warning(small_city):
    one = np.array([[3, 0], [5, 0]])
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        assert chance_of(find("entropy"), small_city) is None
        assert chance_of(find("local_divergence"), small_city) is None
        for name, columns in (("dissimilarity", ()), ("atkinson", (0,)), ("isolation", (1,))):
            found, _ = chance_of(find(name), one, *columns)
            assert isinstance(found, Undefined)
            assert find(name).undefined in found.reason
            assert isinstance(expected_by_shuffling(find(name), one, *columns), Undefined)
        nobody = expected_by_shuffling(find("gini"), np.zeros((3, 2), int))
        assert isinstance(nobody, Undefined)
        alone = chance_of(find("like_neighbour_share"), [[0, -1, 1], [-1, -1, -1]])
        assert isinstance(alone[0], Undefined)
        alike = chance_of(find("rank_order_information_theory"), [7, 7, 7], [0, 1, 1])
        assert isinstance(alike[0], Undefined)


def test_what_cannot_be_shuffled_is_refused(small_city):
    with pytest.raises(ValueError, match="location_quotient"):
        expected_by_shuffling(find("location_quotient"), small_city)
    with pytest.raises(ValueError, match="morans_i"):
        expected_by_shuffling(find("morans_i"), np.ones(4), None)
    with pytest.raises(ValueError, match="at least 2, not 1"):
        expected_by_shuffling(find("gini"), small_city, replicates=1)


def test_the_null_of_the_theil_index_is_that_of_its_paper(small_city):
    """2 T E H is about chi-square with (M - 1)(J - 1) degrees: the mean of H by chance."""
    counts = LARGE * 20
    index = find("information_theory")
    found = expected_by_shuffling(index, counts, replicates=1000)
    shares = counts.sum(axis=0) / counts.sum()
    diversity = -(shares * np.log(shares)).sum()
    near(found, 2 * 7 / (2 * counts.sum() * diversity), 0.01 * found.mean)
    assert theil.expected(counts) == pytest.approx(found.mean, abs=4 * found.standard_error)
    assert dissimilarity(counts) > 0
