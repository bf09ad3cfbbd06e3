"""Policies whose numbers change nothing say so before the first month."""

import dataclasses

import pytest

import sim
from sim.policies import REGISTRY
from sim.policies.catalogue import files
from sim.policies.idle import MOST, idle, notes

CITY = ("city=singapore", "months=24")


def note(*words):
    return notes([sim.compose(*CITY, *words)])


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ("rent_cap", "it names no cap (fixed is null); give policy.rent_cap.fixed"),
        ("rent_growth", "it has no growth and no cap; give policy.rent_growth.growth or .cap"),
        ("minimum_occupation", "its 60 months are no longer than the 60 of rules.minimum_occ"),
    ],
)
def test_plain_policies_that_set_nothing_name_the_presets_there_are(policy, why):
    (line,) = note(f"policy={policy}")
    assert line.startswith(f"note: {policy} changes nothing: {why}")
    presets = [name for name in files() if name.startswith(f"{policy}/")]
    assert presets and line.endswith(f"policy={', '.join(presets)}")


@pytest.mark.parametrize("policy", ["ethnic_quota", "inclusionary_zoning"])
def test_plain_policies_with_numbers_of_their_own_say_nothing(policy):
    assert note(f"policy={policy}") == []


def test_every_policy_of_the_registry_is_one_of_these():
    assert len(REGISTRY) == 5


@pytest.mark.parametrize(
    ("policy", "set_", "why"),
    [
        ("ethnic_quota", "enforcement=0", "no veto stands (enforcement is 0)"),
        ("inclusionary_zoning", "set_aside=0", "it reserves nothing (set_aside is 0)"),
        ("inclusionary_zoning", "smallest_project=100", "it binds projects of 100 homes or more"),
        ("ethnic_quota", "start=25", "it starts in month 25, and the run ends with month 24"),
        ("ethnic_quota", "places=[]", "it holds in no neighbourhood"),
    ],
)
def test_numbers_that_ask_for_nothing(policy, set_, why):
    (line,) = note(f"policy={policy}", f"policy.{policy}.{set_}")
    assert why in line


@pytest.mark.parametrize(
    ("policy", "set_"),
    [
        ("ethnic_quota", "start=24"),
        ("inclusionary_zoning", "smallest_project=82"),
        ("minimum_occupation", "months=61"),
        ("rent_growth", "cap=0"),
        ("rent_growth", "growth=-0.01"),
        ("rent_cap", "fixed=0"),
    ],
)
def test_the_least_that_may_change_something_says_nothing(policy, set_):
    assert note(f"policy={policy}", f"policy.{policy}.{set_}") == []


@pytest.mark.parametrize("policy", ["inclusionary_zoning", "rent_cap/california_ab1482"])
def test_a_city_in_which_a_policy_has_nothing_to_act_on(policy):
    (line,) = notes([sim.compose("city=small", f"policy={policy}")])
    assert "the city has no" in line


def test_a_preset_names_no_presets():
    (line,) = note("policy=minimum_occupation/hdb_standard")
    assert line.startswith("note: minimum_occupation/hdb_standard changes nothing: its 60 months")
    assert "policy=" not in line


def test_each_note_is_told_once_and_many_are_counted():
    config = sim.compose(*CITY, "policy=ethnic_quota", "policy.ethnic_quota.start=30")
    assert len(notes([config] * 3)) == 1
    parameters = config.policy["ethnic_quota"]
    many = [
        dataclasses.replace(config, policy={"ethnic_quota": {**parameters, "start": month}})
        for month in range(30, 40)
    ]
    lines = notes(many)
    assert len(lines) == MOST + 1
    assert lines[-1] == f"note: and {10 - MOST} more such policies"


def test_a_policy_without_a_word_of_its_own_is_not_asked(monkeypatch):
    class Silent:
        name = "silent"

    monkeypatch.setitem(REGISTRY, "silent", Silent)
    assert idle("silent", {"start": 1, "places": None}, sim.compose()) == ""
