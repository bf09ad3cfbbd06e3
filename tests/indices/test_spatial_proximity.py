"""White's spatial proximity, and the distances that it and other indices are made of."""

import tracemalloc
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indices.distances import (
    EARTH,
    blocks,
    cumulated,
    distances,
    flat,
    from_centre,
    mean_direction,
    places_of,
)
from sim.indices.spatial_proximity import INDEX, spatial_proximity

CELLS = np.indices((8, 8)).reshape(2, -1).T.astype(float)
HALF = np.where((CELLS[:, 1] < 4)[:, None], [10, 0], [0, 10])
CHECKER = np.where((CELLS.sum(axis=1) % 2 == 0)[:, None], [10, 0], [0, 10])
EVEN = np.full((64, 2), 5)


def by_hand(x, y, places, area):
    """Return the index by its formula, pair by pair."""

    def near(n):
        total = 0.0
        for i, here in enumerate(places):
            for j, there in enumerate(places):
                far = (0.6 * area[i]) ** 0.5 if i == j else np.hypot(*(here - there))
                total += n[i] * n[j] * np.exp(-far)
        return total

    together = near(x + y)
    return (near(x) / x.sum() + near(y) / y.sum()) * (x + y).sum() / together


def city(seed, units=30):
    rng = np.random.default_rng(seed)
    counts = rng.poisson([8, 3, 20], (units, 3))
    return counts, rng.random((units, 2)) * 6, rng.gamma(2, 0.5, units)


def test_golden_values(golden):
    found = dict(zip(("half", "checker", "even"), (HALF, CHECKER, EVEN), strict=True))
    for case, value in golden["SP_8x8_10_people_per_cell"].items():
        assert spatial_proximity(found[case], 0, 1, CELLS) == pytest.approx(value, abs=1e-9)


def test_formula_on_a_random_city():
    counts, places, area = city(1)
    value = by_hand(counts[:, 0], counts[:, 1], places, area)
    assert spatial_proximity(counts, 0, 1, places, area) == pytest.approx(value, abs=1e-12)
    assert spatial_proximity(counts, 1, 0, places, area) == pytest.approx(value, abs=1e-12)


def test_more_units_than_a_block_holds():
    rng = np.random.default_rng(2)
    counts, places = rng.poisson(3, (1500, 2)), rng.random((1500, 2)) * 30
    assert len(list(blocks(places))) > 1
    far = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    np.fill_diagonal(far, 0.6**0.5)
    near = np.exp(-far)
    x, y = counts.T
    own = x @ near @ x / x.sum() + y @ near @ y / y.sum()
    value = own * (x + y).sum() / ((x + y) @ near @ (x + y))
    assert spatial_proximity(counts, 0, 1, places) == pytest.approx(value, rel=1e-12)


