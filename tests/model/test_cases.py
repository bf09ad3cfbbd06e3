"""Rules of behaviour against numbers worked by hand: `cases/*.yaml`."""

import dataclasses
import importlib
import inspect
from pathlib import Path

import pytest
import yaml

from sim.behaviour.parameters import parameters
from sim.config.schema import CityConfig, Config, MarketConfig, PreferencesConfig, RulesConfig

FOLDER = Path(__file__).parent / "cases"
NUMBERS = Config(
    city=CityConfig(public_rental_income_ceiling=1500.0),
    preferences=PreferencesConfig(
        taste="linear", income_similarity=1.0, quality=0.5, cost=2.0
    ),
    rules=RulesConfig(minimum_occupation=60),
    market=MarketConfig(
        reset_months=24,
        entry_burden=0.30,
        displacement_burden=0.50,
        displacement_months=3,
        displacement_search=3,
        price_yield=0.05,
        loan_to_value=0.75,
        instalment=0.00454,
        loan_months=300,
        public_rent_share=0.10,
    ),
)  # fmt: skip
PARTS = {"market": "market", "preferences": "preferences", "settings": "rules"}


def _cases():
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text())
        if "rules" not in data:  # boards, of which test_relocation_cases asks every move
            continue
        for case in data["cases"]:
            name = f"{path.stem}: {case['why']}"
            yield pytest.param(data["rules"], case, id=name)


@pytest.mark.parametrize(("module", "case"), list(_cases()))
def test_case(module, case):
    assert set(case) - set(PARTS) == {"why", "rule", "given", "expect"}
    rule = getattr(importlib.import_module(f"sim.{module}"), case["rule"])
    config = dataclasses.replace(
        NUMBERS,
        **{
            part: dataclasses.replace(getattr(NUMBERS, part), **case[key])
            for key, part in PARTS.items()
            if key in case
        },
    )
    given = dict(case["given"])
    if "p" in inspect.signature(rule).parameters:
        given["p"] = parameters(config, 1)
    found, expected = rule(**given), case["expect"]
    assert type(found) is type(expected)
    if isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)
    else:
        assert found == expected


#: Rules that are draws: `tests/model/test_draws.py` has what they are.
DRAWS = ("taste_shock", "shock_elsewhere")


def test_every_rule_of_behaviour_has_a_case():
    tried = set()
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text())
        if "rules" not in data:
            continue
        module = importlib.import_module(f"sim.{data['rules']}")
        tried |= {(data["rules"], case["rule"]) for case in data["cases"]}
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and name not in DRAWS:
                assert (data["rules"], name) in tried, name
    assert len({rules for rules, _ in tried}) == 5  # eligibility: tests/policies/ethnic_quota.yaml
