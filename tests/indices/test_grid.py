"""Sums around cells against counting them one by one; grids worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indices import INDICES, Undefined, measure
from sim.indices.grid import Around, disk
from sim.indices.like_neighbour_share import LikeNeighbours, like_neighbour_share
from sim.indices.morans_i import contiguity
from sim.indices.spatial_information_theory import spatial_information_theory


def counted(grid, radius, groups, torus, moore=False):
    """Count each group around each cell, one cell at a time."""
    rows, cols = grid.shape
    out = np.zeros((rows, cols, groups), int)
    reach = int(radius)
    for r in range(rows):
        for c in range(cols):
            for down in range(-reach, reach + 1):
                for right in range(-reach, reach + 1):
                    if not moore and down * down + right * right > radius * radius:
                        continue
                    y, x = r + down, c + right
                    if torus:
                        y, x = y % rows, x % cols
                    if 0 <= y < rows and 0 <= x < cols and grid[y, x] >= 0:
                        out[r, c, grid[y, x]] += 1
    return out


def unpacked(around, groups):
    """Return the counts of all households and of each group around every cell."""
    mask = (1 << around.bits) - 1
    packed = around.packed
    each = [
        (packed[group // around.each] >> around.bits * (group % around.each + 1)) & mask
        for group in range(groups)
    ]
    for integer in packed:
        np.testing.assert_array_equal(integer & mask, sum(each))
    return np.stack(each, axis=-1)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(1, 40), st.booleans())
def test_windows(seed, groups, torus):
    """Households that come and go month by month leave the counts, and the changes, of a count."""
    rng = np.random.default_rng(seed)
    radii = [0, 1, 1.5, 2, 3, 3.7]
    kept = [Around(8, 11, groups, disk(radius), torus) for radius in radii]
    before = np.full(88, -1)
    for share in (1.0, 0.03, 0.3):
        after = np.where(rng.random(88) < share, rng.integers(-1, groups, 88), before)
        cells = np.flatnonzero(after != before)
        for radius, around in zip(radii, kept, strict=True):
            last = unpacked(around, groups)
            changed = around.update(cells, before[cells], after[cells])
            found = unpacked(around, groups)
            want = counted(after.reshape(8, 11), radius, groups, torus).reshape(88, groups)
            np.testing.assert_array_equal(found, want)
            assert set(np.flatnonzero((found != last).any(axis=1))) <= set(changed.tolist())
        before = after


def test_disks():
    """Against every cell of a square, also where a radius is just below a distance."""
    exact = [0.0, 0.5, 1.0, 1.5, 2.0, 3.7, 12.0, 50.0]
    roots = [np.sqrt(n) for n in (2, 5, 10, 25, 26, 29, 49, 50, 65, 82, 2500)]
    for radius in [*exact, *roots, *(np.nextafter(one, 0) for one in exact[2:] + roots)]:
        offsets = np.arange(-int(radius), int(radius) + 1)
        inside = offsets[:, None] ** 2 + offsets**2 <= radius * radius
        assert disk(radius).half.tolist() == (inside.sum(axis=1) // 2).tolist()
        assert disk(radius).cells == inside.sum()


def test_many_groups_need_more_than_one_integer():
    around = Around(300, 300, 12, disk(10), False)
    assert around.packed.shape == (3, 300 * 300)
    assert around.bits * (around.each + 1) < 64


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(1, 4), st.booleans())
def test_like_neighbour_share_follows_the_households(seed, groups, torus):
    rng = np.random.default_rng(seed)
    kept = LikeNeighbours(7, 5, torus)
    before = np.full(35, -1)
    for share in (1.0, 0.1, 0.4):
        after = np.where(rng.random(35) < share, rng.integers(-1, groups, 35), before)
        cells = np.flatnonzero(after != before)
        kept.update(cells, after[cells])
        grid = after.reshape(7, 5)
        near = counted(grid, 1, groups, torus, moore=True)[grid >= 0]
        own = near[np.arange(len(near)), grid[grid >= 0]] - 1
        others = near.sum(axis=1) - 1
        shares = own[others > 0] / others[others > 0]
        want = shares.mean() if len(shares) else np.nan
        assert kept.share() == pytest.approx(want, abs=1e-12, nan_ok=True)
        assert kept.share() == pytest.approx(
            float(like_neighbour_share(grid, torus)), abs=0, nan_ok=True
        )
        before = after


def test_a_window_that_meets_itself_is_refused():
    with pytest.raises(ValueError, match="radius 3 meets itself on a torus of 6 x 9"):
        measure("spatial_information_theory", np.zeros((6, 9), int), 3, torus=True)
    with pytest.raises(ValueError, match="meet themselves on a torus of 2 x 9"):
        measure("like_neighbour_share", np.zeros((2, 9), int), torus=True)
    with pytest.raises(ValueError, match="radius must be at least 0"):
        disk(-1)
    with pytest.raises(ValueError, match="holds group 2, and there are 2 groups"):
        measure("spatial_information_theory", np.full((6, 9), 2), 1, 2)


def test_spatial_information_theory_by_hand():
    """One of group 1 in the corner of 3 x 3; at radius 1 it has one of three around it."""
    grid = np.zeros((3, 3), int)
    grid[0, 0] = 1

    def entropy(share):
        return -share * np.log(share) - (1 - share) * np.log(1 - share)

    around_cells = entropy(1 / 3) + 2 * entropy(1 / 4)
    value = 1 - around_cells / (9 * entropy(1 / 9))
    found = measure("spatial_information_theory", grid, 1)
    assert found == pytest.approx(value, abs=1e-12)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(2, 13), st.sampled_from([1, 2, 3.7]), st.booleans())
def test_spatial_information_theory_of_many_groups(seed, groups, radius, torus):
    """Against the definition, with the counts of a loop; for months one after the other."""
    rng = np.random.default_rng(seed)
    grids = rng.integers(-1, groups, (3, 8, 11))
    grids[2] = np.where(rng.random((8, 11)) < 0.05, -1, grids[1])

    def entropy(counts):
        share = counts / counts.sum(axis=-1, keepdims=True)
        return -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=-1)

    values = spatial_information_theory(grids, radius, groups, torus)
    for grid, value in zip(grids, values, strict=True):
        inside = entropy(counted(grid, radius, groups, torus)[grid >= 0]).mean()
        whole = entropy(np.bincount(grid[grid >= 0], minlength=groups))
        assert value == pytest.approx(1 - inside / whole, abs=1e-12)


def test_radius_zero_and_the_whole_city():
    grid = np.array([[0, 1, -1], [1, 0, 0], [1, -1, 1]])
    assert measure("spatial_information_theory", grid, 0) == 1.0
    assert measure("spatial_information_theory", grid, 3) == pytest.approx(0, abs=1e-12)
    alone = measure("spatial_information_theory", np.where(grid == 1, -1, grid), 1)
    assert isinstance(alone, Undefined)


def test_like_neighbour_share_by_hand():
    """0 0 1 / 0 . 1 / . . 1: shares 2/2, 2/4, 1/2, then 2/2, 2/3, then 1/1."""
    grid = np.array([[0, 0, 1], [0, -1, 1], [-1, -1, 1]])
    value = (1 + 2 / 4 + 1 / 2 + 1 + 2 / 3 + 1) / 6
    assert measure("like_neighbour_share", grid) == pytest.approx(value, abs=1e-12)


def test_like_neighbour_share_of_any_numbers():
    grid = np.array([[0, 0, 1], [0, -1, 1], [-1, -1, 1]])
    value = measure("like_neighbour_share", grid)
    assert measure("like_neighbour_share", np.where(grid == 1, 500, grid)) == value


def test_like_neighbour_share_without_neighbours():
    lonely = np.full((3, 3), -1)
    lonely[0, 0] = 0
    assert isinstance(measure("like_neighbour_share", lonely), Undefined)
    lonely[2, 2] = 0
    assert isinstance(measure("like_neighbour_share", lonely), Undefined)
    assert measure("like_neighbour_share", lonely, torus=True) == 1.0


@pytest.mark.parametrize("name", ["like_neighbour_share", "pooled_like_share"])
def test_both_like_shares_take_and_refuse_the_same_grids(name):
    for grid, words in (
        ([[0.5, 1.0], [1.0, 0.0]], "groups of cells must be whole numbers"),
        ([[0, 1], [-2, 0]], "a cell holds -2"),
        ([[0.0, np.nan], [1.0, 0.0]], "groups of cells must be whole numbers"),
        ([0, 1, 1], r"shape \(\.\.\., rows, cols\), not \(3,\)"),
    ):
        with pytest.raises(ValueError, match=words):
            measure(name, grid)
        with pytest.raises(ValueError, match=words):
            INDICES[name].expected(grid)
    for shape in ((2, 5), (5, 2), (2, 2), (1, 2)):
        with pytest.raises(ValueError, match="meet themselves on a torus"):
            measure(name, np.zeros(shape, int), torus=True)


def test_a_torus_of_one_row_is_a_ring():
    """0 0 1 1 0: shares 1, 1/2, 1/2, 1/2, 1/2 where the ends meet, else 1, 1/2, 1/2, 1/2, 0."""
    ring = np.array([[0, 0, 1, 1, 0]])
    for grid in (ring, ring.T):
        assert measure("like_neighbour_share", grid, torus=True) == 3 / 5
        assert measure("pooled_like_share", grid, torus=True) == 6 / 10
        assert measure("like_neighbour_share", grid) == 2.5 / 5
    alone = measure("like_neighbour_share", [[0]], torus=True)
    assert isinstance(alone, Undefined)


def test_contiguity_of_zones():
    """Blocks of cells touch as a lattice of blocks does, at the edges of a torus as well."""
    cells = np.arange(36).reshape(6, 6)
    blocks = (cells // 6 // 2) * 3 + cells % 6 // 2
    for torus in (False, True):
        for queen in (False, True):
            zones = contiguity(blocks, torus, queen)
            lattice = contiguity(np.arange(9).reshape(3, 3), torus, queen)
            assert zones.start.tolist() == lattice.start.tolist()
            assert zones.neighbour.tolist() == lattice.neighbour.tolist()
    links = contiguity(np.arange(9).reshape(3, 3))
    assert np.diff(links.start).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]


def test_empty_units_are_nobodys_neighbours():
    touching = contiguity(np.arange(4).reshape(1, 4))
    values = [0.0, np.nan, 1.0, 1.0]
    pair = measure("morans_i", [0.0, 1.0, 1.0], contiguity(np.array([[0, -1, 1, 2]])))
    assert measure("morans_i", values, touching) == pair
