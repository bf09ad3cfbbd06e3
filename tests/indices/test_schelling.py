"""Indices of neighbours on boards worked by hand, against a slow count, and shuffled boards."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.compiled
from sim.indices import INDICES, Undefined, join_counts, measure, neighbours
from sim.indices.join_counts import expected_joins, joins
from sim.indices.papers.board import Board
from sim.indices.papers.neighbours import like_and_all
from sim.indices.share_happy import share_happy

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
LETTERS = {"x": 0, "o": 1, "#": 2, ".": -1}
SHARES = (
    "like_neighbour_share",
    "pooled_like_share",
    "like_share_of_all",
    "like_share_of_eight",
    "share_without_unlike",
    "share_happy",
)
LINKS = ("interface_density", "join_counts", "freeman")
CHECKER = np.indices((8, 8)).sum(axis=0) % 2


def board(*rows):
    """Return a grid drawn in letters: x, o and # for groups, a dot for an empty cell."""
    return np.array([[LETTERS[letter] for letter in row] for row in rows])


def around(grid, r, c, torus, radius=1, queen=True):
    """Return the groups of the households around a cell, one cell at a time."""
    rows, cols = grid.shape
    found = []
    for down in range(-radius, radius + 1):
        for right in range(-radius, radius + 1):
            if (down, right) == (0, 0) or (not queen and down and right):
                continue
            y, x = r + down, c + right
            if torus:
                y, x = y % rows, x % cols
            if 0 <= y < rows and 0 <= x < cols and grid[y, x] >= 0:
                found.append(int(grid[y, x]))
    return found


def counted(grid, torus, radius=1, queen=True):
    """Return like neighbours and neighbours of each household."""
    seen = [
        (sum(g == grid[r, c] for g in near), len(near))
        for r, c in zip(*np.nonzero(grid >= 0), strict=True)
        for near in [around(grid, r, c, torus, radius, queen)]
    ]
    return np.array(seen).reshape(-1, 2).T


def random_board(seed, rows, cols, groups, vacant=0.3):
    rng = np.random.default_rng(seed)
    grid = rng.integers(0, groups, (rows, cols))
    return np.where(rng.random((rows, cols)) < vacant, -1, grid)


def nan_or(top, bottom):
    return top / bottom if bottom else np.nan


# By hand ------------------------------------------------------------------------------------------


def test_one_board_six_measures():
    """Like of all by cell: x 1/2, x 1/2, o 0/2 in the corner, and x alone."""
    grid = board("xx..", "o...", "...x")
    assert measure("like_neighbour_share", grid) == pytest.approx((1 / 2 + 1 / 2 + 0) / 3)
    assert measure("pooled_like_share", grid) == pytest.approx(2 / 6)
    assert measure("like_share_of_all", grid) == pytest.approx((1 / 2 + 1 / 2 + 0 + 0) / 4)
    assert measure("like_share_of_eight", grid) == pytest.approx(2 / 8 / 4)
    assert measure("share_without_unlike", grid) == 1 / 4
    assert measure("share_happy", grid) == 3 / 4
    assert measure("share_happy", grid, alone=False) == 2 / 4
    assert measure("interface_density", grid) == pytest.approx(2 / 3)
    # x-x, x-o at the side, x-o at the corner; 3 x and 1 o: half of all pairs are alike
    assert joins(grid).tolist() == [[1, 2], [2, 0]]
    assert measure("join_counts", grid) == pytest.approx((2 / 3) / (1 / 2))
    assert measure("freeman", grid) == pytest.approx(1 - 4 / 3)
    assert joins(grid, queen=False).tolist() == [[1, 1], [1, 0]]
    assert measure("interface_density", grid, queen=False) == 1 / 2


def test_a_torus_has_more_neighbours():
    grid = board("x..x", "....", "....", "o..x")
    for name in ("like_neighbour_share", "pooled_like_share", *LINKS):
        assert isinstance(measure(name, grid), Undefined), name
    # four corners that all touch: each x has 2 of 3 alike, the o none of 3
    assert measure("pooled_like_share", grid, torus=True) == pytest.approx(6 / 12)
    assert measure("like_share_of_eight", grid, torus=True) == pytest.approx(6 / 8 / 4)
    assert joins(grid, torus=True).tolist() == [[3, 3], [3, 0]]
    assert joins(grid, torus=True, queen=False).tolist() == [[2, 2], [2, 0]]


