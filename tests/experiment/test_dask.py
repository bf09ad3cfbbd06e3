"""Dask: a real scheduler and two workers that share no folder with the sweep; one is killed."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.cli import main
from sim.config.schema import ExecutorConfig
from sim.experiment.execute import execute
from sim.experiment.executors import remote
from sim.experiment.provenance import source
from sim.experiment.worker import BURN_IN, RUN, Task
from sim.results import load
from tests.conftest import FAKE
from tests.experiment.sweeps import design, same

pytest.importorskip("distributed", reason="Dask is not installed: make install")

ROOT = Path(__file__).resolve().parents[2]
IN_PROCESS = ExecutorConfig("in_process")


class Cluster:
    """A scheduler and workers, each a process in an empty folder of its own."""

    def __init__(self, folder):
        self._folder, self._parts = folder, []
        file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", str(file))
        while not file.exists():
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]
        self.workers = [self.add(), self.add()]

    def add(self):
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny")

    def close(self):
        for part in reversed(self._parts):
            part.kill()
            part.wait()

    def _start(self, *words):
        place = self._folder / f"part{len(self._parts)}"
        place.mkdir()
        part = subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--no-dashboard"],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._parts.append(part)
        return part


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


def test_a_worker_that_is_killed_loses_no_run(tmp_path, monkeypatch, cluster):
    """The store's folder is a relative one, which no worker could find."""
    monkeypatch.chdir(tmp_path)
    city = {"initial": "burned_in", "name": "slow"}
    execute(design("one", range(1, 31), **city), simulator=FAKE, executor=IN_PROCESS)

    def kill():
        while not list(tmp_path.glob("two/runs/*.parquet")):
            time.sleep(0.02)
        cluster.workers[0].kill()

    monkeypatch.setattr("sim.experiment.store.writer.FLUSH_RUNS", 1)
    killer = threading.Thread(target=kill)
    killer.start()
    executor = ExecutorConfig("dask", address=cluster.address, task_seconds=0.25)
    summary = execute(design("two", range(1, 31), **city), simulator=FAKE, executor=executor)
    killer.join()
    assert cluster.workers[0].wait() == -9
    assert (summary.done, summary.failed) == (30, 0)
    assert same("one", "two")
    cluster.workers[0] = cluster.add()


def test_a_table_of_the_city_travels_too(tmp_path, monkeypatch, cluster):
    monkeypatch.chdir(tmp_path)
    Path("areas.csv").write_text("chinese,malay,indian\n30,20,10\n10,20,30\n5,5,5\n9,9,1\n")
    words = ["city.size=[40,40]", "city.initial=from_table", "city.table=areas.csv"]
    words += ["engine=reference", "months=2", "seed=1,2"]
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)
    monkeypatch.setattr("sim.analysis.pictures.draw", lambda *a, **k: None)
    assert main(["run", "-m", "store=one", *words, "executor=in_process"]) == 0
    there = ["executor=dask", f"executor.address={cluster.address}"]
    assert main(["run", "-m", "store=two", *words, *there]) == 0
    assert same("one", "two")
    assert set(load("two").runs["source"]) == {source()}


def test_a_cluster_that_is_not_there_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.experiment.executors.dask.CONNECT_SECONDS", 0.5)
    words = ["seed=1,2", "months=2", "executor=dask", "executor.address=tcp://127.0.0.1:1"]
    assert main(["run", "-m", *words]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(
        "error: executor.address: no Dask scheduler answers at tcp://127.0.0.1:1"
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (None, "does not answer"),
        (ModuleNotFoundError("No module named 'sim'"), "cannot import the simulator (No module"),
        (("0123", "{}"), "runs other code (source 0123 there, "),
        ((source(), "{}"), ""),
    ],
)
def test_a_worker_that_runs_something_else_is_not_used(said, why):
    from sim.experiment.executors.dask import _refusal

    assert _refusal(said).startswith(why)
    assert bool(_refusal(said)) == bool(why)


def test_files_travel_to_the_worker_and_back(tmp_path):
    config = design(tmp_path, (1,), initial="burned_in").runs[0].config
    start = tmp_path / "key.npz"
    months = []
    settle = [Task(BURN_IN, "key", config, str(start))]
    told = remote.work(remote.packed(settle, FAKE), months.append)
    assert not start.exists()
    assert [outcome.error for _, outcome in remote.opened(told, settle)] == [""]
    assert start.exists()
    run = [Task(RUN, name, config, str(start)) for name in ("a", "b")]
    batch = remote.packed(run, FAKE)
    start.unlink()  # where the worker is, it never was
    outcomes = list(remote.opened(remote.work(batch, months.append), run))
    assert [(task.key, outcome.error) for task, outcome in outcomes] == [("a", ""), ("b", "")]
    assert sum(months) == config.city.burn_in.months + 2 * config.months
    assert {outcome.made.source for _, outcome in outcomes} == {source()}


def test_a_cluster_without_workers_is_told_once(capsys):
    from sim.experiment.executors.dask import Dask

    executor = Dask(ExecutorConfig("dask", address="tcp://head:8786"), FAKE, 9)
    executor._client = SimpleNamespace(status="running")
    for _ in range(3):
        executor.wait(0.01, print)
    assert capsys.readouterr().err == "note: waiting for workers of tcp://head:8786\n"
    assert not executor.room(99)
    assert executor.workers == 1
