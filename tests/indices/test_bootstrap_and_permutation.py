"""Intervals by resampling and by shuffling: what they cover, and that they come out the same."""

import warnings
from collections import Counter
from fractions import Fraction
from itertools import product
from math import factorial, prod

import numpy as np
import pytest
from scipy import stats

import sim.compiled
from sim.indices import find, resampling
from sim.indices.base import Undefined
from sim.indices.bootstrap import Interval, bootstrap
from sim.indices.permutation import Chance, permutation
from sim.indices.resampling import resampled
from sim.indices.shuffling import shuffled


def city(rng, units=60, size=100, share=0.3, alike=3.0):
    """Return the chances of two groups to live in each unit, and the households of each."""
    own = rng.beta(alike * share, alike * (1 - share), units)
    households = np.array([round(units * size * share), round(units * size * (1 - share))])
    return np.stack([own / own.sum(), (1 - own) / (1 - own).sum()], axis=1), households


def households_of(rng, chances, households):
    """Draw where the households of each group live."""
    return np.stack(
        [rng.multinomial(n, p) for n, p in zip(households, chances.T, strict=True)], axis=1
    )


# Resampled tables ---------------------------------------------------------------------------------


def test_groups_are_drawn_anew_by_their_own_shares(small_city):
    draws = 20_000
    tables = resampled(small_city, draws, seed=2)
    groups = small_city.sum(axis=0)
    assert (tables.sum(axis=1) == groups).all()
    flat = tables.reshape(draws, -1).astype(float)
    share = small_city / groups
    mean = small_city.ravel()
    wanted = np.zeros((24, 24))
    for j, m, i, n in product(range(8), range(3), range(8), range(3)):
        if m == n:
            wanted[3 * j + m, 3 * i + n] = groups[m] * share[j, m] * ((i == j) - share[i, m])
    away = flat - mean
    for row in range(24):
        products = away * away[:, [row]]
        error = products.std(axis=0) / draws**0.5 + 1e-12
        assert (abs(products.mean(axis=0) - wanted[row]) < 5 * error).all()
    assert (abs(away.mean(axis=0)) < 5 * flat.std(axis=0) / draws**0.5 + 1e-12).all()


def test_a_small_group_has_the_multinomial_law():
    counts = np.array([[3], [0], [1], [2]])
    draws = 20_000
    drawn = Counter(map(tuple, resampled(counts, draws, seed=3)[:, :, 0].tolist()))
    law = {}
    for place in product(range(7), repeat=4):
        if sum(place) == 6 and place[1] == 0:
            ways = Fraction(factorial(6), prod(map(factorial, place)))
            chances = prod(
                (Fraction(int(n), 6) ** k for n, k in zip(counts[:, 0], place, strict=True))
            )
            law[place] = float(ways * chances)
    assert drawn.keys() <= law.keys()
    seen = [drawn[place] for place in law]
    assert stats.chisquare(seen, [draws * p for p in law.values()]).pvalue > 0.001


def test_the_same_call_gives_the_same_tables(small_city):
    tables = resampled(small_city, 12, seed=5)
    assert (resampled(small_city, 12, seed=5) == tables).all()
    assert (resampled(small_city, 4, seed=5, first=8) == tables[8:]).all()
    assert (resampled(small_city, 12, seed=6) != tables).any()
    if sim.compiled.numba() is not None:
        out, chosen, plain = np.zeros_like(tables), np.zeros(31, np.int64), np.zeros(31, np.int64)
        resampling._resample.plain(small_city.astype(np.int64), 5, 0, out)
        assert (out == tables).all()
        resampling._choose(5, 2, chosen)
        resampling._choose.plain(5, 2, plain)
        assert (chosen == plain).all()
        assert 0 <= chosen.min() < chosen.max() <= 30


# Bootstrap ----------------------------------------------------------------------------------------


def test_the_same_call_gives_the_same_interval(small_city):
    index = find("gini")
    found = bootstrap(index, small_city)
    assert isinstance(found, Interval)
    assert bootstrap(index, small_city) == found
    assert bootstrap(index, small_city, seed=1) != found
    assert found.value == float(index.function(small_city))
    assert found.low < found.corrected < found.high
    assert found.replicates == 500
    wider = bootstrap(index, small_city, level=0.99)
    assert wider.low <= found.low
    assert found.high <= wider.high


