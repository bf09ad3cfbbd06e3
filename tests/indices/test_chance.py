"""The value by chance of each index against households shuffled over the same homes."""

from itertools import combinations, permutations

import numpy as np
import pytest

from sim.indices import INDICES, correlation_ratio, dissimilarity, exposure, gini, isolation
from sim.indices import information_theory as theil
from sim.indices import like_neighbour_share as like
from sim.indices import morans_i as moran
from sim.indices import neighbourhood_sorting as sorting
from sim.indices import rank_order_information_theory as ranks
from sim.indices import spatial_information_theory as spatial
from sim.indices.hypergeometric import moments
from sim.indices.logarithms import n_log_n
from sim.indices.shuffling import chance_of
from sim.indices.table import against_rest


def close(draws, value, tolerance=0.0):
    """Compare a mean over draws with a value: within 4 standard errors and a stated tolerance."""
    draws = np.asarray(draws)
    error = 4 * draws.std() / len(draws) ** 0.5
    assert abs(draws.mean() - value) < error + tolerance, (draws.mean(), value, error)


def test_indices_of_counts(small_city, shuffles):
    draws = shuffles(small_city, 4000)
    close(dissimilarity.dissimilarity(draws), dissimilarity.expected(small_city))
    close(gini.gini(draws), gini.expected(small_city))
    close(theil.information_theory(draws), theil.expected(small_city))
    for m in range(3):
        close(isolation.isolation(draws, m), isolation.expected(small_city, m))
        close(correlation_ratio.correlation_ratio(draws, m),
              correlation_ratio.expected(small_city, m))  # fmt: skip
        n = (m + 1) % 3
        close(exposure.exposure(draws, m, n), exposure.expected(small_city, m, n))
        close(dissimilarity.dissimilarity(draws[..., [m, n]]),
              dissimilarity.expected_pair(small_city, m, n))  # fmt: skip


def test_large_units(shuffles):
    counts = np.tile([230, 25, 10], (8, 1)) + np.arange(8)[:, None] * [9, 1, 0]
    draws = shuffles(counts, 1500)
    close(dissimilarity.dissimilarity(draws), dissimilarity.expected(counts))
    close(theil.information_theory(draws), theil.expected(counts))
    close(dissimilarity.dissimilarity(draws[..., [1, 2]]),
          dissimilarity.expected_pair(counts, 1, 2))  # fmt: skip
    close(gini.gini(draws), gini.expected(counts), tolerance=0.01 * gini.expected(counts))


def test_normal_law_of_the_gini_index_errs_as_documented(monkeypatch):
    for size, members in ((210, 105), (210, 21), (300, 9), (1000, 10)):
        counts = np.tile([size - members, members], (10, 1))
        share = members / size
        normal = gini.expected(counts)
        with monkeypatch.context() as patch:
            patch.setattr(gini, "EXACT_PAIR", 10_000)
            exact = gini.expected(counts)
        assert 0 < normal / exact - 1 < 1 / (15 * size * share * (1 - share))


def test_normal_law_of_the_gini_index_has_the_exact_variances(monkeypatch):
    """The variances of x_i t_j - x_j t_i over all orders of a city of eight households."""
    monkeypatch.setattr(gini, "EXACT_PAIR", 1)
    unit, label = np.repeat([0, 1, 2], [1, 3, 4]), np.repeat([0, 1], [3, 5])
    tables = []
    for members in combinations(range(8), 3):
        own = np.bincount(unit[list(members)], minlength=3)
        tables.append(np.stack([own, [1, 3, 4] - own], axis=1))
    x, t = np.array(tables), np.array([1, 3, 4])
    deviations = [
        np.sqrt(np.mean((x[:, i, m] * t[j] - x[:, j, m] * t[i]) ** 2.0))
        for m in (0, 1)
        for i, j in combinations(range(3), 2)
    ]
    found = gini._normal_pairs(np.bincount(label), t, np.ones(3, dtype=np.int64))
    assert found == pytest.approx(np.sqrt(2 / np.pi) * sum(deviations), rel=1e-12)


def test_mean_absolute_deviation_has_a_closed_form():
    """Diaconis and Zabell 1991, with factorials, against the sum over the law."""
    from math import comb

    for total, special, size in ((50, 20, 7), (31, 5, 30), (40, 40, 3), (60, 1, 9)):
        found = moments(total, np.array([special]), np.array([size]), n_log_n(size))[0, 0]
        first = size * special // total + 1
        p = comb(special, first) * comb(total - special, max(0, size - first)) / comb(total, size)
        if first > size:
            p = 0.0
        deviation = 2 * first * (total - special - size + first) * p / total
        assert found[0] == pytest.approx(deviation, abs=1e-12)
        law = [
            comb(special, x) * comb(total - special, size - x) / comb(total, size)
            for x in range(size + 1)
        ]
        entropy = sum(p * n_log_n(size)[x] for x, p in enumerate(law))
        assert found[1] == pytest.approx(entropy, abs=1e-12)


