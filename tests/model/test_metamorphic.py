"""Changes that must not matter do not, changes that must wait do: the same hash, month by month."""

import copy
import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim.state.columns as c
from sim.behaviour.parameters import quota_classes
from sim.burn_in import Start
from sim.city import City
from sim.policies import REGISTRY
from sim.state.initial import initial_state
from tests.model.cities import QUOTA, built, hashes, town, with_engine
from tests.model.strategies import SEEDS, configs

ROOT = Path(__file__).resolve().parents[2]
CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
FEW = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=CALM)

LOOSE = {level: {"ash": 100.0, "rest": 100.0} for level in ("block", "neighbourhood")}
NO_RESIDENTS = {"limits": [{"since": "1989-03", "permanent_residents": {"block": 0.0}}]}
NEVER_BOUGHT = QUOTA | {"enforcement": 0.0, "buy_back_years": 999.0, "buy_back_since": None}
BOUGHT = QUOTA | {"buy_back_years": 0.25, "buy_back_months": 2, "buy_back_since": None}
HARMLESS = {
    "a quota of 100 %": {"ethnic_quota": {"limits": [{"since": "1989-03", **LOOSE}]}},
    "a quota that names no class": {"ethnic_quota": {"limits": [{"since": "1989-03"}]}},
    "a quota nowhere": {"ethnic_quota": QUOTA | {"places": []}},
    "a quota that no one enforces": {"ethnic_quota": QUOTA | {"enforcement": 0.0}},
    "a quota after the run": {"ethnic_quota": QUOTA | {"start": 100}},
    "a set-aside of nothing": {"inclusionary_zoning": {"set_aside": 0.0}},
    "zoning of projects larger than any": {"inclusionary_zoning": {"smallest_project": 1000}},
    "zoning nowhere": {"inclusionary_zoning": {"places": []}},
    "no growth and no cap": {"rent_growth": {}},
    "no cap, without decontrol": {"rent_growth": {"vacancy_decontrol": False}},
    "growth nowhere": {"rent_growth": {"growth": 0.5, "places": []}},
    "a cap that no rent reaches": {"rent_growth": {"cap": 1.0, "vacancy_decontrol": False}},
    "a law without a cap": {"rent_cap": {"vacancy_decontrol": False, "exempt_years": 1.0}},
    "a law that caps what no rent reaches": {"rent_cap": {"fixed": 1.0, "cpi_share": 1.0}},
    "a law nowhere": {"rent_cap": {"fixed": 0.0, "places": []}},
    "a law for older buildings than any": {"rent_cap": {"fixed": 0.0, "exempt_years": 200.0}},
    "a law for buildings before any": {"rent_cap": {"fixed": 0.0, "built_before": "1900-01"}},
    "limits on permanent residents where there are none": {"ethnic_quota": NO_RESIDENTS},
    "a buy-back of homes that nobody has owned for so long": {"ethnic_quota": NEVER_BOUGHT},
    "no minimum occupation": {"minimum_occupation": {"months": 0}},
    "a minimum occupation nowhere": {"minimum_occupation": {"months": 60, "places": []}},
    "all at rest": {
        "ethnic_quota": {"limits": [{"since": "1989-03", **LOOSE}]},
        "inclusionary_zoning": {"set_aside": 0.0},
        "minimum_occupation": {},
        "rent_cap": {},
        "rent_growth": {},
    },
}

