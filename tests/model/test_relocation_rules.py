"""The scalar rules of relocation against exact numbers, the field's formulas and sorted lists."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.behaviour import relocation, satisfaction
from sim.behaviour.switches import switches
from sim.compiled import compile_now, numba
from sim.config.choices import SEARCHES
from sim.config.fractions import LARGEST_TERM, canonical, fraction, near_fraction
from sim.engines.kernel.relocation import world
from sim.engines.surroundings import wanted_by_group
from tests.model.boards import board, cells_around

CALM = settings(max_examples=200, deadline=None, derandomize=True)


def given_switches(**parts):
    """Return the switches of the board with changes, and what its first group wants."""
    config = board(**parts)
    p = switches(config, 1)
    wanted, parts_of = wanted_by_group(config, p)[0].tolist()
    return p, wanted, parts_of


def satisfied(like, occupied, cells=None, **preferences):
    p, wanted, parts = given_switches(preferences=preferences)
    cells = occupied if cells is None else cells
    return satisfaction.satisfied(like, occupied, cells, wanted, parts, p)


def score(like, occupied, cells=None, **preferences):
    p, wanted, parts = given_switches(preferences=preferences)
    cells = occupied if cells is None else cells
    return satisfaction.score(like, occupied, cells, wanted, parts, p)


# Exact numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.3", Fraction(3, 10)),
        ("3/10", Fraction(3, 10)),
        ("1/3", Fraction(1, 3)),
        ("3", Fraction(3)),
        ("0", Fraction(0)),
        ("0.35", Fraction(7, 20)),
        ("1e-3", Fraction(1, 1000)),
        (" 1/2 ", Fraction(1, 2)),
    ],
)
def test_a_text_is_the_number_that_it_says(text, number):
    assert fraction(text) == number
    assert fraction(canonical(text)) == number


@pytest.mark.parametrize("text", ["", "half", "1/0", "-1", "-0.5", "nan", "inf", "1/2/3", "1e7"])
def test_what_is_no_number_of_at_least_0_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        fraction(text)
    assert canonical(text) == text


@pytest.mark.parametrize(
    ("number", "meant"),
    [(1 / 3, "1/3"), (0.1 + 0.2, "3/10"), (2 / 7, "2/7"), (0.1 * 3, "0.3"), (0.123456, "0.123456")],
)
def test_a_float_of_python_is_the_fraction_that_it_stands_for(number, meant):
    """Python shows 1/3 with 16 digits, which no share of neighbours is."""
    assert fraction(repr(number)) == Fraction(meant)


@given(number=st.floats(0.0, 1.0))
@CALM
def test_a_float_is_met_to_nine_digits(number):
    try:
        found = fraction(repr(number))
    except ValueError:  # a little beside a short fraction: neither that one nor another one
        found = Fraction(repr(number)).limit_denominator(LARGEST_TERM)
        assert abs(found - Fraction(repr(number))) > Fraction(1, 10**9)
        return
    assert abs(found - Fraction(repr(number))) <= Fraction(1, 10**9)
    assert max(found.numerator, found.denominator) <= LARGEST_TERM


def test_a_float_of_the_schema_is_the_short_fraction_that_it_stands_for():
    assert near_fraction(0.3) == Fraction(3, 10)
    assert near_fraction(-0.5) == Fraction(-1, 2)
    assert near_fraction(1 / 3) == Fraction(1, 3)


# Satisfied ----------------------------------------------------------------------------------------


def test_three_of_ten_are_enough_for_three_tenths():
    """In floats they are not, written as 0.1 x 3, which is a little more than 3 / 10."""
    assert 3 / 10 < 0.1 * 3
    for wanted in ("0.3", "3/10", repr(0.1 * 3)):
        assert satisfied(3, 10, wanted=wanted)
        assert not satisfied(2, 10, wanted=wanted)


def test_a_third_is_met_by_one_of_three_and_by_nothing_less():
    for like, occupied in ((1, 3), (2, 6), (7, 21), (1, 2)):
        assert satisfied(like, occupied, wanted="1/3")
    for like, occupied in ((2, 7), (1, 4), (333_333, 1_000_000)):
        assert not satisfied(like, occupied, wanted="1/3")
    assert not satisfied(1, 3, wanted="0.334")
    assert satisfied(1, 3, wanted="0.333")


@given(
    like=st.integers(0, 60),
    unlike=st.integers(0, 60),
    empty=st.integers(0, 30),
    wanted=st.sampled_from(["0", "1/3", "0.3", "1/2", "3/8", "7/10", "1", "0.999999"]),
    kind=st.sampled_from(["like_share", "unlike_share"]),
    at_equality=st.sampled_from(["happy", "unhappy"]),
    counted=st.booleans(),
)
@CALM
def test_shares_are_compared_as_fractions_are(
    like, unlike, empty, wanted, kind, at_equality, counted
):
    occupied = like + unlike
    if occupied == 0:
        return
    of = occupied + empty if counted else occupied
    share = Fraction(like if kind == "like_share" else unlike, of)
    gap = share - Fraction(wanted) if kind == "like_share" else Fraction(wanted) - share
    happy = gap > 0 or (gap == 0 and at_equality == "happy")
    assert happy == satisfied(
        like,
        occupied,
        occupied + empty,
        satisfaction=kind,
        wanted=wanted,
        at_equality=at_equality,
        empty_cells="counted" if counted else "left_out",
    )


def test_exactly_what_is_wanted_is_enough_only_where_it_says_so():
    for kind, wanted in (("like_share", "1/2"), ("unlike_share", "1/2"), ("like_count", "4")):
        given = {"satisfaction": kind, "wanted": wanted}
        assert satisfied(4, 8, at_equality="happy", **given)
        assert not satisfied(4, 8, at_equality="unhappy", **given)
        assert satisfied(5, 8, at_equality="unhappy", **given)
        assert not satisfied(3, 8, at_equality="happy", **given)


@pytest.mark.parametrize("kind", ["like_share", "like_count", "unlike_share"])
@pytest.mark.parametrize("counted", ["left_out", "counted"])
def test_without_a_neighbour_the_switch_decides(kind, counted):
    wanted = "1" if kind == "like_count" else "1/2"
    given = {"satisfaction": kind, "wanted": wanted, "empty_cells": counted}
    assert satisfied(0, 0, 8, isolated="happy", **given)
    assert not satisfied(0, 0, 8, isolated="unhappy", **given)
    assert not satisfied(0, 0, 8, isolated="avoided", **given)


def test_where_nothing_is_wanted_being_alone_is_no_harm():
    assert satisfied(0, 0, 8, wanted="0")
    assert satisfied(0, 0, 8, wanted="0", satisfaction="like_count")
    assert not satisfied(0, 0, 8, wanted="0", at_equality="unhappy")
    assert not satisfied(0, 0, 8, wanted="0", isolated="avoided")


def test_empty_homes_dilute_a_share_only_where_they_are_counted():
    assert satisfied(2, 4, 8, wanted="1/2")
    assert not satisfied(2, 4, 8, wanted="1/2", empty_cells="counted")
    assert satisfied(4, 4, 8, wanted="1/2", empty_cells="counted")
    assert satisfied(0, 4, 8, wanted="1/2", empty_cells="counted", satisfaction="unlike_share")
    assert not satisfied(0, 4, 8, wanted="1/2", satisfaction="unlike_share")


def test_a_number_of_neighbours_is_in_households_whatever_the_weight_of_zones():
    """With a weight of 1/4, a household of the own zone counts four units, one of another one."""
    p, wanted, parts = given_switches(
        preferences={
            "satisfaction": "like_count",
            "wanted": "3",
            "neighbourhood": "contiguous_zones",
            "contiguity_weight": "1/4",
        }
    )
    assert (p.unit_weight, p.contiguous_weight) == (4, 1)
    assert satisfaction.satisfied(12, 40, 40, wanted, parts, p)
    assert satisfaction.satisfied(2 * 4 + 4 * 1, 40, 40, wanted, parts, p)
    assert not satisfaction.satisfied(11, 40, 40, wanted, parts, p)


def test_each_group_may_want_its_own_share():
    config = board(preferences={"wanted": "1/2", "wanted_of": {"orange": "1/5"}})
    assert wanted_by_group(config, switches(config, 1)).tolist() == [[1, 2], [1, 5]]


# Worth --------------------------------------------------------------------------------------------

TENTHS = range(11)


def test_the_scores_are_the_functions_of_the_share_that_they_say():
    for like in TENTHS:
        share = like / 10
        assert score(like, 10, score="share") == share
        assert score(like, 10, score="satisfied", wanted="3/10") == (1.0 if like >= 3 else 0.0)
        assert score(like, 10, score="count") == like
        below = like / 10 / 0.3
        found = score(like, 10, score="share_of_wanted", wanted="0.3")
        assert found == pytest.approx(min(1.0, below))


def test_peaked_rises_to_the_best_share_and_falls_to_the_worth_of_all():
    for best, of_all in ((0.5, 0.0), (0.5, 0.6), (0.3, -1.0), (0.8, 1.0)):
        values = [
            score(k, 10, score="peaked", best_share=best, worth_of_all=of_all) for k in TENTHS
        ]
        for share, value in zip((k / 10 for k in TENTHS), values, strict=True):
            if share <= best:
                assert value == pytest.approx(share / best)
            else:
                fall = (1.0 - of_all) * (share - best) / (1.0 - best)
                assert value == pytest.approx(1.0 - fall)
        assert values[0] == 0.0
        assert max(values) == 1.0
        assert values[-1] == of_all


def test_a_symmetric_peak_is_exactly_symmetric():
    """Otherwise ties between a share and its mirror image would be no ties."""
    for occupied in range(1, 60):
        for like in range(occupied + 1):
            mirrored = score(occupied - like, occupied, score="peaked")
            assert score(like, occupied, score="peaked") == mirrored


def test_cliff_is_nothing_below_the_best_share_and_all_at_it():
    values = [score(k, 10, score="cliff", best_share=0.5, worth_of_all=0.5) for k in TENTHS]
    assert values[:5] == [0.0] * 5
    assert values[5] == 1.0
    assert values[5:] == pytest.approx([1.0, 0.9, 0.8, 0.7, 0.6, 0.5])
    assert score(3, 10, score="cliff", best_share=0.3) == 1.0  # in floats 3/10 is not below 0.3


def test_spiked_is_worth_something_at_the_best_share_alone():
    values = [score(k, 10, score="spiked", best_share=0.3) for k in TENTHS]
    assert values == [0.0, 0.0, 0.0, 1.0, *[0.0] * 7]


def test_steps_rise_from_nothing_to_all():
    values = [score(k, 10, score="steps", steps=2) for k in TENTHS]
    assert values == [0.0] * 5 + [1.0] * 6
    values = [score(k, 12, score="steps", steps=4) for k in range(13)]
    assert values == pytest.approx([0] * 3 + [1 / 3] * 3 + [2 / 3] * 3 + [1] * 4)


def test_who_avoids_being_alone_finds_no_home_worse():
    alone = score(0, 0, 8, score="peaked", isolated="avoided")
    worst = min(
        score(k, 10, score=name, worth_of_all=-1.0, isolated="avoided")
        for name in ("peaked", "cliff", "share", "satisfied")
        for k in TENTHS
    )
    assert alone < worst


@pytest.mark.parametrize("name", ["share", "peaked", "cliff", "steps", "spiked"])
def test_alone_is_as_good_as_among_ones_own_or_as_none_of_them(name):
    for isolated, like in (("happy", 1), ("unhappy", 0)):
        here = score(0, 0, 0, score=name, isolated=isolated, worth_of_all=0.25)
        assert here == score(like, 1, 1, score=name, worth_of_all=0.25)


def test_two_traits_weigh_shares_above_ones_own_threshold():
    p, _, _ = given_switches(
        preferences={"score": "ethnicity_and_status", "beta_ethnicity": 8.0, "beta_status": 2.0}
    )
    assert satisfaction.two_traits(0.5, 0.4, 0.3, 8.0, p) == pytest.approx(8 * 0.2 + 2 * 0.1)
    assert satisfaction.two_traits(0.0, 0.0, 0.5, 8.0, p) == pytest.approx(-5.0)
    assert satisfaction.recommendation(0.5, 1.0, 8.0, p) == pytest.approx((8 * 0.5 + 2) / 10)
    assert 0.0 <= satisfaction.recommendation(0.0, 0.0, 8.0, p) <= 1.0
    none, _, _ = given_switches()
    assert satisfaction.recommendation(0.2, 0.3, 0.0, none) == 1.0


# Accepted -----------------------------------------------------------------------------------------


def acceptable(before, after, content, happy, **rules):
    p, _, _ = given_switches(rules=rules)
    return relocation.acceptable(before, after, content, happy, p)


@pytest.mark.parametrize(("before", "after"), [(0.2, 0.4), (0.4, 0.4), (0.4, 0.2)])
@pytest.mark.parametrize("content", [True, False])
@pytest.mark.parametrize("happy", [True, False])
def test_what_is_acceptable(before, after, content, happy):
    arguments = (before, after, content, happy)
    assert acceptable(*arguments, acceptance="any")
    assert acceptable(*arguments, acceptance="logit")  # luck is asked later
    assert acceptable(*arguments, acceptance="satisfied") == happy
    assert acceptable(*arguments, acceptance="affordable") == happy
    assert acceptable(*arguments, acceptance="not_worse") == (after >= before)
    assert acceptable(*arguments, acceptance="better") == (after > before)
    restless = acceptable(*arguments, acceptance="better", happy_moves=0.01)
    assert restless == (after >= before if content else after > before)


@pytest.mark.parametrize("afford", ["1/2", "0", "1", "2/3"])
def test_who_can_afford_is_a_comparison_of_fractions(afford):
    p, _, _ = given_switches(rules={"afford": afford})
    for neighbours in range(1, 9):
        for poorer in range(neighbours + 1):
            enough = Fraction(poorer, neighbours) >= Fraction(afford)
            assert relocation.can_afford(poorer, neighbours, p) == enough
    assert relocation.can_afford(0, 0, p)  # nobody to be poorer than


def test_logit_is_the_logistic_function_and_at_no_temperature_a_step():
    for gain in (-3.0, -0.4, 0.0, 0.25, 2.0):
        for temperature in (0.05, 0.5, 1.0, 20.0):
            exact = 1.0 / (1.0 + math.exp(-gain / temperature))
            assert relocation.logit(gain, temperature) == pytest.approx(exact, rel=1e-13)
    assert [relocation.logit(gain, 0.0) for gain in (-1e-9, 0.0, 1e-9)] == [0.0, 0.5, 1.0]
    assert relocation.logit(1e9, 1e-9) == 1.0
    assert relocation.logit(-1e9, 1e-9) == pytest.approx(0.0, abs=1e-300)


@pytest.mark.parametrize("search", SEARCHES)
def test_the_present_home_competes_only_where_homes_are_ranked_by_their_worth(search):
    rules = {"search": search, "temperature": 1.0}
    rules["shortlist"] = 0 if search == "logit_choice" else 1
    for acceptance in ("any", "not_worse", "better"):
        p, _, _ = given_switches(rules=rules | {"acceptance": acceptance})
        best = search == "most_improvement" and acceptance == "not_worse"
        assert relocation.may_stay(p) == (best or search == "logit_choice")


# Places -------------------------------------------------------------------------------------------


@given(a=st.integers(0, 200), b=st.integers(0, 200), side=st.integers(1, 201))
@CALM
def test_rows_are_as_far_apart_as_the_shorter_way(a, b, side):
    a, b = a % side, b % side
    assert relocation.apart(a, b, side, False) == abs(a - b)
    assert relocation.apart(a, b, side, True) == min((a - b) % side, (b - a) % side)


@pytest.mark.parametrize("torus", [True, False])
def test_distances_on_a_board_and_on_a_torus(torus):
    for kind in ("manhattan", "chebyshev", "euclidean"):
        p, _, _ = given_switches(rules={"torus": torus, "distance": kind})
        assert (p.rows, p.cols) == (9, 11)
        for a in range(0, 99, 7):
            for b in range(99):
                down, right = (
                    abs(x - y) for x, y in zip(divmod(a, 11), divmod(b, 11), strict=True)
                )
                if torus:
                    down, right = min(down, 9 - down), min(right, 11 - right)
                far = {"manhattan": down + right, "chebyshev": max(down, right)}
                expected = far[kind] ** 2 if kind in far else down**2 + right**2
                assert relocation.distance_between(a, b, p) == expected
    corner = relocation.distance_between(0, 98, p)
    assert corner == (1 + 1 if torus else 64 + 100)


def test_those_within_reach_are_those_whom_the_kernel_weighs():
    """`weight_between` says who is a neighbour of whom by distance, the counts by offsets."""
    for torus in (True, False):
        config = board(rules={"torus": torus}, preferences={"radius": 3})
        p = switches(config, 1)
        for a in range(0, 99, 5):
            near = cells_around(a, (9, 11), torus, 3)
            assert [b for b in range(99) if world.weight_between(None, a, b, p)] == near


@pytest.mark.parametrize(
    ("place", "cell"),
    [(0.0, 0), (0.49, 0), (0.5, 1), (-0.4, 0), (-0.5, 0), (9.4, 9), (2.5, 3), (3.5, 4)],
)
def test_a_place_is_in_the_cell_whose_middle_is_nearest(place, cell):
    assert relocation.cell_at(place, 10, False) == cell
    assert relocation.cell_at(place, 10, True) == cell


@pytest.mark.parametrize(
    ("place", "around"),
    [(-0.6, 9), (-1.0, 9), (-1.5, 9), (-1.51, 8), (9.5, 0), (10.2, 0), (-10.0, 0), (25.0, 5)],
)
def test_beyond_the_edge_is_nowhere_or_the_other_side(place, around):
    assert relocation.cell_at(place, 10, False) == -1
    assert relocation.cell_at(place, 10, True) == around


@given(place=st.floats(-1000, 1000), side=st.integers(1, 60))
@CALM
def test_every_place_is_in_a_cell_of_the_torus(place, side):
    found = relocation.cell_at(place, side, True)
    assert found == math.floor(place + 0.5) % side
    inside = relocation.cell_at(place, side, False)
    assert inside == (math.floor(place + 0.5) if 0 <= math.floor(place + 0.5) < side else -1)


def test_the_sine_is_that_of_the_library():
    quarter = relocation.QUARTER_TURN
    worst = max(
        abs(relocation.sine(quarter * k / 5000) - math.sin(quarter * k / 5000)) for k in range(5001)
    )
    assert worst < 1e-15


@given(heading=st.integers(0, 2**32 - 1), length=st.floats(0, 10))
@CALM
def test_a_step_goes_where_its_heading_points(heading, length):
    turns = heading / 2**32
    down, right = relocation.step_of_walk(turns, length)
    assert math.hypot(down, right) == pytest.approx(length, rel=1e-12, abs=1e-12)
    angle = 2 * math.pi * turns
    assert (down, right) == pytest.approx(
        (length * math.sin(angle), length * math.cos(angle)), rel=1e-9, abs=1e-9
    )


def test_headings_are_all_as_likely():
    steps = [relocation.step_of_walk(k / 1000, 1.0) for k in range(1000)]
    assert sum(down for down, _ in steps) == pytest.approx(0.0, abs=1e-9)
    assert sum(right for _, right in steps) == pytest.approx(0.0, abs=1e-9)
    for sign in (1, -1):
        assert sum(down * sign > 1e-12 for down, _ in steps) == 499
        assert sum(right * sign > 1e-12 for _, right in steps) == 499


def test_relevance_falls_with_the_square_of_the_distance_and_is_flat_in_the_centre():
    p, _, _ = given_switches(rules={"relevance_floor": 0.2}, city={"size": [21, 21]})
    floor = 0.2 * 21
    for cell in range(21 * 21):
        far = math.hypot(cell // 21 - 10, cell % 21 - 10)
        assert relocation.relevance(cell, p) == pytest.approx(21 / max(far, floor) ** 2)


def test_pull_is_the_product_of_two_powers():
    rules = {"relevance_power": 1.5, "distance_power": -2.0, "distance": "euclidean"}
    p, _, _ = given_switches(rules=rules)
    home, cell = 0, 38
    far = math.hypot(cell // 11, cell % 11)
    expected = relocation.relevance(cell, p) ** 1.5 * far**-2.0
    assert relocation.pull(home, cell, p) == pytest.approx(expected, rel=1e-12)
    flat, _, _ = given_switches()
    assert relocation.pull(home, cell, flat) == 1.0
    assert relocation.power(0.7, 0.0) == 1.0


# Who would move: a Fenwick tree against sorted lists ----------------------------------------------


class Wishes:
    """What of the kernel's world the trees are made of."""

    def __init__(self, groups, households, of_group):
        self.wishing = np.zeros((groups, households + 1), np.int64)
        self.wishes = np.zeros(households, np.int8)
        self.counts = self
        self.state = self
        self.households = self
        self.group = np.array(of_group, np.int8)


