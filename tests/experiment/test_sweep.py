"""Designs: which runs a command means, and what is kept of them."""

import json

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.compiled import source_digest
from sim.config import ConfigError
from sim.experiment.baseline import find_baseline, read_words, separates
from sim.results import load


@pytest.fixture(autouse=True)
def quiet(tmp_path, monkeypatch, fake):
    """An empty folder, the fake city, and no report."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)


def sweep(*words, code=0):
    arguments = ["run", "-m", "months=3", "hydra.sweeper.workers=0", *words]
    assert main(arguments) == code
    return load("results/adhoc")


def test_one_composition_equals_hydras_own(tmp_path):
    """What the sweeper makes of a combination is what Hydra would compose for it alone."""
    growth, seeds = (0.0, 0.03), (1, 2)
    worlds = {
        "none": "none",
        "ethnic_quota": "ethnic_quota",
        "ethnic_quota+rent_growth": "[ethnic_quota,rent_growth]",
    }
    runs, _ = sweep(
        "policy=none,ethnic_quota,[ethnic_quota,rent_growth]",
        "preferences=low_taste,high_taste",
        "market.rent_growth=0.0,0.03",
        "seed=range(1,3)",
    )
    assert len(runs) == 3 * 2 * 2 * 2
    assert set(runs["world"]) == set(worlds)
    for row in runs[runs["seed"] == 1].itertuples():
        columns = dict(zip(runs.columns, row[1:], strict=True))
        alone = sim.compose(
            "months=3",
            f"policy={worlds[row.world]}",
            f"preferences={row.preferences}",
            f"market.rent_growth={columns['market.rent_growth']}",
            f"seed={row.seed}",
        )
        assert sim.experiment.address.address(alone) == row.address
    assert set(runs["market.rent_growth"]) == set(growth)
    assert set(runs["seed"]) == set(seeds)


def test_an_axis_of_a_policy_concerns_only_the_worlds_that_have_it():
    runs, _ = sweep("policy=none,ethnic_quota", "policy.ethnic_quota.enforcement=0.5,1.0")
    assert sorted(runs["world"]) == ["ethnic_quota", "ethnic_quota", "none"]
    column = runs.set_index("world")["policy.ethnic_quota.enforcement"]
    assert sorted(column["ethnic_quota"]) == [0.5, 1.0]
    assert np.isnan(column["none"])


def test_worlds_whose_policy_sets_nothing_are_noted_before_they_run(capsys):
    sweep("policy=none,rent_cap,rent_growth", "seed=1,2")
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("note: ")]
    assert [line.split()[1] for line in lines] == ["rent_cap", "rent_growth"]


@pytest.mark.parametrize("value", ["0.5", "choice(0.5)"])
def test_a_value_below_a_policy_concerns_only_the_combinations_that_have_it(value):
    runs, _ = sweep("policy=none,ethnic_quota", f"policy.ethnic_quota.enforcement={value}")
    configs = {row.world: json.loads(row.config) for row in runs.itertuples()}
    assert configs["ethnic_quota"]["policy"]["ethnic_quota"]["enforcement"] == 0.5
    assert configs["none"]["policy"] == {}
    assert "policy.ethnic_quota.enforcement" not in runs.attrs["axes"]


def test_values_below_a_policy_that_are_lists_or_dates_are_taken_as_they_are():
    runs, _ = sweep(
        "policy=none,ethnic_quota,rent_cap/st_paul",
        "policy.ethnic_quota.places=[0,1]",
        "policy.ethnic_quota.stop=null",
        "policy.rent_cap.as_of=2023-01",
    )
    configs = {row.world: json.loads(row.config)["policy"] for row in runs.itertuples()}
    assert configs["none"] == {}
    assert configs["ethnic_quota"]["ethnic_quota"]["places"] == [0, 1]
    assert configs["ethnic_quota"]["ethnic_quota"]["stop"] is None
    assert configs["rent_cap/st_paul"]["rent_cap"]["as_of"] == "2023-01"


def test_a_value_below_a_policy_in_an_experiment_that_is_a_sweep_needs_no_m():
    words = ["policy.ethnic_quota.enforcement=0.5", "preferences=low_taste", "seed=1"]
    assert main(["run", "experiment=demo", "months=3", *words]) == 0
    runs = load("results/demo").runs
    configs = {row.world: json.loads(row.config) for row in runs.itertuples()}
    assert configs["ethnic_quota"]["policy"]["ethnic_quota"]["enforcement"] == 0.5
    assert configs["none"]["policy"] == {}


def test_interpolations_are_resolved_after_the_values_are_set():
    runs, _ = sweep("seed=1,2", "rules.candidates=${seed}")
    assert [json.loads(text)["rules"]["candidates"] for text in runs["config"]] == [1, 2]


def test_lists_can_be_swept():
    runs, _ = sweep("city.size=[60,60],[40,60]")
    assert sorted(runs["city.size"]) == ["[40, 60]", "[60, 60]"]


def test_the_command_line_goes_before_the_experiments_own_design():
    assert main(["run", "experiment=demo", "months=3", "seed=7", "policy=none"]) == 0
    runs = load("results/demo").runs
    assert len(runs) == 3
    assert set(runs["seed"]) == {7}
    assert runs.attrs == {
        "axes": ["preferences"],
        "baseline": {"policy": "none"},
        "experiment": "demo",
        "sources": [source_digest()],
    }


def test_the_experiment_of_the_main_job_has_160_runs_of_each_taste(tmp_path):
    assert main(["run", "experiment=singapore", "months=2"]) == 0
    runs, series = load("results/singapore")
    assert runs.groupby("preferences").size().to_dict() == {
        "high_taste": 160, "low_taste": 160, "middle_taste": 160
    }  # fmt: skip
    assert len(series) == 3 * 160 * 3
    worlds = ["preferences", "world", "market.rent_growth"]
    assert runs.groupby(worlds)["seed"].nunique().eq(20).all()
    assert (
        len(list((tmp_path / "results/singapore/burn_in").glob("*.npz"))) == 20
    )  # the fake city knows no taste
    assert runs.attrs["baseline"] == {"policy": "ethnic_quota"}


def test_what_a_row_holds():
    runs, series = sweep("seed=1,2")
    row = runs.iloc[0]
    assert row["status"] == "done"
    assert row["error"] == ""
    assert row["replay"] == f"python -m sim replay {row['address'][:12]} --store results/adhoc"
    assert len(row["state_hash"]) == 64
    assert json.loads(row["versions"])["results"] == str(sim.RESULTS_VERSION)
    assert json.loads(row["config"])["seed"] == row["seed"]
    months = series[series["address"] == row["address"]]
    assert list(months["month"]) == [0, 1, 2, 3]
    assert list(months["moves"]) == [0, 1, 2, 3]
    assert months["gini.block.all"].isna().tolist() == [True, True, False, False]


def test_a_single_run_is_one_of_a_collection(capsys):
    assert main(["run", "months=3"]) == 0
    assert main(["run", "months=4", "policy=ethnic_quota"]) == 0
    assert main(["run", "months=3"]) == 0
    assert "state hash" in capsys.readouterr().out
    runs = load("results/adhoc").runs
    assert sorted(runs["world"]) == ["ethnic_quota", "none"]


def test_other_hydra_folders_are_not_made(tmp_path):
    sweep("seed=1,2")
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


@pytest.mark.parametrize(
    ("given", "world"),
    [
        ("{policy:[rent_growth,ethnic_quota]}", "ethnic_quota+rent_growth"),
        ("{policy:rent_growth+ethnic_quota}", "ethnic_quota+rent_growth"),
        ("{policy:null}", "none"),
        ("{policy:[none]}", "none"),
    ],
)
def test_a_baseline_is_kept_under_the_name_of_its_world(given, world):
    worlds = "policy=none,[ethnic_quota,rent_growth]"
    runs, _ = sweep(worlds, "seed=1,2", f"hydra.sweeper.baseline={given}")
    assert runs.attrs["baseline"] == {"policy": world}


def test_a_baseline_of_a_value_takes_the_type_of_the_axis():
    worlds = [{"policy": "none", "rent": 0.0, "size": "[40, 60]"}, {"policy": "none", "rent": 0.03}]
    assert find_baseline({"rent": "3e-2"}, worlds, "b") == {"rent": 0.03}
    assert find_baseline(read_words("policy=none,rent=0", "b"), worlds, "b") == (
        {"policy": "none", "rent": 0.0}
    )
    assert find_baseline({"size": [40, 60]}, worlds, "b") == {"size": "[40, 60]"}
    assert find_baseline(read_words("size=[40,60]", "b"), worlds, "b") == {"size": "[40, 60]"}
    with pytest.raises(ConfigError, match=r"b: no run has rent=0.03, size=\[40, 60\] together"):
        find_baseline({"rent": 0.03, "size": [40, 60]}, worlds, "b")


def test_a_baseline_may_be_the_only_world():
    worlds = [{"policy": "none", "rent": 0.0}, {"policy": "none", "rent": 0.03}]
    assert not separates({"policy": "none"}, worlds)
    assert separates({"rent": 0.0}, worlds)
    assert not separates({}, worlds)


@pytest.mark.parametrize(
    ("words", "baseline"),
    [
        (["experiment=demo"], {"policy": "none"}),
        (["experiment=demo", "policy=none"], None),
        (["-m", "seed=1,2"], None),
    ],
)
def test_one_world_is_not_compared_with_itself(monkeypatch, words, baseline):
    asked = []
    monkeypatch.setattr("sim.analysis.report.report", lambda store, **k: asked.append(k))
    assert main(["run", *words, "months=3", "hydra.sweeper.workers=0"]) == 0
    assert asked == [{"baseline": baseline}]


def test_where_m_stands_does_not_matter():
    assert main(["run", "policy=none,ethnic_quota", "-m", "months=3", "seed=1"]) == 0
    assert len(load("results/adhoc").runs) == 2