def test_batches_do_not_matter(small_city, monkeypatch):
    found = bootstrap(find("gini"), small_city, replicates=40)
    monkeypatch.setattr(resampling, "BATCH", 100)
    assert bootstrap(find("gini"), small_city, replicates=40) == found


def test_sacramento_has_the_published_corrected_dissimilarity(table):
    """Allen et al.'s estimate, .3214 of .3218 with 500 tables in PySAL's BiasCorrectedDissim."""
    total, hispanic = table("sacramento_2000_tracts.csv", ["total", "hispanic"]).T
    counts = np.stack([hispanic, total - hispanic], axis=1)
    found = bootstrap(find("dissimilarity"), counts, 0)
    assert found.value == pytest.approx(0.3218466, abs=1e-7)
    assert found.corrected == pytest.approx(0.3214, abs=2e-4)
    assert found.corrected < found.value
    assert found.low < 0.3214 < found.high


def test_schools_have_the_published_bias_of_mutual_information(table):
    """Elbers (2023), the R package segregation: M = .426 is .422 when the bias .0036 is off."""
    races = ["asian", "black", "hisp", "white", "native"]
    counts = table("schools00_elbers.csv", races)
    found = bootstrap(find("mutual_information"), counts, replicates=100)
    assert found.value == pytest.approx(0.426, abs=5e-4)
    assert found.corrected == pytest.approx(0.422, abs=5e-4)
    assert found.value - found.corrected == pytest.approx(0.0036, abs=1e-4)


@pytest.mark.parametrize("name", ["dissimilarity", "information_theory", "isolation"])
def test_nine_of_ten_intervals_hold_the_truth(name):
    """Intervals of 90 % hold the value of a city of infinitely many households, most of the time.

    The number of 150 that do has a standard deviation of 2.4 %.
    """
    rng = np.random.default_rng(21)
    index, chances_of = find(name), city(rng)
    chances, households = chances_of
    who = (0,) if name == "isolation" else ()
    many = np.round(chances * households * 1e7).astype(np.int64)
    truth = float(index.function(many, *who))
    held, errors, corrected = 0, [], []
    for k in range(150):
        counts = households_of(rng, chances, households)
        found = bootstrap(index, counts, *who, replicates=200, level=0.9, seed=k)
        held += found.low <= truth <= found.high
        errors.append(found.value - truth)
        corrected.append(found.corrected - truth)
    assert 0.83 < held / 150 < 0.97
    assert abs(np.mean(corrected)) < max(abs(np.mean(errors)), np.std(corrected) / 6)


def test_the_correction_takes_off_the_bias_of_small_units():
    """H of units of 30 is too high by a tenth; the corrected mean is right within its error."""
    rng = np.random.default_rng(22)
    chances, households = city(rng, size=30)
    index = find("information_theory")
    truth = float(index.function(np.round(chances * households * 1e7).astype(np.int64)))
    found = [
        bootstrap(index, households_of(rng, chances, households), replicates=100, seed=k)
        for k in range(100)
    ]
    errors = np.array([[each.value - truth, each.corrected - truth] for each in found])
    raw, corrected = errors.mean(axis=0)
    assert raw > 0.05 * truth
    assert abs(corrected) < raw / 4


def test_one_group_and_the_rest_are_two_columns(small_city):
    rest = np.stack([small_city[:, 1], small_city[:, [0, 2]].sum(axis=1)], axis=1)
    for name in ("dissimilarity", "atkinson"):
        assert bootstrap(find(name), small_city, 1) == bootstrap(find(name), rest)
        two = small_city[:, [2, 0]]
        assert bootstrap(find(name), small_city, 2, 0) == bootstrap(find(name), two)


def test_incomes_are_drawn_anew():
    rng = np.random.default_rng(23)
    unit = np.repeat(np.arange(20), 50)
    level = np.exp(rng.normal(0, 0.5, 20))
    income = np.round(1e5 * level[unit] * np.exp(rng.normal(0, 0.5, 1000))).astype(int)
    for name in ("neighbourhood_sorting", "rank_order_information_theory"):
        found = bootstrap(find(name), income, unit, replicates=100)
        assert found == bootstrap(find(name), income, unit, replicates=100)
        assert found.low < found.corrected < found.value < found.high + 0.05
        assert 0.005 < found.standard_error < 0.05
    poor = bootstrap(find("isolation_of_poorest"), income, unit, replicates=50, percentile=30)
    assert poor.value == pytest.approx(
        float(find("isolation_of_poorest").function(income, unit, percentile=30))
    )


