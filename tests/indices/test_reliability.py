"""Which intervals are not to be relied on, and that the others hold the truth."""

import numpy as np
import pytest

from sim.indices import INDICES, find
from sim.indices.bootstrap import bootstrap
from sim.indices.reliability import has_kink, least, unseen
from tests.indices.test_bootstrap_and_permutation import city, households_of


def test_a_city_of_equal_units_lies_at_the_least_value_and_is_marked():
    """Twenty units alike to the last household: the interval lies below what an index can be."""
    counts = np.full((20, 2), 50)
    for name, who, value in (
        ("dissimilarity", (), 0), ("gini", (), 0), ("information_theory", (), 0),
        ("isolation", (0,), 0.5), ("correlation_ratio", (0,), 0),
    ):  # fmt: skip
        found = bootstrap(find(name), counts, *who, replicates=100)
        assert (found.value, found.low, found.high) == pytest.approx((value, value, value))
        assert "more even than chance" in found.unreliable, name


def test_ends_are_not_below_the_value_of_an_even_city():
    """Isolation of a group that is half the city is at least a half, and D at least nothing."""
    rng = np.random.default_rng(61)
    at_the_end = 0
    for seed in range(20):
        counts = rng.multinomial(100, [0.5, 0.5], size=20)
        share = counts[:, 0].sum() / counts.sum()
        found = bootstrap(find("isolation"), counts, 0, replicates=100, seed=seed)
        assert share <= found.low <= found.high <= 1
        at_the_end += found.low == share < found.high
        assert bootstrap(find("dissimilarity"), counts, replicates=50, seed=seed).low >= 0
    assert at_the_end > 5
    whole = np.array([[1, 99], [2, 98], [3, 97], [0, 100]])
    apart = bootstrap(find("gini"), whole, replicates=100)
    assert apart.low >= 0
    assert least(find("exposure"), whole) == 0
    assert least(find("isolation"), whole) == pytest.approx(6 / 400)
    assert least(find("relative_centralisation"), whole) == -1


@pytest.mark.parametrize(
    ("alike", "size", "marked"),
    [(3, 100, 0), (30, 100, 1), (300, 100, 1), (1e5, 100, 1), (3, 20, None)],
)
@pytest.mark.parametrize("name", ["dissimilarity", "gini"])
def test_intervals_that_miss_the_truth_are_marked(name, alike, size, marked):
    """Of 60 units: where fewer than eight of ten hold the truth, nine of ten are marked."""
    rng = np.random.default_rng(62)
    chances, households = city(rng, units=60, size=size, alike=alike)
    index = find(name)
    truth = float(index.function(np.round(chances * households * 1e7).astype(np.int64)))
    found = [
        bootstrap(index, households_of(rng, chances, households), replicates=100, seed=k)
        for k in range(40)
    ]
    held = np.mean([each.low <= truth <= each.high for each in found])
    share_marked = np.mean([each.unreliable is not None for each in found])
    if held < 0.8:
        assert share_marked >= 0.9
    if marked is not None:
        assert share_marked == pytest.approx(marked, abs=0.1)


def test_nine_of_ten_intervals_without_a_mark_hold_the_truth():
    """Cities from nearly divided to even, units of 20 and 100, drawn anew 12 times each."""
    rng = np.random.default_rng(63)
    found = {"dissimilarity": [], "information_theory": []}
    for alike in (2, 5, 15, 50, 1000):
        for size in (20, 100):
            for share in (0.3, 0.1):
                chances, households = city(rng, 60, size, share, alike)
                many = np.round(chances * households * 1e6).astype(np.int64)
                for seed in range(12):
                    counts = households_of(rng, chances, households)
                    for name, each in found.items():
                        truth = float(find(name).function(many))
                        interval = bootstrap(find(name), counts, replicates=200, seed=seed)
                        held = interval.low <= truth <= interval.high
                        each.append((interval.unreliable is None, held))
    for name, each in found.items():
        unmarked, held = np.array(each).T
        assert 50 < unmarked.sum() < 240, name
        assert held[unmarked].mean() > 0.87, name
        assert held[~unmarked].mean() < held[unmarked].mean(), name


def test_households_alone_of_their_group_tell_of_units_where_it_was_not_seen():
    """Six units of ten: the small group has one household in four of them and two in one."""
    counts = np.array([[9, 1], [9, 1], [9, 1], [9, 1], [8, 2], [10, 0]])
    assert unseen(counts) == pytest.approx((0 + 4 / 6) / 2)
    assert "33 % of the households" in bootstrap(find("gini"), counts, replicates=50).unreliable
    assert unseen(counts * 10) == 0
    assert np.isnan(unseen([[3, 0], [2, 0]]))
    three = np.column_stack([counts * 100, [1, 1, 1, 1, 1, 1]])
    assert 0 < unseen(three) < 0.01


def test_which_indices_have_a_kink():
    smooth = {name for name, index in INDICES.items() if not has_kink(index)}
    assert {"information_theory", "mutual_information", "atkinson", "isolation"} <= smooth
    assert not smooth & {"dissimilarity", "gini", "min_max", "delta", "neighbourhood_sorting"}
