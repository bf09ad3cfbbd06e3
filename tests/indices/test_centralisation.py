"""Centralisation: absolute, relative, and the share in the centre."""

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indices import absolute_centralisation as ace_module
from sim.indices import relative_centralisation as rce_module
from sim.indices import share_in_centre as pcc_module
from sim.indices.absolute_centralisation import absolute_centralisation as ace
from sim.indices.relative_centralisation import relative_centralisation as rce
from sim.indices.share_in_centre import share_in_centre as pcc
from sim.indices.table import against_rest

LINE = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
THREE = np.array([[4, 0], [2, 2], [0, 4]])
BOARD = np.indices((8, 8)).reshape(2, -1).T.astype(float)


def city(seed, units=40):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(2, [9, 5, 2], (units, 3)))
    counts[0] += 1
    return counts, rng.random((units, 2)) * 10, rng.gamma(2, 1, units)


def close(draws, value):
    """Compare a mean over draws with a value: within 4 standard errors."""
    draws = np.asarray(draws)
    error = 4 * draws.std() / len(draws) ** 0.5
    assert abs(draws.mean() - value) < error, (draws.mean(), value, error)


def test_by_hand():
    """X = 2/3, 1, 1; A = 1/3, 2/3, 1; Y = 0, 1/3, 1."""
    assert ace(THREE, 0, LINE, centre=(0, 0)) == pytest.approx(4 / 9, abs=1e-15)
    assert ace(THREE, 1, LINE, centre=(0, 0)) == pytest.approx(-4 / 9, abs=1e-15)
    assert rce(THREE, 0, 1, LINE, centre=(0, 0)) == pytest.approx(8 / 9, abs=1e-15)
    assert rce(THREE, 1, 0, LINE, centre=(0, 0)) == pytest.approx(-8 / 9, abs=1e-15)
    land = [1, 1, 8]
    assert ace(THREE, 0, LINE, land, (0, 0)) == pytest.approx(0.2 / 3 * 2 - 0.1 + 1 - 0.2)


def test_the_ends():
    counts = np.vstack([[[30, 0]], np.tile([0, 1], (999, 1))])
    places = np.random.default_rng(1).random((1000, 2)) + 1
    places[0] = 0
    assert ace(counts, 0, places, centre=(0, 0)) == pytest.approx(0.999)
    assert rce(counts, 0, 1, places, centre=(0, 0)) == 1.0
    assert rce(counts, 1, 0, places, centre=(0, 0)) == -1.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_relative_centralisation_is_a_difference_of_chances(seed):
    counts, places, _ = city(seed)
    far = np.hypot(*(places - places.mean(axis=0)).T)
    x, y = counts[:, 0], counts[:, 1]
    nearer = (x[:, None] * y * (far[:, None] < far)).sum()
    farther = (x[:, None] * y * (far[:, None] > far)).sum()
    value = (nearer - farther) / (x.sum() * y.sum())
    assert rce(counts, 0, 1, places) == pytest.approx(value, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["mean", "population"]))
def test_ranges_and_the_order_of_units(seed, centre):
    """Also where many units are at one distance."""
    counts, _, area = city(seed, 64)
    order = np.random.default_rng(seed).permutation(64)
    for value, again in (
        (ace(counts, 0, BOARD, area, centre), ace(counts[order], 0, BOARD[order], area[order],
                                                  centre)),
        (rce(counts, 0, 1, BOARD, centre), rce(counts[order], 0, 1, BOARD[order], centre)),
    ):  # fmt: skip
        assert -1 <= value <= 1
        assert again == pytest.approx(value, abs=1e-12)
    value = pcc(counts, 0, BOARD, 0.3, centre=centre)
    assert 0 <= value <= 1
    assert pcc(counts[order], 0, BOARD[order], 0.3, centre=centre) == pytest.approx(value)


def test_units_at_one_distance_are_the_mean_over_their_orders():
    counts = np.array([[5, 1], [2, 9], [7, 3], [1, 6], [4, 4]])
    places = np.array([[0.0, 0], [1, 0], [0, 1], [-1, 0], [0, 2]])
    area = np.array([1.0, 3, 0.5, 2, 4])
    found = []
    for order in itertools.permutations((1, 2, 3)):
        spread = places.copy()
        for rank, unit in enumerate(order):
            spread[unit] *= 1 + 0.01 * rank
        found.append(ace(counts, 0, spread, area, (0, 0)))
    assert np.std(found) > 0.01
    value = ace(counts, 0, places, area, (0, 0))
    assert value == pytest.approx(np.mean(found), abs=1e-12)


def test_share_in_the_centre_by_hand():
    counts = np.array([[6, 4], [2, 8], [2, 18]])
    found = [pcc(counts, 0, LINE, share, centre=(0, 0)) for share in (0, 0.25, 0.375, 0.5, 1)]
    assert found == pytest.approx([0, 0.6, 0.7, 0.8, 1])
    assert pcc(counts, 0, LINE, radius=1, centre=(0, 0)) == pytest.approx(0.8)
    assert pcc(counts, 0, LINE, radius=0.99, centre=(0, 0)) == pytest.approx(0.6)
    assert pcc(counts, 0, LINE, central=[False, False, True]) == pytest.approx(0.2)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1))
def test_an_even_city_has_the_share_of_everybody_in_the_centre(seed, share):
    size = np.random.default_rng(seed).integers(0, 20, 64)
    size[5] += 1
    assert pcc(size[:, None] * [3, 1], 0, BOARD, share) == pytest.approx(share, abs=1e-12)
    assert rce(size[:, None] * [3, 1], 0, 1, BOARD) == pytest.approx(0, abs=1e-12)


