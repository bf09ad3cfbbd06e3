"""Focal distance and distortion: how long the mix around a place is not the city's."""

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indices.distortion import distortion, local_distortion, most_distorted
from sim.indices.focal_distance import focal_distance, outwards
from sim.indices.table import table_of

ROW = np.stack([np.arange(4.0), np.zeros(4)], axis=1)
AABB = np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
BOARD = np.indices((8, 8)).reshape(2, -1).T.astype(float)
HALF = np.where((BOARD[:, 1] < 4)[:, None], [10, 0], [0, 10])
CHECKER = np.where((BOARD.sum(axis=1) % 2 == 0)[:, None], [10, 0], [0, 10])
THIRD = 2 / 3 * np.log(4 / 3) + 1 / 3 * np.log(2 / 3)


def city(seed, units=25, groups=3):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(1, [9, 5, 2][:groups], (units, groups)))
    counts[0] += 1
    return counts, rng.random((units, 2)) * 10


def test_profile_by_hand():
    far, people, divergence = next(outwards(table_of(AABB), ROW))
    assert far.tolist() == [0, 1, 2, 3]
    assert people.tolist() == [0.25, 0.5, 0.75, 1]
    assert divergence == pytest.approx([np.log(2), np.log(2), THIRD, 0], abs=1e-15)
    assert divergence[-1] == 0


def test_focal_distance_by_hand():
    """From the second home A, one looks at A and B at once: the two at distance 1 come together."""
    assert focal_distance(AABB, ROW, 0.1).tolist() == [0.5, 0.25, 0.25, 0.5]
    assert focal_distance(AABB, ROW, 0.05).tolist() == [0.75, 0.75, 0.75, 0.75]
    assert focal_distance(AABB, ROW, 0.7).tolist() == [0, 0, 0, 0]
    assert focal_distance(AABB, ROW, 0.1, "distance").tolist() == [1, 0, 0, 1]
    assert focal_distance(AABB, ROW, 0.05, "distance", [1, 3]).tolist() == [1, 2]


def test_distortion_by_hand():
    outer, inner = (2 * np.log(2) + THIRD) / 4, (np.log(2) + 2 * THIRD) / 4
    nats = local_distortion(AABB, ROW, normalised=False)
    assert nats == pytest.approx([outer, inner, inner, outer], abs=1e-15)
    most = np.pi**2 / 24  # -Li2(-1) / 2
    assert most_distorted([0.5, 0.5]) == pytest.approx(most, abs=1e-15)
    assert distortion(AABB, ROW) == pytest.approx((outer + inner) / 2 / most, abs=1e-15)
    assert distortion(AABB, ROW, [1, 2]) == pytest.approx(inner / most, abs=1e-15)


def test_a_divergence_that_rises_again_counts_until_it_is_last_passed():
    counts, places = np.array([[5, 5], [10, 0], [0, 10]]), ROW[:3]
    _, people, divergence = next(outwards(table_of(counts), places))
    assert divergence[0] == 0 and divergence[1] > 0.1
    nats = local_distortion(counts, places, [0], normalised=False)[0]
    assert nats == pytest.approx(people[1] * divergence[1], abs=1e-15)
    assert focal_distance(counts, places, 0.1)[0] == people[1]


def test_the_coefficient_is_the_integral_of_the_focal_distance():
    counts, places = city(1)
    thresholds = np.linspace(0, 6, 60001)[1:]
    focal = sum(focal_distance(counts, places, each, starts=[3])[0] for each in thresholds[::10])
    nats = local_distortion(counts, places, [3], normalised=False)[0]
    assert focal * 1e-3 == pytest.approx(nats, abs=2e-3)


