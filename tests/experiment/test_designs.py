"""Designs: which points are drawn, from what, and with which seeds they are run."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli import main
from sim.config import ConfigError
from sim.config.declared import declared, takes_whole_numbers
from sim.experiment.designs import DESIGNS
from sim.experiment.designs.uncertainty import Uncertainty
from sim.results import load

OWN, RENT = "preferences.own_group", "market.rent_growth"


@pytest.fixture(autouse=True)
def quiet(tmp_path, monkeypatch, fake):
    """An empty folder, the fake city, and no report."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)


def sweep(*words):
    assert main(["run", "-m", "months=2", "hydra.sweeper.workers=0", *words]) == 0
    runs, _ = load("results/adhoc")
    return runs, json.loads(Path("results/adhoc/design.json").read_text())["method"]


def refusal(capsys, *words):
    assert main(["run", "-m", "months=2", *words]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert not Path("results").exists()
    return line.removeprefix("error: ").strip()


# Which points


@pytest.mark.parametrize("name", ["latin_hypercube", "sobol"])
def test_each_slice_of_each_dimension_has_a_point(name):
    points = DESIGNS[name].draw(3, 64, 7)
    assert points.shape == (64, 3)
    for column in points.T:
        assert sorted((column * 64).astype(int)) == list(range(64))


@pytest.mark.parametrize("name", ["latin_hypercube", "sobol", "saltelli"])
def test_a_seed_is_a_design(name):
    draw = DESIGNS[name].draw
    assert (draw(2, 8, 1) == draw(2, 8, 1)).all()
    assert not (draw(2, 8, 1) == draw(2, 8, 2)).any()


def test_the_points_of_a_seed_are_these_everywhere():
    """The same with SciPy 1.13 and 1.17; another version that draws others would be seen here."""
    cube = DESIGNS["latin_hypercube"].draw(2, 4, 1).round(5).tolist()
    assert cube[:2] == [[0.32524, 0.70642], [0.58872, 0.16995]]
    sobol = DESIGNS["sobol"].draw(2, 4, 1).round(5).tolist()
    assert sobol[:2] == [[0.28617, 0.16264], [0.58178, 0.93796]]


def test_sobols_sequence_goes_on_where_it_ended():
    draw = DESIGNS["sobol"].draw
    assert (draw(3, 64, 5)[:16] == draw(3, 16, 5)).all()


def test_saltellis_matrices_differ_in_one_column():
    base, dimensions = 8, 3
    points = DESIGNS["saltelli"].draw(dimensions, base, 1)
    assert points.shape == (base * (2 * dimensions + 2), dimensions)
    for block in points.reshape(base, -1, dimensions):
        a, b = block[0], block[-1]
        for k in range(dimensions):
            assert [i for i in range(dimensions) if block[1 + k][i] != a[i]] == [k]
            assert block[1 + k][k] == b[k]
            assert block[1 + dimensions + k][k] == a[k]
            assert [i for i in range(dimensions) if block[1 + dimensions + k][i] != b[i]] == [k]


def test_saltellis_points_are_those_of_salib():
    sobol = pytest.importorskip("SALib.sample.sobol")
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    theirs = sobol.sample(problem, 16, seed=np.random.default_rng(4))
    assert (DESIGNS["saltelli"].draw(3, 16, 4) == theirs).all()


# From what


@given(
    st.floats(-100, 100), st.floats(0.001, 100), st.floats(0, 1, exclude_max=True), st.booleans()
)
def test_a_drawn_number_lies_in_its_range(low, width, unit, logs):
    if logs:
        low = abs(low) + 0.01
    drawn = Uncertainty.of("x", {"low": low, "high": low + width,
                                 "distribution": "log" if logs else "uniform"})  # fmt: skip
    value = drawn.value(unit, whole=False)
    assert low <= value <= low + width
    middle = low * ((low + width) / low) ** unit if logs else low + unit * width
    assert math.isclose(value, middle, rel_tol=2e-6, abs_tol=1e-6 * width)


def test_whole_numbers_are_each_as_likely():
    units = (np.arange(1200) + 0.5) / 1200
    said = Uncertainty.of("x", {"low": 3, "high": 5, "distribution": "integer"})
    rounded = Uncertainty.of("x", [2.5, 5.4])
    choices = Uncertainty.of("x", {"choices": ["a", "b", "c"]})
    for drawn, values in ((said, {3, 4, 5}), (rounded, {3, 4, 5}), (choices, {"a", "b", "c"})):
        found = [drawn.value(unit, whole=drawn is rounded) for unit in units]
        assert {value: found.count(value) for value in values} == dict.fromkeys(values, 400)
    logs = Uncertainty.of("x", {"low": 1, "high": 100, "distribution": "log"})
    found = [logs.value(unit, whole=True) for unit in units]
    assert all(isinstance(value, int) for value in found)
    assert abs(sum(value <= 10 for value in found) - 600) < 20


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (3, r"3 is not allowed; give \[low, high\], {low, high, distribution} or {choices"),
        ([2, 1], r"\[2, 1\] is not allowed; give a range whose low is below its high"),
        ([0, "a"], "'a' is not allowed; give a number as high of the range"),
        ({"low": 1}, "None is not allowed; give a number as high of the range"),
        ({"low": 0, "high": 1, "distribution": "log"}, "a range above 0 where"),
        (
            {"low": 0, "high": 1, "distribution": "lgo"},
            r"unknown distribution 'lgo' \(nearest: log",
        ),
        ({"low": 0.5, "high": 2, "distribution": "integer"}, "whole numbers where"),
        ({"low": 0, "hihg": 1}, r"unknown word of an uncertainty 'hihg' \(nearest: high\)"),
        ({"choices": ["a"]}, "two or more choices"),
        ({"choices": ["a", "b"], "low": 1}, "has choices and a range; give one of them"),
    ],
)
def test_what_is_no_range_is_one_line(said, line):
    with pytest.raises(ConfigError, match=f"^a.b: .*{line}"):
        Uncertainty.of("a.b", said)


