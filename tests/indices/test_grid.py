"""Sums around cells against counting them one by one; grids worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indices import Undefined, measure
from sim.indices.grid import around, disk, plan, square, summed_areas
from sim.indices.morans_i import contiguity


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


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.integers(0, 10**6),
    st.integers(1, 12),
    st.sampled_from([0, 1, 1.5, 2, 3, 3.7]),
    st.booleans(),
)
def test_windows(seed, groups, radius, torus):
    rng = np.random.default_rng(seed)
    grid = rng.integers(-1, groups, (8, 11))
    window = disk(radius)
    drawn = plan(8, 11, groups, [window, square(1)], torus)
    table = summed_areas(drawn, grid.ravel())
    for seen, moore in ((window, False), (square(1), True)):
        packed = around(drawn, table, seen)
        mask = (1 << drawn.bits) - 1
        each = [(packed[w] >> s) & mask for w, s in zip(drawn.word, drawn.shift, strict=True)]
        want = counted(grid, 1 if moore else radius, groups, torus, moore)
        np.testing.assert_array_equal(np.stack(each, axis=-1), want)


def test_many_groups_need_more_than_one_integer():
    drawn = plan(300, 300, 12, [disk(10)], False)
    assert drawn.words.shape[1] > 1
    assert drawn.shift.max() + (320 * 320).bit_length() < 64


def test_a_window_that_meets_itself_is_refused():
    with pytest.raises(ValueError, match="radius 3 meets itself on a torus of 6 x 9"):
        measure("spatial_information_theory", np.zeros((6, 9), int), 3, torus=True)
    with pytest.raises(ValueError, match="radius must be at least 0"):
        disk(-1)


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


def test_like_neighbour_share_without_neighbours():
    lonely = np.full((3, 3), -1)
    lonely[0, 0] = 0
    assert isinstance(measure("like_neighbour_share", lonely), Undefined)
    lonely[2, 2] = 0
    assert isinstance(measure("like_neighbour_share", lonely), Undefined)
    assert measure("like_neighbour_share", lonely, torus=True) == 1.0


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
