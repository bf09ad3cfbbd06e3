"""What the literature says each index must do, on cities that Hypothesis draws."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.indices import INDICES, measure
from sim.indices.dissimilarity import dissimilarity
from sim.indices.exposure import exposure_matrix
from sim.indices.gini import gini
from sim.indices.information_theory import information_theory

EVENNESS = ("dissimilarity", "gini", "information_theory")
SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def cities(draw, groups=None):
    """Draw counts of 2-12 units by 2-5 groups, with at least two groups present."""
    shape = (draw(st.integers(2, 12)), groups or draw(st.integers(2, 5)))
    counts = draw(arrays(np.int64, shape, elements=st.integers(0, 200)))
    assume((counts.sum(axis=0) > 0).sum() >= 2)
    return counts


@SETTINGS
@given(cities())
def test_range_and_order(counts):
    values = {name: measure(name, counts) for name in EVENNESS}
    assert all(0 <= value <= 1 for value in values.values())
    assert values["gini"] >= values["dissimilarity"] - 1e-12


@SETTINGS
@given(cities(), st.randoms(use_true_random=False))
def test_names_of_groups_and_units_do_not_matter(counts, random):
    rows, columns = list(range(counts.shape[0])), list(range(counts.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    for name in EVENNESS:
        again = measure(name, counts[rows][:, columns])
        assert again == pytest.approx(measure(name, counts), abs=1e-12)
    matrix = exposure_matrix(counts)[np.ix_(columns, columns)]
    np.testing.assert_allclose(exposure_matrix(counts[rows][:, columns]), matrix, atol=1e-12)


@SETTINGS
@given(cities(), st.integers(2, 9))
def test_size_and_organisation_do_not_matter(counts, times):
    halves = np.concatenate([counts, counts])
    for name in EVENNESS:
        value = measure(name, counts)
        assert measure(name, counts * times) == pytest.approx(value, abs=1e-12)
        assert measure(name, halves) == pytest.approx(value, abs=1e-12)
        empty = np.insert(counts, 1, 0, axis=0)
        assert measure(name, empty) == pytest.approx(value, abs=1e-12)


@SETTINGS
@given(arrays(np.int64, 4, elements=st.integers(1, 30)), st.lists(st.integers(1, 20), min_size=2))
def test_even_and_complete(mix, sizes):
    even = np.outer(sizes, mix)
    apart = np.diag(mix)
    for name in EVENNESS:
        assert measure(name, even) == pytest.approx(0, abs=1e-9)
        assert measure(name, apart) == pytest.approx(1, abs=1e-12)
    for group in range(4):
        share = mix[group] / mix.sum()
        assert measure("isolation", even, group) == pytest.approx(share, abs=1e-12)
        assert measure("correlation_ratio", even, group) == pytest.approx(0, abs=1e-9)
        assert measure("correlation_ratio", apart, group) == pytest.approx(1, abs=1e-12)


@SETTINGS
@given(cities())
def test_exposure(counts):
    matrix, totals = exposure_matrix(counts), counts.sum(axis=0)
    present = totals > 0
    np.testing.assert_allclose(matrix[present].sum(axis=1), 1, atol=1e-12)
    met = matrix[np.ix_(present, present)] * totals[present][:, None]
    np.testing.assert_allclose(met, met.T, rtol=1e-12)
    for group in np.flatnonzero(present):
        share = totals[group] / totals.sum()
        eta = (matrix[group, group] - share) / (1 - share)
        assert measure("correlation_ratio", counts, int(group)) == pytest.approx(eta, abs=1e-12)


@SETTINGS
@given(cities(groups=2))
def test_two_groups_are_the_classical_formulas(counts):
    x, t = counts[:, 0], counts.sum(axis=1)
    inside = t > 0
    x, t, total = x[inside], t[inside], t.sum()
    share, p = x.sum() / total, x / t
    spread = 2 * total * share * (1 - share)
    assert dissimilarity(counts) == pytest.approx((t * abs(p - share)).sum() / spread, abs=1e-12)
    apart = (np.outer(t, t) * abs(p[:, None] - p)).sum() / (total * spread)
    assert gini(counts) == pytest.approx(apart, abs=1e-12)

    def entropy(q):
        q = np.stack([q, 1 - q])
        return -(q * np.log(np.where(q > 0, q, 1))).sum(axis=0)

    less = (t * (entropy(share) - entropy(p))).sum() / (total * entropy(share))
    assert information_theory(counts) == pytest.approx(less, abs=1e-12)


@SETTINGS
@given(cities(groups=3), st.integers(0, 11), st.integers(0, 11))
def test_information_theory_obeys_transfers(counts, one, other):
    """Moving a household to a unit with a smaller share of its group, and size, never raises H."""
    one, other = one % len(counts), other % len(counts)
    assume(counts[one, 0] > 0 and counts[other, 1] > 0)
    unit = counts.sum(axis=1)
    assume(counts[one, 0] * unit[other] >= (counts[other, 0] + 1) * unit[one])
    assume(counts[other, 1] * unit[one] >= (counts[one, 1] + 1) * unit[other])
    moved = counts.copy()
    moved[one, 0] -= 1
    moved[other, 0] += 1
    moved[other, 1] -= 1
    moved[one, 1] += 1
    assert measure("information_theory", moved) <= measure("information_theory", counts) + 1e-12


@SETTINGS
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 4)), min_size=2, max_size=60))
def test_incomes(households):
    income, unit = np.array(households).T
    assume(len(np.unique(income)) > 1)
    for name in ("neighbourhood_sorting", "rank_order_information_theory"):
        value = measure(name, income, unit)
        assert 0 <= value <= 1
        assert measure(name, np.tile(income, 3), np.tile(unit, 3)) == pytest.approx(value, abs=1e-2)
    ranked = measure("rank_order_information_theory", income, unit)
    stretched = measure("rank_order_information_theory", income**2 + 5, unit)
    assert ranked == stretched


def test_ties_share_the_mid_rank():
    """Two incomes: one threshold, weighted by the distance between the two mid-ranks, a half."""
    income, unit = np.array([1, 1, 1, 1, 2, 2, 2, 2]), np.array([0, 0, 0, 0, 1, 1, 1, 1])
    value = measure("rank_order_information_theory", income, unit)
    assert value == pytest.approx(2 * np.log(2) / 2, abs=1e-12)


def test_batches_equal_single_months():
    rng = np.random.default_rng(3)
    months = rng.integers(0, 30, (7, 9, 4))
    for name in EVENNESS:
        many = INDICES[name].function(months)
        assert many.tolist() == [measure(name, month) for month in months]
