"""Cities too large for chance to be computed are refused in words; those within limits are not."""

import warnings

import numpy as np
import pytest

from sim.indices import delta, dissimilarity, find, gini, logarithms
from sim.indices import information_theory as theil
from sim.indices.bootstrap import bootstrap
from sim.indices.limits import LARGEST_UNIT, MOST_PEOPLE, TooLarge
from sim.indices.margins import Margins, margins_of
from sim.indices.permutation import permutation
from sim.indices.resampling import resampled
from sim.indices.shuffling import chance_of, shuffled

MANY = "at most 3,000,000,000 households, not "
LARGE = "units of at most 2,000,000 households, not "


@pytest.mark.parametrize("units", [8, 20, 50])
def test_tables_of_thousands_of_millions_are_refused(units):
    """A product of two such numbers does not fit in 64 bits."""
    counts = np.full((units, 2), 10**9)
    for draw in (shuffled, resampled):
        with pytest.raises(ValueError, match=f"{MANY}{units * 2 * 10**9:,}"):
            draw(counts, 2)
    for name in ("dissimilarity", "information_theory", "gini", "mutual_information"):
        with pytest.raises(TooLarge, match=MANY):
            chance_of(find(name), counts)
    for function in (bootstrap, permutation):
        with pytest.raises(TooLarge, match=MANY):
            function(find("isolation"), counts, 0, replicates=2)
    with pytest.raises(TooLarge, match=MANY):
        delta.INDEX.expected(counts, 0, np.ones(units))
    with pytest.raises(TooLarge, match=MANY):
        Margins(np.array([4 * 10**9, 4 * 10**9]), np.array([10]), np.array([8 * 10**8]))


def test_the_largest_city_is_drawn_without_a_digit_lost():
    rng = np.random.default_rng(41)
    counts = rng.multinomial(MOST_PEOPLE, np.full(60, 1 / 60)).reshape(30, 2)
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        tables = shuffled(counts, 20)
        anew = resampled(counts, 20)
    assert (tables.sum(axis=1) == counts.sum(axis=0)).all()
    assert (tables.sum(axis=2) == counts.sum(axis=1)).all()
    assert (anew.sum(axis=1) == counts.sum(axis=0)).all()
    total, own = counts.sum(), counts[:, 0].sum()
    unit = counts.sum(axis=1)
    variance = unit * (own / total) * (1 - own / total) * (total - unit) / (total - 1)
    away = (tables[..., 0] - unit * (own / total)) / np.sqrt(variance)
    assert np.mean(away**2) == pytest.approx(1, abs=4 * np.sqrt(2 / away.size))
    drawn = counts[:, 0] * (1 - counts[:, 0] / own)
    apart = (anew[..., 0] - counts[:, 0]) / np.sqrt(drawn)
    assert np.mean(apart**2) == pytest.approx(1, abs=4 * np.sqrt(2 / apart.size))


def test_pairs_of_different_groups_are_counted_without_bound():
    totals = np.array([2_900_000_000, 100_000_000])
    fixed = Margins(totals, np.array([100]), np.array([30_000_000]))
    assert fixed.mixed == 2 * 2_900_000_000 * 100_000_000
    share = totals / 3e9
    normal = 0.5 * np.sqrt(2 / np.pi / 100) / np.sqrt((share * (1 - share)).prod() ** 0.5)
    assert dissimilarity.expected(fixed) == pytest.approx(normal, rel=0.02)


def test_large_units_are_shuffled_and_take_no_memory():
    counts = np.array([[10**7, 3 * 10**6], [5 * 10**6, 9 * 10**6], [10**6, 10**6]])
    for function in (dissimilarity.expected, theil.expected):
        with pytest.raises(TooLarge, match=f"{LARGE}14,000,000"):
            function(counts)
    with pytest.raises(TooLarge, match=f"{LARGE}14,000,000"):
        dissimilarity.expected_pair(counts, 0, 1)
    for name in ("dissimilarity", "information_theory", "mutual_information"):
        value, how = chance_of(find(name), counts, replicates=30)
        assert 0 < value < 0.001
        assert how.startswith("mean of 30 shuffles")
    three = np.column_stack([counts, [1, 2, 3]])
    assert chance_of(find("dissimilarity"), three, 0, 1, replicates=30)[1].startswith("mean of")
    assert 0 < gini.expected(counts) < 0.001
    fixed = margins_of(np.array([[1_400_000_000, 1], [5, 5], [5, 5]]))
    assert fixed.sizes.tolist() == [10, 1_400_000_001]
    assert fixed.units.tolist() == [2, 1]
    assert len(logarithms.n_log_n(0)) < 2 * LARGEST_UNIT + 200_000


def test_a_unit_at_the_limit_has_exact_chance():
    counts = np.array([[LARGEST_UNIT - 10, 10], [50, 50]])
    value, how = chance_of(find("dissimilarity"), counts)
    assert how == find("dissimilarity").expected_note
    assert value == pytest.approx(dissimilarity.expected(counts))
