"""Few files, however a folder was filled, and no run lost or twice at any instant."""

from pathlib import Path

import pytest

from sim.experiment.store import FAILED, Store
from sim.experiment.store import compaction as module
from sim.experiment.store.names import TABLES
from tests.experiment.folders import assert_same, description, filled, record, tables


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("numbers", [(1000,), (990, 5, 5), (1500, 1, 1499), (2000, 700, 90, 1210)])
def test_a_thousand_runs_are_three_files_at_most(tmp_path, numbers):
    total = 0
    for more in numbers:  # each a command of its own: a sweep that is stopped, resumed, extended
        filled(tmp_path, range(total, total + more), each=97)
        total += more
    assert len(files(tmp_path)) <= 3 * total / 1000
    runs, series = tables(tmp_path)
    assert runs["seed"].tolist() == list(range(total))
    assert len(series) == 4 * total


def test_what_killed_workers_left_is_cleared_away(tmp_path):
    folder = filled(tmp_path, range(3))
    left = [folder / "burn_in" / "tmp-17-key.npz", folder / "series" / ".17.tmp"]
    for path in left:
        path.write_bytes(b"half")
    settled = folder / "burn_in" / "key.npz"
    settled.write_bytes(b"whole")
    filled(folder, [3])
    assert not any(path.exists() for path in left)
    assert settled.exists()


def test_what_a_killed_sweeps_workers_leave_later_is_cleared_away_too(tmp_path):
    with Store.open(tmp_path, description(tmp_path)) as store:
        left = tmp_path / "burn_in" / "tmp-17-key.npz"  # they end when they miss their sweep
        left.write_bytes(b"half")
        store.add(record(1))
        store.compact()
    assert not left.exists()


@pytest.mark.parametrize(("runs", "number"), [(5000, 11), (1200, 5)])
def test_large_parts_are_left_alone(tmp_path, runs, number):
    filled(tmp_path, range(runs), each=1000, compacted=False)
    before = {path.name for path in files(tmp_path)}
    filled(tmp_path, [])
    assert {path.name for path in files(tmp_path)} == before
    assert len(before) == number


def test_a_run_that_failed_first_is_one_row(tmp_path):
    with Store.open(tmp_path, description(tmp_path)) as store:
        for number in range(10):
            store.add(record(number, FAILED if number % 2 else "done"))
        store.flush()
        for number in (1, 3):
            store.add(record(number))
        store.add(record(5, FAILED))
        store.compact()
        assert store.statuses()[record(3).address] == "done"
    runs, series = tables(tmp_path)
    assert runs["status"].tolist() == ["done"] * 5 + ["failed", "done", "failed", "done", "failed"]
    assert series["address"].nunique() == 7
    assert len(files(tmp_path)) == 3


class KilledError(BaseException):
    """What stands for kill -9: nothing after it is done."""


class Killer:
    """Ends the program before the so manieth change of a folder."""

    def __init__(self, monkeypatch, at):
        self.at, self.calls = at, 0
        for name in ("replace", "unlink"):
            monkeypatch.setattr(Path, name, self.before(getattr(Path, name)))

    def before(self, change):
        def call(*words, **more):
            self.calls += 1
            if self.calls > self.at:
                raise KilledError
            return change(*words, **more)

        return call


def parts(folder):
    return {path.name for table in TABLES for path in (folder / table).glob("part-*.parquet")}


def test_killed_at_any_change_of_the_folder(tmp_path, monkeypatch):
    """Whatever was written when the program ended, every run is there once."""
    whole = filled(tmp_path / "whole", range(30), each=7)
    seen = set()
    for at in range(100):
        folder = filled(tmp_path / str(at), range(30), each=7, compacted=False)
        with monkeypatch.context() as patch:
            killer = Killer(patch, at)
            try:
                module.compact(folder)
                break
            except KilledError:
                pass
        assert killer.calls > at
        seen.add(len(parts(folder)))
        assert_same(folder, whole)
        for left in folder.rglob(".*.tmp"):  # what the killed program itself would have left
            assert left.stat().st_size
        filled(folder, [])
        assert_same(folder, whole)
        assert len(parts(folder)) == 2
    assert at == 12  # two parts renamed, ten removed
    assert seen == set(range(3, 13))


def test_killed_while_a_part_is_written(tmp_path, monkeypatch):
    for at in (0, 1):
        folder = filled(tmp_path / str(at), range(5))
        with monkeypatch.context() as patch:
            store = Store.open(folder, description(folder))
            Killer(patch, at)
            store.add(record(7))
            with pytest.raises(KilledError):
                store.flush()
        store._lock.release()
        assert len(tables(folder)[0]) == 5
        filled(folder, [])
        assert len(parts(folder)) == 2
        assert not list(folder.rglob(".*.tmp"))
