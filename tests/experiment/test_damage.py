"""What may happen to a results folder: one clear line each, and nothing finished is lost."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.config import ConfigError
from sim.experiment.store import Store, files
from sim.experiment.store.lock import holder
from sim.experiment.store.names import FORMAT
from sim.results import load
from tests.experiment.folders import description, filled, record, tables

SWEEP = ["run", "-m", "months=3", "seed=range(1,9)", "store=r", "executor=in_process"]


@pytest.fixture(autouse=True)
def quiet(monkeypatch, tmp_path, fake):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)


def part(table, folder=Path("r")):
    (found,) = (folder / table).glob("part-*.parquet")
    return found


def line(capsys):
    """Return the one line that says what is wrong; progress is shown there too."""
    (found,) = [said for said in capsys.readouterr().err.splitlines() if said.startswith("error")]
    return found


def fill_up(monkeypatch, room):
    """Let so many bytes be written and then no more, as on a full disk."""
    left = [room]
    write = files.Checked.write

    def limited(self, content):
        left[0] -= len(content)
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, content)

    monkeypatch.setattr(files.Checked, "write", limited)


@pytest.mark.parametrize("room", [40_000, 90_000, 130_000])
def test_a_full_disk_keeps_what_is_finished(tmp_path, monkeypatch, capsys, room):
    """At a part of the months, at one of runs, at the compaction."""
    monkeypatch.setattr("sim.experiment.store.writer.FLUSH_RUNS", 2)
    assert main([*SWEEP[:-2], "executor=in_process", "store=whole"]) == 0
    capsys.readouterr()
    with monkeypatch.context() as patch:
        fill_up(patch, room)
        assert main(SWEEP) == 1
    said = line(capsys)
    assert "No space left on device" in said
    assert "the same command goes on" in said
    assert not list(Path("r").rglob(".*.tmp"))
    before = load("r").runs
    assert 0 < len(before) <= 8
    assert len(load("r").series) == 4 * len(before)
    assert main(SWEEP) == 0
    runs, _ = tables(Path("r"))
    assert runs["state_hash"].tolist() == tables(Path("whole"))[0]["state_hash"].tolist()
    assert set(before["started"]) <= set(runs["started"])
    assert len([path for path in Path("r").rglob("*") if path.is_file()]) == 3


def test_a_folder_that_cannot_be_written(monkeypatch, capsys):
    def refused(path, flags, *mode):
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return opened(path, flags, *mode)

    assert main(SWEEP) == 0
    part("runs").unlink()
    opened = os.open
    monkeypatch.setattr(os, "open", refused)  # tests may run as root, to whom all is writable
    assert main(SWEEP) == 2
    assert line(capsys) == (
        "error: store: 'r' cannot be written (Read-only file system); give a writable folder"
    )


def test_a_read_only_folder_is_read_and_checked(monkeypatch, capsys):
    assert main(SWEEP) == 0
    part("series").write_bytes(b"short")
    monkeypatch.setattr("os.open", lambda *a: (_ for _ in ()).throw(PermissionError(13, "no")))
    capsys.readouterr()
    assert main(["store", "r"]) == 0
    assert main(["store", "r", "--check"]) == 1
    assert "not moved: read-only folder" in capsys.readouterr().out
    assert len(load("r").runs) == 8


@pytest.mark.parametrize("command", [SWEEP, ["store", "r"], ["store", "r", "--check"],
                                     ["compare", "r"]])  # fmt: skip
def test_a_folder_of_a_newer_version(capsys, command):
    assert main(SWEEP) == 0
    design = json.loads(Path("r/design.json").read_text())
    Path("r/design.json").write_text(json.dumps(design | {"format": FORMAT + 1}))
    before = sorted(Path("r").rglob("*"))
    assert main(command) == 2
    said = line(capsys)
    assert f"newer version of the simulator (format {FORMAT + 1}; this one reads up to" in said
    assert sorted(Path("r").rglob("*")) == before


@pytest.mark.parametrize("content", ["{", "[]", '{"kind": "sweep"}'])
def test_a_description_that_cannot_be_read(capsys, content):
    assert main(SWEEP) == 0
    hashes = tables(Path("r"))[0]["state_hash"].tolist()
    Path("r/design.json").write_text(content)
    assert main(SWEEP) == 2
    assert "move it away, and the command that made the folder writes it anew" in line(capsys)
    Path("r/design.json").unlink()
    assert main(SWEEP) == 0
    assert tables(Path("r"))[0]["state_hash"].tolist() == hashes


def shortened(path):
    path.write_bytes(path.read_bytes()[:-100])


def flipped(path):
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("table", ["runs", "series"])
@pytest.mark.parametrize("harm", [shortened, flipped, Path.unlink])
def test_a_damaged_part_is_set_aside_and_its_runs_done_again(capsys, table, harm):
    assert main(SWEEP) == 0
    hashes = tables(Path("r"))[0]["state_hash"].tolist()
    filled_later = {"runs": 8, "series": 8}[table]
    harm(part(table))
    if harm is shortened and table == "runs":
        assert main(SWEEP) == 2
        said = line(capsys)
        assert "is damaged" in said
        assert "python -m sim store r --check" in said
        with pytest.raises(ConfigError, match="is damaged"):
            load("r").runs  # noqa: B018
    if (harm, table) == (Path.unlink, "runs"):
        assert main(["store", "r", "--check"]) == 0  # months without runs: they count as missing
    else:
        capsys.readouterr()
        assert main(["store", "r", "--check"]) == 1
        said = capsys.readouterr().out
        assert f"damaged: {table}/part-" in said
        assert f"{filled_later} runs must be done again" in said
        assert said.count("to be done again: ") == 8
        kept = {path.name.split("-")[0] for path in Path("r/quarantine").iterdir()}
        assert table in kept or harm is Path.unlink
        assert main(["store", "r", "--check"]) == 0
        assert "all 0 parts are whole" in capsys.readouterr().out
    assert main(SWEEP) == 0
    assert tables(Path("r"))[0]["state_hash"].tolist() == hashes


def test_only_the_runs_of_the_damaged_part_are_done_again(tmp_path, capsys):
    folder = filled(tmp_path / "f", range(20), each=10, compacted=False)
    first = sorted((folder / "series").iterdir())[0]
    shortened(first)
    assert main(["store", str(folder), "--check"]) == 1
    said = capsys.readouterr().out
    assert "10 runs must be done again" in said
    assert record(3).address[:12] in said
    assert "none, seed 3" in said
    assert sorted(load(folder).runs["seed"]) == list(range(10, 20))


def test_a_truncated_part_of_months_says_what_to_do(tmp_path):
    folder = filled(tmp_path / "f", range(20), each=10, compacted=False)
    shortened(sorted((folder / "series").iterdir())[0])
    with pytest.raises(ConfigError, match=r"series/part-000001-\w+.parquet in .* is damaged .*"):
        load(folder).series  # noqa: B018


def test_a_foreign_file_among_the_parts(capsys):
    assert main(SWEEP) == 0
    part("runs").rename("kept.parquet")
    Path("kept.parquet").rename("r/runs/mine.parquet")
    assert main(SWEEP) == 2
    assert "'r/runs/mine.parquet' is no part of this store" in line(capsys)
    Path("r/runs/notes.txt").write_text("other programs read no text files")
    assert main(["store", "r"]) == 0
    assert "foreign     runs/mine.parquet: no part of it" in capsys.readouterr().out
    Path("r/runs/mine.parquet").unlink()
    assert main(SWEEP) == 0
    assert len(load("r").runs) == 8


PROGRAM = """
import sys, time
from pathlib import Path
from sim.experiment.store import Store
from tests.experiment.folders import description
with Store.open(Path(sys.argv[1]), description(sys.argv[1])):
    print("open", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_the_first_is(tmp_path, capsys):
    root = Path(__file__).resolve().parents[2]
    first = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "f")],
        stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(root)}, text=True,
    )  # fmt: skip
    try:
        assert first.stdout.readline() == "open\n"
        folder = tmp_path / "f"
        wanted = rf"being written by process {first.pid} on \S+ since 20\d\d-\d\d-\d\d .* UTC; wait"
        with pytest.raises(ConfigError, match=wanted):
            Store.open(folder, description(folder))
        assert main(["store", str(folder)]) == 0
        assert f"process {first.pid} on" in capsys.readouterr().out
        assert main(["store", str(folder), "--check"]) == 2
    finally:
        first.kill()
        first.wait()
    assert holder(folder) is None  # the system lets go when a process ends, however
    filled(folder, range(3))
    assert not (folder / "lock").exists()
