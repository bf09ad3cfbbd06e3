"""The table of parameters: each number has a symbol, each key that a study tried says what."""

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

from sim.config.labels import LABELS, Label, label
from tests.docs import test_docs

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
PARTS = ("city/singapore", "preferences/middle_taste", "rules/default", "market/default")


def rows():
    """Return the cells of each row of the page by key, of the first table that has it."""
    found = {}
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and cells[0].startswith("`"):
            found.setdefault(cells[0].strip("`"), cells)
    return found


def numbers(data, key=""):
    for name, value in data.items():
        below = f"{key}.{name}" if key else name
        if isinstance(value, dict):
            yield from numbers(value, below)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield below


@pytest.mark.parametrize("part", PARTS)
def test_every_number_of_the_model_has_a_symbol_in_the_table(part):
    group, _, _ = part.partition("/")
    data = yaml.safe_load((ROOT / "configs" / f"{part}.yaml").read_text(encoding="utf-8"))
    page = rows()
    for key in numbers(data, group):
        assert page[key][1], key


def test_no_label_is_of_a_key_that_does_not_exist():
    keys = test_docs.all_keys() | {"city.burn_in.policy.ethnic_quota.counts"}
    for key in LABELS:
        assert key in keys or any(known.startswith(f"{key}.") for known in keys), key


def test_two_keys_have_not_the_same_symbol_or_words():
    for part in range(2):
        said = [each[part] for each in LABELS.values() if each[part]]
        assert len(said) == len(set(said)), sorted(word for word in said if said.count(word) > 1)


def test_a_label_of_one_group():
    assert label("preferences.appeal_sigma.malay") == Label("Appeal of places, Malay", "σ_g")
    assert label("rules.unknown") == Label("rules.unknown")


@pytest.fixture(scope="module")
def explored():
    path = ROOT / "docs" / "explored.py"
    spec = importlib.util.spec_from_file_location("docs_explored", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_was_explored_is_what_the_designs_say(explored, tmp_path, monkeypatch):
    (tmp_path / "singapore_one.yaml").write_text(
        "hydra: {sweeper: {rows: [{a.b: 1, a.c: x, a.d: 5}, {a.b: 3, a.c: y, a.d: 5}],"
        " params: {seed: 'range(1,9)', a.e: '0.0,0.5', policy: 'none,rent_cap'}}}"
    )
    (tmp_path / "two.yaml").write_text(
        "hydra: {sweeper: {uncertainties: {a.b: [2, 7.5], a.f: {low: 1, high: 4},"
        " a.g: {choices: [p, q]}}, levers: {a.h: [true, false]}}}"
    )
    (tmp_path / "none.yaml").write_text("months: 3")
    monkeypatch.setattr(explored, "FOLDER", tmp_path)
    assert explored.explored() == {
        "a.b": "1 to 7.5 (one, two)",
        "a.c": "x, y (one)",
        "a.e": "0 to 0.5 (one)",
        "a.f": "1 to 4 (two)",
        "a.g": "p, q (two)",
        "a.h": "True, False (two)",
    }


def test_every_key_that_a_study_of_singapore_tried_says_so_in_the_table(explored):
    page = rows()
    for key, said in explored.explored().items():
        if key in page:
            assert said in page[key], key
        else:  # a policy's parameter while the city settles is described at the policy
            assert key.startswith("city.burn_in.policy."), key
