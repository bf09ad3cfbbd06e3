"""The results folder: one writer, whole parts, resume, failures, other designs."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.compiled import source_digest
from sim.config import ConfigError
from sim.experiment.design import Design, Run
from sim.experiment.execute import execute
from sim.experiment.store import Store
from sim.results import load

ROOT = Path(__file__).resolve().parents[2]


def design(folder, seeds=range(1, 5), **city):
    config = sim.compose("months=3", f"store={folder}")
    config.city = dataclasses.replace(config.city, **city)
    return Design([Run.of(dataclasses.replace(config, seed=seed)) for seed in seeds])


@pytest.fixture(autouse=True)
def quiet(monkeypatch, fake):
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)


def test_finished_runs_are_skipped(tmp_path):
    first = execute(design(tmp_path / "r"), workers=0)
    again = execute(design(tmp_path / "r"), workers=0)
    assert (first.done, first.skipped) == (4, 0)
    assert (again.done, again.skipped) == (0, 4)


def test_workers_change_no_result(tmp_path):
    execute(design(tmp_path / "one"), workers=0)
    execute(design(tmp_path / "two"), workers=2)
    (one, months), (two, others) = load(tmp_path / "one"), load(tmp_path / "two")
    key = ["address", "state_hash"]
    assert one[key].sort_values("address").values.tolist() == (
        two[key].sort_values("address").values.tolist()
    )
    order = ["address", "month"]
    months, others = (t.sort_values(order).reset_index(drop=True) for t in (months, others))
    assert months.equals(others)


def test_parts_are_compacted_to_one_each(tmp_path):
    folder = tmp_path / "r"
    with Store.open(folder, design(folder).describe()) as store:
        pass
    assert store.statuses() == {}
    execute(design(folder), workers=0)
    assert len(list((folder / "runs").iterdir())) == 1
    assert len(list((folder / "series").iterdir())) == 1


def test_a_failed_run_is_a_row_and_hides_no_other(tmp_path, capsys):
    summary = execute(design(tmp_path / "r", name="fail-2"), workers=0)
    runs, series = load(tmp_path / "r")
    assert (summary.done, summary.failed) == (3, 1)
    failed = runs[runs["status"] == "failed"].iloc[0]
    assert failed["seed"] == 2
    assert "the roof fell in" in failed["error"]
    assert failed["address"][:12] in failed["replay"]
    assert series["address"].nunique() == 3


def test_a_failed_run_is_run_again_if_that_is_asked_for(tmp_path, monkeypatch):
    wanted = design(tmp_path / "r", name="fail-2")
    execute(wanted, workers=0)
    again = execute(wanted, workers=0)
    assert (again.skipped, again.failed_before, again.failed, again.left) == (3, 1, 0, 0)
    for run in wanted.runs:
        run.config.retry = "failed"
    from tests.experiment import fake_city

    def step(self):
        self.month += 1
        self.rows.append(0.0)

    monkeypatch.setattr(fake_city.City, "step", step)
    summary = execute(wanted, workers=0)
    assert (summary.skipped, summary.done, summary.failed) == (3, 1, 0)
    runs = load(tmp_path / "r").runs
    assert len(runs) == 4
    assert set(runs["status"]) == {"done"}


def test_a_failed_burn_in_fails_the_runs_that_wait_for_it(tmp_path):
    wanted = design(tmp_path / "r", initial="burned_in", name="fail-burn-in-3")
    summary = execute(wanted, workers=2)
    assert (summary.done, summary.failed) == (3, 1)
    assert "its burn-in failed" in summary.failures[0].error


def test_a_killed_worker_costs_its_task_alone(tmp_path):
    summary = execute(design(tmp_path / "r", name="die-2"), workers=2)
    assert (summary.done, summary.failed) == (3, 1)
    assert "signal 9" in summary.failures[0].error


def test_a_task_whose_worker_is_killed_once_is_tried_again(tmp_path):
    mark = tmp_path / "mark"
    summary = execute(design(tmp_path / "r", name=f"die-once-{mark}"), workers=2)
    assert mark.exists()
    assert (summary.done, summary.failed) == (4, 0)


def test_another_design_is_refused_with_the_difference(tmp_path):
    execute(design(tmp_path / "r"), workers=0)
    with pytest.raises(ConfigError, match=r"another design: seed \[1, 2, 3, 4\] there, \[1, 2\] "):
        execute(design(tmp_path / "r", seeds=(1, 2)), workers=0)
    with pytest.raises(ConfigError, match=r"city\.block 10 there, 12 here"):
        execute(design(tmp_path / "r", block=12), workers=0)


def test_a_table_that_was_edited_is_another_design(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n")
    one = design(tmp_path / "r")
    for run in one.runs:
        run.config.city.table = str(table)
    execute(one, workers=0)
    moved = table.rename(tmp_path / "moved.csv")
    for run in one.runs:
        run.config.city.table = str(moved)
    assert execute(one, workers=0).skipped == 4
    moved.write_text("a,b\n1,3\n")
    with pytest.raises(ConfigError, match=r'city\.table "sha256:.* there, "sha256:.* here'):
        execute(one, workers=0)


def test_another_design_is_refused_by_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["run", "-m", "months=3", "hydra.sweeper.workers=0", "store=r"]
    assert main([*words, "seed=1,2"]) == 0
    before = sorted(tmp_path.rglob("*"))
    capsys.readouterr()
    assert main([*words, "seed=1,2", "rules.candidates=3"]) == 2
    assert main([*words, "seed=1,2", "metrics=none"]) == 2
    assert main(["run", "months=3", "store=r"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert "rules.candidates 10 there, 3 here" in lines[0]
    assert "metrics" in lines[1]
    assert "another design: a sweep there, a collection here; give store=" in lines[2]
    assert sorted(tmp_path.rglob("*")) == before


def test_results_of_other_code_are_kept_but_told(tmp_path, monkeypatch):
    from sim.experiment import design as module

    wanted = design(tmp_path / "r", initial="burned_in")
    execute(wanted, workers=0)
    settled = list((tmp_path / "r" / "burn_in").iterdir())
    assert len(settled) == 4
    monkeypatch.setattr(module, "source", lambda: "edited")
    assert set(load(tmp_path / "r").runs["drift_before"]) == {0.00012}
    summary = execute(wanted, workers=0)
    assert summary.other_source
    assert summary.skipped == 4
    assert not list((tmp_path / "r" / "burn_in").iterdir())
    assert execute(wanted, workers=0).other_source


def test_the_code_that_made_each_run_is_kept(tmp_path, monkeypatch):
    from sim.experiment import provenance as module

    wanted = design(tmp_path / "r", name="fail-2")
    execute(wanted, workers=0)
    assert load(tmp_path / "r").runs.attrs["sources"] == [source_digest()]
    monkeypatch.setattr(module, "source", lambda: "edited")
    module.provenance.cache_clear()
    for run in wanted.runs:
        run.config.retry = "failed"
    execute(wanted, workers=0)
    runs = load(tmp_path / "r").runs
    assert runs.set_index("seed")["source"].to_dict() == {
        1: source_digest(),
        2: "edited",
        3: source_digest(),
        4: source_digest(),
    }
    assert runs.attrs["sources"] == sorted([source_digest(), "edited"])
    module.provenance.cache_clear()


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(ConfigError, match=r"thesis\.tex"):
        execute(design(tmp_path), workers=0)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_system_that_cannot_lock_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows: importing it fails
    with pytest.raises(ConfigError, match=r"store: this system cannot lock .* Linux"):
        execute(design(tmp_path / "r"), workers=0)
    assert not (tmp_path / "r").exists()


def test_a_second_writer_is_refused(tmp_path):
    wanted = design(tmp_path / "r")
    store = Store.open(tmp_path / "r", wanted.describe())
    with store, pytest.raises(ConfigError, match="being written"):
        execute(wanted, workers=0)
    assert execute(wanted, workers=0).done == 4


PROGRAM = """
import signal
import sys
import sim.experiment.execute as module
from sim.experiment.store import writer
from tests.conftest import FAKE
from tests.experiment.test_store import design

