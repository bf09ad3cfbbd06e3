"""Concentration on land: delta, absolute and relative concentration."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indices import Undefined, measure
from sim.indices import absolute_concentration as aco_module
from sim.indices import delta as delta_module
from sim.indices.absolute_concentration import absolute_concentration as aco
from sim.indices.delta import delta, mean_distance
from sim.indices.relative_concentration import relative_concentration as rco
from sim.indices.table import against_rest


def city(seed, units=40):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(2, [9, 5, 2], (units, 3)))
    counts[0] += 1
    return counts, rng.gamma(2, 1, units)


def close(draws, value):
    """Compare a mean over draws with a value: within 4 standard errors."""
    draws = np.asarray(draws)
    error = 4 * draws.std() / len(draws) ** 0.5
    assert abs(draws.mean() - value) < error, (draws.mean(), value, error)


def test_delta_by_hand():
    counts = [[6, 0], [4, 4], [0, 0]]
    assert delta(counts, 0, [1, 1, 2]) == pytest.approx(0.5)
    assert delta(counts, 0, [6, 4, 0.001]) == pytest.approx(0.001 / 10.001)
    assert delta(counts, 1, [1, 1, 2]) == pytest.approx(0.75)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_delta_range_order_and_scale(seed):
    counts, area = city(seed)
    value = delta(counts, 1, area)
    assert 0 <= value <= 1
    order = np.random.default_rng(seed).permutation(40)
    assert delta(counts[order], 1, area[order]) == pytest.approx(value, abs=1e-12)
    assert delta(counts * 3, 1, area * 1e6) == pytest.approx(value, abs=1e-12)
    halves = np.repeat(counts, 2, axis=0), np.repeat(area, 2)
    assert delta(halves[0], 1, halves[1]) == pytest.approx(value, abs=1e-12)


def test_concentration_by_hand():
    """Ten households on each of 1, 2, 3 and 10: the 15 on least land have 20 / 15 on average."""
    counts = np.array([[10, 0], [5, 5], [0, 10], [0, 10]])
    area = [1, 2, 3, 10]
    assert aco(counts, 0, area) == pytest.approx(1.0)
    whole = 1 - (20 / 15 - 1.5) / (6.5 - 1.5)
    assert aco(counts, 0, area, whole_units=True) == pytest.approx(whole)
    assert whole > 1
    seen, least, most = (20 / 15) / (140 / 25), 20 / 15, 115 / 15
    assert rco(counts, 0, 1, area) == pytest.approx((seen - 1) / (least / most - 1))
    assert rco(counts, 0, 1, area, whole_units=True) == pytest.approx((seen - 1) / (1.5 / 6.5 - 1))
    reverse = counts[::-1]
    assert aco(reverse, 0, area) == pytest.approx(0.0)


def test_relative_concentration_has_no_lower_bound():
    counts = np.array([[0, 10], [10, 0]])
    assert rco(counts, 0, 1, [1, 100]) == pytest.approx(-100)
    assert rco(counts, 1, 0, [1, 100]) == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_absolute_concentration_range_and_order(seed, sizes):
    """Also where many units have one area."""
    counts, area = city(seed)
    area = np.where(np.arange(40) % sizes == 0, area, 1.5)
    order = np.random.default_rng(seed).permutation(40)
    value = aco(counts, 1, area)
    assert -1e-12 <= value <= 1 + 1e-12
    for whole in (False, True):
        value, relative = aco(counts, 1, area, whole), rco(counts, 1, 2, area, whole)
        again = aco(counts[order], 1, area[order], whole)
        assert again == pytest.approx(value, abs=1e-10)
        again = rco(counts[order], 1, 2, area[order], whole)
        assert again == pytest.approx(relative, abs=1e-10)
    assert aco(counts * 2, 1, area * 1e6) == pytest.approx(aco(counts, 1, area), abs=1e-10)


def test_units_of_one_size_are_0_by_0():
    counts, _ = city(1)
    for area in (np.ones(40), np.full(40, 0.1), 25.0 + 1e-13 * np.arange(40)):
        assert np.isnan(aco(counts, 0, area)) and np.isnan(aco(counts, 0, area, True))
        assert np.isnan(rco(counts, 0, 1, area))
        assert np.isnan(aco_module.expected(counts, 0, area))
    for name, groups in (("absolute_concentration", (0,)), ("relative_concentration", (0, 1))):
        found = measure(name, counts, *groups, np.ones(40))
        assert isinstance(found, Undefined)
        assert "cells or units of one size" in str(found) and "0/0" in str(found)


def test_undefined_without_a_warning():
    counts, area = city(2)
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for gone in (counts * [0, 1, 1], counts * 0):
            assert np.isnan(delta(gone, 0, area)) and np.isnan(delta_module.expected(gone, 0, area))
            assert np.isnan(aco(gone, 0, area)) and np.isnan(aco_module.expected(gone, 0, area))
            assert np.isnan(rco(gone, 0, 1, area)) and np.isnan(rco(gone, 1, 0, area))
        assert np.isnan(aco(counts * [1, 0, 0], 0, area))


def test_what_is_refused():
    counts, area = city(3)
    for function, groups in ((delta, (0,)), (aco, (0,)), (rco, (0, 1))):
        with pytest.raises(ValueError, match=r"area must have the shape \(40,\), not \(39,\)"):
            function(counts, *groups, area[1:])
        for wrong in (0.0, -1.0, np.nan, np.inf):
            with pytest.raises(ValueError, match=f"area of unit 7 must be above 0, not {wrong:g}"):
                function(counts, *groups, np.where(np.arange(40) == 7, wrong, area))
        with pytest.raises(ValueError, match="at least 0"):
            function(-counts, *groups, area)


def test_months_at_once():
    area = city(0)[1]
    cities = [city(seed)[0] for seed in range(3)]
    many = np.stack([*cities, cities[0] * [0, 1, 1]]).reshape(2, 2, 40, 3)
    for function, groups in ((delta, (0,)), (delta_module.expected, (0,)), (aco, (0,)),
                             (aco_module.expected, (0,)), (rco, (0, 1))):  # fmt: skip
        found = function(many, *groups, area)
        each = np.array([function(one, *groups, area) for one in cities])
        assert found.shape == (2, 2)
        assert found.ravel()[:3] == pytest.approx(each, abs=1e-12)
        assert np.isnan(found[1, 1])


@pytest.mark.parametrize("times", [1, 40])
def test_chance(shuffles, times):
    """For small units and for large ones."""
    counts, area = city(21, 12)
    counts = (counts // 4 + 1) * times
    draws = shuffles(counts, 1500, seed=22)
    for group in range(3):
        close(delta(draws, group, area), delta_module.expected(counts, group, area))
        for whole in (False, True):
            close(aco(draws, group, area, whole),
                  aco_module.expected(counts, group, area, whole))  # fmt: skip


def test_mean_distance_from_a_point_by_the_whole_law():
    from math import comb

    for total, special, size, point in ((50, 20, 7, 0.3), (31, 5, 30, 9.0), (40, 40, 3, 1.5),
                                        (60, 1, 9, 0.2), (20, 8, 0, 2.5),
                                        (400, 200, 50, 20.0)):  # fmt: skip
        law = [
            comb(special, x) * comb(total - special, size - x) / comb(total, size)
            for x in range(size + 1)
        ]
        value = sum(p * abs(x - point) for x, p in enumerate(law))
        found = mean_distance(total, special, np.array([size]), np.array([point]))
        assert found[0] == pytest.approx(value, abs=1e-12)


def test_singapore(table):
    """Taking the last unit whole or in part changes the concentration of real groups little."""
    counts = table("singapore_2020_subzone_ethnic.csv", ["chinese", "malay", "indian", "others"])
    import csv

    from tests.indices.conftest import DATA

    with (DATA / "singapore_2020_subzone_ethnic.csv").open(newline="") as file:
        area = np.array([float(row["area_km2"]) for row in csv.DictReader(file)])
    malay = counts[:, 1] / counts[:, 1].sum()
    by_hand = np.abs(malay - area / area.sum()).sum() / 2
    assert delta(counts, 1, area) == pytest.approx(by_hand, abs=1e-12)
    assert delta_module.expected(counts, 1, area) == pytest.approx(0.7005, abs=1e-4)
    assert aco(counts, 1, area) == pytest.approx(aco(counts, 1, area, True), abs=0.01)


# PySAL --------------------------------------------------------------------------------------------


def frame(counts, area):
    """Return a table for PySAL: squares of these areas."""
    pytest.importorskip("segregation", reason="PySAL's segregation is the oracle of this test")
    import geopandas
    from shapely.geometry import box

    squares = [box(20 * i, 0, 20 * i + side, side) for i, side in enumerate(np.sqrt(area))]
    columns = {"x": counts[:, 0], "total": counts.sum(axis=1)}
    return geopandas.GeoDataFrame(columns, geometry=squares, crs="EPSG:3857")


@pytest.mark.parametrize("seed", range(4))
def test_pysal_agrees(seed):
    counts, area = city(seed)
    data = frame(counts, area)
    from segregation.singlegroup import AbsoluteConcentration, Delta, RelativeConcentration

    pair = against_rest(counts, 0)
    value = Delta(data, "x", "total").statistic
    assert delta(counts, 0, area) == pytest.approx(value, abs=1e-12)
    value = AbsoluteConcentration(data, "x", "total").statistic
    assert aco(counts, 0, area, whole_units=True) == pytest.approx(value, abs=1e-12)
    value = RelativeConcentration(data, "x", "total").statistic
    assert rco(pair, 0, 1, area, whole_units=True) == pytest.approx(value, abs=1e-12)


def test_pysal_leaves_the_range_of_absolute_concentration():
    """It counts the last of the smallest units whole: a group can live on less than the least."""
    counts, area = np.array([[10, 0], [5, 5], [0, 10], [0, 10]]), np.array([1.0, 2, 3, 10])
    data = frame(counts, area)
    from segregation.singlegroup import AbsoluteConcentration

    assert AbsoluteConcentration(data, "x", "total").statistic == pytest.approx(1 + 1 / 30)
    assert aco(counts, 0, area) == pytest.approx(1.0)
