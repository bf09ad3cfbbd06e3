"""Indices of surroundings against double loops over cells, published forms and shuffled cities."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sim.compiled
from sim.indices import INDICES, Undefined, measure, summary, surroundings
from sim.indices.dissimilarity import dissimilarity
from sim.indices.exposure import exposure_matrix
from sim.indices.information_theory import information_theory
from sim.indices.kernels import KERNELS, narrow, weights
from sim.indices.macro_micro_ratio import macro_micro_ratio
from sim.indices.multiscale_profile import multiscale_profile, profile_of_points, ratio
from sim.indices.relative_diversity import relative_diversity
from sim.indices.shuffling import shuffled
from sim.indices.spatial_exposure import matrix_of, spatial_exposure_matrix
from sim.indices.spatial_information_theory import spatial_information_theory
from sim.indices.summary import summarise, summary_of
from sim.indices.surroundings import of_cells, of_points

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)
RADII = [0, 0.5, 1, 1.5, 2**0.5, 2, 3.7, 30]
CITYWIDE = {
    "spatial_information_theory": information_theory,
    "spatial_relative_diversity": relative_diversity,
    "spatial_dissimilarity": dissimilarity,
}
OF_GROUPS = {"spatial_isolation": (1,), "spatial_exposure": (0, 1)}
NAMES = [*CITYWIDE, *OF_GROUPS]
HALF = np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 8, axis=0)
CHECKER = np.indices((8, 8)).sum(axis=0) % 2
CROSS = np.array([[-1, 0, -1], [0, 1, 0], [-1, 0, -1]])


# One cell after the other -------------------------------------------------------------------------


def weight_of(squared, radius, kernel):
    """Return the weight at a distance, by its definition."""
    if squared == 0:
        return 1.0
    if kernel == "uniform":
        return float(squared <= radius * radius)
    if radius == 0:
        return 0.0
    if kernel == "biweight":
        return (1 - squared / radius**2) ** 2 if squared < radius * radius else 0.0
    value = math.exp(-squared / (2 * radius**2))
    return value if value >= 1e-12 else 0.0


def slowly(counts, radius, kernel, torus):
    """Add up what lies around every cell, cell by cell."""
    _, rows, cols = counts.shape
    out = np.zeros(counts.shape)
    for r in range(rows):
        for c in range(cols):
            for y in range(rows):
                for x in range(cols):
                    down, right = abs(r - y), abs(c - x)
                    if torus:
                        down, right = min(down, rows - down), min(right, cols - right)
                    weight = weight_of(down * down + right * right, radius, kernel)
                    out[:, r, c] += weight * counts[:, y, x]
    return out


def by_definition(counts, around):
    """Return the indices and the exposure matrix, household by household."""
    groups = counts.shape[1]
    totals = counts.sum(axis=0)
    city, total = totals / totals.sum(), totals.sum()
    diversity = -sum(p * math.log(p) for p in city if p > 0)
    mixed = sum(p * (1 - p) for p in city)
    less, mix, apart, met = 0.0, 0.0, 0.0, np.zeros((groups, groups))
    for here, near in zip(counts, around, strict=True):
        if here.sum() == 0:
            continue
        share = near / near.sum()
        less += here.sum() * -sum(p * math.log(p) for p in share if p > 0)
        mix += here.sum() * sum(p * (1 - p) for p in share)
        apart += here.sum() * abs(share - city).sum()
        met += np.outer(here, share)
    return {
        "spatial_information_theory": 1 - less / (total * diversity),
        "spatial_relative_diversity": 1 - mix / (total * mixed),
        "spatial_dissimilarity": apart / (2 * total * mixed),
        "spatial_isolation": met[1, 1] / totals[1],
        "spatial_exposure": met[0, 1] / totals[0],
    }


def random_grid(seed, rows, cols, groups, vacant=0.2):
    rng = np.random.default_rng(seed)
    grid = rng.integers(0, groups, (rows, cols))
    return np.where(rng.random((rows, cols)) < vacant, -1, grid)


def one_each(grid, groups):
    """Return counts (groups, rows, cols) of a grid."""
    return (grid == np.arange(groups)[:, None, None]).astype(int)


def refused(radius, kernel, torus, *sides):
    return torus and kernel != "gaussian" and 2 * int(radius) + 1 > min(sides)


@SETTINGS
@given(
    st.integers(0, 10**6),
    st.tuples(st.integers(1, 3), st.integers(1, 7), st.integers(1, 8)),
    st.sampled_from(RADII),
    st.sampled_from(KERNELS),
    st.booleans(),
)
def test_sums_around_cells_and_points(seed, shape, radius, kernel, torus):
    """Against a double loop; a grid of cells is a set of points."""
    counts = np.random.default_rng(seed).integers(0, 4, shape)
    if refused(radius, kernel, torus, *shape[1:]):
        with pytest.raises(ValueError, match="meets itself on a torus"):
            of_cells(counts, radius, kernel, torus)
        return
    found = of_cells(counts, radius, kernel, torus)
    np.testing.assert_allclose(found, slowly(counts, radius, kernel, torus), rtol=0, atol=1e-12)
    if kernel == "uniform":
        assert np.array_equal(found, np.round(found))
    if not torus:
        xy = np.indices(shape[1:]).reshape(2, -1).T
        points = of_points(counts.reshape(shape[0], -1).T, xy, radius, kernel)
        cells = found.reshape(shape[0], -1).T
        np.testing.assert_allclose(points, cells, rtol=0, atol=1e-12)


@pytest.mark.parametrize("kernel", KERNELS)
def test_points_in_blocks_and_through_a_tree(kernel, monkeypatch):
    """However few pairs are held at once, and whether all or only near ones are looked at."""
    rng = np.random.default_rng(4)
    xy = rng.random((300, 2)) * 100
    xy[7] = xy[6]  # two units at one place
    counts = rng.integers(0, 50, (300, 3))
    away = xy[:, None, :] - xy
    for radius in (0.0, 2.5, 60.0):  # through the tree, and all pairs
        squared = (away**2).sum(axis=-1)
        weight = np.array([[weight_of(one, radius, kernel) for one in line] for line in squared])
        found = of_points(counts, xy, radius, kernel)
        np.testing.assert_allclose(found, weight @ counts, rtol=1e-12, atol=1e-12)
        with monkeypatch.context() as patch:
            patch.setattr(surroundings, "PAIRS", 7)
            again = of_points(counts, xy, radius, kernel)
        np.testing.assert_allclose(again, found, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("step", [0.1, 1 / 3, 100.1, 1e-7])
@pytest.mark.parametrize("first", [0.0, 0.7, 3e5])
def test_units_exactly_at_the_radius_are_within_it(step, first):
    """A lattice whose steps are no exact floats, through the tree and with all pairs."""
    first *= step
    for side, radius, wanted in ((30, step, 5), (30, step * math.sqrt(5), 21), (5, 2 * step, 13)):
        xy = first + step * np.indices((side, side)).reshape(2, -1).T
        found = of_points(np.ones((len(xy), 1), int), xy, radius).reshape(side, side)
        assert set(found[2:-2, 2:-2].flat) == {wanted}
    alone = of_points(np.ones((len(xy), 1), int), xy, step * (1 - 1e-8))
    assert set(alone.flat) == {1}


def test_no_more_pairs_are_held_than_said(monkeypatch):
    monkeypatch.setattr(surroundings, "PAIRS", 10)
    near = np.array([3, 3, 4, 1, 25, 2, 9, 10])
    blocks = list(surroundings._blocks(near))
    assert blocks == [(0, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8)]


def test_weights():
    squared = np.array([0.0, 1.0, 4.0, 4.1, 16.0, 221.0, 222.0])
    assert weights(squared, 2, "uniform").tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert weights(squared, 2, "biweight")[:4].tolist() == [1, 0.75**2, 0, 0]
    bell = weights(squared, 2, "gaussian")
    assert bell[2] == math.exp(-0.5)
    assert bell[-2] > 1e-12 and bell[-1] == 0
    for kernel in KERNELS:
        assert weights(squared[:2], 0, kernel).tolist() == [1, 0]
    # 1.5 cells away are the eight around, and the cell
    assert of_cells(np.ones((1, 5, 5), int), 1.5)[0, 2, 2] == 9


@SETTINGS
@given(
    st.integers(0, 10**6),
    st.integers(2, 4),
    st.sampled_from(RADII),
    st.sampled_from(KERNELS),
    st.booleans(),
)
def test_indices_are_their_definitions(seed, groups, radius, kernel, torus):
    """On the grid, and from counts of many households around units."""
    grid = random_grid(seed, 7, 9, groups)
    assume(not refused(radius, kernel, torus, 7, 9))
    ones = one_each(grid, groups)
    around = slowly(ones, radius, kernel, torus)
    tall = ones.reshape(groups, -1).T, around.reshape(groups, -1).T
    want = by_definition(*tall)
    crowd = np.random.default_rng(seed).integers(0, 30, (7, 9, groups)).reshape(-1, groups)
    near = slowly(crowd.T.reshape(groups, 7, 9), radius, kernel, torus).reshape(groups, -1).T
    also = by_definition(crowd, near)
    for name in NAMES:
        who, index = OF_GROUPS.get(name, ()), INDICES[name]
        value = index.function(grid, radius, *who, torus=torus, kernel=kernel)
        assert value == pytest.approx(want[name], abs=1e-12), name
        assert index.from_surroundings(*tall, *who) == pytest.approx(want[name], abs=1e-12), name
        assert index.from_surroundings(crowd, near, *who) == pytest.approx(also[name], abs=1e-12)
        assert value <= 1 + 1e-12


def test_golden(golden):
    for case, values in golden["spatial_H_and_isolation_8x8_uniform_kernel"].items():
        pattern, radius = case.split("_r")
        grid = HALF if pattern == "half" else CHECKER
        less = measure("spatial_information_theory", grid, float(radius))
        assert less == pytest.approx(values["H_tilde"], abs=1e-9), case
        own = measure("spatial_isolation", grid, float(radius), 0)
        assert own == pytest.approx(values["iso_group0"], abs=1e-9), case


# Cases worked by hand -----------------------------------------------------------------------------


def test_a_cross_is_more_mixed_than_its_city():
    """One in the middle is met by four: pairs around each of those, one of five in the city."""
    whole = -(0.2 * math.log(0.2) + 0.8 * math.log(0.8))
    assert measure("spatial_information_theory", CROSS, 1) == pytest.approx(
        1 - (4 * math.log(2) + whole) / (5 * whole), abs=1e-12
    )
    assert measure("spatial_information_theory", CROSS, 1) < -0.3
    # 4 x 1/2 + 0.32 of 5 x 0.32
    assert measure("spatial_relative_diversity", CROSS, 1) == pytest.approx(1 - 2.32 / 1.6)
    # 4 x 2 (0.5 - 0.2) of 2 x 5 x 0.32
    assert measure("spatial_dissimilarity", CROSS, 1) == pytest.approx(2.4 / 3.2)
    assert measure("spatial_isolation", CROSS, 1, 0) == pytest.approx((4 * 0.5) / 4)
    assert measure("spatial_exposure", CROSS, 1, 1, 0) == pytest.approx(4 / 5)


def test_units_of_uneven_density_can_exceed_one():
    """Eight units of one household, near a ninth with the other group's only one, not each other"""
    counts = np.array([[1, 0]] * 8 + [[0, 1]])
    around = np.array([[1, 1]] * 8 + [[8, 1]])
    found = INDICES["spatial_dissimilarity"].from_surroundings(counts, around)
    assert found == pytest.approx(1.75)