def test_the_patterns_of_two_groups():
    half = np.repeat([[0] * 4 + [1] * 4], 8, axis=0)
    # rook: of 112 pairs 8 cross; 63 pairs of 64 x 63 / 2 alike: 32 x 31 x 2 / (64 x 63)
    chance = 1 - 32 * 31 * 2 / (64 * 63)
    assert measure("interface_density", half, queen=False) == 8 / 112
    assert measure("freeman", half, queen=False) == pytest.approx(1 - 8 / 112 / chance)
    assert measure("interface_density", CHECKER, queen=False) == 1.0
    assert measure("join_counts", CHECKER, queen=False) == pytest.approx(1 / chance)
    assert measure("share_without_unlike", half) == 48 / 64
    assert measure("share_without_unlike", CHECKER) == 0
    # queen on a torus: half of a checkerboard's neighbours are alike
    assert measure("pooled_like_share", CHECKER, torus=True) == 0.5


def test_what_is_wanted_is_compared_exactly():
    """Seven of twenty-five are .28, though .28 x 25 is above seven in floating point."""
    grid = np.full(49, -1)
    grid[:26] = np.where(np.arange(26) < 7, 0, np.where(np.arange(26) == 24, 0, 1))
    grid = grid.reshape(7, 7)
    like, near = counted(grid, False, 3)
    assert (like[24], near[24]) == (7, 25)  # of the cell in the middle
    assert 7 < 0.28 * 25
    happy = [Fraction(int(k), int(n)) >= Fraction(28, 100) for k, n in zip(like, near, strict=True)]
    assert share_happy(grid, "0.28", radius=3) == np.mean(happy)
    assert share_happy(grid, "7/25", radius=3) == np.mean(happy)
    assert np.mean(happy) > np.mean(like >= 0.28 * near)


def test_shares_and_numbers_are_different_rules():
    grid = board("xo", "..")
    assert measure("share_happy", board("x.", ".."), "1/2") == 1
    assert measure("share_happy", board("x.", ".."), 1) == 0
    assert measure("share_happy", board("x.", ".."), 1, alone=True) == 1
    assert measure("share_happy", grid, 0) == 1
    assert measure("share_happy", grid, "0") == 1
    assert measure("share_happy", board("xx", ".."), "1") == 1
    assert measure("share_happy", board("xx", "x."), 2) == 1
    assert measure("share_happy", board("xx", "x."), 3) == 0
    assert measure("share_happy", board("xx", "x."), Fraction(1, 3)) == 1
    for wrong in (0.5, True, "9/8", "half", "-1", "1/0", -2):
        with pytest.raises(ValueError, match="wanted must be"):
            measure("share_happy", grid, wrong)


def test_households_without_neighbours_by_chance():
    """Of five homes two have no neighbour: 4 x and 1 o are alike in 12 of 20 pairs."""
    grid = board("xx..x", "x....", "...o.")
    assert INDICES["like_neighbour_share"].expected(grid) == pytest.approx(12 / 20)
    assert INDICES["pooled_like_share"].expected(grid) == pytest.approx(12 / 20)
    assert INDICES["like_share_of_all"].expected(grid) == pytest.approx(3 / 5 * 12 / 20)
    assert INDICES["like_share_of_eight"].expected(grid) == pytest.approx(6 / 40 * 12 / 20)
    # three homes with two neighbours: all alike where the o is none of the three
    without = (2 + 3 * 2 / 5) / 5
    assert INDICES["share_without_unlike"].expected(grid) == pytest.approx(without)
    assert INDICES["interface_density"].expected(grid) == pytest.approx(8 / 20)


def test_nobody_and_nobody_near():
    empty, alone = np.full((3, 4), -1), board("x...", "....", "...o")
    for name in (*SHARES, *LINKS):
        assert isinstance(measure(name, empty), Undefined), name
        assert np.isnan(INDICES[name].expected(empty)), name
    assert measure("like_share_of_all", alone) == 0 == INDICES["like_share_of_all"].expected(alone)
    assert measure("like_share_of_eight", alone) == 0
    assert INDICES["like_share_of_eight"].expected(alone) == 0
    assert measure("share_without_unlike", alone) == 1
    assert INDICES["share_without_unlike"].expected(alone) == 1
    for name in ("like_neighbour_share", "pooled_like_share", *LINKS):
        assert isinstance(measure(name, alone), Undefined), name
        assert np.isnan(INDICES[name].expected(alone)), name
    for name in ("join_counts", "freeman"):
        assert isinstance(measure(name, board("xx", "xx")), Undefined), name


