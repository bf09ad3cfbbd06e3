"""Policies that come into force one neighbourhood after the other."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendar import PolicyCalendar
from sim.city import City
from sim.config import ConfigError
from sim.draws import Purpose
from sim.experiment.address import address
from sim.experiment.design import Design, Run
from sim.policies.base import holds
from sim.policies.pilots import drawn, reached
from sim.state import keyed
from tests.model.cities import QUOTA, hashes, town

CASES = yaml.safe_load((Path(__file__).parent / "calendar" / "phase_in.yaml").read_text())
COUNT = 9  # neighbourhoods of the town
ENGINES = pytest.mark.parametrize("engine", ["kernel", "reference"])


def growing(**parameters):
    return {"rent_growth": {"growth": 0.2} | parameters}


def order_of(places, seed):
    return keyed.order(places, seed, Purpose.PILOT).tolist()


@pytest.mark.parametrize("case", [pytest.param(c, id=c["why"]) for c in CASES["months"]])
def test_case(case):
    count, seed = CASES["order"]["neighbourhoods"], CASES["order"]["seed"]
    where = {key: case.get(key) for key in ("places", "sample")}
    given = where | {key: case[key] for key in ("start", "phase_in")} | {"stop": case.get("stop")}
    given |= {"places": drawn(where, seed, count)}
    everywhere = range(count) if given["places"] is None else given["places"]
    for month, number in case["held"].items():
        here = reached(given, month, seed, count) if holds(given, month) else []
        if number == "all":
            assert here == given["places"]
        else:
            assert here == sorted(order_of(everywhere, seed)[:number]), f"month {month}"


@given(
    count=st.integers(1, 60),
    months=st.integers(0, 40),
    start=st.integers(1, 20),
    seed=st.integers(0, 2**63 - 1),
    data=st.data(),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_places_only_join_until_all_have_it(count, months, start, seed, data):
    among = data.draw(st.none() | st.lists(st.integers(0, count - 1), unique=True))
    parameters = {"places": among, "start": start, "phase_in": months}
    every = set(range(count)) if among is None else set(among)
    before: set[int] = set()
    for month in range(start, start + months + 3):
        found = reached(parameters, month, seed, count)
        here = every if found is None else set(found)
        assert before <= here <= every
        joined = sorted(order_of(sorted(every), seed).index(place) for place in here - before)
        assert joined == list(range(len(before), len(here)))  # the next ones in the order
        before = here
        if month >= start + months - 1:
            assert found == among
    assert before == every
    assert reached(parameters, 0, seed, count) == among  # a burn-in lives under the whole of it


@ENGINES
def test_a_phase_in_is_the_policy_in_places_that_grow(engine):
    """Month by month the city lives as under the places of the month, changed by hand."""
    seed, start, months = 3, 2, 4
    city = City(town(engine=engine, policy=growing(start=start, phase_in=months), months=8), seed)
    twin = City(town(engine=engine, policy=growing(start=start), months=8), seed)
    calendars = {}
    for month in range(1, 9):
        number = min(max(-(-(month - start + 1) * COUNT // months), 0), COUNT)
        places = sorted(order_of(range(COUNT), seed)[:number])
        config = town(policy=growing(start=start, places=places))
        zones, buildings = twin.state.zones, twin.buildings
        calendars[month] = PolicyCalendar(config, zones, buildings, seed)
    twin.calendar.turns = lambda month: True
    twin.calendar.levers = lambda month: calendars[month].levers(month)
    for _ in range(8):
        city.step()
        twin.step()
        assert city.state_hash() == twin.state_hash()


@ENGINES
def test_no_month_and_one_month_are_none(engine):
    plain = hashes(town(engine=engine, policy=growing(), months=4))
    for months in (0, 1):
        assert hashes(town(engine=engine, policy=growing(phase_in=months), months=4)) == plain
    assert hashes(town(engine=engine, policy=growing(phase_in=3), months=4)) != plain


def test_engines_agree_while_every_policy_is_phased_in():
    policy = {
        "ethnic_quota": QUOTA | {"phase_in": 7, "sample": 6},
        "inclusionary_zoning": {"smallest_project": 1, "set_aside": 0.5, "phase_in": 5},
        "rent_cap": {"fixed": 0.0, "vacancy_decontrol": False, "phase_in": 4, "start": 2},
        "rent_growth": {"growth": 0.2, "phase_in": 6, "places": [0, 2, 5]},
    }
    lived = [hashes(town(engine=e, policy=policy), 5) for e in ("kernel", "reference")]
    assert lived[0] == lived[1]


def test_limits_of_neighbourhoods_and_of_their_blocks_come_together():
    """A quota has a limit in a block and in its neighbourhood, or in neither."""
    city = City(town(policy={"ethnic_quota": QUOTA | {"phase_in": 5}}), 2)
    for month in range(1, 7):
        tables = city.calendar.levers(month).tables
        limited = (tables.neighbourhood_limit < 10_000).all(axis=1)
        blocks = (tables.block_limit < 10_000).all(axis=1)
        assert limited.sum() == min(-(-month * COUNT // 5), COUNT)
        assert np.array_equal(blocks, limited[city.calendar.places])
        assert not (tables.neighbourhood_limit < 10_000)[~limited].any()


def test_the_address_knows_a_phase_in_only_where_there_is_one():
    config = town(policy=growing())
    before, plain = address(config), Design([Run.of(config)]).describe()["settings"]
    del config.policy["rent_growth"]["phase_in"]  # as a run of before has it
    assert address(config) == before
    assert Design([Run.of(config)]).describe()["settings"] == plain
    assert address(town(policy=growing(phase_in=4))) != before
    settled = town(city={"burn_in": {"policy": growing(phase_in=4)}})
    assert address(settled) != address(town(city={"burn_in": {"policy": growing()}}))


@pytest.mark.parametrize(
    ("months", "named"), [(-1, "from 0 to 1200"), (1201, "from 0 to 1200"), (1.5, "whole number")]
)
def test_a_phase_in_that_cannot_be(months, named):
    with pytest.raises(ConfigError, match=named) as error:
        town(policy=growing(phase_in=months))
    assert "policy.rent_growth.phase_in" in str(error.value)