@pytest.mark.parametrize("name", CITYWIDE)
def test_radius_zero_and_the_whole_city(name):
    grid = random_grid(3, 9, 8, 3)
    assert measure(name, grid, 0) == 1.0
    assert measure(name, grid, 12) == 0.0
    assert measure(name, grid, 1e9) == 0.0
    assert measure(name, grid, 0, torus=True, kernel="gaussian") == pytest.approx(1.0, abs=1e-12)


def test_exposure_at_the_ends():
    grid = random_grid(3, 9, 8, 3)
    share = np.bincount(grid[grid >= 0]) / (grid >= 0).sum()
    np.testing.assert_allclose(spatial_exposure_matrix(grid, 0), np.eye(3), atol=1e-12)
    np.testing.assert_allclose(spatial_exposure_matrix(grid, 20), np.tile(share, (3, 1)))


def test_what_has_no_value_and_what_is_refused():
    alone = np.where(CROSS >= 0, 0, -1)
    for name in CITYWIDE:
        assert isinstance(measure(name, alone, 1), Undefined)
        assert isinstance(measure(name, alone * 0 - 1, 1), Undefined)
    assert isinstance(measure("spatial_isolation", CROSS, 1, 2, groups=3), Undefined)
    assert isinstance(measure("spatial_isolation", CROSS, 1, 5), Undefined)
    assert measure("spatial_exposure", CROSS, 1, 0, 5) == 0
    with pytest.raises(ValueError, match="no group 3: the 3 groups count from 0"):
        measure("spatial_isolation", CROSS, 1, 3, groups=3)
    with pytest.raises(ValueError, match="no group -1"):
        measure("spatial_exposure", CROSS, 1, 0, -1)
    with pytest.raises(ValueError, match="uniform, biweight, gaussian, not 'flat'"):
        measure("spatial_dissimilarity", CROSS, 1, kernel="flat")
    for radius in (-1, math.inf, math.nan):
        with pytest.raises(ValueError, match="radius must be at least 0 and finite"):
            measure("spatial_dissimilarity", CROSS, radius)
    with pytest.raises(ValueError, match="meets itself on a torus of 3 x 3"):
        measure("spatial_dissimilarity", CROSS, 2, torus=True, kernel="biweight")
    with pytest.raises(ValueError, match=r"shape \(groups, rows, cols\)"):
        of_cells(CROSS, 1)
    with pytest.raises(ValueError, match="at least 0, not -1"):
        of_cells(CROSS[None], 1)
    with pytest.raises(ValueError, match="whole numbers"):
        of_points([[0.5, 1]], [[0, 0]], 1)
    with pytest.raises(ValueError, match=r"xy must have the shape \(1, 2\)"):
        of_points([[1, 1]], [[0, 0, 1]], 1)
    with pytest.raises(ValueError, match="without a place"):
        of_points([[1, 1]], [[0, math.nan]], 1)
    with pytest.raises(ValueError, match="must both have the shape"):
        summary_of([[1, 2]], [[1, 2, 3]])
    assert of_points(np.zeros((0, 2), int), np.zeros((0, 2)), 1).shape == (0, 2)