@pytest.mark.parametrize("members", [(1, 2, 3), (2, 2, 3), (1, 1, 4), (2, 5), (1, 1, 2, 2)])
def test_nobody_is_more_distorted_than_beside_ghettos_from_small_to_large(members):
    """Every arrangement of a few households in a row, seen from the first."""
    people = np.repeat(np.arange(len(members)), members)
    rows = np.array(sorted(set(itertools.permutations(people.tolist()))))
    counts = np.eye(len(members), dtype=int)[rows]
    places = np.stack([np.arange(len(people)), np.zeros(len(people))], axis=1)
    nats = local_distortion(counts, places, [0], normalised=False)[:, 0]
    assert nats.argmax() == 0 and rows[0].tolist() == people.tolist()
    assert nats[0] == pytest.approx(nats.max(), abs=1e-12)
    assert nats.max() < most_distorted(np.array(members) / len(people))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.02, 1), min_size=2, max_size=6))
def test_the_largest_coefficient_is_the_integral_over_ghettos(sizes):
    shares = np.sort(sizes) / np.sum(sizes)
    grid = (np.arange(200000) + 0.5) / 200000
    before = np.append(0.0, shares.cumsum()[:-1])
    taken = np.clip(grid[:, None] - before, 0, shares)
    part = taken / grid[:, None]
    relative = np.where(part > 0, part / shares, 1.0)
    integral = (part * np.log(relative)).sum(axis=1).mean()
    assert most_distorted(shares[::-1]) == pytest.approx(integral, rel=1e-4)


def test_the_worst_case_is_reached_in_the_limit():
    counts = np.repeat(np.eye(3, dtype=int), [100, 300, 600], axis=0)
    places = np.stack([np.arange(1000.0), np.zeros(1000)], axis=1)
    local = local_distortion(counts, places, [0, 999, 500])
    assert 0.995 < local[0] < 1
    assert local[1:].max() < 0.7


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 3), st.booleans())
def test_ranges_and_the_order_of_units(seed, groups, board):
    counts, places = city(seed, 64, groups)
    places = BOARD if board else places
    local, value = local_distortion(counts, places), distortion(counts, places)
    focal = focal_distance(counts, places)
    assert local.min() >= 0 and local.max() <= 1
    assert focal.min() >= 0 and focal.max() <= 1
    order = np.random.default_rng(seed).permutation(64)
    again = counts[order], places[order]
    assert distortion(*again) == pytest.approx(value, abs=1e-12)
    assert local_distortion(*again) == pytest.approx(local[order], abs=1e-12)
    assert focal_distance(*again) == pytest.approx(focal[order], abs=1e-12)
    assert distortion(counts[:, ::-1] * 3, places) == pytest.approx(value, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=3, max_size=14), st.integers(0, 10**6))
def test_nobody_is_beyond_1_where_everybody_has_a_unit(people, seed):
    counts = np.eye(3, dtype=int)[people]
    places = np.random.default_rng(seed).random((len(people), 2))
    local = local_distortion(counts, places)
    assert np.isnan(local).all() == (len(set(people)) < 2)
    assert not (local > 1).any() and not (local < 0).any()


def test_halves_distort_and_checkers_do_not():
    assert distortion(HALF, BOARD) > 5 * distortion(CHECKER, BOARD)
    assert focal_distance(HALF, BOARD).mean() > 0.4
    assert focal_distance(CHECKER, BOARD).mean() < 0.2


def test_an_even_city_has_none():
    counts = np.arange(1, 65)[:, None] * [2, 1, 5]
    assert distortion(counts, BOARD) == pytest.approx(0, abs=1e-15)
    assert not focal_distance(counts, BOARD).any()


def test_units_of_nobody_and_absent_groups_do_not_matter():
    counts, places = city(2)
    value, focal = distortion(counts, places), focal_distance(counts, places)
    wider = np.insert(np.vstack([counts, [[0, 0, 0]]]), 1, 0, axis=1)
    further = np.vstack([places, [[5.0, 5.0]]])
    assert distortion(wider, further) == pytest.approx(value, abs=1e-12)
    assert focal_distance(wider, further)[:-1] == pytest.approx(focal, abs=1e-12)