def test_what_is_refused():
    for name in (*SHARES, *LINKS):
        with pytest.raises(ValueError, match="meet themselves on a torus of 2 x 5"):
            measure(name, np.zeros((2, 5), int), torus=True)
    with pytest.raises(ValueError, match="a cell holds -2"):
        measure("pooled_like_share", [[-2, 0]])
    with pytest.raises(ValueError, match="groups of cells must be whole numbers"):
        measure("pooled_like_share", [[0.5, 0]])
    with pytest.raises(ValueError, match=r"shape \(..., rows, cols\)"):
        measure("pooled_like_share", [1, 0])
    with pytest.raises(ValueError, match="one cell away, not 2"):
        neighbours.counted(CHECKER, radius=2, corners=False)


# Against a slow count -----------------------------------------------------------------------------


@SETTINGS
@given(
    st.integers(0, 10**6),
    st.integers(1, 4),
    st.tuples(st.integers(1, 7), st.integers(1, 8)),
    st.integers(1, 2),
    st.booleans(),
)
def test_shares(seed, groups, shape, radius, torus):
    grid = random_board(seed, *shape, groups)
    if torus and any(1 < side < 2 * radius + 1 for side in shape):
        return
    if torus and min(shape) == 1:
        return  # the slow count would meet the one row itself, above and below
    like, near = counted(grid, torus, radius)
    houses = len(like)
    has = near > 0
    options = {"torus": torus, "radius": radius}
    want = {
        "pooled_like_share": nan_or(like.sum(), near.sum()),
        "like_share_of_all": nan_or((like[has] / near[has]).sum(), houses),
        "like_share_of_eight": nan_or(like.sum(), ((2 * radius + 1) ** 2 - 1) * houses),
        "share_without_unlike": nan_or((like == near).sum(), houses),
        "share_happy": nan_or((2 * like >= near).sum(), houses),
    }
    for name, value in want.items():
        found = INDICES[name].function(grid, **options)
        assert found == pytest.approx(value, abs=1e-12, nan_ok=True), name
    if radius == 1:
        found = INDICES["like_neighbour_share"].function(grid, torus)
        value = nan_or((like[has] / near[has]).sum(), has.sum())
        assert found == pytest.approx(value, abs=1e-12, nan_ok=True)
    some = share_happy(grid, 2, **options)
    assert some == pytest.approx(nan_or((like >= 2).sum(), houses), abs=1e-12, nan_ok=True)