def test_what_the_schema_declares_of_a_key():
    assert declared("rules.candidates") is int
    assert declared("preferences.own_group_of.malay") is float
    assert declared("policy.ethnic_quota.enforcement") is float
    assert declared("city.size.0") is int
    assert declared("paper.L") is None
    whole = ("rules.candidates", "policy.ethnic_quota.start", "market.most_projects")
    assert all(map(takes_whole_numbers, whole))
    others = (
        OWN,
        "market.redevelopment_years",
        "paper.L",
        "no.such",
        "policy.no.such",
        "city.name",
    )
    assert not any(map(takes_whole_numbers, others))


# A sweep


def test_intervals_on_the_command_line_are_drawn_together():
    runs, method = sweep(
        f"{OWN}=interval(2,6)", f"{RENT}=tag(log,interval(0.001,0.1))",
        "rules.candidates=interval(3,30)",
        "preferences.taste=tag(drawn,choice(linear,threshold))", "policy=none,ethnic_quota",
        "hydra.sweeper.design=latin_hypercube", "hydra.sweeper.samples=10", "seed=1,2",
    )  # fmt: skip
    assert len(runs) == 10 * 2 * 2
    points = runs.groupby([OWN, RENT, "rules.candidates", "preferences.taste"])
    assert len(points) == 10
    for _, worlds in points:  # levers and seeds are crossed with every point: worlds stay paired
        assert sorted(zip(worlds["world"], worlds["seed"], strict=True)) == [
            ("ethnic_quota", 1), ("ethnic_quota", 2), ("none", 1), ("none", 2)
        ]  # fmt: skip
    assert runs[OWN].between(2, 6).all()
    assert runs[RENT].between(0.001, 0.1).all()
    assert (runs[RENT] < 0.01).sum() == len(runs) / 2
    assert runs["rules.candidates"].dtype == np.int64
    assert set(runs["preferences.taste"]) == {"linear", "threshold"}
    assert method["name"] == "latin_hypercube"
    assert (method["samples"], method["seed"], method["seeds"]) == (10, 1, "crossed")
    assert method["drawn_by"].startswith("scipy ")
    assert method["levers"] == ["policy"]
    assert method["uncertainties"] == {
        OWN: {"low": 2.0, "high": 6.0, "distribution": "uniform"},
        RENT: {"low": 0.001, "high": 0.1, "distribution": "log"},
        "rules.candidates": {"low": 3.0, "high": 30.0, "distribution": "uniform"},
        "preferences.taste": {"choices": ["linear", "threshold"]},
    }
    assert sorted(method["points"][OWN]) == sorted(set(runs[OWN]))


