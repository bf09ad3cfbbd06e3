"""Measures of published models on boards worked by hand (mauro_2024_relocation,
gambetta_2023_mobility, grauwin_2009, bradford_2023)."""

import math
from itertools import combinations

import numpy as np
import pytest

from sim.indices.papers import MEASURES, Board

LETTERS = {"x": 0, "o": 1, "#": 2, "+": 3, ".": -1, " ": -1}


def board(*rows, zone=None, **given):
    """Return a board drawn in letters: groups x, o, # and +, a dot for an empty home, a blank for a
    cell without one; each row is a zone unless zones are given."""
    grid = np.array([[LETTERS[letter] for letter in row] for row in rows], np.int64)
    built = np.array([[letter != " " for letter in row] for row in rows])
    rows_as_zones = np.repeat(np.arange(len(rows)), len(rows[0])).reshape(grid.shape)
    return Board(
        grid,
        False,
        rows_as_zones if zone is None else np.array(zone),
        built,
        np.zeros_like(grid),
        **given,
    )


def value(name, *rows, **given):
    """Return a measure of a board drawn in letters."""
    return MEASURES[name].function(board(*rows, **given))


def test_like_neighbours_are_of_eight_at_the_edge_and_beside_empty_homes_too():
    # like neighbours by cell: x 1, x 1, o 0; x alone 0; divided by 8 whatever there is
    drawn = ("xx..", "o...", "...x")
    assert value("segregation_level", *drawn) == pytest.approx(2 / 8 / 4)
    full = ("xxx", "xxx", "xxx")  # corners 3, sides 5, middle 8
    assert value("segregation_level", *full) == pytest.approx((4 * 3 + 4 * 5 + 8) / 9 / 8)


def test_households_without_neighbours_are_happy_but_count_zero():
    drawn = ("xx..", "o...", "...x")
    assert value("total_segregation", *drawn) == pytest.approx((1 / 2 + 1 / 2 + 0 + 0) / 4)
    assert value("total_segregation", "x..", "...", "..o") == 0.0


def test_the_last_step_is_not_counted():
    assert value("convergence_steps", "x.", month=0) == 0
    assert value("convergence_steps", "x.", month=1) == 0
    assert value("convergence_steps", "x.", month=28) == 27


def test_happy_is_who_did_not_look():
    assert math.isnan(value("perc_happy", "x."))
    assert value("perc_happy", "x.", month=3, looked=0.25) == 0.75


@pytest.mark.parametrize(
    ("rows", "full", "expected"),
    [
        (("xx..", "xx.."), 0.5, 1.0),  # both half full: 2 x 1/2
        (("xxxx", "...."), 0.5, 0.5),  # all in a full block: m
        (("xxxx", "...."), 0.0, 0.0),
        (("xxx.", "x..."), 0.5, (3 * 0.75 + 1 * 0.5) / 4),  # u(3/4) = m + (1 - m) / 2, u(1/4) = 1/2
        (("xxx. ", "x... "), 0.5, (3 * 0.75 + 1 * 0.5) / 4),  # cells without a home do not count
    ],
)
def test_utility_is_peaked_at_half_full_blocks(rows, full, expected):
    assert value("normalised_utility", *rows, worth_of_all=full) == pytest.approx(expected)


def test_the_utility_of_several_groups_is_of_one_s_own():
    # x: density 1/2 worth 1, o: density 1/4 worth 1/2
    assert value("normalised_utility", "xxo.", worth_of_all=0.5) == pytest.approx((2 + 0.5) / 3)


def test_density_differences():
    assert value("density_difference", "xx..", "xx..") == 0.0
    assert value("density_difference", "xxxx", "....") == 1.0
    assert value("density_difference", "xxx.", "x...") == pytest.approx(0.5)
    assert math.isnan(value("density_difference", "xxx."))
    drawn = ("xxx.", "x...", "....", "xxxx")
    densities = [0.75, 0.25, 0.0, 1.0]
    pairs = [abs(a - b) for a, b in combinations(densities, 2)]
    assert value("density_difference", *drawn) == pytest.approx(sum(pairs) / len(pairs))


def test_an_ethnicity_against_the_rest_whatever_its_status():
    # groups: x, o of the first ethnicity and # of the second; areas hold 3+1, 1+1 and 0+2
    people = {"trait": np.array([0, 0, 1]), "ethnicities": ("white_british", "asian")}
    drawn = ("xxo#", "o#..", "##..")
    shares = [3 / 4 - 1 / 4, 1 / 4 - 1 / 4, 0 - 2 / 4]
    expected = sum(map(abs, shares)) / 2
    assert value("dissimilarity_white_british", *drawn, **people) == pytest.approx(expected)
    assert value("dissimilarity_asian", *drawn, **people) == pytest.approx(expected)
    assert math.isnan(value("dissimilarity_black", *drawn, **people))


def test_nobody_is_apart_where_all_areas_are_alike_and_everybody_where_none_is_mixed():
    people = {"trait": np.array([0, 1]), "ethnicities": ("asian", "other")}
    assert value("dissimilarity_asian", "xo..", "xxoo", **people) == 0.0
    assert value("dissimilarity_other", "xx..", "oooo", **people) == 1.0
    assert math.isnan(value("dissimilarity_other", "xx..", "xx..", **people))


def test_zones_need_no_shape():
    drawn = board("xo", "ox", zone=[[0, 1], [1, 0]], trait=np.array([0, 1]), ethnicities=("a", "b"))
    assert drawn.by_zone.tolist() == [[2, 0], [0, 2]]
    assert drawn.homes_by_zone.tolist() == [2, 2]