@given(data=st.data(), households=st.integers(1, 70), groups=st.integers(1, 3))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_household_of_a_rank_is_that_of_a_sorted_list(data, households, groups):
    of_group = data.draw(
        st.lists(st.integers(0, groups - 1), min_size=households, max_size=households)
    )
    w = Wishes(groups, households, of_group)
    wish: set[int] = set()
    changes = st.lists(st.tuples(st.integers(0, households - 1), st.booleans()), max_size=80)
    for household, wishes in data.draw(changes):
        world.wish(w, household, wishes)
        (wish.add if wishes else wish.discard)(household)
    for group in range(groups):
        listed = sorted(one for one in wish if of_group[one] == group)
        assert world.wishing(w, group) == len(listed)
        assert [world.wishing_one(w, group, rank) for rank in range(len(listed))] == listed


# Both bodies --------------------------------------------------------------------------------------


@pytest.mark.skipif(numba() is None, reason="Numba is not installed")
def test_compiled_rules_give_the_same_bits():
    p, wanted, parts = given_switches(
        preferences={"score": "peaked", "best_share": 0.3, "worth_of_all": 0.7, "wanted": "1/3"},
        rules={"relevance_power": 1.5, "distance_power": -2.0, "torus": True},
    )

    def many(p, wanted, parts, out):
        k = 0
        for like in range(9):
            for occupied in range(like, 9):
                out[k] = satisfaction.score(like, occupied, 8, wanted, parts, p)
                out[k + 1] = (
                    1.0 if satisfaction.satisfied(like, occupied, 8, wanted, parts, p) else 0
                )
                k += 2
        for cell in range(1, 99):
            step = relocation.step_of_walk(cell / 99.0, 7.3)
            out[k] = relocation.pull(0, cell, p)
            out[k + 1] = step[0]
            out[k + 2] = step[1]
            out[k + 3] = relocation.cell_at(step[0], 9, True) + relocation.logit(step[1], 0.7)
            k += 4

    plain, fast = np.zeros(600), np.zeros(600)
    many(p, wanted, parts, plain)
    compile_now(many, False)(p, wanted, parts, fast)
    assert np.count_nonzero(plain) > 300
    assert plain.tobytes() == fast.tobytes()