def test_the_error_state_is_left_alone():
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in NAMES:
            for kernel in KERNELS:
                INDICES[name].function(CROSS * 0 - 1, 1, *OF_GROUPS.get(name, ()), kernel=kernel)


# Relations ----------------------------------------------------------------------------------------


@SETTINGS
@given(st.integers(0, 10**6), st.integers(2, 4))
def test_surroundings_of_one_s_unit_are_the_index_without_space(seed, groups):
    counts = np.random.default_rng(seed).integers(0, 40, (12, groups)) + 1
    for name, plain in CITYWIDE.items():
        found = INDICES[name].from_surroundings(counts, counts)
        assert found == pytest.approx(plain(counts), abs=1e-12), name
    matrix = matrix_of(summary_of(counts, counts))
    np.testing.assert_allclose(matrix, exposure_matrix(counts), atol=1e-12)


@SETTINGS
@given(
    st.integers(0, 10**6),
    st.sampled_from([0, 1, 2, 3.2]),
    st.sampled_from(KERNELS),
    st.booleans(),
)
def test_mirrors_turns_and_names(seed, radius, kernel, torus):
    grid = random_grid(seed, 7, 8, 3)
    rng = np.random.default_rng(seed)
    order = rng.permutation(3)
    options = {"torus": torus, "kernel": kernel, "groups": 3}
    named = np.where(grid >= 0, order[grid], -1)
    shifted = np.roll(grid, (2, 3), axis=(0, 1)) if torus else grid
    for name in NAMES:
        who, index = OF_GROUPS.get(name, ()), INDICES[name]
        value = index.function(grid, radius, *who, **options)
        for same in (grid[::-1], grid[:, ::-1], grid.T, np.rot90(grid), shifted):
            again = index.function(same, radius, *who, **options)
            assert again == pytest.approx(value, abs=1e-12), name
        again = index.function(named, radius, *(int(order[m]) for m in who), **options)
        assert again == pytest.approx(value, abs=1e-12), name
    matrix = spatial_exposure_matrix(grid, radius, **options)
    np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-12)
    assert matrix[1, 1] == pytest.approx(
        float(INDICES["spatial_isolation"].function(grid, radius, 1, **options)), abs=1e-15
    )


