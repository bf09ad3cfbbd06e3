"""Any row of a results folder can be run again: the same last state, or the same failure."""

import dataclasses
import json
import shlex
import shutil

import pytest

import sim
from sim.cli import main
from sim.config.folder import config_folder
from sim.experiment.design import COLLECTION, Design, Run
from sim.experiment.execute import execute
from sim.policies.catalogue import files, read
from sim.results import load

TINY = ("city.size=[16,16]", "months=4", "engine=reference", "metrics=none")
LAND = ("city=singapore", "city.initial=random", "city.block=4", "city.neighbourhood=2", *TINY)


def of_preset(name):
    """Return the words of a preset, on the first date of its numbers."""
    schedule = read(name, files()[name]).about.get("schedule")
    policy = name.partition("/")[0]
    dated = [f"policy.{policy}.as_of={schedule[0]['since']}"] if schedule else []
    return (f"policy={name}", *dated)


KINDS = {
    "plain": ("city=small", *TINY),
    "burned in": ("city=small", "city.initial=burned_in", "city.burn_in.months=3", *TINY),
    "full market": ("city=small", "market=full", *TINY),
    "full market with land": (*LAND, "market=full"),
    "several policies": (*LAND, "policy=[ethnic_quota,inclusionary_zoning,rent_growth]"),
    "published model": ("experiment=published/mesa_example", "engine=reference"),
    "published model of a line": (
        "experiment=published/brandt_2012_ring", "city.size=[1,60]", "city.block=60", "months=9",
        "engine=reference",
    ),
    "a file that ships": (
        "experiment=published/mauro_2024_relocation", "city.size=[10,10]", "months=2",
        "engine=reference",
    ),
    "compiled": ("city=small", "city.size=[16,16]", "months=4", "metrics=none"),
    **{name: (*LAND, *of_preset(name)) for name in sorted(files()) if name != "none"},
}  # fmt: skip
KINDS["ethnic_quota/hdb_1989"] += ("city.groups.others.quota_class=chinese",)  # too many for it


