"""Where households relocate, the two engines live the same life, and nothing else moves it."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, seed, settings

import sim.state.columns as c
from sim.city import City
from sim.config import choices
from sim.indices.papers import MEASURES
from tests.model.boards import MONTHS, board, boards, discontented, rows_of, settled
from tests.model.cities import hashes, with_engine
from tests.model.strategies import SEEDS
from tests.model.test_invariants import check_homes, check_vacancies

ROOT = Path(__file__).resolve().parents[2]
PARTS, EXAMPLES = 2, 30  # 60 examples in the default suite, in parts that share two cores
SLOW_PARTS, SLOW_EXAMPLES = 10, 100  # 1,000 behind the slow marker
CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
FEW = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=CALM)


def same_month(one: City, other: City) -> None:
    for name, mine, theirs in zip(one.flows._fields, one.flows, other.flows, strict=True):
        assert np.array_equal(mine, theirs), f"{name} differs in month {one.month}"
    assert one.life.stopped == other.life.stopped
    assert one.running == other.running
    assert one.state_hash() == other.state_hash(), f"month {one.month}"


def agree(config, number: int) -> None:
    kernel = settled(with_engine(config, "kernel"), number)
    reference = settled(with_engine(config, "reference"), number)
    same_month(kernel, reference)
    moved = refused = 0
    for _ in range(MONTHS):
        kernel.step()
        reference.step()
        same_month(kernel, reference)
        moved += int(kernel.flows.moved.sum())
        refused += int(kernel.flows.refused.sum())
    mine, theirs = kernel.series(), reference.series()
    assert list(mine) == list(theirs)
    for name, values in mine.items():
        assert np.array_equal(values, theirs[name], equal_nan=True), name
    event(f"moves: {bool(moved)}")
    event(f"refusals: {bool(refused)}")
    event(f"stopped: {kernel.life.stopped}")


def check_part(part: int, examples: int) -> None:
    @seed(part)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=CALM)
    @given(config=boards(), number=SEEDS)
    def run(config, number):
        agree(config, number)

    run()


@pytest.mark.parametrize("part", range(PARTS))
def test_engines_agree_month_by_month(part):
    check_part(part, EXAMPLES)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(SLOW_PARTS))
def test_engines_agree_month_by_month_on_many_boards(part):
    check_part(1000 + part, SLOW_EXAMPLES)


def moves_agree(config, number: int, months: int = 4) -> int:
    """Return how many moves both engines make; the boards are the same after each month."""
    cities = [City(with_engine(config, engine), number) for engine in ("kernel", "reference")]
    moves = 0
    for _ in range(months):
        for city in cities:
            city.step()
        same_month(*cities)
        moves += int(cities[0].flows.moved.sum())
    return moves


@pytest.mark.parametrize("acceptance", choices.ACCEPTANCES)
@pytest.mark.parametrize("search", choices.SEARCHES)
def test_engines_agree_on_every_search_with_every_acceptance(search, acceptance):
    """On a board on which households move; those that are no worse off stay at rest."""
    config = board(
        preferences={"score": "share", "wanted": "3/5"},
        rules={
            "search": search,
            "acceptance": acceptance,
            "temperature": 0.2,
            "happy_moves": 0.1,
            "shortlist": 0 if search == "logit_choice" else 1,
            "sample": 0 if search == "nearest" else 6,
            "relevance_power": 1.0,
            "distance_power": -1.0,
            "disallowed": 0.05,
        },
    )
    assert moves_agree(config, 11) > 5


@pytest.mark.parametrize("movers", choices.MOVERS)
@pytest.mark.parametrize("score", choices.SCORES)
def test_engines_agree_on_every_score_with_all_movers(score, movers):
    config = board(
        preferences={
            "score": score,
            "wanted": "3/5",
            "beta_ethnicity": 4.0,
            "best_share": 0.4,
            "isolated": "avoided",
        },
        rules={
            "movers": movers,
            "activation": "drawn",
            "search": "most_improvement",
            "acceptance": "not_worse",
            "shortlist": 2,
            "torus": True,
        },
    )
    assert moves_agree(config, 12, months=2) > 2


@pytest.mark.parametrize("neighbourhood", choices.NEIGHBOURHOODS)
@pytest.mark.parametrize("sees_itself", choices.SEES_ITSELF)
@pytest.mark.parametrize("satisfaction", choices.SATISFACTIONS)
def test_engines_agree_on_every_neighbourhood(neighbourhood, sees_itself, satisfaction):
    config = board(
        preferences={
            "satisfaction": satisfaction,
            "wanted": {"like_count": "4", "unlike_share": "2/5"}.get(satisfaction, "3/5"),
            "neighbourhood": neighbourhood,
            "sees_itself": sees_itself,
            "empty_cells": "counted",
            "contiguity_weight": "0.17",
            "radius": 2,
            "score": "share",
        },
        rules={"search": "first_acceptable", "acceptance": "better", "decided": "on_turn"},
    )
    assert moves_agree(config, 13) > 2


LIMITS = {"block": {"blue": 60.0, "orange": 60.0}, "neighbourhood": {"blue": 55.0, "orange": 55.0}}
QUOTAS = {
    "live": {"limits": [{"since": "1989-03", **LIMITS}]},
    "monthly": {"limits": [{"since": "1989-03", **LIMITS}], "counts": "monthly"},
    "appeals": {"limits": [{"since": "1989-03", **LIMITS}], "enforcement": 0.5},
    "late": {"limits": [{"since": "1989-03", **LIMITS}], "start": 3, "stop": 5},
}


@pytest.mark.parametrize("search", ["random_vacancy", "most_improvement"])
@pytest.mark.parametrize("quota", QUOTAS)
def test_engines_agree_where_a_quota_bites(quota, search):
    rules = {"search": search, "stop": "never", "movers": "all"}
    config = board(rules=rules, policy={"ethnic_quota": QUOTAS[quota]})
    cities = [City(with_engine(config, engine), 5) for engine in ("kernel", "reference")]
    refused = []
    for _ in range(MONTHS):
        for city in cities:
            city.step()
        same_month(*cities)
        refused.append(int(cities[0].flows.refused.sum()))
    if quota == "late":
        assert not any(refused[:2])
        assert not any(refused[4:])
        assert all(refused[2:4])
    else:
        assert all(refused)
    assert hashes(config, 5)[-1] != hashes(board(rules=rules), 5)[-1]


def test_a_quota_of_which_nothing_is_forbidden_changes_nothing():
    """Though another loop of the kernel runs then: the one that asks the quota."""
    loose = {"limits": [{"since": "1989-03"}]}
    for rules in ({}, {"search": "nearest", "acceptance": "satisfied"}, {"activation": "drawn"}):
        none = hashes(board(rules=rules))
        assert hashes(board(rules=rules, policy={"ethnic_quota": loose})) == none


def test_most_drawn_boards_have_a_first_month():
    tried, lived = 0, 0

    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=CALM)
    @given(config=boards(), number=SEEDS)
    def run(config, number):
        nonlocal tried, lived
        tried += 1
        settled(with_engine(config, "reference"), number)
        lived += 1

    run()
    assert tried >= 60
    assert lived >= 0.8 * tried


# What must hold in every month --------------------------------------------------------------------


def lived_in(city: City) -> list[int]:
    return np.bincount(city.state.households.group, minlength=len(city.config.city.groups)).tolist()


@FEW
@given(config=boards(), number=SEEDS)
def test_people_stay_who_they_are_and_live_in_one_home_each(config, number):
    city = settled(config, number)
    people, numbers = city.state.households, lived_in(city)
    group, income, built = people.group.copy(), people.income.copy(), city.state.dwellings.sector
    built = built.copy()
    for month in range(1, MONTHS + 1):
        before = people.dwelling.copy()
        city.step()
        check_homes(city)
        check_vacancies(city)
        assert np.array_equal(people.group, group)
        assert np.array_equal(people.income, income)
        assert np.array_equal(city.state.dwellings.sector, built)
        moved = np.flatnonzero(people.moved == month)
        assert set(np.flatnonzero(people.dwelling != before)) <= set(moved)
        assert len(moved) <= city.flows.moved.sum()
        assert (city.flows.moved + city.flows.refused <= city.flows.tried).all()
        assert (city.flows.unhappy <= numbers).all()
        living = city.state.dwellings.household >= 0
        assert (city.state.dwellings.record[living] >= 0).all()


@pytest.mark.parametrize("torus", [True, False])
@pytest.mark.parametrize("wanted", ["1/3", "0.3", "1/2", "5/8"])
@pytest.mark.parametrize("at_equality", ["happy", "unhappy"])
def test_the_unhappy_are_those_whom_looking_finds(wanted, at_equality, torus):
    config = board(
        preferences={"wanted": wanted, "at_equality": at_equality, "radius": 2},
        rules={"torus": torus},
        city={"vacancy": 0.6},
    )
    city = City(config, 3)
    for _ in range(4):
        found = discontented(city)
        of_group = np.bincount(city.state.households.group[found], minlength=2)
        assert np.array_equal(city.flows.unhappy, of_group)
        assert city.series()["unhappy"][-1] == len(found)
        city.step()


# What must not matter -----------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_measuring_changes_nothing(engine):
    families = ["evenness", "exposure", "income", "spatial"]
    off = board(engine=engine)
    on = board(engine=engine, metrics={"families": families, "of_papers": sorted(MEASURES)})
    assert hashes(on) == hashes(off)
    assert set(MEASURES) <= set(City(on, 1).series())


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_looking_changes_nothing(engine):
    config = board(engine=engine, metrics={"of_papers": sorted(MEASURES)})
    city = City(config, 1)
    seen = [city.state_hash()]
    for _ in range(MONTHS):
        city.step()
        assert len(city.records) == city.month + 1
        city.series()["unhappy"][:] = 0
        city.snapshot().group[:] = 0  # a snapshot is ours to spoil
        assert all(agent.unique_id >= 0 for agent in list(city.agents)[:5])
        rows_of(city)
        seen.append(city.state_hash())
    assert seen == hashes(board(engine=engine))


PRINT_HASHES = """
from tests.model.boards import board
from tests.model.cities import hashes
rules = {"search": "most_improvement", "acceptance": "better", "stop": "never"}
config = board(months=5, rules=rules, preferences={"score": "share"}, engine="reference")
print("\\n".join(hashes(config)))
"""


def test_the_seed_of_pythons_own_hashes_does_not_matter():
    found = []
    for value in ("0", "1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": value, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", PRINT_HASHES],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(done.stdout.split())
    assert len(set(found[0])) == 6
    assert found[0] == found[1] == found[2]


SEARCHES = ("random_vacancy", "random_walk", "nearest", "most_improvement", "first_acceptable")


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize("search", SEARCHES)
def test_relabelling_the_groups_of_a_symmetric_model_relabels_the_board(search, engine):
    """Blue and orange want the same, so that which of them is the first group decides nothing."""
    config = board(
        engine=engine, rules={"search": search, "acceptance": "satisfied", "stop": "never"}
    )
    one = City(config, 4)
    groups = dict(reversed(config.city.groups.items()))
    turned = dataclasses.replace(config, city=dataclasses.replace(config.city, groups=groups))
    start = c.copy(one.state)
    start.households.group[:] = 1 - start.households.group
    start.dwellings.record[start.dwellings.record >= 0] ^= 1
    from sim.burn_in import Start

    other = City(turned, 4, Start(start, float("nan")))
    assert rows_of(one) == rows_of(other)
    for _ in range(MONTHS):
        one.step()
        other.step()
        assert rows_of(one) == rows_of(other)
        for mine, theirs in zip(one.flows, other.flows, strict=True):
            assert np.array_equal(mine, theirs[::-1])
    assert one.series()["moves"].sum() > 0


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize("stop", ["all_happy", "nobody_moved", "never"])
def test_a_city_that_has_come_to_rest_stays_as_it_is(stop, engine):
    config = board(engine=engine, months=60, preferences={"wanted": "1/3"}, rules={"stop": stop})
    city = City(config, 2).run()
    assert not city.flows.unhappy.any()
    rest = city.month
    if stop == "never":
        assert rest == 60
        assert city.running
    else:
        assert rest < 60
        assert not city.running
    board_then, moved = rows_of(city), city.state.households.moved.copy()
    vacant = city.state.vacancies.homes.copy()
    for _ in range(3):
        city.step()
        assert rows_of(city) == board_then
        assert np.array_equal(city.state.households.moved, moved)
        assert np.array_equal(city.state.vacancies.homes, vacant)
        assert not any(flow.any() for flow in city.flows)
    assert city.month == rest + 3


def test_all_happy_and_nobody_moved_rest_one_month_apart():
    """The month in which the last one moved is the first in which all are satisfied."""
    lengths = {}
    for stop in ("all_happy", "nobody_moved"):
        config = board(months=60, preferences={"wanted": "1/3"}, rules={"stop": stop})
        lengths[stop] = City(config, 2).run().month
    assert lengths["nobody_moved"] == lengths["all_happy"] + 1


def test_a_longer_run_begins_with_the_shorter_one():
    config = board(rules={"stop": "never", "acceptance": "logit", "temperature": 0.5})
    short = City(dataclasses.replace(config, months=4), 1).run().series()
    long = City(dataclasses.replace(config, months=9), 1).run().series()
    for name, values in short.items():
        assert np.array_equal(values, long[name][:5], equal_nan=True), name


def test_two_boards_in_one_process_do_not_disturb_each_other():
    configs = [board(), board(rules={"torus": True}), board(engine="reference")]
    alone = [hashes(config, number) for number, config in enumerate(configs)]
    together = [City(config, number) for number, config in enumerate(configs)]
    found = [[city.state_hash()] for city in together]
    for _ in range(MONTHS):
        for city, mine in zip(together, found, strict=True):
            city.step()
            mine.append(city.state_hash())
    assert found == alone
