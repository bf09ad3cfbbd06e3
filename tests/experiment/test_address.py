"""Addresses: the same for the same run, whoever computes them and in whatever order."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.config.ranges import CHOICES
from sim.config.validate import validate
from sim.experiment import address as address_module
from sim.experiment.address import address, canonical_json, config_json
from tests.golden.refresh import configured, read

ROOT = Path(__file__).resolve().parents[2]


def small(*overrides):
    return sim.compose("city=small", "policy=ethnic_quota", *overrides)


def test_engine_metrics_store_and_name_stay_out():
    base = address(small())
    other = small("engine=reference", "metrics=none", "store=elsewhere")
    assert address(other) == base
    assert address(dataclasses.replace(other, experiment="another")) == base


@pytest.mark.parametrize(
    "override",
    [
        "seed=2",
        "months=7",
        "market.rent_growth=0.01",
        "preferences.own_group=1.5",
        "rules.candidates=11",
        "city.size=[60,50]",
        "policy=none",
        "policy.ethnic_quota.enforcement=1.0",
        "policy@city.burn_in.policy=ethnic_quota",
    ],
)
def test_what_decides_a_run_enters(override):
    assert address(small(override)) != address(small())


def test_a_whole_number_is_the_same_as_its_float_where_the_schema_says_float():
    assert address(small("market.rent_growth=0")) == address(small("market.rent_growth=0.0"))
    assert address(small("market.rent_growth=-0.0")) == address(small("market.rent_growth=0.0"))


def test_the_order_of_policies_does_not_matter():
    one = sim.compose("policy=[ethnic_quota,rent_growth]")
    other = sim.compose("policy=[rent_growth,ethnic_quota]")
    assert address(one) == address(other)


def test_the_order_of_groups_decides_a_run():
    config = small()
    before = address(config)
    config.city.groups = dict(reversed(config.city.groups.items()))
    assert address(config) != before


def test_words_about_a_number_stay_out():
    config = small()
    before = address(config)
    config.policy["ethnic_quota"]["limits"][0]["source"] = "a better citation"
    assert address(config) == before


def test_a_key_that_came_later_is_left_out_at_its_default(monkeypatch):
    config = small()
    raw = address(config)
    monkeypatch.setitem(address_module.ADDED_LATER, "rules.torus", False)
    left_out = address(config)
    config.rules.torus = True
    assert left_out != raw
    assert address(config) not in (raw, left_out)


def test_a_table_enters_by_its_content(tmp_path):
    for name, text in (("a.csv", "1"), ("b.csv", "1"), ("c.csv", "2")):
        (tmp_path / name).write_text(text)
    found = {}
    for name in "abc":
        config = small()
        config.city.table = str(tmp_path / f"{name}.csv")
        found[name] = address(config)
    assert found["a"] == found["b"] != found["c"]


def test_the_hash_seed_of_python_does_not_matter():
    program = (
        "import sim; from sim.experiment.address import address;"
        "print(address(sim.compose('city=small', 'policy=[ethnic_quota,rent_growth]')))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 64


def test_canonical_json():
    assert canonical_json({"b": [0.1, -0.0], "a": None}) == '{"a":null,"b":[0.1,0.0]}'
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("inf"))


def test_a_configuration_survives_the_way_through_json():
    config = small("policy=[ethnic_quota,inclusionary_zoning]", "seed=9223372036854775807")
    again = validate(json.loads(config_json(config)))
    assert again == config
    assert list(again.city.groups) == list(config.city.groups) == ["chinese", "malay", "indian"]
    assert address(again) == address(config)


# As they were before households could relocate: what came later is left out at its default.
BEFORE_RELOCATION = {
    "plain": "2f65198f7c6b92ac560d5a2d78f02844b62ac9adf195e16d676abc44de8504c0",
    "largest_seed": "02fada2066c25329d497c2bde268fed5b05f4e50ec41f7d59bfe312c4dd5bba4",
    "segregated_torus_blind": "e19028dc10958b4334b8ab2ce6dfcd35844c731d9a1d2247f41c210c5b06c38d",
    "quota_live": "d3a4e7ec8df2de82ccc7a07629cb6016a740e6fd13d426b4daa01186696d1f17",
    "burned_in_all_policies": "fa3806e3daac85e649f23adf66f0cb930915d1d0a6649e92084ba57cc0fb01f8",
    "five_groups_private": "57f969d065e2c24203d4bfc8b665019402b7022599fcaacae2d66e013aefeac5",
}


@pytest.mark.parametrize("name", BEFORE_RELOCATION)
def test_the_addresses_of_older_runs_live_on(name):
    bases, cities = read()
    assert address(validate(configured(bases, cities[name]))) == BEFORE_RELOCATION[name]


OTHER = {
    "preferences.satisfaction": "unlike_share",
    "preferences.wanted": "1/3",
    "preferences.beta_ethnicity_of": {"blue": 1.0},
    "preferences.score_threshold": [2, 3],
    "rules.model": "housing_market",
    "city.zones": "rows",
    "city.numbers": "by_cell",
}


def test_every_key_that_came_later_decides_where_it_is_not_at_its_default():
    board = ("city=board", "preferences=satisfaction", "rules=relocation", "metrics=board")
    found = {address(sim.compose(*board))}
    for key, default in address_module.ADDED_LATER.items():
        if "policy." in key:
            continue  # those of policies: tests/policies/test_pilots.py, test_zoning.py
        config = sim.compose(*board)
        node, *path = [config, *key.replace("*", "blue").split(".")]
        for part in path[:-1]:
            node = node[part] if isinstance(node, dict) else getattr(node, part)
        other = OTHER.get(key)
        if other is None and key in CHOICES:
            other = next(word for word in CHOICES[key] if word != default)
        elif other is None and isinstance(default, bool):
            other = not default
        elif other is None and isinstance(default, int | float):
            other = default + 1
        elif other is None and default is None:
            other = str(ROOT / "pyproject.toml")
        elif other is None:
            other = "7/10"
        setattr(node, path[-1], other)
        assert address(config) not in found, key
        found.add(address(config))


def test_a_papers_parameters_and_measures_stay_out():
    """They are what its switches are filled from; the switches decide."""
    model = "experiment=published/mesa_example"
    config = sim.compose(model)
    before = address(config)
    config.paper["homophily"] = 0.9
    config.metrics.of_papers = []
    assert address(config) == before
    assert address(sim.compose(model, "paper.homophily=0.9")) != before
