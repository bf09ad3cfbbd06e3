"""A results folder takes a larger design with `--extend`, and loses nothing."""

import json
from pathlib import Path

import pytest

from sim.cli import main
from sim.experiment.difference import difference, taken_away
from sim.experiment.store import reader
from sim.results import load

STORE = Path("results/adhoc")


@pytest.fixture(autouse=True)
def quiet(tmp_path, monkeypatch, fake):
    """An empty folder, the fake city, and no report."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.commands.compare.show", lambda *a, **k: None)


def sweep(*words, code=0):
    assert main(["run", "-m", "months=2", "hydra.sweeper.workers=0", *words]) == code


def rows():
    runs = load(STORE).runs.astype(object)
    runs = runs.where(runs.notna(), None)
    return {row["address"]: row for row in runs.to_dict("records")}


def design():
    return json.loads((STORE / "design.json").read_text())


def test_more_seeds():
    sweep("policy=none,ethnic_quota", "seed=1,2")
    before = rows()
    sweep("policy=none,ethnic_quota", "seed=range(1,5)", "--extend")
    after = rows()
    assert len(before) == 4
    assert len(after) == 8
    assert {key: after[key] for key in before} == before  # to the second that it took
    assert design()["axes"]["seed"] == [1, 2, 3, 4]
    assert design()["runs"] == 8
    sweep("policy=none,ethnic_quota", "seed=range(1,5)")  # is the folder's own design now
    assert rows() == after


def test_more_seeds_where_there_was_one():
    sweep("policy=none,ethnic_quota", "seed=1")
    sweep("policy=none,ethnic_quota", "seed=1,2", "--extend")
    assert load(STORE).axes == ["policy", "seed"]
    assert len(rows()) == 4


def test_more_values_of_an_axis_and_more_policies():
    sweep("policy=none,ethnic_quota", "market.rent_growth=0.0,0.03", "seed=1,2")
    more = ("policy=none,ethnic_quota,rent_growth", "market.rent_growth=0.0,0.01,0.03", "seed=1,2")
    sweep(*more, "--extend")
    assert len(rows()) == 18
    assert design()["axes"]["market.rent_growth"] == [0.0, 0.01, 0.03]


def test_a_new_axis_is_told_of_the_runs_that_are_there():
    """Of a group, of a value and of a policy's parameter, where the policy is."""
    sweep("policy=none,ethnic_quota", "policy.ethnic_quota.enforcement=0.5", "seed=1,2")
    before = rows()
    sweep(
        "policy=none,ethnic_quota", "policy.ethnic_quota.enforcement=0.5,1.0",
        "preferences=middle_taste,high_taste", "market.rent_growth=0.0,0.03", "seed=1,2",
        "--extend",
    )  # fmt: skip
    after = rows()
    assert len(after) == 2 * 3 * 2 * 2
    for address, row in before.items():
        assert after[address]["preferences"] == "middle_taste"
        assert after[address]["market.rent_growth"] == 0.0
        own = after[address]["policy.ethnic_quota.enforcement"]
        assert own == (0.5 if row["world"] == "ethnic_quota" else None)
        assert {key: after[address][key] for key in row} == row
    worlds = [tuple(sorted(world.items())) for world in load(STORE).worlds()]
    assert len(set(worlds)) == 12
    assert all(worlds.count(world) == 2 for world in worlds)
    assert len(reader.read_series(STORE)) == 24 * 3


def test_a_sobol_sequence_goes_on():
    words = ("hydra.sweeper.design=sobol", "preferences.own_group=interval(2,6)")
    sweep(*words, "hydra.sweeper.samples=4")
    before = rows()
    sweep(*words, "hydra.sweeper.samples=8", "--extend")
    assert len(rows()) == 8
    assert set(before) < set(rows())
    assert design()["method"]["samples"] == 8


def test_an_extension_that_was_stopped_goes_on(monkeypatch):
    sweep("seed=1,2")
    from sim.experiment.store import writer

    def stopped(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writer, "write_design", stopped)
        sweep("preferences=middle_taste,high_taste", "seed=1,2", "--extend", code=130)
    assert len(rows()) == 2
    assert design()["runs"] == 2
    sweep("preferences=middle_taste,high_taste", "seed=1,2", "--extend")
    assert [row["preferences"] for row in rows().values()].count("middle_taste") == 2
    assert len(rows()) == 4


def test_extending_an_empty_folder_or_by_nothing_is_the_sweep_itself():
    sweep("seed=1,2", "--extend")
    before = rows(), design()
    sweep("seed=1,2", "--extend")
    assert (rows(), design()) == before


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("seed=2,3",), "seed 1 would be taken away"),
        (("seed=1,2,3", "months=3"), "months 2 would be taken away"),
        (("seed=1,2,3", "metrics=none"), "metrics "),
        (
            ("seed=1,2,3", "preferences=high_taste"),
            "preferences.appeal_sigma.chinese 0.01 would be",
        ),
        (("seed=1,2", "policy=ethnic_quota,rent_growth"), "policy none would be taken away"),
        (
            ("seed=1,2", "policy=none,ethnic_quota", "policy.ethnic_quota.sample=2"),
            'pilots [] there, "sample2" here, which are measured in every run',
        ),
    ],
)
def test_what_would_take_something_away_is_refused(capsys, words, line):
    sweep("seed=1,2")
    before = rows(), design()
    capsys.readouterr()
    assert main(["run", "-m", "months=2", "hydra.sweeper.workers=0", *words, "--extend"]) == 2
    said = capsys.readouterr().err
    assert "cannot be extended so: " in said
    assert line in said
    assert said.count("\n") == 1
    assert (rows(), design()) == before


def test_the_way_to_extend_is_named_where_there_is_one(capsys):
    sweep("seed=1,2")
    capsys.readouterr()
    sweep("seed=1,2,3", code=2)
    assert "; add --extend to add to it, or give store=<another folder>" in capsys.readouterr().err
    sweep("seed=2,3", code=2)
    assert "--extend" not in capsys.readouterr().err


def test_a_folder_of_before_is_extended_by_what_it_holds():
    """Older folders do not say the addresses of their runs, nor how the points were chosen."""
    sweep("seed=1,2")
    old = {key: value for key, value in design().items()
           if key not in ("addresses", "method", "pilots")}  # fmt: skip
    (STORE / "design.json").write_text(json.dumps(old))
    sweep("seed=1,2")
    sweep("seed=1,2,3", "--extend")
    assert len(rows()) == 3
    assert len(design()["addresses"].split()) == 3


def test_differences_in_words():
    old = {"kind": "sweep", "settings": {"a": [1]}, "runs": 2, "addresses": "x y"}
    assert difference(old, dict(old)) == ""
    assert difference(old, old | {"addresses": "x z"}) == "1 of its runs are not in this one"
    assert taken_away(old, old | {"addresses": "x z", "runs": 2}) == (
        "1 of its runs would be taken away"
    )
    assert taken_away(old, old | {"addresses": "x y z"}) == ""
    text, number = {"axes": {"b": ["1/3"]}}, {"axes": {"b": [0.3]}}
    assert taken_away(old | number, old | text) == "b is numbers there"
    assert taken_away(old | text, old | number) == "b is text there"
    without = {key: value for key, value in old.items() if key != "addresses"}
    assert taken_away(without, old, ["x", "z"]) == "1 of its runs would be taken away"
