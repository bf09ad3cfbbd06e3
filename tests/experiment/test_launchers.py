"""Hydra's other launchers: their jobs bring results back to the one writer, wave by wave."""

import pickle

import pytest

from sim.cli import main
from sim.config import ConfigError
from sim.config.schema import ExecutorConfig
from sim.experiment.executors.launcher import TASK_SECONDS, with_long_batches
from sim.results import load
from tests.experiment.sweeps import same

JOBLIB = ["hydra/launcher=joblib", "hydra.launcher.n_jobs=2"]


@pytest.fixture(autouse=True)
def quiet(tmp_path, monkeypatch, fake):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)
    monkeypatch.setattr("sim.analysis.pictures.draw", lambda *a, **k: None)


def sweep(store, *words):
    return main(["run", "-m", "months=3", "seed=range(1,9)", f"store={store}", *words])


def test_joblib_brings_back_what_one_process_does():
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="make install")
    city = ["city.name=fail-5", "city.initial=burned_in"]
    assert sweep("one", *city, "executor=in_process") == 3
    assert sweep("two", *city, *JOBLIB) == 3
    assert same("one", "two")
    assert sweep("two", *city, *JOBLIB) == 3
    assert sweep("two", *city, *JOBLIB, "retry=failed") == 3


def test_a_run_that_kills_the_process_of_a_launcher_costs_no_other():
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="make install")
    assert sweep("two", "city.name=die-3", *JOBLIB) == 3
    runs = load("two").runs.set_index("seed")
    assert runs.index[runs["status"] == "failed"].tolist() == [3]
    assert len(runs) == 8
    assert "the launcher failed: TerminatedWorkerError" in runs.loc[3, "error"]


def test_hydras_own_sweeper_runs_here_and_refuses_other_processes(capsys):
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="make install")
    assert sweep("one", "hydra/sweeper=basic", "seed=1,2") == 0
    assert len(load("one").runs) == 2
    capsys.readouterr()
    assert sweep("two", "hydra/sweeper=basic", "seed=1,2", *JOBLIB) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("error: hydra/sweeper: basic gets no results from other processes")


def test_batches_are_worth_a_job():
    assert with_long_batches(ExecutorConfig()).task_seconds == TASK_SECONDS
    assert with_long_batches(ExecutorConfig(task_seconds=600.0)).task_seconds == 600


def test_a_refusal_survives_the_way_from_another_process():
    for error in (ConfigError("city.size", "no"), ConfigError.line("city.size: it is no")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), again.key, str(again)) == (ConfigError, error.key, str(error))