def test_memory_does_not_grow_with_the_square_of_units():
    rng = np.random.default_rng(3)
    counts, places = rng.poisson(3, (4000, 2)), rng.random((4000, 2)) * 60
    tracemalloc.start()
    spatial_proximity(counts, 0, 1, places)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6 < 8 * 4000**2, peak


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 9), st.integers(1, 9))
def test_a_city_of_one_mix_has_1_wherever_its_units_are(seed, x, y):
    rng = np.random.default_rng(seed)
    size = rng.integers(0, 9, 12)
    size[0] += 1
    counts = size[:, None] * [x, y]
    value = spatial_proximity(counts, 0, 1, rng.random((12, 2)) * 5, rng.random(12) + 0.1)
    assert value == pytest.approx(1.0, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_what_does_not_matter(seed):
    counts, places, area = city(seed)
    value = spatial_proximity(counts, 0, 1, places, area)
    order = np.random.default_rng(seed).permutation(30)
    again = spatial_proximity(counts[order], 0, 1, places[order], area[order])
    assert again == pytest.approx(value, rel=1e-12)
    turned = np.stack([5 - places[:, 1], places[:, 0] + 70], axis=1)
    assert spatial_proximity(counts, 0, 1, turned, area) == pytest.approx(value, rel=1e-12)
    emptied = np.vstack([counts, [0, 0, 9]])
    far_away, with_land = np.vstack([places, [900.0, 900.0]]), np.append(area, 3.0)
    assert spatial_proximity(emptied, 0, 1, far_away, with_land) == pytest.approx(value, rel=1e-12)
    assert value > 0


def test_months_at_once():
    counts = np.stack([HALF, CHECKER, EVEN, EVEN * [1, 0]])
    many = spatial_proximity(counts, 0, 1, CELLS)
    assert many.shape == (4,)
    assert many[0] == pytest.approx(1.650841136838979, abs=1e-9)
    assert np.isnan(many[3])


def test_the_unit_of_distance():
    counts, places, area = city(4)
    value = spatial_proximity(counts, 0, 1, places, area)
    metres = places * 1000
    assert spatial_proximity(counts, 0, 1, metres, area, unit=1000) == pytest.approx(value)
    with pytest.raises(ValueError, match="unit=1000"):
        spatial_proximity(counts, 0, 1, metres, area * 1e6)
    with pytest.raises(ValueError, match="unit must be above 0, not 0"):
        spatial_proximity(counts, 0, 1, places, area, unit=0)


def test_a_city_of_far_towns_is_measured():
    """Only some units are far from the rest: nothing is refused, and nothing underflows."""
    places = np.vstack([CELLS, CELLS + 5000])
    with np.errstate(all="raise"):
        found = spatial_proximity(np.vstack([HALF, HALF]), 0, 1, places)
    assert found == pytest.approx(spatial_proximity(HALF, 0, 1, CELLS), rel=1e-12)


def test_wrong_data():
    with pytest.raises(ValueError, match=r"area of unit 3 must be above 0, not 0"):
        spatial_proximity(HALF, 0, 1, CELLS, np.where(np.arange(64) == 3, 0, 1))
    with pytest.raises(ValueError, match=r"shape \(64, 2\), not \(63, 2\)"):
        spatial_proximity(HALF, 0, 1, CELLS[1:])
    with pytest.raises(ValueError, match="unit 5 is not finite"):
        spatial_proximity(HALF, 0, 1, np.where(np.arange(64)[:, None] == 5, np.nan, CELLS))


def test_undefined_without_a_warning():
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        assert np.isnan(spatial_proximity(HALF * [1, 0], 0, 1, CELLS))
        assert np.isnan(spatial_proximity(HALF * 0, 0, 1, CELLS))
    assert spatial_proximity([[3, 4]], 0, 1, [[0, 0]]) == pytest.approx(1.0)
    assert INDEX.even == 1.0


def test_pysal_scores_a_checkerboard_above_two_halves():
    """Its proximity grows with distance (1 - exp(-d / sum of d)), so it measures the reverse."""
    pytest.importorskip("segregation", reason="PySAL's segregation is the oracle of this test")
    import geopandas
    from segregation.singlegroup import SpatialProximity
    from shapely.geometry import box

    cells = [box(x - 0.5, y - 0.5, x + 0.5, y + 0.5) for x, y in CELLS]

    def theirs(counts):
        columns = {"x": counts[:, 0], "total": counts.sum(axis=1)}
        frame = geopandas.GeoDataFrame(columns, geometry=cells, crs="EPSG:3857")
        return SpatialProximity(frame, "x", "total").statistic

    assert theirs(CHECKER) == pytest.approx(1.3513, abs=1e-4)
    assert theirs(HALF) == pytest.approx(1.2046, abs=1e-4)
    ours = [spatial_proximity(counts, 0, 1, CELLS) for counts in (CHECKER, HALF)]
    assert ours[0] < 1 < ours[1]


# Distances ----------------------------------------------------------------------------------------


def test_straight_lines():
    places = np.array([[0.0, 0.0], [3.0, 4.0], [-3.0, 4.0]])
    assert distances(places, places).tolist() == [[0, 5, 5], [5, 0, 6], [5, 6, 0]]
    assert distances(places[1], places).tolist() == [5, 0, 6]


def test_great_circles():
    places = np.array([[0.0, 0.0], [90.0, 0.0], [180.0, 0.0], [17.0, 90.0], [-180.0, 0.0]])
    quarter = np.pi / 2 * EARTH
    far = distances(places, places, "great_circle")
    expected = [0, quarter, 2 * quarter, quarter, 2 * quarter]
    assert far[0] == pytest.approx(expected, abs=1e-6)
    assert far[2, 4] == pytest.approx(0, abs=1e-9)
    assert np.array_equal(far, far.T)
    near = distances(np.array([103.8, 1.3]), np.array([[103.8, 1.31]]), "great_circle")
    assert near == pytest.approx(EARTH * np.radians(0.01), rel=1e-9)


def test_the_mean_of_places_beside_the_date_line_is_there():
    places = np.array([[179.0, 10.0], [-179.0, 10.0]])
    far = from_centre(places, "mean", np.ones(2), "great_circle")
    assert far == pytest.approx([109.6, 109.6], abs=0.5)
    assert np.median(from_centre(places, "mean", np.ones(2))) > 178


@pytest.mark.parametrize("east", [0.0, 103.8, 180.0, -180.0, -179.99])
@pytest.mark.parametrize("north", [0.0, 1.35, -16.8, 60.0, 89.99, -90.0])
@pytest.mark.parametrize(("wide", "right"), [(1.0, 1e-8), (50.0, 2e-5), (1000.0, 5e-3)])
def test_places_on_the_sphere_become_flat(east, north, wide, right):
    """Around any middle, the date line and the poles included: all distances, and directions."""
    rng = np.random.default_rng(3)
    far, way = wide / EARTH * np.sqrt(rng.random(40)), 2 * np.pi * np.arange(40) / 40
    level = np.radians(north)
    up = np.arcsin(np.sin(level) * np.cos(far) + np.cos(level) * np.sin(far) * np.cos(way))
    across = np.arctan2(
        np.sin(way) * np.sin(far) * np.cos(level), np.cos(far) - np.sin(level) * np.sin(up)
    )
    places = np.degrees([across, up]).T + np.array([east, 0.0])
    places[:, 0] = (places[:, 0] + 180) % 360 - 180
    drawn = flat(places)
    true = distances(places, places, "great_circle")
    np.testing.assert_allclose(distances(drawn, drawn), true, rtol=right, atol=1e-7)
    centre = mean_direction(places, np.ones(40))
    away = distances(centre, places, "great_circle")
    np.testing.assert_allclose(np.hypot(*drawn.T), away, rtol=1e-7, atol=1e-7)
    if abs(north) < 89:
        assert drawn[0, 1] > abs(drawn[0, 0]) and drawn[10, 0] > abs(drawn[10, 1])


def test_flat_places_at_the_middle_and_nowhere():
    with np.errstate(all="raise"):
        assert flat(np.array([[103.8, 1.3]] * 2)) == pytest.approx(np.zeros((2, 2)), abs=1e-9)
        assert flat(np.array([[0.0, 0.0]])).tolist() == [[0.0, 0.0]]
        assert flat(np.zeros((0, 2))).shape == (0, 2)


def test_centres():
    places = np.array([[0.0, 0.0], [4.0, 0.0]])
    assert from_centre(places, "mean", np.array([3.0, 1.0])).tolist() == [2, 2]
    assert from_centre(places, "population", np.array([3.0, 1.0])).tolist() == [1, 3]
    by_month = from_centre(places, "population", np.array([[3.0, 1.0], [0.0, 7.0]]))
    assert by_month.tolist() == [[1, 3], [4, 0]]
    assert from_centre(places, (4, 3), np.ones(2)).tolist() == [5, 3]
    with pytest.raises(ValueError, match="centre must be mean, population or two coordinates"):
        from_centre(places, "median", np.ones(2))
    with pytest.raises(ValueError, match="two finite coordinates"):
        from_centre(places, [1, 2, 3], np.ones(2))


def test_latitude_beyond_the_pole_is_refused():
    with pytest.raises(ValueError, match="latitude must be -90 to 90 degrees, not 438913"):
        places_of([[416179, 438913]], 1, "great_circle")
    with pytest.raises(ValueError, match="euclidean, great_circle"):
        places_of([[0, 0]], 1, "manhattan")


def test_blocks_make_the_whole_matrix():
    places = np.random.default_rng(5).random((57, 2))
    for size in (1, 60, 200, 10**6):
        rows = list(blocks(places, block=size))
        assert np.array_equal(np.vstack([far for _, far in rows]), distances(places, places))
        assert max(far.size for _, far in rows) <= max(size, 57)


def test_rings_are_complete_before_they_count():
    distance = np.array([2.0, 1.0, 2.0 + 1e-13, 0.0, 3.0])
    found = cumulated(np.array([5.0, 1.0, 7.0, 2.0, 1.0]), distance)
    assert found.tolist() == [2, 3, 3, 15, 16]
    both = cumulated(np.arange(10.0).reshape(2, 5), np.stack([distance, distance * 0]))
    assert both.tolist() == [[3, 4, 4, 6, 10], [0, 0, 0, 0, 35]]
