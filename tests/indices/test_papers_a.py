"""Measures of published models on boards worked by hand (netlogo_segregation, think_complexity,
mesa_example, juliadynamics_comparison, schelling_1971_board, brandt_2012_ring, gauvin_2009)."""

import math

import numpy as np
import pytest

from sim.indices.papers import MEASURES, Board
from sim.indices.papers.segregation_coefficient import cluster_sizes

LETTERS = {"x": 0, "o": 1, "#": 2, ".": -1}


def board(*rows, torus=False, radius=1, happy=float("nan")):
    """Return a board drawn in letters: x, o and # for groups, a dot for an empty cell."""
    grid = np.array([[LETTERS[letter] for letter in row] for row in rows], np.int64)
    flat = np.zeros_like(grid)
    return Board(grid, torus, flat, grid > -2, flat, happy=happy, radius=radius)


def value(name, *rows, **given):
    """Return a measure of a board drawn in letters."""
    return MEASURES[name].function(board(*rows, **given))


def test_households_without_neighbours_count_as_nothing_zero_or_not_unlike():
    # like/all by cell: x 1/2, x 1/2, o 0/2 in the corner, and x alone
    drawn = ("xx..", "o...", "...x")
    assert value("percent_similar", *drawn) == pytest.approx(100 * 2 / 6)
    assert value("similarity_fraction", *drawn) == pytest.approx((1 / 2 + 1 / 2 + 0 + 0) / 4)
    assert value("like_share", *drawn) == pytest.approx((1 / 2 + 1 / 2 + 0) / 3)
    assert value("without_unlike", *drawn) == pytest.approx(1 / 4)
    assert value("like_to_unlike", *drawn) == pytest.approx(2 / 4)


def test_nobody_has_a_neighbour():
    drawn = ("x..", "...", "..o")
    assert math.isnan(value("percent_similar", *drawn))
    assert value("similarity_fraction", *drawn) == 0.0
    assert math.isnan(value("like_share", *drawn))
    assert value("without_unlike", *drawn) == 1.0
    assert math.isnan(value("like_to_unlike", *drawn))


def test_neighbours_reach_across_the_edges_of_a_torus_only():
    drawn = ("x..x", "....", "....", "o..x")
    assert math.isnan(value("percent_similar", *drawn))
    # four corners that all touch: each x has 2 of 3 alike, the o none of 3
    assert value("percent_similar", *drawn, torus=True) == pytest.approx(100 * 6 / 12)
    assert value("similarity_fraction", *drawn, torus=True) == pytest.approx(2 / 4)


def test_neighbours_at_a_radius_of_two():
    drawn = ("x.o..", ".....", "x...x")
    # x: o, x; o: x, x, x; x below: x, o; x to the right: o
    assert value("percent_similar", *drawn, radius=2) == pytest.approx(100 * 2 / 8)
    assert value("like_share", *drawn, radius=2) == pytest.approx((1 / 2 + 0 + 1 / 2 + 0) / 4)


def test_neighbours_on_a_ring():
    # one to each side: x x|o o|x o -> by site 1/2, 1/2, 1/2, 1/2, 0, 0
    assert value("like_share", "xxooxo", torus=True) == pytest.approx(2 / 6)
    assert value("like_share", "xxooxo", torus=True, radius=2) == pytest.approx(
        # of 4: x(o, x, x, o) 2, x(o, x, o, o) 1, o(x, x, o, x) 1, o(x, o, x, o) 2,
        # x(o, o, o, x) 1, o(o, x, x, x) 1
        (2 + 1 + 1 + 2 + 1 + 1) / 4 / 6
    )


@pytest.mark.parametrize(
    ("ring", "length"),
    [("xxooxo", 6 / 4), ("xooox", 5 / 2), ("xoxoxo", 1), ("xxxx", 4), ("xx.x", 3), ("x.xo", 1)],
)
def test_run_length_of_a_ring(ring, length):
    assert value("run_length", ring, torus=True) == pytest.approx(length)


def test_run_length_of_a_line_and_of_nothing():
    assert value("run_length", "xooox") == pytest.approx(5 / 3)
    assert math.isnan(value("run_length", "...", torus=True))


def test_clusters_touch_along_edges_not_corners():
    drawn = ("xxo.", "oxo.", "xo.o")
    assert sorted(cluster_sizes(board(*drawn)).tolist()) == [1, 1, 1, 1, 2, 3]
    assert value("segregation_coefficient", *drawn) == pytest.approx(
        2 * (1 + 1 + 1 + 1 + 4 + 9) / 9**2
    )


def test_clusters_across_the_edges_of_a_torus():
    drawn = ("x.ox", "..oo", "o..x", "x.o.")
    # bounded: x 1, 1, 1, 1; o 3, 1, 1
    assert sorted(cluster_sizes(board(*drawn)).tolist()) == [1, 1, 1, 1, 1, 1, 3]
    # torus: the x of the corners but one, that of the third row alone; o of the column, and o alone
    assert sorted(cluster_sizes(board(*drawn, torus=True)).tolist()) == [1, 1, 3, 4]
    assert value("segregation_coefficient", *drawn, torus=True) == pytest.approx(
        2 * (1 + 1 + 9 + 16) / 9**2
    )


def test_one_cluster_of_each_group_is_all_there_can_be():
    assert value("segregation_coefficient", "xxoo", "xxoo") == 1.0
    assert math.isnan(value("segregation_coefficient", "..", ".."))


def test_three_groups_are_three_kinds_of_cluster():
    assert sorted(cluster_sizes(board("x#o", "x#x")).tolist()) == [1, 1, 2, 2]


def test_satisfied_households():
    assert value("share_happy", "xo", happy=0.75) == 0.75
    assert value("percent_unhappy", "xo", happy=0.75) == 25.0
