"""Local indices: a value for each unit, and what the values add up to."""

import warnings
from math import log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.indices import find
from sim.indices.check import check_index
from sim.indices.concentration_at_extremes import concentration_at_extremes
from sim.indices.information_theory import information_theory
from sim.indices.isolation import isolation
from sim.indices.local_divergence import expected, local_divergence
from sim.indices.local_entropy import local_entropy
from sim.indices.location_quotient import location_quotient
from sim.indices.table import table_of

NAMES = ("location_quotient", "local_entropy", "local_divergence", "concentration_at_extremes")
SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
CITIES = arrays(
    np.int64, st.tuples(st.integers(1, 9), st.integers(2, 5)), elements=st.integers(0, 200)
)


@pytest.mark.parametrize("name", NAMES)
def test_it_keeps_its_word(name):
    check_index(find(name))
    assert find(name).local


def test_a_case_worked_by_hand():
    counts = np.array([[10, 0, 30], [0, 0, 0], [30, 20, 10]])  # shares of the city: .4, .2, .4
    quotient = [[0.625, 0, 1.875], [np.nan] * 3, [1.25, 5 / 3, 5 / 12]]
    np.testing.assert_allclose(location_quotient(counts), quotient, atol=1e-12)
    one = -0.25 * log(0.25) - 0.75 * log(0.75)
    two = 0.5 * log(2) + log(3) / 3 + log(6) / 6
    np.testing.assert_allclose(local_entropy(counts), [one, np.nan, two], atol=1e-12)
    far = 0.25 * log(0.625) + 0.75 * log(1.875)
    near = 0.5 * log(1.25) + log(5 / 3) / 3 + log(5 / 12) / 6
    np.testing.assert_allclose(local_divergence(counts), [far, np.nan, near], atol=1e-12)
    extremes = concentration_at_extremes(counts, 2, 0)
    np.testing.assert_allclose(extremes, [0.5, np.nan, -1 / 3], atol=1e-12)


@SETTINGS
@given(CITIES)
def test_local_values_add_up_to_the_citys(counts):
    """The means over households are M = H E, E (1 - H), 1 for LQ, and the city's ICE."""
    assume((counts.sum(axis=0) > 0).sum() > 1)
    unit, group, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    weight = unit / total
    shares = group[group > 0] / total
    diversity = -(shares * np.log(shares)).sum()
    h = float(information_theory(counts))
    divergence = np.nansum(weight * local_divergence(counts))
    assert divergence == pytest.approx(h * diversity, abs=1e-12)
    inside = np.nansum(weight * local_entropy(counts))
    assert inside == pytest.approx((1 - h) * diversity, abs=1e-12)
    quotient = location_quotient(counts)
    assert (np.isnan(quotient) == ((unit == 0)[:, None] | (group == 0))).all()
    means = np.nansum(weight[:, None] * quotient, axis=0)
    np.testing.assert_allclose(means, group > 0, atol=1e-12)
    for m in np.flatnonzero(group):
        own = np.nansum(counts[:, m] / group[m] * quotient[:, m]) * group[m] / total
        assert own == pytest.approx(float(isolation(counts, m)), abs=1e-12)
    extremes = concentration_at_extremes(counts, 0, 1)
    city = (group[0] - group[1]) / total
    assert np.nansum(weight * extremes) == pytest.approx(city, abs=1e-12)
    assert (np.isnan(extremes) == (unit == 0)).all()
    assert np.nanmin(extremes) >= -1
    assert np.nanmax(extremes) <= 1


@SETTINGS
@given(CITIES)
def test_the_mean_divergence_is_mutual_information(counts):
    mutual = find("mutual_information").function(counts)
    mean = np.nansum(counts.sum(axis=1) / max(1, counts.sum()) * local_divergence(counts))
    assert mean == pytest.approx(0 if np.isnan(mutual) else float(mutual), abs=1e-12)


def test_real_cities(table, golden):
    """Sacramento's mean divergence is its M; Bradford's mean unit has the golden local Simpson."""
    counts = table("sacramento_2000_tracts.csv", ["white", "black", "asian", "hispanic"])
    weight = counts.sum(axis=1) / counts.sum()
    mean = np.nansum(weight * local_divergence(counts))
    assert mean == pytest.approx(golden["sacramento_multi_WBAH"]["M"], abs=1e-9)


def test_pysal_agrees_on_location_quotients_and_local_entropies():
    segregation = pytest.importorskip("segregation")
    import pandas as pd

    counts = np.random.default_rng(51).integers(1, 90, (30, 3))
    frame = pd.DataFrame(counts, columns=["a", "b", "c"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        quotient = segregation.local.MultiLocationQuotient(frame, ["a", "b", "c"]).statistics
        entropy = segregation.local.MultiLocalEntropy(frame, ["a", "b", "c"]).statistics
    np.testing.assert_allclose(location_quotient(counts), quotient, rtol=1e-12)
    scaled = local_entropy(counts) / log(3)
    np.testing.assert_allclose(np.ravel(entropy), scaled, rtol=1e-12)


@pytest.mark.parametrize("size", [1, 40])
def test_divergence_by_chance(small_city, shuffles, size):
    counts = small_city * size
    draws = local_divergence(shuffles(counts, 3000))
    inside = counts.sum(axis=1) > 0
    error = 4 * draws[:, inside].std(axis=0) / 3000**0.5
    away = draws[:, inside].mean(axis=0) - expected(counts)[inside]
    assert (abs(away) < error).all()
    assert np.isnan(expected(counts)[~inside]).all()
    if size == 40:
        unit = counts.sum(axis=1)[inside]
        simple = (1 - unit / unit.sum()) / unit
        assert expected(counts)[inside] == pytest.approx(simple, rel=0.03)


@pytest.mark.parametrize("name", NAMES)
def test_months_and_tables(name, small_city):
    """Many months at once, also from a table; nothing warns of units or groups without members."""
    who = (0, 2) if name == "concentration_at_extremes" else ()
    index = find(name)
    months = np.stack([small_city, small_city * [1, 0, 2], small_city * 0, small_city[::-1]])
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        many = index.function(months, *who)
        again = index.from_table(table_of(months), *who)
    np.testing.assert_array_equal(many, again)
    for month, values in zip(months, many, strict=True):
        np.testing.assert_array_equal(index.function(month, *who), values)
    assert np.isnan(many[2]).all()
    assert many.shape == ((4, 8, 3) if name == "location_quotient" else (4, 8))
    with pytest.raises(ValueError, match="at least 0"):
        index.function([[1, -1], [2, 3]], *((0, 1) if who else ()))