@SETTINGS
@given(st.integers(0, 10**6), st.integers(2, 4), st.booleans(), st.booleans())
def test_links(seed, groups, torus, queen):
    grid = random_board(seed, 6, 7, groups)
    pairs = np.zeros((groups, groups), int)
    for r, c in zip(*np.nonzero(grid >= 0), strict=True):
        for other in around(grid, r, c, torus, queen=queen):
            pairs[grid[r, c], other] += 1
    number = pairs.copy()
    np.fill_diagonal(number, np.diag(pairs) // 2)
    present = int(grid.max()) + 1
    options = {"torus": torus, "queen": queen}
    assert joins(grid, **options).tolist() == number[:present, :present].tolist()
    unlike, everyone = pairs.sum() - np.trace(pairs), pairs.sum()
    assert measure("interface_density", grid, **options) == pytest.approx(unlike / everyone)
    totals = np.bincount(grid[grid >= 0])
    total = totals.sum()
    chance = 1 - (totals * (totals - 1)).sum() / (total * (total - 1))
    assert measure("join_counts", grid, **options) == pytest.approx(unlike / everyone / chance)
    assert measure("freeman", grid, **options) == pytest.approx(1 - unlike / everyone / chance)
    expected = expected_joins(grid, **options)
    assert np.triu(expected).sum() == pytest.approx(everyone / 2)
    assert (np.triu(expected) - np.diag(np.diag(expected))).sum() == pytest.approx(
        chance * everyone / 2
    )


@SETTINGS
@given(st.integers(0, 10**6), st.booleans())
def test_mirrors_turns_names_and_months(seed, torus):
    grid = random_board(seed, 6, 7, 3)
    order = np.random.default_rng(seed).permutation(3)
    named = np.where(grid >= 0, order[grid] * 7, -1)
    for name in (*SHARES, *LINKS):
        value = float(INDICES[name].function(grid, torus=torus))
        for same in (grid[::-1], grid[:, ::-1], grid.T, named):
            again = INDICES[name].function(same, torus=torus)
            assert again == pytest.approx(value, abs=1e-12, nan_ok=True), name
        many = INDICES[name].function(np.stack([grid, CHECKER[:6, :7]])[:, None], torus=torus)
        assert many.shape == (2, 1)
        np.testing.assert_array_equal(many[0, 0], value)
    pooled = INDICES["pooled_like_share"].function(grid, torus)
    assert INDICES["interface_density"].function(grid, torus) == pytest.approx(1 - pooled)
    of_eight = INDICES["like_share_of_eight"].function(grid, torus)
    assert of_eight <= INDICES["like_share_of_all"].function(grid, torus) + 1e-12
    assert of_eight <= INDICES["like_neighbour_share"].function(grid, torus) + 1e-12


def rolled(grid, torus, radius):
    """Count neighbours by shifting the whole board, as the measures of papers once did."""
    like, everyone = np.zeros_like(grid), np.zeros_like(grid)
    span = range(-radius, radius + 1)
    for down in span if grid.shape[0] > 1 else (0,):
        for right in span if grid.shape[1] > 1 else (0,):
            if (down, right) == (0, 0):
                continue
            wide = np.pad(grid, radius, constant_values=-1)
            place = [slice(radius + k, radius + k + side) for k, side in
                     zip((down, right), grid.shape, strict=True)]  # fmt: skip
            other = np.roll(grid, (-down, -right), (0, 1)) if torus else wide[tuple(place)]
            like += (other == grid) & (grid >= 0)
            everyone += (other >= 0) & (grid >= 0)
    return like[grid >= 0], everyone[grid >= 0]


@SETTINGS
@given(
    st.integers(0, 10**6),
    st.tuples(st.integers(1, 5), st.integers(1, 6)),
    st.integers(1, 3),
    st.booleans(),
)
def test_neighbours_of_papers_on_rings_and_small_boards(seed, shape, radius, torus):
    """Rings of one row, and boards so small that one meets a household both ways round."""
    grid = random_board(seed, *shape, 2)
    flat = np.zeros_like(grid)
    found = like_and_all(Board(grid, torus, flat, grid > -2, flat, radius=radius))
    for one, other in zip(found, rolled(grid, torus, radius), strict=True):
        assert one.tolist() == other.tolist()


def test_same_bits_without_a_compiler(monkeypatch):
    if sim.compiled.numba() is None:
        pytest.skip("Numba is not installed, so nothing is compiled")
    grid = random_board(3, 9, 11, 3)

    def everything():
        return [neighbours.tally(grid, torus, 2).tolist() for torus in (False, True)] + [
            joins(grid, torus).tolist() for torus in (False, True)
        ]

    fast = everything()
    monkeypatch.setattr(neighbours, "_count", neighbours._count.plain)
    monkeypatch.setattr(join_counts, "_count_joins", join_counts._count_joins.plain)
    assert everything() == fast


# What is chance -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("vacant", "torus"), [(40, False), (150, True)])
def test_by_chance(vacant, torus):
    """Within 4 standard errors of 1,500 shuffles (seed 8), on a full and on an empty board."""
    rng = np.random.default_rng(8)
    homes = np.sort(rng.choice(240, 240 - vacant, replace=False))
    people = np.repeat([0, 1, 2], [len(homes) - 45, 35, 10])
    grids = np.full((1500, 240), -1)
    for grid in grids:
        grid[homes] = rng.permutation(people)
    grids = grids.reshape(-1, 15, 16)
    options = [
        *((name, {}) for name in (*SHARES, *LINKS)),
        *((name, {"queen": False}) for name in LINKS),
        *((name, {"radius": 2}) for name in SHARES[1:]),
        ("share_happy", {"wanted": 2}),
        ("share_happy", {"wanted": "7/8", "alone": False}),
    ]
    for name, more in options:
        draws = INDICES[name].function(grids, torus=torus, **more)
        value = INDICES[name].expected(grids[0], torus=torus, **more)
        error = 4 * draws.std() / len(draws) ** 0.5
        assert abs(draws.mean() - value) < error, (name, more)
        assert error < 0.03
    found = np.mean([joins(grid, torus) for grid in grids], axis=0)
    np.testing.assert_allclose(found, expected_joins(grids[0], torus), rtol=0.02, atol=0.3)