def test_a_design_may_be_written_in_a_file(monkeypatch, tmp_path):
    """As in configs/experiment: uncertainties and levers below hydra.sweeper."""
    words = [
        "hydra.sweeper.design=sobol", "hydra.sweeper.samples=4", "hydra.sweeper.design_seed=3",
        "+hydra.sweeper.uncertainties={" + OWN + ":[2,6]}",
        "+hydra.sweeper.levers={policy:[none,[ethnic_quota,rent_growth]],rules.patience:[2,4]}",
    ]  # fmt: skip
    words = [word.replace("+", "", 1) for word in words]
    runs, method = sweep(*words, "seed=1,2")
    assert len(runs) == 4 * 2 * 2 * 2
    assert set(runs["world"]) == {"none", "ethnic_quota+rent_growth"}
    assert sorted(method["levers"]) == ["policy", "rules.patience"]
    assert list(method["uncertainties"]) == [OWN]


def test_the_command_line_goes_before_the_uncertainties_of_a_file():
    drawn = "hydra.sweeper.uncertainties={" + OWN + ":[2,6]," + RENT + ":[0,0.1]}"
    design = ("hydra.sweeper.design=sobol", "hydra.sweeper.samples=4", drawn)
    runs, method = sweep(*design, f"{OWN}=3")
    assert len(runs) == 4
    assert list(method["uncertainties"]) == [RENT]
    assert {json.loads(text)["preferences"]["own_group"] for text in runs["config"]} == {3.0}


def test_an_uncertainty_of_a_policy_concerns_the_worlds_that_have_it():
    enforcement = "policy.ethnic_quota.enforcement"
    design = ("hydra.sweeper.design=sobol", "hydra.sweeper.samples=4")
    runs, method = sweep(*design, f"{enforcement}=interval(0.5,1)", "policy=none,ethnic_quota")
    assert sorted(runs["world"]) == ["ethnic_quota"] * 4 + ["none"]
    assert runs.set_index("world")[enforcement].isna().sum() == 1
    assert method["levers"] == ["policy"]
    assert list(method["uncertainties"]) == [enforcement]


def test_nested_seeds_are_each_points_own_and_the_same_in_its_worlds():
    design = ("hydra.sweeper.design=sobol", "hydra.sweeper.samples=4", "hydra.sweeper.seeds=nested")
    runs, method = sweep(
        *design, f"{OWN}=interval(2,6)", "policy=none,ethnic_quota", "seed=range(5,8)"
    )
    assert method["seeds"] == "nested"
    assert sorted(set(runs["seed"])) == list(range(5, 17))
    seeds = runs.groupby(OWN)["seed"].agg(lambda seeds: sorted(set(seeds)))
    assert sorted(seeds) == [[5, 6, 7], [8, 9, 10], [11, 12, 13], [14, 15, 16]]
    assert (runs.groupby([OWN, "seed"])["world"].nunique() == 2).all()


def test_nested_seeds_of_a_grid():
    runs, _ = sweep(
        "hydra.sweeper.seeds=nested", f"{OWN}=2,4", "policy=none,ethnic_quota", "seed=1,2"
    )
    seeds = runs.groupby(OWN)["seed"].agg(lambda seeds: sorted(set(seeds)))
    assert seeds.to_dict() == {2.0: [1, 2], 4.0: [3, 4]}
    assert (runs.groupby([OWN, "seed"])["world"].nunique() == 2).all()


def test_a_list_is_run_row_by_row():
    rows = "[{policy:none,preferences:low_taste," + OWN + ":2},"
    rows += "{policy:[ethnic_quota,rent_growth],preferences:high_taste," + OWN + ":4}]"
    runs, method = sweep("hydra.sweeper.design=list", f"hydra.sweeper.rows={rows}", "seed=1,2,3")
    assert len(runs) == 6
    rows = set(zip(runs["world"], runs["preferences"], runs[OWN], strict=True))
    assert rows == {("none", "low_taste", 2.0), ("ethnic_quota+rent_growth", "high_taste", 4.0)}
    assert method["levers"] == ["policy"]
    assert list(method["uncertainties"]) == ["preferences", OWN]


