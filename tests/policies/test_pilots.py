"""Pilots: the neighbourhoods that are drawn for a policy."""

import json

import numpy as np
import pytest

from sim.city import City
from sim.config import ConfigError
from sim.experiment.address import address
from sim.experiment.execute import run_one
from sim.policies.pilots import drawn, neighbourhoods, pilots
from tests.model.cities import QUOTA, hashes, town

COUNT = 9  # neighbourhoods of the town, 23 x 19 cells


def zoning(**parameters):
    return {"inclusionary_zoning": {"smallest_project": 1, "set_aside": 0.5} | parameters}


def test_the_town_has_nine_neighbourhoods():
    config = town()
    assert neighbourhoods(config.city) == COUNT == len(City(config, 1).state.rent_level)


def test_a_sample_is_drawn_by_the_seed_alone():
    samples = {seed: drawn({"sample": 4}, seed, COUNT) for seed in range(1, 30)}
    for seed, places in samples.items():
        assert len(set(places)) == 4 and places == sorted(places)
        assert set(places) <= set(range(COUNT))
        assert drawn({"sample": 4, "set_aside": 0.3}, seed, COUNT) == places
        assert set(drawn({"sample": 2}, seed, COUNT)) < set(places)  # smaller ones are part
    assert len({tuple(places) for places in samples.values()}) > 10
    counts = np.bincount(np.concatenate(list(samples.values())), minlength=COUNT)
    assert counts.min() > 0


def test_a_sample_is_taken_among_the_places():
    assert drawn({"places": None, "sample": None}, 1, COUNT) is None
    assert drawn({"places": [3, 1], "sample": None}, 1, COUNT) == [3, 1]
    assert drawn({"places": [3, 1], "sample": 2}, 1, COUNT) == [1, 3]
    for seed in range(5):
        assert set(drawn({"places": [1, 3, 5], "sample": 2}, seed, COUNT)) < {1, 3, 5}


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_a_pilot_is_the_policy_in_the_places_drawn(engine):
    def living(**where):
        policy = {"rent_growth": {"growth": 0.2} | where}
        return hashes(town(engine=engine, policy=policy, months=6), seed=3)

    sampled = living(sample=4)
    assert sampled == living(places=drawn({"sample": 4}, 3, COUNT))
    assert sampled != living(sample=3)
    assert living(sample=COUNT) == living()


def test_policies_of_every_world_of_a_seed_are_tried_in_the_same_places():
    quota = {"ethnic_quota": QUOTA | {"sample": 3}}
    both = City(town(policy=quota | zoning(sample=3)), 5)
    one = City(town(policy=zoning(sample=3)), 5)
    places = one.calendar.policies["inclusionary_zoning"]["places"]
    assert [p["places"] for p in both.calendar.policies.values()] == [places, places]
    limits = both.levers.tables.neighbourhood_limit
    assert sorted(np.flatnonzero((limits < 10_000).any(axis=1)).tolist()) == places


def test_the_address_knows_a_sample_only_where_there_is_one():
    assert address(town(policy=zoning(sample=4))) != address(town(policy=zoning()))
    config = town(policy=zoning())
    before = address(config)
    del config.policy["inclusionary_zoning"]["sample"]  # as a run of before has it
    assert address(config) == before
    settled = town(city={"burn_in": {"policy": zoning(sample=4)}})
    assert address(settled) != address(town(city={"burn_in": {"policy": zoning()}}))


def test_a_run_records_which_neighbourhoods_were_drawn():
    config = town(policy=zoning(sample=4), engine="reference", months=1, seed=2)
    places = drawn({"sample": 4}, 2, COUNT)
    assert pilots(config) == {"inclusionary_zoning": places}
    assert json.loads(run_one(config).row()["pilots"]) == {"inclusionary_zoning": places}
    everywhere = town(policy=zoning(), engine="reference", months=1)
    assert "pilots" not in run_one(everywhere).row()


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"sample": 0}, "from 1 to 9"),
        ({"sample": 10}, "from 1 to 9"),
        ({"sample": 3, "places": [1, 2]}, "from 1 to 2"),
        ({"sample": 1.5}, "whole number"),
        ({"sample": "few"}, "whole number"),
    ],
)
def test_a_sample_that_cannot_be(parameters, named):
    with pytest.raises(ConfigError, match=named) as error:
        town(policy=zoning(**parameters))
    assert "policy.inclusionary_zoning.sample" in str(error.value)
