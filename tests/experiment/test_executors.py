"""Every executor gives the same results, survives a worker that dies, and obeys Ctrl-C."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue

import pytest

from sim.cli import main
from sim.config import ConfigError
from sim.config.schema import ExecutorConfig
from sim.experiment.execute import execute
from sim.experiment.executors import executor_for
from sim.experiment.executors.in_process import InProcess
from sim.experiment.executors.processes import Processes, _receive_batches, default_workers
from tests.conftest import FAKE
from tests.experiment.sweeps import design, same

ROOT = Path(__file__).resolve().parents[2]
IN_PROCESS = ExecutorConfig("in_process")


def swept(folder, executor, seeds=range(1, 21), **city):
    return execute(design(folder, seeds, **city), simulator=FAKE, executor=executor)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_processes_change_no_result(tmp_path, workers):
    city = {"initial": "burned_in", "name": "fail-7"}
    swept(tmp_path / "one", IN_PROCESS, **city)
    summary = swept(tmp_path / "other", ExecutorConfig("processes", workers), **city)
    assert (summary.done, summary.failed) == (19, 1)
    assert same(tmp_path / "one", tmp_path / "other")


@pytest.mark.parametrize("name", ["processes", "dask"])
def test_the_real_city_is_the_same_in_every_executor(tmp_path, name):
    words = ("engine=reference", "city.size=[20,20]", "policy=[ethnic_quota,rent_growth]")
    city = {"initial": "burned_in"}
    one, other = tmp_path / "one", tmp_path / "other"
    execute(design(one, (1, 2), *words, **city), executor=IN_PROCESS)
    execute(design(other, (1, 2), *words, **city), executor=ExecutorConfig(name, 2))
    assert same(one, other)


def test_a_run_that_kills_its_worker_twice_costs_no_other(tmp_path):
    summary = swept(tmp_path / "r", ExecutorConfig("processes", 2), name="die-3")
    assert (summary.done, summary.failed) == (19, 1)
    assert summary.failures[0].seed == 3
    assert "signal 9" in summary.failures[0].error


@pytest.mark.parametrize("alive", [True, False])
def test_a_worker_begins_nothing_of_a_sweep_that_is_gone(monkeypatch, alive):
    ours, theirs = multiprocessing.Pipe()
    ours.send_bytes(b"one")
    ours.send_bytes(b"two")
    batches = SimpleQueue()
    if alive:
        threading.Timer(0.5, ours.close).start()
    else:
        ours.close()
    monkeypatch.setattr(os, "_exit", lambda code: None)
    _receive_batches(theirs, batches)
    assert batches.qsize() == (2 if alive else 0)


def test_the_executor_is_the_one_that_is_named(tmp_path):
    assert isinstance(executor_for(IN_PROCESS, FAKE, 9), InProcess)
    assert isinstance(executor_for(ExecutorConfig("processes", 0), FAKE, 9), InProcess)
    assert executor_for(ExecutorConfig("processes"), FAKE, 99).workers == default_workers()
    assert executor_for(ExecutorConfig("processes", 8), FAKE, 3).workers == 3


def test_worker_processes_that_cannot_start_are_told_in_one_line(monkeypatch):
    monkeypatch.setattr("sim.experiment.executors.processes.serve", os._exit)
    with (
        pytest.raises(ConfigError, match=r"^executor: worker processes end as they start \(exit"),
        Processes(1, FAKE) as executor,
    ):
        while True:
            executor.wait(10.0, print)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["executor=nowhere"], "executor: unknown choice 'nowhere'"),
        (["executor.name=slurm"], "executor.name: unknown value 'slurm'"),
        (["executor.address=tcp://head:8786"], "executor.address: 'tcp://head:8786' is for exec"),
        (["executor=dask", "executor.address=head"], "executor.address: 'head' is not allowed"),
        (["executor=dask", "executor.address=tcp://h:1", "executor.workers=2"], "executor.workers"),
        (["executor.workers=-1"], "executor.workers: -1 is not allowed"),
        (["executor.workers=2", "hydra.sweeper.workers=3"], "hydra.sweeper.workers: 3 is not exec"),
        (["executor.workers=1,2"], "executor.workers: cannot be swept"),
        (["executor=in_process,dask"], "executor: cannot be swept"),
        (["retry=none,failed"], "retry: cannot be swept"),
        (["retry=done"], "retry: unknown value 'done'"),
        (["fail_fast=perhaps"], "fail_fast: 'perhaps' is not allowed"),
    ],
)
def test_a_mistake_is_one_line(tmp_path, monkeypatch, capsys, words, line):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "-m", "seed=1,2", "months=2", *words]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"error: {line}"), said
    assert not list(tmp_path.iterdir())


def test_dask_that_is_not_installed_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)  # importing it fails
    monkeypatch.chdir(tmp_path)
    assert main(["run", "-m", "seed=1,2", "months=2", "executor=dask"]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert "pip install 'housing-segregation-simulator[cluster]'" in said


def test_what_carries_a_design_out_is_no_part_of_it(tmp_path):
    first = swept(tmp_path / "r", IN_PROCESS)
    again = execute(
        design(
            tmp_path / "r",
            range(1, 21),
            keys={"executor": ExecutorConfig("dask", 3), "retry": "failed", "fail_fast": True},
        ),
        simulator=FAKE,
    )
    assert (first.done, again.skipped, again.left) == (20, 20, 0)


PROGRAM = """
import signal
import sys

import sim.experiment.execute as module
import sim.experiment.store.writer as writer
from sim.cli import main
from tests.conftest import FAKE

module.SIMULATOR = FAKE
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it
    writer.FLUSH_RUNS = 1
    words = ["seed=range(1,41)", "months=3", "city.name=slow", "store=r", *sys.argv[1:]]
    sys.exit(main(["run", "-m", *words]))
"""


@pytest.mark.parametrize(
    "words",
    [
        ["executor=in_process"],
        ["executor=processes", "executor.workers=2"],
        ["executor=dask", "executor.workers=2"],
    ],
)
def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(tmp_path, words):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    process = subprocess.Popen(
        [sys.executable, str(program), *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while len(list(tmp_path.glob("r/runs/part-*.parquet"))) < 2 and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    out, err = process.communicate()
    assert process.returncode == 130, err
    assert "Traceback" not in err
    last = err.splitlines()[-1]
    assert last.startswith("stopped with ")
    assert " runs left; the same command goes on: python -m sim run -m seed=range" in last
    assert out == ""