def stored(folder, *words):
    """Run one configuration into a store and return its row."""
    config = sim.compose(*words, f"store={folder}")
    summary = execute(Design([Run.of(config)], kind=COLLECTION), workers=0)
    assert summary.done + summary.failed == 1
    return load(folder).runs.iloc[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_row_replays_to_its_hash(tmp_path, capsys, kind):
    row = stored(tmp_path / "r", *KINDS[kind])
    capsys.readouterr()
    assert main(shlex.split(row["replay"])[3:]) == 0
    assert capsys.readouterr().out == f"the same: state hash {row['state_hash']}\n"


def test_what_decides_a_run_is_in_the_hash(tmp_path, capsys, monkeypatch):
    """So that a replay can fail: the row is changed, or the rules of the city are."""
    row = stored(tmp_path / "r", *KINDS["plain"])
    from sim.experiment import replay

    other = json.loads(row["config"]) | {"seed": 5}
    real = replay._row
    monkeypatch.setattr(replay, "_row", lambda *a: real(*a) | {"config": json.dumps(other)})
    assert main(["replay", row["address"], "--store", str(tmp_path / "r")]) == 1
    assert "another address" in capsys.readouterr().out
    monkeypatch.setattr(replay, "_row", lambda *a: real(*a) | {"state_hash": "0" * 64})
    assert main(["replay", row["address"], "--store", str(tmp_path / "r")]) == 1
    assert f"different: {row['state_hash']} now, 000" in capsys.readouterr().out


def test_a_row_of_another_machine_is_replayed_from_what_is_in_it(tmp_path, monkeypatch, capsys):
    """Its folder has moved, and the files that it names lie elsewhere on this machine."""
    there = config_folder() / "data" / "us_wages_2022.csv"
    row = stored(tmp_path / "r", *KINDS["a file that ships"])
    shutil.move(tmp_path / "r", tmp_path / "copied")
    from sim.experiment import replay

    real = replay._row
    config = row["config"].replace(str(there), "/opt/other/sim/configs/data/us_wages_2022.csv")
    assert config != row["config"]
    monkeypatch.setattr(replay, "_row", lambda *a: real(*a) | {"config": config})
    monkeypatch.chdir(tmp_path)
    assert main(["replay", row["address"][:8], "--store", "copied"]) == 0
    assert "the same" in capsys.readouterr().out
    own = config.replace("us_wages_2022", "wages")
    monkeypatch.setattr(replay, "_row", lambda *a: real(*a) | {"config": own})
    assert main(["replay", row["address"][:8], "--store", "copied"]) == 2
    assert "city.incomes: the run needs" in capsys.readouterr().err
    shutil.copy(there, "wages.csv")
    assert main(["replay", row["address"][:8], "--store", "copied"]) == 0
    text = there.read_text().splitlines(keepends=True)
    (tmp_path / "wages.csv").write_text("".join([*text[:-1], text[-1].replace("1", "2")]))
    assert main(["replay", row["address"][:8], "--store", "copied"]) == 1
    assert "another content" in capsys.readouterr().out


@pytest.fixture
def failed(tmp_path, monkeypatch, fake):
    """A store in an empty folder with two runs that are done and one that failed."""
    monkeypatch.chdir(tmp_path)
    config = sim.compose("months=3", "store=my results")
    config.city = dataclasses.replace(config.city, name="fail-2", initial="burned_in")
    runs = [Run.of(dataclasses.replace(config, seed=seed)) for seed in (1, 2, 3)]
    execute(Design(runs), workers=0)
    return load("my results").runs.set_index("seed")


def test_the_command_in_a_failed_row_shows_its_error_again(failed, capsys):
    command = failed.loc[2, "replay"]
    assert command == f"python -m sim replay {failed.loc[2, 'address'][:12]} --store 'my results'"
    assert main(shlex.split(command)[3:]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "RuntimeError: the roof fell in"


def test_a_failed_run_that_is_mended_is_done(failed, capsys, monkeypatch):
    from tests.experiment import fake_city

    monkeypatch.setattr(fake_city.City, "step", lambda self: setattr(self, "month", self.month + 1))
    assert main(["replay", failed.loc[2, "address"], "--store", "my results"]) == 0
    assert "the run that failed is done now" in capsys.readouterr().out


@pytest.mark.parametrize("words", ["--store={s} {a}", "{a} --store {s}", "{s} {a}", "{s} {a}..."])
def test_the_words_may_stand_in_any_order(failed, capsys, words):
    given = [word.format(s="my results", a=failed.loc[1, "address"][:10]) for word in words.split()]
    assert main(["replay", *given]) == 0
    assert "the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["zzz", "--store", "my results"], "no run in 'my results' has an address that begins 'z"),
        (["", "--store", "my results"], "begins ''"),
        (["abc", "--store", "nowhere"], "no results folder"),
        (["abc"], "give ADDRESS --store FOLDER, not 'abc'"),
        ([], "give ADDRESS --store FOLDER, not 'nothing'"),
        (["abc", "--store"], "--store needs a value"),
        (["my results", "abc", "--store", "my results"], "give ADDRESS --store FOLDER"),
        (["abc", "--sotre", "my results"], "unknown option '--sotre' (nearest: --store)"),
    ],
)
def test_wrong_words_are_one_line(failed, capsys, words, hint):
    assert main(["replay", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert hint in line


def test_an_address_that_several_runs_share_names_them(tmp_path, monkeypatch, fake, capsys):
    config = sim.compose("months=1", f"store={tmp_path / 'r'}")
    runs = [Run.of(dataclasses.replace(config, seed=seed)) for seed in range(1, 40)]
    execute(Design(runs), workers=0)
    first = [run.address for run in runs if run.address[0] == runs[0].address[0]]
    assert len(first) > 1
    assert main(["replay", first[0][0], "--store", str(tmp_path / "r")]) == 2
    line = capsys.readouterr().err
    assert f"{len(first)} runs" in line and first[0][:12] in line