BITING = {
    "quota": {"ethnic_quota": QUOTA},
    "monthly quota": {"ethnic_quota": QUOTA | {"counts": "monthly"}},
    "quota with buy-back": {"ethnic_quota": BOUGHT},
    "occupation": {"minimum_occupation": {"months": 30}},
    "zoning": {"inclusionary_zoning": {"smallest_project": 1, "set_aside": 0.5}},
    "growth": {"rent_growth": {"growth": 0.2}},
    "cap": {"rent_growth": {"cap": 0.0, "vacancy_decontrol": False}},
    "law": {"rent_cap": {"fixed": 0.0, "exempt_years": 20.0}},
}


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize("policy", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_policy_is_bit_identical_to_none(policy, engine):
    none, harmless = town(engine=engine), town(engine=engine, policy=policy)
    assert hashes(harmless) == hashes(none)


def test_every_policy_of_the_registry_has_a_harmless_and_a_biting_case():
    for cases in (HARMLESS, BITING):
        assert {name for policy in cases.values() for name in policy} == set(REGISTRY)


def dated(policy, **dates):
    return {name: {**parameters, **dates} for name, parameters in policy.items()}


def rents_rise(**changes):
    """Return the town with rents that rise, so that a cap on them has something to stop."""
    return town(market={"rent_growth": 0.1, "reset_months": 6, "project_rate": 0.05}, **changes)


@pytest.mark.parametrize("policy", BITING.values(), ids=BITING)
def test_worlds_are_bit_identical_until_a_policy_starts_and_differ_after(policy):
    none = hashes(rents_rise(), months=20)
    late = hashes(rents_rise(policy=dated(policy, start=9)), months=20)
    assert late[:9] == none[:9]
    assert late[-1] != none[-1]


@pytest.mark.parametrize("policy", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_policy_that_stops_leaves_no_trace(policy):
    if any("start" in parameters for parameters in policy.values()):
        return
    assert hashes(town(policy=dated(policy, start=3, stop=7))) == hashes(town())


@pytest.mark.parametrize("policy", BITING.values(), ids=BITING)
def test_a_policy_acts_until_the_month_before_it_stops(policy):
    """A stop after the run changes nothing; worlds that stop in different months part only then."""
    always = hashes(rents_rise(policy=policy), months=20)
    assert hashes(rents_rise(policy=dated(policy, stop=21)), months=20) == always
    early = hashes(rents_rise(policy=dated(policy, stop=10)), months=20)
    assert early[:10] == always[:10]


def test_two_policies_of_which_one_rests_equal_the_other_alone():
    both = BITING["quota"] | HARMLESS["a set-aside of nothing"] | {"rent_growth": {}}
    assert hashes(town(policy=both)) == hashes(town(policy=BITING["quota"]))


def test_a_quota_where_no_public_home_stands_changes_nothing():
    for changes in ({}, {"city": {"block": 6, "neighbourhood": 1}}):
        base = town(**changes)
        state = initial_state(base, 1)
        labels = state.zones.neighbourhood
        public = set(labels[state.dwellings.sector == c.PUBLIC].tolist())
        private = [place for place in range(int(labels.max()) + 1) if place not in public]
        quota = {"ethnic_quota": QUOTA | {"places": private}}
        assert hashes(town(policy=quota, **changes)) == hashes(base)
    assert private  # the second town has such places


def test_a_policy_in_one_place_leaves_rents_elsewhere_alone_at_once():
    none = City(town(), 1)
    placed = City(town(policy={"rent_growth": {"growth": 0.2, "places": [0]}}), 1)
    none.step()
    placed.step()
    assert np.array_equal(placed.state.rent_level[1:], none.state.rent_level[1:])
    assert (placed.state.rent_level[0] > none.state.rent_level[0]).all()


def test_the_order_in_which_policies_are_written_does_not_matter():
    policy = BITING["quota"] | BITING["zoning"] | BITING["growth"]
    config = town(policy=policy)
    turned = dataclasses.replace(config, policy=dict(reversed(list(config.policy.items()))))
    assert list(turned.policy) != list(config.policy)
    assert hashes(turned) == hashes(config)


# Names and labels ---------------------------------------------------------------------------------


def test_names_of_groups_and_classes_change_nothing_but_the_names_of_columns():
    config = town(policy={"ethnic_quota": QUOTA})
    data = json.loads(json.dumps(dataclasses.asdict(config)))
    text = json.dumps(data)
    for old, new in (("ash", "zelkova"), ("birch", "alder"), ("cedar", "b"), ("rest", "a")):
        text = text.replace(f'"{old}"', f'"{new}"')
    from sim.config.validate import validate

    named = validate(json.loads(text))
    assert list(named.city.groups) == ["zelkova", "alder", "b"]
    one, other = City(config, 1).run(), City(named, 1).run()
    assert one.state_hash() == other.state_hash()
    mine, theirs = one.series(), other.series()
    for name, values in mine.items():
        parts = name.split(".")
        new = {"ash": "zelkova", "birch": "alder", "cedar": "b", "rest": "a"}
        renamed = ".".join([parts[0], *(new.get(part, part) for part in parts[1:])])
        assert np.array_equal(values, theirs[renamed], equal_nan=True), name


def relabelled(config, number, order):
    """Return the config with its groups in another order, and its city with the same people.

    The people keep their ids, homes and incomes; only the numbers of their groups (and of the
    owners' classes) change. Appeal is keyed by the number of the group, so it must be off.
    """
    state = c.copy(initial_state(config, number))
    names = list(config.city.groups)
    groups = {names[g]: config.city.groups[names[g]] for g in order}
    turned = copy.deepcopy(config)
    turned.city = dataclasses.replace(turned.city, groups=groups)
    new_number = np.array([order.index(g) for g in range(len(names))], np.int8)
    state.households.group[:] = new_number[state.households.group]
    before, after = quota_classes(config), quota_classes(turned)
    new_class = np.array([after.index(name) for name in before], np.int8)
    sold = state.dwellings.record >= 0
    state.dwellings.record[sold] = new_class[state.dwellings.record[sold]]
    return turned, Start(state, float("nan"))


@FEW
@given(config=configs(), number=SEEDS, data=st.data())
def test_relabelling_the_groups_relabels_the_results(config, number, data):
    config.preferences.appeal_sigma = {}
    one = built(config, number)
    order = data.draw(st.permutations(range(len(config.city.groups))))
    turned, start = relabelled(config, number, order)
    other = City(turned, number, start=start)
    for _ in range(8):
        one.step()
        other.step()
        assert np.array_equal(other.flows.events, one.flows.events[:, order])
        assert np.array_equal(other.flows.taken, one.flows.taken)
        mine, theirs = one.state, other.state
        for name in c.Households._fields:
            if name != "group":
                a, b = getattr(mine.households, name), getattr(theirs.households, name)
                assert np.array_equal(a, b), name
        living = np.flatnonzero(mine.households.dwelling >= 0)
        theirs_as_mine = np.array(order)[theirs.households.group[living]]
        assert np.array_equal(theirs_as_mine, mine.households.group[living])
        assert np.array_equal(mine.rent_level, theirs.rent_level)


# Observing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_measuring_changes_nothing(engine):
    families = ["evenness", "exposure", "income", "spatial"]
    off = town(engine=engine, months=6)
    on = town(engine=engine, months=6, metrics={"families": families, "chance_every": 1})
    assert hashes(on) == hashes(off)


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_looking_changes_nothing(engine):
    city = City(town(engine=engine), 1)
    seen = [city.state_hash()]
    for _ in range(12):
        city.step()
        assert len(city.records) == city.month + 1
        city.series()
        city.snapshot().group[:] = 0  # a snapshot is ours to spoil
        for agent in list(city.agents)[:5]:
            assert agent.unique_id >= 0
        city.state_hash()
        seen.append(city.state_hash())
    assert seen == hashes(town(engine=engine))


PRINT_HASHES = """
import sys
from tests.model.cities import QUOTA, hashes, town
zoning = {"smallest_project": 1, "set_aside": 0.5}
config = town(policy={"ethnic_quota": QUOTA, "inclusionary_zoning": zoning}, months=5)
config.engine = "reference"
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
    assert len(found[0]) == 6
    assert found[0] == found[1] == found[2]


# Runs ---------------------------------------------------------------------------------------------


def test_two_cities_in_one_process_do_not_disturb_each_other():
    configs_ = [town(), town(policy={"ethnic_quota": QUOTA}), town(engine="reference")]
    alone = [hashes(config, seed) for seed, config in enumerate(configs_)]
    together = [City(config, seed) for seed, config in enumerate(configs_)]
    found = [[city.state_hash()] for city in together]
    for _ in range(12):
        for city, mine in zip(together, found, strict=True):
            city.step()
            mine.append(city.state_hash())
    assert found == alone


def test_cities_that_share_a_start_leave_it_as_it_was():
    config = town()
    start = Start(initial_state(config, 1), float("nan"))
    before = c.state_hash(start.state)
    first, second = (hashes(config, start=start) for _ in range(2))
    assert first == second == hashes(config)
    assert c.state_hash(start.state) == before


def test_a_saved_start_is_the_same_start(tmp_path):
    config = town(city={"initial": "burned_in", "burn_in": {"months": 6}})
    made = City(config, 1)
    made.start.save(tmp_path / "start.npz")
    loaded = Start.load(tmp_path / "start.npz")
    assert hashes(config, start=loaded, months=6) == hashes(config, months=6)


@FEW
@given(config=configs(), number=SEEDS)
def test_a_longer_run_begins_with_the_shorter_one(config, number):
    longer = dataclasses.replace(config, months=9)
    shorter = dataclasses.replace(config, months=4)
    short, long = built(shorter, number).run(), built(longer, number).run()
    mine, theirs = short.series(), long.series()
    assert list(mine) == list(theirs)
    for name, values in mine.items():
        assert np.array_equal(values, theirs[name][:5], equal_nan=True), name


@FEW
@given(config=configs(), number=SEEDS)
def test_run_is_step_by_step_and_again_the_same(config, number):
    city = built(config, number)
    ran = built(config, number).run()
    for month in range(1, config.months + 1):
        city.step()
        assert city.month == month
    assert city.state_hash() == ran.state_hash()
    assert ran.run().month == config.months  # a finished run stays as it is


def test_the_seed_matters_and_nothing_else_does():
    config = town()
    assert hashes(config, 1) != hashes(config, 2)
    named = dataclasses.replace(config, experiment="other", store="elsewhere", seed=9)
    assert hashes(named, 1) == hashes(config, 1)
    assert City(named).state_hash() == City(config, 9).state_hash()
    assert hashes(with_engine(config, "reference"), 1) == hashes(config, 1)


def test_a_growing_city_draws_the_same_newcomers_in_every_world():
    """The n-th arrival of a stream is the same household, whatever the policies."""
    worlds = [City(rents_rise(policy=p, months=30), 1).run() for p in ({}, BITING["quota"])]
    initial = int(worlds[0].state.clock[c.INITIAL])
    grown = min(int(world.state.arrivals[0]) for world in worlds)
    assert grown > 5
    rows = initial + 3 * np.arange(grown)
    for name in ("group", "income", "fifth", "standing", "market"):
        one, other = (getattr(world.state.households, name)[rows] for world in worlds)
        assert np.array_equal(one, other)