def test_incomes():
    rng = np.random.default_rng(5)
    unit = np.repeat(np.arange(12), rng.integers(60, 140, 12))
    income = np.where(rng.random(len(unit)) < 0.1, 0, rng.integers(1, 10**6, len(unit)))
    orders = [rng.permutation(income) for _ in range(800)]
    squares = [float(sorting.neighbourhood_sorting(order, unit)) ** 2 for order in orders]
    close(squares, sorting.expected(np.bincount(unit)) ** 2)
    found = [float(ranks.rank_order_information_theory(order, unit)) for order in orders]
    value = ranks.expected(np.bincount(unit))
    close(found, value, tolerance=0.02 * value)


def test_the_square_of_neighbourhood_sorting_by_every_order():
    unit, income = [0, 0, 1, 1, 1, 2], [0, 5, 5, 9, 30, 100]
    squares = [
        float(sorting.neighbourhood_sorting(np.array(order), unit)) ** 2
        for order in permutations(income)
    ]
    assert sorting.expected([2, 3, 1]) ** 2 == pytest.approx(np.mean(squares), rel=1e-12)
    assert sorting.expected_by_chance(income, unit) ** 2 == pytest.approx(2 / 5, rel=1e-12)
    assert sorting.expected_from(6, 3) ** 2 == pytest.approx(2 / 5, rel=1e-12)


@pytest.mark.parametrize("torus", [False, True])
def test_grid(torus):
    rng = np.random.default_rng(6)
    homes = np.sort(rng.choice(300, 260, replace=False))
    people = np.repeat([0, 1, 2, 3], [150, 60, 40, 10])
    grids = np.full((1200, 300), -1)
    for grid in grids:
        grid[homes] = rng.permutation(people)
    grids = grids.reshape(-1, 15, 20)
    totals = np.bincount(people)
    close(like.like_neighbour_share(grids, torus), like.expected(totals))
    for radius in (1, 2, 3.5):
        kept = spatial.Diversity(15, 20, 4, radius, torus)
        cells, nobody = np.arange(300), np.full(300, -1)
        kept.update(cells, nobody, grids[0].ravel())
        near = kept.sizes()
        assert near.sum() == 260
        found = spatial.spatial_information_theory(grids, radius, 4, torus)
        close(found, spatial.expected(totals, near))


def test_morans_i(shuffles):
    counts = np.tile([30, 10], (25, 1))
    touching = moran.contiguity(np.arange(25).reshape(5, 5))
    draws = shuffles(counts, 3000)
    close(moran.morans_i(draws[..., 0] / 40, touching), moran.expected(counts))


def test_correction():
    """Zero at the value by chance, one at the maximum; a ratio for exposure; none for Moran's I."""
    index = INDICES["dissimilarity"]
    assert index.correct([0.2, 1.0, 0.1, np.nan], 0.2).tolist()[:2] == [0.0, 1.0]
    assert index.correct(0.1, 0.2) < 0
    assert np.isnan(index.correct(0.5, 1.0))
    assert INDICES["exposure"].correct(0.3, 0.2) == pytest.approx(1.5)
    with pytest.raises(ValueError, match="no correction"):
        INDICES["morans_i"].correct(0.1, 0.0)


@pytest.mark.parametrize("name", ["dissimilarity", "gini", "mutual_information", "atkinson"])
def test_where_chance_leaves_no_room_there_is_nothing_to_correct(name):
    """One household in each unit: no unit can hold two groups, whatever the rounding."""
    rng = np.random.default_rng(8)
    index = INDICES[name]
    for households in rng.integers(20, 400, 60):
        label = rng.permutation(np.resize([0, 1, 2, 0, 0], households))
        counts = np.eye(3, dtype=int)[label]
        counts = against_rest(counts, 0) if name == "atkinson" else counts
        value = float(index.function(counts))
        chance, _ = chance_of(index, counts, replicates=20)
        shares = counts.sum(axis=0) / households
        assert chance <= index.high
        assert np.isnan(index.correct(value, chance, shares)), (households, value, chance)
    almost = np.array([[1, 1], *[[1, 0], [0, 1]] * 200_000])
    value = float(INDICES["dissimilarity"].function(almost))
    chance = dissimilarity.expected(almost)
    assert -10 < INDICES["dissimilarity"].correct(value, chance) < 0