# Permutation --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dissimilarity", "information_theory", "atkinson"])
def test_p_is_uniform_where_chance_reigns(name):
    """Kolmogorov and Smirnov's test of 200 cities that are shuffled by another generator."""
    rng = np.random.default_rng(31)
    label = np.repeat([0, 1], [1400, 600])
    unit = np.repeat(np.arange(20), rng.multinomial(2000, rng.dirichlet(np.full(20, 8.0))))
    values = []
    for k in range(200):
        counts = np.zeros((20, 2), int)
        np.add.at(counts, (unit, rng.permutation(label)), 1)
        who = (0,) if name == "atkinson" else ()
        values.append(permutation(find(name), counts, *who, replicates=199, seed=k).p_value)
    assert stats.kstest(values, "uniform").pvalue > 0.01
    assert min(values) >= 2 / 200


def test_p_counts_the_tables_that_reach_the_value(small_city):
    index = find("information_theory")
    found = permutation(index, small_city, replicates=300, seed=4)
    assert isinstance(found, Chance)
    assert permutation(index, small_city, replicates=300, seed=4) == found
    assert permutation(index, small_city, replicates=300, seed=5) != found
    values = index.function(shuffled(small_city, 300, seed=4))
    assert found.p_value == 2 * (1 + (values >= found.value).sum()) / 301
    assert found.mean == pytest.approx(values.mean())
    assert (values < found.low).mean() == pytest.approx(0.025, abs=0.004)
    assert (values > found.high).mean() == pytest.approx(0.025, abs=0.004)


@pytest.mark.parametrize("name", ["dissimilarity", "information_theory"])
def test_tables_that_tie_with_the_value_have_reached_it(name):
    """Two units of two: all apart with the chance of 1/3, all mixed else."""
    found = permutation(find(name), [[2, 0], [0, 2]], replicates=2000)
    assert found.p_value == pytest.approx(2 / 3, abs=8 * (2 / 9 / 2000) ** 0.5)
    assert permutation(find(name), [[1, 1], [1, 1]], replicates=50).p_value == 1


def test_the_ends(small_city):
    apart, even = np.diag([30, 40, 50]), np.outer([3, 2, 5], [10, 4, 6])
    for name in ("dissimilarity", "gini", "information_theory"):
        assert permutation(find(name), apart, replicates=99).p_value == 0.02
        assert permutation(find(name), even, replicates=99).p_value == 0.02
    assert permutation(find("exposure"), apart, 0, 1, replicates=99).p_value == 0.02
    assert permutation(find("exposure"), np.full((5, 2), 40), 0, 1, replicates=99).p_value == 0.02
    rows = np.repeat([[0] * 5 + [1] * 5], 10, axis=0)
    halves = permutation(find("like_neighbour_share"), rows, replicates=99)
    assert halves.p_value == 0.02
    assert halves.low < 0.5 < halves.high < halves.value


def test_undefined_is_a_word_and_nothing_warns(small_city):
    one = np.array([[3, 0], [5, 0]])
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for function in (bootstrap, permutation):
            for name, columns in (("dissimilarity", ()), ("atkinson", (0,)), ("isolation", (1,))):
                found = function(find(name), one, *columns, replicates=10)
                assert isinstance(found, Undefined)
                assert find(name).undefined in found.reason
            assert isinstance(function(find("gini"), np.zeros((3, 2), int)), Undefined)
            alike = function(find("rank_order_information_theory"), [7, 7, 7], [0, 1, 1])
            assert isinstance(alike, Undefined)
            assert isinstance(function(find("gini"), small_city, replicates=5), Interval | Chance)


def test_what_has_no_interval_is_refused(small_city):
    with pytest.raises(ValueError, match="like_neighbour_share"):
        bootstrap(find("like_neighbour_share"), np.zeros((5, 5), int))
    for function in (bootstrap, permutation):
        with pytest.raises(ValueError, match="local_entropy"):
            function(find("local_entropy"), small_city)
        with pytest.raises(ValueError, match="between 0 and 1, not 95"):
            function(find("gini"), small_city, level=95)
        with pytest.raises(ValueError, match="at least 2, not 1"):
            function(find("gini"), small_city, replicates=1)