def test_a_list_may_be_a_table(tmp_path):
    with Path("points.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["policy", OWN, "policy.ethnic_quota.enforcement"])
        table.writerows([["none", 2, ""], ["ethnic_quota", 4, 0.5], ["ethnic_quota", 4, 1]])
    runs, _ = sweep("hydra.sweeper.design=list", "hydra.sweeper.rows=points.csv")
    rows = runs[["world", OWN, "policy.ethnic_quota.enforcement"]].to_numpy(dtype=object).tolist()
    assert sorted(map(str, rows)) == [
        "['ethnic_quota', 4.0, 0.5]", "['ethnic_quota', 4.0, 1.0]", "['none', 2.0, nan]"
    ]  # fmt: skip


DRAWN = f"{OWN}=interval(2,6)"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ([DRAWN], f"{OWN}: is drawn from a range, which needs hydra.sweeper.design="),
        (["hydra.sweeper.design=lhs"], "hydra.sweeper.design: unknown design 'lhs'"),
        (["hydra.sweeper.design=sobol"], "hydra.sweeper.uncertainties: sobol needs one or more"),
        (["hydra.sweeper.design=sobol", DRAWN], "hydra.sweeper.samples: None is not allowed"),
        (
            ["hydra.sweeper.design=sobol", DRAWN, "hydra.sweeper.samples=100"],
            "hydra.sweeper.samples: 100 is not allowed; give a power of two, for example 64 or 128",
        ),
        (
            ["hydra.sweeper.design=latin_hypercube", DRAWN, "hydra.sweeper.samples=0"],
            "hydra.sweeper.samples: 0 is not allowed",
        ),
        (["hydra.sweeper.samples=8"], "hydra.sweeper.samples: are drawn; this design is grid"),
        (["hydra.sweeper.seeds=each"], "hydra.sweeper.seeds: unknown value 'each'"),
        (["hydra.sweeper.rows=[{seed:1}]"], "hydra.sweeper.rows: are for design=list"),
        (["hydra.sweeper.design=list"], "hydra.sweeper.rows: None is not allowed; give rows"),
        (
            ["hydra.sweeper.design=list", "hydra.sweeper.rows=[{rules.patience:1},{policy:none}]"],
            "hydra.sweeper.rows: row 1 has no policy; every row has the same keys",
        ),
        (
            ["hydra.sweeper.design=list", "hydra.sweeper.rows=no.csv"],
            "hydra.sweeper.rows: 'no.csv' is not allowed; give a CSV file that exists",
        ),
        (
            ["hydra.sweeper.design=list", "hydra.sweeper.rows=[{policy:none}]", "policy=none"],
            "policy: stands in the rows of the list too; give it once",
        ),
        (
            ["hydra.sweeper.levers={policy:[none]}", "hydra.sweeper.uncertainties={policy:[1,2]}"],
            "policy: stands in levers and in uncertainties of the design; give it once",
        ),
        (["seed=interval(1,5)"], "seed: is not drawn; give values"),
        (["months=interval(1,5)"], "months: cannot be swept"),
        (
            ["hydra.sweeper.design=sobol", "hydra.sweeper.samples=4", f"{RENT}=interval(0,9)"],
            f"{RENT}: ",
        ),
        (
            [
                "hydra.sweeper.design=sobol", "hydra.sweeper.samples=4",
                "rules.patience=interval(1.2,1.8)",
            ],
            "rules.patience: [1.2, 1.8] is not allowed; give a range with a whole number in it",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line_and_nothing_is_written(capsys, words, line):
    assert refusal(capsys, *words).startswith(line)


def test_the_same_design_is_resumed_and_another_refused(capsys):
    design = ("hydra.sweeper.design=latin_hypercube", DRAWN, "seed=1,2")
    sweep(*design, "hydra.sweeper.samples=4")
    sweep(*design, "hydra.sweeper.samples=4")
    assert main(["run", "-m", "months=2", *design, "hydra.sweeper.samples=5"]) == 2
    assert "another design: samples 4 there, 5 here;" in capsys.readouterr().err


def test_a_design_of_many_points_says_which_command_reads_it(tmp_path, monkeypatch, fake, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["months=2", "hydra.sweeper.workers=0", "policy=none,ethnic_quota"]
    drawn = ["preferences.own_group=interval(0,6)", "market.rent_growth=interval(0,0.1)"]
    design = ["hydra.sweeper.design=saltelli", "hydra.sweeper.samples=4"]
    monkeypatch.setattr("sim.commands.compare.show", lambda *a: pytest.fail("a report was made"))
    assert main(["run", "-m", *words, *drawn, *design]) == 0
    said = capsys.readouterr().out
    assert "24 points" in said
    assert "python -m sim sensitivity results/adhoc prints which parameters" in said
    listed = [f"{{seed: {seed}, rules.candidates: {seed}}}" for seed in range(1, 14)]
    rows = f"hydra.sweeper.rows=[{','.join(listed)}]"
    assert main(["run", "-m", "months=2", "hydra.sweeper.workers=0", "hydra.sweeper.design=list",
                 rows, "store=listed"]) == 0  # fmt: skip
    assert "13 points" in (said := capsys.readouterr().out)
    assert "python -m sim compare listed prints them all" in said