@pytest.mark.parametrize("kernel", KERNELS)
def test_many_radii_and_months_at_once(kernel):
    grids = np.stack([random_grid(k, 10, 12, 3) for k in range(3)]).reshape(3, 1, 10, 12)
    radii = [0, 1.5, 4]
    found = summarise(grids, radii, 3, kernel=kernel)
    for radius, found_here in zip(radii, found, strict=True):
        assert found_here.entropy.shape == (3, 1)
        assert found_here.met.shape == (3, 1, 3, 3)
        for k in range(3):
            one = summarise(grids[k, 0], [radius], 3, kernel=kernel)[0]
            assert one.deviation == found_here.deviation[k, 0]
            assert np.array_equal(one.met, found_here.met[k, 0])
        many = spatial_information_theory(grids, radius, kernel=kernel)
        np.testing.assert_array_equal(
            many, INDICES["spatial_information_theory"].function(grids, radius, 3, kernel=kernel)
        )


def test_large_counts_and_radii_need_wider_numbers():
    """Sums beyond 16 and 32 bits, and a window of more than 65,535 cells."""
    rng = np.random.default_rng(2)
    for most in (10**4, 10**9, 10**13):
        counts = rng.integers(0, most, (1, 20, 23))
        np.testing.assert_array_equal(of_cells(counts, 4), slowly(counts, 4, "uniform", False))
    grid = np.ones((300, 300), int)
    grid[:, :150] = 0
    assert of_cells((grid == 1)[None], 290)[0, 299, 299] == 150 * 300 - sum(
        (299 - r) ** 2 + (299 - c) ** 2 > 290**2 for r in range(300) for c in range(150, 300)
    )
    assert measure("spatial_isolation", grid, 500, 0) == pytest.approx(0.5, abs=1e-12)


