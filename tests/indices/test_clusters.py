"""Clusters on boards drawn by hand, against a flood fill, and in the measures of papers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.compiled
from sim.indices import INDICES, Undefined, cluster_count, measure
from sim.indices.cluster_count import labelled, sizes
from sim.indices.papers import MEASURES, Board

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
LETTERS = {"x": 0, "o": 1, "#": 2, ".": -1}
NAMES = ("cluster_count", "largest_cluster", "gauvin_coefficient")


def board(*rows):
    """Return a grid drawn in letters: x, o and # for groups, a dot for an empty cell."""
    return np.array([[LETTERS[letter] for letter in row] for row in rows])


def flooded(grid, torus, corners):
    """Return the cells of each cluster, in order of their first cells, by flooding."""
    rows, cols = grid.shape
    steps = [(0, 1), (0, -1), (1, 0), (-1, 0)]
    steps += [(1, 1), (1, -1), (-1, 1), (-1, -1)] if corners else []
    seen, found = set(), []
    for start in zip(*np.nonzero(grid >= 0), strict=True):
        if start in seen:
            continue
        seen.add(start)
        cells, waiting = [], [start]
        while waiting:
            r, c = waiting.pop()
            cells.append((r, c))
            for down, right in steps:
                y, x = r + down, c + right
                if torus:
                    y, x = y % rows, x % cols
                inside = 0 <= y < rows and 0 <= x < cols
                if inside and (y, x) not in seen and grid[y, x] == grid[r, c]:
                    seen.add((y, x))
                    waiting.append((y, x))
        found.append(cells)
    return found


def test_a_board_by_hand():
    """x 3, 1 and 1; o 3 and 2."""
    grid = board("xxo.", "x.oo", "oo.x", ".x..")
    assert sorted(sizes(grid).tolist()) == [1, 1, 2, 3, 3]
    assert measure("cluster_count", grid) == 5
    assert measure("largest_cluster", grid) == 3 / 10
    assert measure("gauvin_coefficient", grid) == (1 + 1 + 4 + 9 + 9) / (25 + 25)
    # the o touch at a corner; on a torus the lowest x meets the upper ones at a side, and the one
    # to the right meets them at a corner
    assert measure("cluster_count", grid, corners=True) == 4
    assert measure("cluster_count", grid, torus=True) == 4
    assert measure("cluster_count", grid, torus=True, corners=True) == 2


def test_one_area_of_each_group():
    for grid in (board("xxoo", "xxoo"), board("xo#", "xo#"), board("xxxxo")):
        assert measure("gauvin_coefficient", grid) == 1.0
        assert measure("cluster_count", grid) == len(np.unique(grid))
        share = np.bincount(grid.ravel()) / grid.size
        assert measure("largest_cluster", grid) == share.max()
        assert INDICES["largest_cluster"].correct(share.max(), 0.2, share) == 1.0


def test_nobody():
    for name in NAMES:
        assert isinstance(measure(name, np.full((3, 4), -1)), Undefined)
    count, cluster = labelled(np.full((3, 4), -1))
    assert count == 0
    assert (cluster == -1).all()


def test_a_spiral_is_one_cluster():
    """Paths that meet late: the first cells of two clusters become one at the end."""
    grid = board("xoxoxox", "xoxoxox", "xoxoxox", "xxxxxxx")
    assert measure("cluster_count", grid) == 4
    assert measure("cluster_count", grid[::-1]) == 4
    snake = board("xxxxx", "oooox", "xxxxx", "xoooo", "xxxxx")
    assert measure("cluster_count", snake) == 3
    assert measure("cluster_count", snake.T) == 3


@SETTINGS
@given(
    st.integers(0, 10**6),
    st.integers(1, 3),
    st.tuples(st.integers(1, 9), st.integers(1, 10)),
    st.booleans(),
    st.booleans(),
)
def test_against_a_flood(seed, groups, shape, torus, corners):
    rng = np.random.default_rng(seed)
    grid = np.where(rng.random(shape) < 0.2, -1, rng.integers(0, groups, shape))
    cells = flooded(grid, torus, corners)
    count, cluster = labelled(grid, torus, corners)
    assert count == len(cells)
    for number, members in enumerate(cells):
        assert all(cluster[place] == number for place in members)
    assert (cluster[grid < 0] == -1).all()
    each = np.array([len(members) for members in cells])
    assert sizes(grid, torus, corners).tolist() == each.tolist()
    if not len(each):
        return
    options = {"torus": torus, "corners": corners}
    squares = (np.bincount(grid[grid >= 0]) ** 2).sum()
    assert measure("cluster_count", grid, **options) == count
    assert measure("largest_cluster", grid, **options) == each.max() / each.sum()
    found = measure("gauvin_coefficient", grid, **options)
    assert found == pytest.approx((each**2).sum() / squares, abs=1e-15)


@SETTINGS
@given(st.integers(0, 10**6), st.booleans())
def test_mirrors_turns_names_and_months(seed, torus):
    rng = np.random.default_rng(seed)
    grid = rng.integers(-1, 3, (6, 7))
    named = np.where(grid >= 0, rng.permutation(3)[grid], -1)
    for name in NAMES:
        value = measure(name, grid, torus)
        for same in (grid[::-1], grid[:, ::-1], grid.T, named):
            assert measure(name, same, torus) == value
        many = INDICES[name].function(np.stack([grid, grid * 0])[:, None], torus)
        assert many.shape == (2, 1)
        assert many[0, 0] == value


@pytest.mark.parametrize("torus", [False, True])
def test_papers_count_the_same_clusters(torus):
    """Of two equal groups the coefficient is Gauvin's, whose normalisation knows no others."""
    rng = np.random.default_rng(3)
    grid = rng.permutation(np.repeat([0, 1, -1], [30, 30, 12])).reshape(8, 9)
    flat = np.zeros_like(grid)
    seen = Board(grid, torus, flat, grid > -2, flat)
    assert MEASURES["segregation_coefficient"].function(seen) == pytest.approx(
        measure("gauvin_coefficient", grid, torus), abs=1e-15
    )
    found = MEASURES["clusters"].function(seen)
    assert found == measure("cluster_count", grid, torus, corners=True)
    unequal = board("xxxo")
    seen = Board(unequal, False, flat[:1, :4], unequal > -2, flat[:1, :4])
    assert MEASURES["segregation_coefficient"].function(seen) == 2 * (9 + 1) / 16
    assert measure("gauvin_coefficient", unequal) == 1.0


def test_same_bits_without_a_compiler(monkeypatch):
    if sim.compiled.numba() is None:
        pytest.skip("Numba is not installed, so nothing is compiled")
    grid = np.random.default_rng(2).integers(-1, 2, (12, 15))

    def everything():
        return [
            labelled(grid, torus, corners)[1].tolist()
            for torus in (False, True)
            for corners in (False, True)
        ]

    fast = everything()
    monkeypatch.setattr(cluster_count, "_join", cluster_count._join.plain)
    assert everything() == fast
