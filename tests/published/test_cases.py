"""The published numbers come out: the cheap cases here, all of them by `make verify`."""

from pathlib import Path

import pytest

import sim
from sim.config.errors import ConfigError
from sim.indices.papers import MEASURES
from sim.published.cases import FEW, MET, MISSED, Case, Sign, judge, judge_sign, read

FOLDER = Path(__file__).resolve().parents[2] / "experiments" / "published"
CASES, SIGNS = read(FOLDER)
MODELS = sim.published.models()


def name(entry):
    words = entry.parameters if isinstance(entry, Case) else {"claim": entry.claim[:40]}
    return f"{entry.model}-{dict(words)}"


@pytest.mark.parametrize("case", [case for case in CASES if case.cheap], ids=name)
def test_a_published_number_comes_out(case):
    verdict = judge(case)
    assert verdict.as_known, f"{verdict.word}: {verdict.ours}, published {case.published}"


@pytest.mark.parametrize("sign", [sign for sign in SIGNS if sign.cheap], ids=name)
def test_a_published_claim_holds(sign):
    verdict = judge_sign(sign)
    assert verdict.as_known, f"{verdict.word}: {verdict.means}, error {verdict.error}"


@pytest.mark.parametrize("entry", [*CASES, *SIGNS], ids=name)
def test_a_case_is_about_what_exists(entry):
    assert entry.model in MODELS
    assert entry.measure in MEASURES
    assert entry.seeds >= (20 if isinstance(entry, Case) else 2)
    settings = (
        [entry.parameters]
        if isinstance(entry, Case)
        else [given for given in (entry.of, entry.higher, entry.lower) if given is not None]
    )
    assert settings
    for given in settings:
        assert set(given) <= set(sim.published.parameters(entry.model))
    if isinstance(entry, Case):
        assert entry.tolerance > 0
        assert entry.origin


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_its_page(model):
    readme = (FOLDER / model / "README.md").read_text()
    assert f"experiment=published/{model}" in readme
    assert "<!-- table -->" in readme
    assert any(entry.model == model for entry in (*CASES, *SIGNS))
    assert "picture.png" not in readme or (FOLDER / model / "picture.png").exists()


def test_a_verdict_can_be_bad():
    case = Case("mesa_example", "similarity_fraction", 0.5, 0.02, 3)
    assert judge(case).word == MISSED
    near = judge(Case("mesa_example", "similarity_fraction", 0.83, 0.05, 3)).ours.mean
    assert judge(Case("mesa_example", "similarity_fraction", near, 0.001, 3)).word == FEW
    assert judge(Case("mesa_example", "similarity_fraction", near, 1.0, 3)).word == MET
    wrong = Sign(
        "mesa_example", "", "similarity_fraction", 3, {"homophily": 0.2}, {"homophily": 0.5}
    )
    assert judge_sign(wrong).word == MISSED
    assert (
        judge_sign(Sign("mesa_example", "", "similarity_fraction", 3, of={}, at_most=0.1)).word
        == MISSED
    )


def test_parameters_may_be_numbers_or_text():
    as_number = sim.published.measure("mesa_example", homophily=0.5, seeds=2)
    assert sim.published.measure("mesa_example", homophily="0.5", seeds=2) == as_number
    assert sim.published.measure("mesa_example", homophily="1/2", seeds=2) == as_number


def test_what_does_not_exist_is_refused():
    for given in ({"name": "mesa"}, {"name": "mesa_example", "homophilly": 1},
                  {"name": "mesa_example", "measure": "run_length"},
                  {"name": "mesa_example", "seeds": 0}):  # fmt: skip
        with pytest.raises(ConfigError):
            sim.published.measure(**given)
