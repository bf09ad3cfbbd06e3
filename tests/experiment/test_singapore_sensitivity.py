"""The study of the sensitivity of the primary effect: designs, judgement, small form."""

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import yaml
from PIL import Image

from sim.analysis.pairing import Paired, t_quantile
from sim.commands import compare
from tests.experiment.studies import modules_of

STUDY = Path(__file__).resolve().parents[2] / "experiments/singapore_sensitivity"


@pytest.fixture(scope="module")
def modules():
    """Return the modules of the study by name."""
    pytest.importorskip("SALib.analyze.sobol")
    names = ("one_at_a_time", "seeds", "all_at_once", "runs", "study")
    with modules_of(STUDY):
        yield {name: importlib.import_module(name) for name in names}


def test_every_row_changes_one_assumption_and_every_assumption_has_its_rows(modules):
    rows = modules["runs"].rows()
    asked = yaml.safe_load((STUDY / "expected.yaml").read_text())["assumptions"]
    own = [modules["one_at_a_time"]._assumption(asked, [k for k in row if row[k] != rows[0][k]])
           for row in rows[1:]]  # fmt: skip
    numbers = {each["name"]: own.count(each["name"]) for each in asked}
    switches = {
        "Taste shock",
        "Taste shock, moves as before",
        "Search",
        "Counts of the quota",
        "Arrivals",
    }
    assert {name for name, number in numbers.items() if number == 1} == switches
    assert set(numbers.values()) == {1, 2}
    with pytest.raises(ValueError, match=r"no assumption is about city\.size"):
        modules["one_at_a_time"]._assumption(asked, ["city.size"])


def test_the_first_row_is_the_main_study_with_the_middle_set(modules):
    import sim
    from sim.experiment.planning import look_up

    config = sim.compose("experiment=singapore", "preferences=middle_taste")
    for key, value in modules["runs"].rows()[0].items():
        assert look_up(config, key) == value, key


@pytest.mark.parametrize(
    ("sign", "low", "high", "verdict"),
    [
        ("+", 0.001, 0.02, "met"),
        ("+", -0.02, -0.001, "not met"),
        ("+", -0.001, 0.02, "cannot tell"),
        ("-", -0.02, -0.001, "met"),
        ("-", 0.001, 0.02, "not met"),
        ("0", -0.009, 0.009, "met"),
        ("0", 0.001, 0.009, "met"),
        ("0", 0.001, 0.03, "not met"),
        ("0", 0.001, 0.015, "cannot tell"),
        ("0", -0.02, 0.03, "cannot tell"),
        ("0", float("nan"), float("nan"), "cannot tell"),
    ],
)
def test_a_sign_is_judged_as_the_file_says(modules, sign, low, high, verdict):
    found = Paired(0.0, 0.0, (low + high) / 2, low, high, 1.0, 12)
    assert modules["one_at_a_time"].verdict(sign, found) == verdict


def test_steins_rule_by_hand(modules):
    pilot = np.array([0.01, 0.02, 0.03, 0.02])  # standard deviation .008165, t = 3.182
    assert modules["seeds"].enough(pilot, 0.005) == 28
    assert modules["seeds"].enough(pilot, 0.5) == 4
    assert modules["seeds"].half_width(pilot) == pytest.approx(3.18245 * 0.0081650 / 2, rel=1e-4)


def test_steins_rule_holds_what_it_says_on_normal_effects(modules):
    effects = np.random.default_rng(3).normal(0.02, 0.008, 2000)
    found = modules["seeds"].check(effects, 8, 0.005)
    expected = (t_quantile(0.975, 7) * effects.std() / 0.005) ** 2
    assert np.median(found.numbers) == pytest.approx(expected, rel=0.15)
    assert found.held == pytest.approx(0.95, abs=0.012)
    assert 0.92 < found.usual < found.held
    assert found.beyond == 0


def test_the_small_form_runs_from_the_designs_to_the_page(
    modules: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(compare, "show", lambda *a, **k: None)
    modules["study"].main(["--small", "--stores", str(tmp_path), "--to", str(tmp_path / "page")])
    page = capsys.readouterr().out
    for head in ("### One at a time", "### All at once", "### How many seeds", "Not modelled: "):
        assert head in page
    assert "4 of 4 base points, 2 seeds each" in page
    for name in ("tornado", "sobol", "scatter", "seeds"):
        pixels = np.asarray(Image.open(tmp_path / "page" / f"{name}.png").convert("RGB"))
        assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100, name
    assert (tmp_path / "page" / "one_at_a_time.csv").read_text().count("\n") == 23
    modules["study"].main(
        ["--small", "--no-runs", "--stores", str(tmp_path), "--to", str(tmp_path / "again")]
    )
    again = capsys.readouterr().out
    assert again[again.index("### One") :] == page[page.index("### One") :]
