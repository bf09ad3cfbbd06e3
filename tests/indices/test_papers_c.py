"""Measures of published models on boards worked by hand (bruch_mare_2006, zhang_2004,
hatna_benenson_2012, singh_2009, pancs_vriend_2007, sahasranaman_jensen_2018)."""

import math

import numpy as np
import pytest

import sim
from sim.behaviour import satisfaction
from sim.behaviour.switches import switches
from sim.city import City
from sim.indices.papers import MEASURES, Board
from sim.indices.papers.around import sum_around
from sim.indices.papers.joined import joined

LETTERS = {"x": 0, "o": 1, "#": 2, ".": -1}


def board(*rows, zone=None, income=None, **given):
    """Return a board drawn in letters: x, o and # for groups, a dot for an empty cell."""
    grid = np.array([[LETTERS[letter] for letter in row] for row in rows], np.int64)
    flat = np.zeros_like(grid)
    return Board(
        grid,
        given.pop("torus", False),
        flat if zone is None else np.array(zone, np.int64),
        grid > -2,
        flat if income is None else np.array(income, np.int64),
        **given,
    )


def value(name, *rows, **given):
    """Return a measure of a board drawn in letters."""
    return MEASURES[name].function(board(*rows, **given))


# Clusters ----------------------------------------------------------------------------------------


def test_clusters_join_at_corners_and_across_the_edges_of_a_torus():
    drawn = ("xo..", "ox..", "....", "...o")
    assert value("clusters", *drawn) == 3  # x and x, o and o at corners; the o below alone
    assert value("clusters", *drawn, torus=True) == 3  # that o touches the first x now, no o
    drawn = ("o...", "....", "....", "...o")
    assert value("clusters", *drawn) == 2
    assert value("clusters", *drawn, torus=True) == 1


def test_an_empty_board_has_no_cluster_and_one_household_is_one():
    assert value("clusters", "..", "..") == 0
    assert value("clusters", "..", ".x") == 1
    assert value("clusters_across_vacancies", "..", ".x") == 1


def test_clusters_reach_across_empty_cells_that_one_group_alone_touches():
    assert value("clusters_across_vacancies", "x.x") == 1
    assert value("clusters_across_vacancies", "x.o") == 2
    assert value("clusters", "x.x") == 2
    # the two empty cells below are touched at a side by o only, the other two by both
    drawn = ("x.x", "oo.", "..o")
    assert value("clusters_across_vacancies", *drawn) == 3
    # on a torus the empty cells of the columns' ends meet: x touches them too, and x joins x
    assert value("clusters_across_vacancies", *drawn, torus=True) == 3
    # corners do not join, nor do they contest an empty cell
    assert value("clusters_across_vacancies", "xo", "ox") == 4
    assert value("clusters_across_vacancies", "x.x", "o.o", "x.x") == 6


def test_joined_numbers_the_cells_of_one_label():
    label = np.array([[0, 0, -1], [1, -1, 0], [1, 1, 1]])
    count, cluster = joined(label, torus=False, corners=False)
    assert count == 3
    assert cluster[0, 0] == cluster[0, 1] != cluster[1, 2]
    assert len(set(cluster[[1, 2, 2, 2], [0, 0, 1, 2]])) == 1


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("torus", [False, True])
def test_joined_agrees_with_a_walk_from_cell_to_cell(corners, torus):
    rng = np.random.default_rng(7)
    for _ in range(20):
        label = rng.integers(-1, 2, size=(5, 6))
        assert joined(label, torus, corners)[0] == walked(label, torus, corners)


def walked(label, torus, corners):
    """Count the clusters by a walk over the cells."""
    rows, cols = label.shape
    steps = [(0, 1), (0, -1), (1, 0), (-1, 0)]
    steps += [(1, 1), (1, -1), (-1, 1), (-1, -1)] if corners else []
    left, count = {(r, c) for r in range(rows) for c in range(cols) if label[r, c] >= 0}, 0
    while left:
        count += 1
        waiting = [left.pop()]
        while waiting:
            row, col = waiting.pop()
            for down, right in steps:
                to = (row + down, col + right)
                if torus:
                    to = (to[0] % rows, to[1] % cols)
                if to in left and label[to] == label[row, col]:
                    left.remove(to)
                    waiting.append(to)
    return count