def test_disks_of_more_cells_than_16_bits_count():
    """A disk of radius 170 within its grid, all of one group; the widths themselves."""
    cells = np.ones((1, 345, 345), int)
    around = sum(r * r + c * c <= 170 * 170 for r in range(-170, 171) for c in range(-170, 171))
    assert around > 1 << 16
    assert of_cells(cells, 170)[0, 172, 172] == around
    tall = np.zeros((1, 3, 3), int)
    for most in ((1 << 16) - 1, 1 << 16, (1 << 18) - 1, (1 << 32) - 1, 1 << 32, 1 << 40):
        tall[0, 1, 1] = most
        assert of_cells(tall, 1)[0].tolist() == [[0, most, 0], [most] * 3, [0, most, 0]]
        assert np.iinfo(narrow(most)).max >= most
    assert [narrow((1 << bits) - 1) for bits in (16, 32)] == [np.uint16, np.uint32]


def test_same_bits_without_a_compiler(monkeypatch):
    if sim.compiled.numba() is None:
        pytest.skip("Numba is not installed, so nothing is compiled")
    grid = random_grid(9, 9, 13, 5)

    def everything():
        found = summarise(grid, [0, 1, 2.3, 4], 5) + summarise(grid, [2], 5, torus=True)
        return [np.concatenate([one.met.ravel(), one.totals, [one.entropy, one.interaction,
                one.deviation]]).tolist() for one in found]  # fmt: skip

    fast = everything()
    for module, name in ((summary, "_add_up"), (surroundings, "sum_window")):
        monkeypatch.setattr(module, name, getattr(module, name).plain)
    assert everything() == fast


