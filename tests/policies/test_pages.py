"""`python -m sim policies show NAME`: what a policy officer reads."""

import pytest

import sim
from sim.policies.catalogue import files, read
from sim.policies.idle import notes
from sim.policy_pages import page

SET_NOTHING = ("rent_cap", "rent_growth", "minimum_occupation", "minimum_occupation/hdb_standard")


def of_its_policy(name):
    """Return what its policy leaves out of the real rule, but for what the preset says too."""
    policy = name.partition("/")[0]
    own = {line[:40] for line in read(name, files()[name]).about.get("not_modelled", [])}
    lines = read(policy, files()[policy]).about["not_modelled"]
    return [line for line in lines if line[:40] not in own]


@pytest.mark.parametrize("name", files())
def test_what_a_page_says_to_try_can_be_composed_and_does_something(name):
    (line,) = [line for line in page(name).splitlines() if line.startswith("try it: ")]
    words = line.removeprefix("try it: python -m sim run -m policy=none,").split()
    assert words[0] == name and words[-1] == "seed=1,2,3"
    config = sim.compose(f"policy={words[0]}", *words[1:-1])
    assert bool(notes([config])) == (name in SET_NOTHING)


@pytest.mark.parametrize("name", [name for name in files() if "/" in name])
def test_a_preset_says_what_no_rule_of_its_policy_has(name):
    text = " ".join(page(name).split())
    for line in of_its_policy(name):
        assert " ".join(line.split()) in text
    assert " preset = " not in text


@pytest.mark.parametrize("name", ["rent_cap/berlin_mietendeckel", "rent_cap/california_ab1482"])
def test_a_page_asks_for_a_date_only_where_there_are_several(name):
    several = "schedule" in read(name, files()[name]).about
    assert ("as_of = one of the dates in force, needed" in page(name)) == several
    assert ("as_of" in page(name)) == several


def test_numbers_of_a_date_and_of_a_band_stand_below_it():
    lines = page("inclusionary_zoning/san_francisco").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("  from 2018-01-01"))
    assert any(line.startswith("    set_aside = 0.19") for line in lines[at : at + 5])
    band = lines.index("  band 2 of 3")
    assert lines[band + 1].startswith("    share = 0.2222")
    assert not any("[" in line.partition(" = ")[0] for line in lines)


def test_no_sentence_is_said_twice():
    lines = page("minimum_occupation").splitlines()
    assert sum(line.startswith("How long the owner") for line in lines) == 1
