"""Runs that fail: told, kept, not repeated unasked; Ctrl-C where nothing may be broken off."""

import os
import signal

import pytest

from sim.cli import main
from sim.experiment.interrupts import unbroken
from sim.results import load

SWEEP = ["run", "-m", "months=3", "executor=in_process", "store=r", "city.name=fail-2"]


@pytest.fixture(autouse=True)
def quiet(tmp_path, monkeypatch, fake):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)
    monkeypatch.setattr("sim.analysis.pictures.draw", lambda *a, **k: None)


@pytest.fixture
def said(capsys):
    def lines(*words, code):
        assert main([*SWEEP, *words]) == code
        return capsys.readouterr().err.splitlines()

    return lines


def repaired(monkeypatch):
    from tests.experiment import fake_city

    def step(self):
        self.month += 1
        self.rows.append(0.0)

    monkeypatch.setattr(fake_city.City, "step", step)


def test_a_failed_run_is_told_with_the_command_that_runs_it_again(said, capsys):
    lines = said("seed=1,2,3", code=3)
    address = load("r").runs.set_index("seed").loc[2, "address"]
    again = f"python -m sim replay {address[:12]} --store r"
    assert lines[-2] == f"failed: RuntimeError: the roof fell in; again: {again}"
    assert lines[-1] == "1 run failed, kept with the error in r"
    assert main(again.split()[3:]) == 1
    assert "the roof fell in" in capsys.readouterr().out


def test_the_same_command_says_that_it_does_not_repeat_it(said):
    said("seed=1,2,3", code=3)
    assert said("seed=1,2,3", code=3) == [
        "1 run failed before, and the same command does not repeat that; add retry=failed"
    ]


def test_retry_runs_the_failed_ones_again_and_no_other(said, monkeypatch):
    said("seed=1,2,3", code=3)
    before = load("r").runs.set_index("seed")["wall_seconds"].sort_index()
    repaired(monkeypatch)
    lines = said("seed=1,2,3", "retry=failed", code=0)
    assert lines == ["1 run: 3 months to simulate"]
    after = load("r").runs.set_index("seed")
    assert set(after["status"]) == {"done"}
    assert (after["wall_seconds"].sort_index() == before).to_dict() == {1: True, 2: False, 3: True}
    assert said("seed=1,2,3", "retry=failed", code=0) == []


def test_fail_fast_stops_at_the_first_and_the_same_command_goes_on(said):
    lines = said("seed=1,2,3,4", "fail_fast=true", code=3)
    assert lines[-1].startswith("stopped at a failure (fail_fast=true) with 2 runs left; the same")
    assert sorted(load("r").runs["seed"]) == [1, 2]
    said("seed=1,2,3,4", "fail_fast=true", code=3)
    assert load("r").runs.set_index("seed")["status"].to_dict() == {
        1: "done", 2: "failed", 3: "done", 4: "done",
    }  # fmt: skip


def test_a_single_run_that_failed_is_not_repeated_either(capsys):
    words = ["run", "months=3", "store=r", "city.name=fail-2", "seed=2"]
    assert main(words) == 3
    capsys.readouterr()
    assert main(words) == 3
    assert "add retry=failed" in capsys.readouterr().err
    assert main([*words, "retry=failed"]) == 3
    assert "the roof fell in" in capsys.readouterr().err


@pytest.mark.parametrize("where", ["report.report", "pictures.draw"])
def test_ctrl_c_while_reporting_says_where_the_runs_are(said, monkeypatch, where):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(f"sim.analysis.{where}", interrupted)
    lines = said("seed=1,3", code=130)
    assert (
        lines[-1] == "stopped; the results are complete; python -m sim compare r prints them again"
    )
    assert len(load("r").runs) == 2


def test_ctrl_c_waits_for_the_end_of_what_must_not_be_broken_off():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    done = []
    try:
        with pytest.raises(KeyboardInterrupt), unbroken():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("all")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with unbroken():
            done.append("quiet")
    finally:
        signal.signal(signal.SIGINT, before)
    assert done == ["all", "quiet"]