# Neighbours --------------------------------------------------------------------------------------


def test_sums_around_leave_the_cell_out_and_wrap_on_a_torus():
    values = np.arange(12).reshape(3, 4)
    flat = board("....", "....", "....")
    assert sum_around(values, flat)[0, 0] == 1 + 4 + 5
    assert sum_around(values, flat)[1, 1] == values[:, :3].sum() - 5
    wrapped = board("....", "....", "....", torus=True)
    assert sum_around(values, wrapped)[0, 0] == values[:, [3, 0, 1]].sum() - 0
    row = board("....", torus=True)
    assert sum_around(np.array([[1, 2, 4, 8]]), row).tolist() == [[10, 5, 10, 5]]


def test_households_with_like_ones_in_every_cell_around():
    drawn = ("oxxxx", "xxxxx", "xxxxx", "xxxxx", "xxxxx")
    assert value("share_all_alike", *drawn) == pytest.approx(8 / 25)  # the inner nine but one
    assert value("share_all_alike", *drawn, torus=True) == pytest.approx(16 / 25)
    drawn = (".xxxx", "xxxxx", "xxxxx", "xxxxx", "xxxxx")
    assert value("share_all_alike", *drawn, torus=True) == pytest.approx(16 / 24)


def test_mixed_pairs_of_a_square_and_of_a_checkerboard():
    assert value("mixed_pair_share", "xo", "ox") == pytest.approx(4 / 6)
    assert value("mixed_pair_share", "x.", "o.") == 1.0
    assert math.isnan(value("mixed_pair_share", "x..", "..o"))
    checkers = ("xoxo", "oxox", "xoxo", "oxox")
    assert value("mixed_pair_share", *checkers, torus=True) == 0.5


def test_the_payoff_of_a_peaked_preference():
    assert value("mean_payoff", "xo", "ox") == pytest.approx(2 / 3)  # each: one like of three
    assert value("mean_payoff", "xx", worth_of_all=0.6) == pytest.approx(0.6)
    assert value("mean_payoff", "xo", worth_of_all=0.6) == 0.0
    # middle x: one of two alike, 1; left x: all alike, -.6; right o: none, 0
    assert value("mean_payoff", "xxo", worth_of_all=-0.6) == pytest.approx((1 - 0.6 + 0) / 3)
    assert math.isnan(value("mean_payoff", "x.", "..", worth_of_all=0.6))


@pytest.mark.parametrize("worth_of_all", [-0.6, 0.0, 0.2, 0.6])
def test_an_exchange_gains_what_it_removes_of_mixed_pairs(worth_of_all):
    """Zhang's identity: whoever has `like` of 8 alike would have 8 - like in the other's place."""
    config = sim.compose("experiment=published/zhang_2004", f"paper.M={worth_of_all}")
    p = switches(config, 1)

    def payoff(like):
        return satisfaction.score(like, 8, 8, 0, 1, p)

    for one in range(9):
        for other in range(9):
            gain = payoff(8 - one) - payoff(one) + payoff(8 - other) - payoff(other)
            removed = (8 - one) - one + (8 - other) - other
            assert gain == pytest.approx(worth_of_all / 8 * removed, abs=1e-12)


# Moran's I and the C-index -----------------------------------------------------------------------


def test_morans_i_over_pairs_of_neighbours():
    assert value("morans_i_of_agents", "xo") == -1.0
    # mean over pairs 1/2: (xx twice + oo twice - xo twice) x 1/4 over 6 x 1/4
    assert value("morans_i_of_agents", "xxoo") == pytest.approx(1 / 3)
    # mean over pairs 1/4: (2/16 - 2 x 3/16) over (3/16 + 9/16)
    assert value("morans_i_of_agents", "xxo") == pytest.approx(-1 / 3)
    assert value("morans_i_of_agents", "x.o", radius=2) == -1.0
    assert math.isnan(value("morans_i_of_agents", "xx."))
    assert math.isnan(value("morans_i_of_agents", "x.o"))  # nobody has a neighbour