module.SIMULATOR = FAKE
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it
    writer.FLUSH_RUNS = 1
    summary = module.execute(design(sys.argv[1], range(1, 41), name="slow"), workers=2)
    print(summary.done, summary.skipped, summary.interrupted)
"""


def start(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    return subprocess.Popen(
        [sys.executable, str(program), str(tmp_path / "r")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_parts(folder, count):
    while len(list(folder.glob("runs/part-*.parquet"))) < count:
        time.sleep(0.02)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_sweep_goes_on_where_it_was(tmp_path, how):
    process = start(tmp_path)
    wait_for_parts(tmp_path / "r", 3)
    process.send_signal(how)
    out, _ = process.communicate()
    if how == signal.SIGINT:
        assert out.split()[2] == "True"
    before = load(tmp_path / "r").runs
    assert 3 <= len(before) < 40
    process = start(tmp_path)
    out, err = process.communicate()
    assert process.returncode == 0, err
    done, skipped, _ = out.split()
    assert int(done) + int(skipped) == 40
    assert int(skipped) == len(before)
    runs, series = load(tmp_path / "r")
    assert runs["address"].is_unique
    assert len(runs) == 40
    assert len(series) == 40 * 4


def test_load_says_what_is_no_results_folder(tmp_path):
    with pytest.raises(ConfigError, match="no results folder"):
        load(tmp_path)


def test_replay_proves_a_run_by_its_hash(tmp_path, capsys):
    execute(design(tmp_path / "r", initial="burned_in", name="fail-2"), workers=0)
    runs = load(tmp_path / "r").runs
    good = runs[runs["status"] == "done"].iloc[0]
    bad = runs[runs["status"] == "failed"].iloc[0]
    assert main(["replay", str(tmp_path / "r"), good["address"][:12]]) == 0
    assert "the same" in capsys.readouterr().out
    assert main(["replay", str(tmp_path / "r"), bad["address"]]) == 1
    assert "the roof fell in" in capsys.readouterr().out
    assert main(["replay", str(tmp_path / "r"), "zzz"]) == 2