def test_months_at_once():
    cities = [city(seed)[0] for seed in range(3)]
    places = city(0)[1]
    many = np.stack([*cities, cities[0] * [1, 0, 0]])
    found, local = distortion(many, places), local_distortion(many, places, [4, 2])
    focal = focal_distance(many, places)
    assert local.shape == (4, 2) and focal.shape == (4, 25)
    each = np.array([distortion(one, places) for one in cities])
    assert found[:3] == pytest.approx(each, abs=1e-12)
    assert local[1] == pytest.approx(local_distortion(cities[1], places, [4, 2]), abs=1e-12)
    assert focal[2] == pytest.approx(focal_distance(cities[2], places), abs=1e-12)
    assert np.isnan(found[3]) and np.isnan(local[3]).all() and np.isnan(focal[3]).all()


def test_starts_estimate_the_city():
    counts, places = city(5, 400)
    value = distortion(counts, places)
    some = distortion(counts, places, np.arange(0, 400, 4))
    assert some == pytest.approx(value, rel=0.15)


def test_undefined_without_a_warning():
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for counts in (HALF * [1, 0], HALF * 0):
            assert np.isnan(distortion(counts, BOARD))
            assert np.isnan(local_distortion(counts, BOARD, normalised=False)).all()
            assert np.isnan(focal_distance(counts, BOARD)).all()
        assert np.isnan(distortion(np.vstack([HALF, [0, 0]]), np.vstack([BOARD, [9, 9]]), [64]))


def test_what_is_refused():
    with pytest.raises(ValueError, match="threshold must be above 0, not 0"):
        focal_distance(AABB, ROW, 0)
    with pytest.raises(ValueError, match="of must be population or distance, not 'metres'"):
        focal_distance(AABB, ROW, of="metres")
    with pytest.raises(ValueError, match="starts must be units 0 to 3, not 4"):
        distortion(AABB, ROW, [0, 4])
    with pytest.raises(ValueError, match="starts must be whole numbers"):
        distortion(AABB, ROW, [0.5])
    with pytest.raises(ValueError, match="places must have the shape"):
        distortion(AABB, ROW[1:])


# PySAL --------------------------------------------------------------------------------------------


def profiles(counts, places):
    """Return PySAL's table of divergences around each place."""
    pytest.importorskip("segregation", reason="PySAL's segregation is the oracle of this test")
    import geopandas
    from segregation.dynamics import compute_divergence_profiles

    columns = {f"g{m}": counts[:, m] for m in range(counts.shape[1])}
    points = geopandas.points_from_xy(*places.T)
    frame = geopandas.GeoDataFrame(columns, geometry=points, crs="EPSG:3857")
    return compute_divergence_profiles(frame, list(columns))


def test_pysal_agrees_on_the_profiles():
    counts, places = city(7)
    theirs = profiles(counts, places)
    assert len(theirs) == 25 * 25
    for start, (far, people, divergence) in enumerate(outwards(table_of(counts), places)):
        rows = theirs[theirs.observation == start]
        assert far == pytest.approx(rows.distance.to_numpy(), abs=1e-12)
        assert people * counts.sum() == pytest.approx(rows.population_covered.to_numpy())
        assert divergence == pytest.approx(rows.divergence.to_numpy(), abs=1e-12)


def test_pysal_adds_divergences_up_whatever_the_size_of_units():
    """Its distortion is a sum over units, so that it grows when units are divided."""
    counts, places = np.array([[8, 0], [2, 2], [0, 8]]), ROW[:3]
    divided = np.repeat(counts // 2, 2, axis=0)
    beside = np.repeat(places, 2, axis=0) + np.tile([[0, 0], [1e-6, 0]], (3, 1))
    sums = [
        profiles(*data).groupby("observation").divergence.sum().iloc[0]
        for data in ((counts, places), (divided, beside))
    ]
    assert sums[1] > 1.7 * sums[0]
    ours = [local_distortion(*data, [0])[0] for data in ((counts, places), (divided, beside))]
    assert ours[1] == pytest.approx(ours[0], rel=0.1)
