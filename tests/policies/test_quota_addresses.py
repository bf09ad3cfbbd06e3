"""Keys of the quota that came later change no run and no address where they are at rest."""

import copy

import pytest

import sim
from sim.burn_in import Start
from sim.city import City
from sim.experiment.address import address
from sim.experiment.design import Design, Run
from sim.state.initial import initial_state

LATER = ("rental_block_points", "buy_back_years", "buy_back_months", "buy_back_since")
WORDS = ("city=small", "city.size=[40,40]", "city.initial=random", "metrics=none", "months=6")
SOME = "city.groups.chinese.permanent_residents=0.04"


def composed(*words):
    return sim.compose(*WORDS, "policy=ethnic_quota", *words)


def of_before(config):
    """Return the configuration as it was written before these keys were there."""
    old = copy.deepcopy(config)
    for policies in (old.policy, old.city.burn_in.policy):
        for parameters in policies.values():
            for key in LATER:
                parameters.pop(key, None)
            for entry in parameters.get("limits", ()):
                entry.pop("permanent_residents", None)
    return old


@pytest.mark.parametrize("words", [(), ("policy@city.burn_in.policy=ethnic_quota",)])
def test_the_address_is_that_of_before(words):
    assert address(composed(*words)) == address(of_before(composed(*words)))


def test_a_configuration_of_before_lives_the_same_life():
    def life(config):
        start = Start(initial_state(config, 1), float("nan"))
        return City(config, 1, start).run().state_hash()

    config = composed("engine=reference", "city.size=[20,20]")
    assert life(config) == life(of_before(config))
    sim.City(of_before(config))  # it is checked, too


def test_limits_on_permanent_residents_decide_where_there_are_some():
    limit = "policy.ethnic_quota.limits=[{since: 2010-03-05, permanent_residents: {block: 20}}]"
    none = "policy.ethnic_quota.limits=[{since: 2010-03-05}]"
    assert address(composed(limit)) == address(composed(none))
    assert address(composed(limit, SOME)) != address(composed(none, SOME))
    assert address(composed(SOME)) != address(composed())


@pytest.mark.parametrize(
    "word",
    ["rental_block_points=5", "buy_back_years=10", "buy_back_months=3", "buy_back_since=null"],
)
def test_each_key_decides_where_it_is_not_at_rest(word):
    assert address(composed(f"policy.ethnic_quota.{word}")) != address(composed())


def test_a_folder_of_before_holds_the_same_design():
    def settings(*words):
        keys = Design([Run.of(composed(*words))]).describe()["settings"]
        return {key for key in keys if key.endswith(LATER) or ".permanent_residents." in key}

    assert settings() == set()
    wanted = {"policy.ethnic_quota.buy_back_years"}
    assert settings("policy.ethnic_quota.buy_back_years=10") == wanted
    levels = {
        f"policy.ethnic_quota.limits[1].permanent_residents.{k}" for k in ("block", "neighbourhood")
    }
    assert settings(SOME) == levels