# Profiles -----------------------------------------------------------------------------------------


def test_profile_and_macro_micro_ratio():
    grid = random_grid(5, 12, 12, 2, vacant=0.1)
    radii = [1, 2, 5]
    profile = multiscale_profile(grid, radii)
    assert profile.tolist() == [measure("spatial_information_theory", grid, r) for r in radii]
    assert ratio(profile) == profile[2] / profile[0]
    assert measure("macro_micro_ratio", grid, (1, 5)) == profile[2] / profile[0]
    months = np.stack([grid, HALF_OF_12])
    assert multiscale_profile(months, radii, torus=True).shape == (2, 3)
    own = multiscale_profile(grid, radii, 1, index=INDICES["spatial_isolation"], kernel="biweight")
    assert own[1] == measure("spatial_isolation", grid, 2, 1, kernel="biweight")
    xy = np.indices(grid.shape).reshape(2, -1).T
    counts = one_each(grid, 2).reshape(2, -1).T
    points = profile_of_points(counts, xy, radii, kernel="gaussian")
    cells = multiscale_profile(grid, radii, kernel="gaussian")
    np.testing.assert_allclose(points, cells, atol=1e-12)
    # two halves differ between large areas, patches of 2 x 2 between small ones
    patches = np.indices((12, 12)).__floordiv__(2).sum(axis=0) % 2
    assert macro_micro_ratio(HALF_OF_12, (1, 4)) > 0.4
    assert abs(macro_micro_ratio(patches, (1, 4))) < 0.2
    with pytest.raises(ValueError, match="dissimilarity is no index of surroundings"):
        multiscale_profile(grid, radii, index=INDICES["dissimilarity"])
    with pytest.raises(ValueError, match="a small one and a larger one"):
        macro_micro_ratio(grid, (5, 1))


HALF_OF_12 = np.repeat([[0] * 6 + [1] * 6], 12, axis=0)


# What is chance -----------------------------------------------------------------------------------


@pytest.mark.parametrize("torus", [False, True])
@pytest.mark.parametrize("radius", [1.2, 3.5])
def test_by_chance(radius, torus):
    """Within 4 standard errors of 1,000 shuffles (seed 6), at few and at many households around."""
    rng = np.random.default_rng(6)
    homes = np.sort(rng.choice(180, 140, replace=False))
    people = np.repeat([0, 1, 2], [90, 40, 10])
    grids = np.full((1000, 180), -1)
    for grid in grids:
        grid[homes] = rng.permutation(people)
    grids = grids.reshape(-1, 12, 15)
    for name in NAMES:
        who, index = OF_GROUPS.get(name, ()), INDICES[name]
        for kernel in KERNELS if name not in NEED_SHUFFLES else ["uniform"]:
            some = grids if kernel == "uniform" else grids[:250]
            draws = index.function(some, radius, *who, torus=torus, kernel=kernel)
            value = index.expected(grids[0], radius, *who, torus=torus, kernel=kernel)
            error = 4 * draws.std() / len(draws) ** 0.5
            assert abs(draws.mean() - value) < error, (name, kernel)
            assert error < 0.02


NEED_SHUFFLES = ("spatial_information_theory", "spatial_dissimilarity")


@pytest.mark.parametrize("name", NEED_SHUFFLES)
def test_by_chance_with_other_kernels(name):
    with pytest.raises(NotImplementedError, match="gaussian kernel needs shuffling"):
        INDICES[name].expected(HALF, 2, kernel="gaussian")