def test_morans_i_agrees_with_a_sum_over_pairs():
    rng = np.random.default_rng(3)
    grid = rng.integers(-1, 2, size=(7, 6))
    drawn = tuple("".join(".xo"[g + 1] for g in row) for row in grid)
    pairs = [
        (grid[r, c], grid[(r + d) % 7, (c + e) % 6])
        for r in range(7)
        for c in range(6)
        for d in range(-2, 3)
        for e in range(-2, 3)
        if (d, e) != (0, 0) and grid[r, c] >= 0 and grid[(r + d) % 7, (c + e) % 6] >= 0
    ]
    one, other = np.array(pairs, float).T
    mean = one.mean()
    expected = ((one - mean) * (other - mean)).sum() / ((one - mean) ** 2).sum()
    assert value("morans_i_of_agents", *drawn, torus=True, radius=2) == pytest.approx(expected)


def test_the_c_index_is_the_least_of_three_parts():
    # cells 0 and 1 are homogeneous x, 4 is homogeneous o, 2, 3 and 5 lie at the boundary,
    # 6, 7, 8 and the empty 9 are integrated
    assert value("c_index", "xxxoooxox.") == pytest.approx(1 / 10)
    assert value("homogeneous_share", "xxxoooxox.") == pytest.approx(3 / 10)
    assert value("integrated_share", "xxxoooxox.") == pytest.approx(4 / 10)
    assert value("c_index", "xxxooo.") == 0.0  # nothing integrated: the empty cell is at a boundary
    assert value("c_index", "xoxo") == 0.0  # nothing homogeneous
    assert value("c_index", "x.o") == 0.0  # nobody without neighbours is homogeneous


# Zones and incomes -------------------------------------------------------------------------------


def test_dissimilarity_between_tracts():
    drawn, zone = ("xxoo", "xooo"), [[0, 0, 1, 1], [0, 0, 1, 1]]
    assert value("tract_dissimilarity", *drawn, zone=zone) == pytest.approx(0.8)
    assert value("tract_dissimilarity", "xoxo", zone=[[0, 0, 1, 1]]) == 0.0
    assert math.isnan(value("tract_dissimilarity", "xx", zone=[[0, 1]]))


def test_wealth_correlates_by_rank():
    # ranks 1 2 . 3 4, those of the neighbours 2 1 . 4 3: covariance 3, variances 5
    incomes = [[10, 20, 0, 3000, 40000]]
    assert value("wealth_correlation", "xx.oo", income=incomes) == pytest.approx(0.6)
    assert value("wealth_correlation", "xx.oo", income=[[5, 5, 0, 7, 7]]) == pytest.approx(1.0)
    assert value("wealth_correlation", "xx", income=[[1, 2]]) == pytest.approx(-1.0)
    assert math.isnan(value("wealth_correlation", "xx", income=[[3, 3]]))
    assert math.isnan(value("wealth_correlation", "x.o", income=[[1, 0, 2]]))


def test_allowed_moves_are_those_that_could_be_afforded():
    config = sim.compose(
        "experiment=published/sahasranaman_jensen_2018",
        "paper.side=8",
        "paper.sweeps=2",
        "paper.p=0.4",
        "engine=reference",
    )
    seen = City(config, 3).run().series()
    allowed = (seen["moves"] - seen["disallowed"])[1:] / seen["considered"][1:]
    assert seen["disallowed"][1:].min() > 0
    assert seen["allowed_moves_per_try"][1:] == pytest.approx(allowed)
    assert math.isnan(seen["allowed_moves_per_try"][0])


def test_moves_made_are_those_of_all_months():
    config = sim.compose("experiment=published/singh_2009", "paper.N=10", "engine=reference")
    seen = City(config, 2).run().series()
    assert seen["moves"].sum() > 0
    assert seen["moves_made"].tolist() == seen["moves"].cumsum().tolist()