def test_what_is_refused():
    counts = THREE
    for share in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match=f"share must be 0 to 1, not {share}"):
            pcc(counts, 0, LINE, share)
    with pytest.raises(ValueError, match="radius must be at least 0, not -1"):
        pcc(counts, 0, LINE, radius=-1)
    with pytest.raises(ValueError, match="not both"):
        pcc(counts, 0, LINE, radius=1, central=[True, False, False])
    with pytest.raises(ValueError, match=r"central must be bool, shape \(3,\), not int64"):
        pcc(counts, 0, LINE, central=[1, 0, 0])
    with pytest.raises(ValueError, match="area of unit 1 must be above 0"):
        ace(counts, 0, LINE, [1, -1, 1])
    with pytest.raises(ValueError, match="centre must be mean, population"):
        rce(counts, 0, 1, LINE, "middle")


def test_months_at_once():
    cities = [city(seed)[0] for seed in range(3)]
    _, places, area = city(0)
    many = np.stack([*cities, cities[0] * [0, 1, 1]])
    for centre in ("mean", "population", (3.0, 4.0)):
        for function, columns in ((ace, (0, places, area)), (rce, (0, 1, places)),
                                  (pcc, (0, places))):  # fmt: skip
            each = np.array([function(one, *columns, centre=centre) for one in cities])
            found = function(many, *columns, centre=centre)
            assert found[:3] == pytest.approx(each, abs=1e-12)
            assert np.isnan(found[3])


def test_undefined_without_a_warning():
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for centre in ("mean", "population"):
            for counts in (THREE * [0, 1], THREE * 0):
                assert np.isnan(ace(counts, 0, LINE, centre=centre))
                assert np.isnan(rce(counts, 0, 1, LINE, centre=centre))
                assert np.isnan(pcc(counts, 0, LINE, centre=centre))
                assert np.isnan(ace_module.expected(counts, 0, LINE, centre=centre))
                assert np.isnan(rce_module.expected(counts, 0, 1, LINE, centre=centre))
                assert np.isnan(pcc_module.expected(counts, 0, LINE, centre=centre))


@pytest.mark.parametrize("times", [1, 40])
def test_chance(shuffles, times):
    """For small units and for large ones."""
    counts, places, area = city(11, 12)
    counts = (counts // 4 + 1) * times
    draws = shuffles(counts, 1500, seed=12)
    close(ace(draws, 1, places, area), ace_module.expected(counts, 1, places, area))
    close(rce(draws, 0, 2, places), rce_module.expected(counts, 0, 2, places))
    for options in ({}, {"share": 0.2}, {"radius": 4.0}, {"central": np.arange(12) < 4}):
        close(pcc(draws, 2, places, **options), pcc_module.expected(counts, 2, places, **options))
    assert pcc_module.expected(counts, 2, places, 0.2) == pytest.approx(0.2)


def test_longitude_and_latitude():
    """A degree of longitude is half as long at 60 degrees north: the ring's order changes."""
    places = np.array([[0.0, 60.0], [1.5, 60.0], [0.0, 61.0]])
    assert rce(THREE, 0, 1, places, (0, 60), "great_circle") == pytest.approx(8 / 9)
    assert rce(THREE, 0, 1, places, (0, 60)) < 8 / 9


# PySAL --------------------------------------------------------------------------------------------


def frame(counts, places, area=None):
    """Return a table for PySAL: squares around the places."""
    pytest.importorskip("segregation", reason="PySAL's segregation is the oracle of this test")
    import geopandas
    from shapely.geometry import box

    sides = np.ones(len(counts)) if area is None else np.sqrt(area)
    squares = [
        box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
        for (x, y), side in zip(places, sides, strict=True)
    ]
    columns = {"x": counts[:, 0], "total": counts.sum(axis=1)}
    return geopandas.GeoDataFrame(columns, geometry=squares, crs="EPSG:3857")


CENTRES = [("mean", "mean"), ("population", "population_weighted_mean"), ((3.0, 4.0), (3.0, 4.0))]


@pytest.mark.parametrize("seed", range(3))
def test_pysal_agrees(seed):
    counts, places, area = city(seed)
    table = frame(counts, places, area)
    from segregation.singlegroup import AbsoluteCentralization, RelativeCentralization

    for ours, theirs in CENTRES:
        value = AbsoluteCentralization(table, "x", "total", center=theirs).statistic
        assert ace(counts, 0, places, area, ours) == pytest.approx(value, abs=1e-12)
        value = RelativeCentralization(table, "x", "total", center=theirs).statistic
        assert rce(against_rest(counts, 0), 0, 1, places, ours) == pytest.approx(value, abs=1e-12)


def test_pysal_depends_on_the_order_of_units_at_one_distance():
    counts = city(3, 64)[0]
    table = frame(counts, BOARD)
    from segregation.singlegroup import AbsoluteCentralization

    orders = [np.random.default_rng(seed).permutation(64) for seed in range(5)]
    theirs = [AbsoluteCentralization(table.iloc[order], "x", "total").statistic for order in orders]
    assert np.ptp(theirs) > 1e-3
    assert min(theirs) <= ace(counts, 0, BOARD) <= max(theirs)


def test_pysal_takes_degrees_for_radians():
    """By its haversine a place 6.28 degrees away is beside the centre."""
    places = np.array([[0.0, 0.0], [0.0, 3.0], [0.0, 6.2]])
    table = frame(THREE, places)
    from segregation.singlegroup import RelativeCentralization

    theirs = RelativeCentralization(
        table, "x", "total", center=(0.0, 0.0), metric="haversine"
    ).statistic
    assert theirs < rce(THREE, 0, 1, places, (0, 0), "great_circle") - 0.1
    assert rce(THREE, 0, 1, places, (0, 0), "great_circle") == pytest.approx(8 / 9)