@pytest.mark.parametrize("kernel", KERNELS)
def test_by_chance_around_points(kernel):
    """Within 4 standard errors of 2,000 shuffles (seed 5), of units of 0 to 12 households."""
    rng = np.random.default_rng(3)
    counts = rng.multinomial(4, [0.5, 0.4, 0.1], 25) * rng.integers(0, 4, (25, 1))
    xy = rng.random((25, 2))
    tables = shuffled(counts, 2000, 5)
    near = [of_points(table, xy, 0.2, kernel) for table in tables]
    for name, who in (("spatial_isolation", (2,)), ("spatial_exposure", (0, 2))):
        index = INDICES[name]
        draws = index.from_surroundings(tables, np.array(near), *who)
        value = index.expected_around(counts, near[0], *who)
        error = draws.std() / len(draws) ** 0.5
        assert abs(draws.mean() - value) < 4 * error < 0.01, name
        assert index.expected_around(tables[7], near[7], *who) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("kernel", KERNELS)
def test_by_chance_around_points_of_a_grid(kernel):
    grid = random_grid(8, 9, 9, 3)
    counts, xy = one_each(grid, 3).reshape(3, -1).T, np.indices((9, 9)).reshape(2, -1).T
    around = of_points(counts, xy, 2, kernel)
    for name, who in OF_GROUPS.items():
        wanted = INDICES[name].expected(grid, 2, *who, kernel=kernel)
        found = INDICES[name].expected_around(counts, around, *who)
        assert found == pytest.approx(wanted, abs=1e-12), name
        with np.errstate(all="raise"):
            assert np.isnan(INDICES[name].expected_around(counts * 0, around * 0, *who))
    assert INDICES["spatial_isolation"].expected_around([[1, 0]], [[1, 0]], 0) == 1.0
    assert INDICES["spatial_exposure"].expected_around([[1, 0]], [[1, 0]], 0, 1) == 0.0


def test_by_chance_where_nothing_is():
    alone = np.where(CROSS >= 0, 0, -1)
    for name in NAMES:
        who, index = OF_GROUPS.get(name, ()), INDICES[name]
        assert np.isnan(index.expected(CROSS * 0 - 1, 1, *who)), name
        if name in CITYWIDE:
            assert np.isnan(index.expected(alone, 1)), name
    assert INDICES["spatial_isolation"].expected(alone, 1, 0) == 1.0
    assert INDICES["spatial_exposure"].expected(alone, 1, 0, 1) == 0.0


# PySAL --------------------------------------------------------------------------------------------


def test_pysal_smooths_the_weights_and_the_city_too():
    """Its class takes the index without space of smoothed and rounded counts.

    Where the density is even the two differ at the edges; where it is not, everywhere. Reardon and
    O'Sullivan weigh by the households that live at a place, and compare with the city's shares.
    """
    pytest.importorskip("segregation", reason="PySAL's segregation is the oracle of this test")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from geopandas import GeoDataFrame
        from libpysal.weights import W
        from segregation.multigroup import MultiInfoTheory
        from shapely.geometry import Point
    rng = np.random.default_rng(12)
    counts = rng.integers(1, 60, (64, 3))
    counts[:, 0] *= np.where(HALF.ravel() == 0, 8, 1)  # dense on one side, of one group
    xy = np.indices((8, 8)).reshape(2, -1).T
    around = of_points(counts, xy, 1.5)
    near = {
        i: np.flatnonzero((abs(xy - xy[i]) <= 1).all(axis=1) & (np.arange(64) != i)).tolist()
        for i in range(64)
    }
    frame = GeoDataFrame(
        dict(zip("abc", counts.T, strict=True)), geometry=[Point(*place) for place in xy], crs=3857
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MultiInfoTheory(frame, list("abc"), w=W(near)).statistic
    assert theirs == pytest.approx(float(information_theory(around.astype(int))), abs=1e-12)
    ours = INDICES["spatial_information_theory"].from_surroundings(counts, around)
    assert ours == pytest.approx(
        by_definition(counts, around)["spatial_information_theory"], abs=1e-12
    )
    assert abs(theirs / ours - 1) > 0.05
