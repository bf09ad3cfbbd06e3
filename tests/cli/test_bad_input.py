"""Whatever is wrong in what a user wrote: one line, exit code 2, nothing written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main

OLD = '{since:"1989-03-01",block:{malay:25},neighbourhood:{malay:22}}'
NEW = '{since:"2010-03-05",block:{malay:25},neighbourhood:{malay:22}}'
DEAR = "city=singapore city.size=[60,60] city.initial=random city.private.rent=90000"
QUOTA = "policy=ethnic_quota"

# What is typed after `python -m sim run`, and what the line must name.
CASES = [
    # words that are not known
    ("policy=ethnic_qouta", "policy", "ethnic_quota"),
    ("policy=[none,ethnic_qouta]", "policy", "ethnic_quota"),
    ("policy={ethnic_quota:1}", "policy", ""),
    ("city=singapur", "city", "singapore"),
    ("experiment=singapoor", "experiment", "singapore"),
    ("preferences=hihg_taste", "preferences", "high_taste"),
    ("metrics.families=[disimilarity]", "metrics.families", "dissimilarity"),
    ("preferences.own_gruop=2", "preferences.own_gruop", "own_group"),
    ("preferences.taste=linaer", "preferences.taste", "linear"),
    ("mnths=3", "mnths", "months"),
    ("+months_more=3", "months_more", "months"),
    ("city.sise=[9,9]", "city.sise", "size"),
    ("city.groups.malay.shares=0.1", "city.groups.malay.shares", "share"),
    ("+city.groups.malay.shares=0.1", "city.groups.malay.shares", "share"),
    (f"{QUOTA} policy.ethnic_quota.enforcment=1", "policy.ethnic_quota.enforcment", "enforcement"),
    (f"{QUOTA} +policy.ethnic_quota.enforcment=1", "policy.ethnic_quota.enforcment", "enforce"),
    ("engine=kernal", "engine", "kernel"),
    ("engine=null", "engine", "text"),
    ("city.initial=randon", "city.initial", "random"),
    ("rules.search=informd", "rules.search", "informed"),
    ("market.arrivals=replaced", "market.arrivals", "replace"),
    # numbers out of range
    ("months=0", "months", "at least 1"),
    ("months=-1", "months", "-1"),
    ("months=1.5", "months", "whole number"),
    ("months=ten", "months", "'ten'"),
    ("months=true", "months", "whole number"),
    ("months=null", "months", "whole number"),
    ("months=[1,2]", "months", "whole number"),
    ("seed=-1", "seed", "at least 0"),
    ("seed=9223372036854775808", "seed", "at most"),
    ("seed=0.5", "seed", "whole number"),
    ("city.size=[0,60]", "city.size[0]", "at least 1"),
    ("city.size=[60,-60]", "city.size[1]", "-60"),
    ("city.size=[60]", "city.size", "[rows,columns]"),
    ("city.size=60", "city.size", "list"),
    ("city.size=[a,b]", "city.size[0]", "whole number"),
    ("city.block=0", "city.block", "at least 1"),
    ("city.block=61", "city.block", "60"),
    ("city.neighbourhood=0", "city.neighbourhood", "at least 1"),
    ("city.empty_land=1", "city.empty_land", "below 1"),
    ("city.public.rental=1.2", "city.public.rental", "at most 1"),
    ("city.public.rental=-0.1", "city.public.rental", "at least 0"),
    ("city.income.no_work=2", "city.income.no_work", "at most 1"),
    ("city.income.median=0", "city.income.median", "above 0"),
    ("market.rent_growth=nan", "market.rent_growth", "nan"),
    ("market.rent_growth=inf", "market.rent_growth", "inf"),
    ("preferences.cost=-inf", "preferences.cost", "inf"),
    ("market.entry_burden=1.01", "market.entry_burden", "at most 1"),
    ("rules.candidates=0", "rules.candidates", "at least 1"),
    ("rules.torus=maybe", "rules.torus", "true or false"),
    ("metrics.radii=[0]", "metrics.radii[0]", "at least 1"),
    ("city.start=2020-13", "city.start", "2020-07"),
    # parts that do not agree
    ("city.groups.malay.share=0.2", "city.groups", "sum to 1"),
    ("city.public.share=0.9", "city.public.share", "sum to 1"),
    ("city=singapore city.public.share=0.5 city.private.share=0.5", "city.public.share", "0.787"),
    ("+policy.ethnic_quota._target_=os.system", "_target_", "names code"),
    ("preferences.own_group_of.malay=2", "own_group_of.malay", "write +preferences"),
    ("city.public.vacancy_owned=0 city.public.vacancy_rental=0", "city.public.vacancy_owned", ""),
    ("city.public.vacancy_owned=1 city.public.vacancy_rental=1", "vacancy_owned", "no household"),
    ("city.size=[1,1] city.block=1", "city.size", "two homes"),
    ("city.initial=from_table", "city.table", "CSV"),
    ("city.initial=from_table city.table=none.csv", "city.table", "exists"),
    ("city.table=none.csv", "city.table", "exists"),
    ("city.initial=from_table city.table=.", "city.table", "file"),
    ("city.initial=from_table city.table=file.txt", "city.table", "0 rows"),
    (DEAR, "city.private.rent", "find no home that they can pay"),
    ("+preferences.appeal_sigma.tamil=1", "preferences.appeal_sigma.tamil", "malay"),
    ("+preferences.own_group_of.tamil=1", "preferences.own_group_of.tamil", "malay"),
    ("+preferences.own_group_of.others=1", "preferences.own_group_of.others", "malay"),
    ("+preferences.appeal_sigma.malai=1", "preferences.appeal_sigma.malai", "malay"),
    (f"{QUOTA} city.groups.malay.share=0.3 city.groups.chinese.share=0.6", "malay", "30.0 %"),
    (f"{QUOTA} policy.ethnic_quota.enforcement=2", "policy.ethnic_quota.enforcement", "1"),
    (f"{QUOTA} policy.ethnic_quota.counts=lively", "policy.ethnic_quota.counts", "live"),
    (f"{QUOTA} policy.ethnic_quota.start=0", "policy.ethnic_quota.start", "1"),
    (f"{QUOTA} policy.ethnic_quota.stop=1", "policy.ethnic_quota.stop", "after"),
    (f"{QUOTA} policy.ethnic_quota.limits=[{NEW},{OLD}]", "policy.ethnic_quota.limits", "order"),
    (f"{QUOTA} policy.ethnic_quota.limits=[]", "policy.ethnic_quota.limits", "empty"),
    ("policy=inclusionary_zoning policy.inclusionary_zoning.set_aside=1.5", "set_aside", "1"),
    ("policy=none policy.ethnic_quota.enforcement=1", "policy.ethnic_quota", "enforcement"),
    # words that Hydra cannot read, and places that cannot be written
    ("seed=range(", "seed", "well-formed"),
    ("policy=[none", "policy", "well-formed"),
    ("months", "months", "key=value"),
    ("--multirum", "--multirum", "--multirun"),
    ("seed=1,2", "seed", ""),
    ("store=file.txt/results", "store", "file.txt"),
    ("store=file.txt", "store", "file.txt"),
    ("store=null", "store", "text"),
    ("store=${nothing.here}", "nothing.here", ""),
]

SWEEPS = [
    ("-m policy=none,ethnic_qouta", "policy", "ethnic_quota"),
    ("-m months=12,24 seed=1,2", "months", "one horizon"),
    ("-m months=12 city.block=10,0 seed=1,2", "city.block", "at least 1"),
    (f"-m {DEAR} seed=1,2", "city.private.rent", "find no home that they can pay"),
    ("-m city.initial=random,from_table city.table=file.txt", "city.table", "0 rows"),
    ("-m seed=1,-1", "seed", "at least 0"),
    ("-m seed=range(3,3)", "seed", "empty"),
    ("-m seed=interval(0,1)", "seed", "range"),
    ("-m metrics.families=[gini],[ginny]", "metrics.families", "swept"),
    ("-m engine=kernel,reference", "engine", "swept"),
    ("-m experiment=demo,singapore", "experiment", "swept"),
    ("-m city.groups.malay.share=0.14,0.15", "city.groups", "sum to 1"),
    ("-m policy=none policy.ethnic_quota.enforcement=0.5,1", "ethnic_quota.enforcement", ""),
    ("-m policy=none,ethnic_quota policy.ethnic_quota.enforcement=1,2", "enforcement", "2"),
    (f"-m {QUOTA} policy.ethnic_quota.limits=[{OLD},{NEW}],[{NEW},{OLD}]", "limits", "order"),
    ("-m market.rent_growht=0,0.03", "market.rent_growht", "rent_growth"),
    ("-m rules.search=informed,blnd", "rules.search", "blind"),
    ("-m store=a,b seed=1", "store", "swept"),
    ("-m hydra.sweeper._target_=os.system seed=1,2", "_target_", "names code"),
    ("-m store=file.txt/results seed=1,2", "store", "file.txt"),
    ("experiment=demo policy=none,ethnic_qouta", "policy", "ethnic_quota"),
    ("experiment=demo city.size=[0,1]", "city.size[0]", "at least 1"),
    ("experiment=demo policy=ethnic_quota", "hydra.sweeper.baseline.policy", "'none'"),
    ("experiment=demo hydra.sweeper.baseline.policy=nnoe", "sweeper.baseline.policy", "none, eth"),
    (
        "experiment=demo +hydra.sweeper.baseline.preferences=low",
        "baseline.preferences",
        "low_taste",
    ),
    ("experiment=demo +hydra.sweeper.baseline.polcy=none", "'polcy'", "policy, preferences"),
    ("experiment=demo hydra.sweeper.baseline.polcy=none", "baseline.polcy", "+hydra"),
    ("experiment=demo +hydra.sweeper.baseline.seed=1", "'seed'", "policy, preferences"),
    ("experiment=demo hydra.sweeper.baseline.policy=[none,rent_growth]", "rent_growth", "none, "),
    ("-m policy=none,ethnic_quota hydra.sweeper.baseline=", "sweeper.baseline", "{axis: value}"),
    ("-m policy=none,ethnic_quota hydra.sweeper.baseline=none", "baseline", "{axis: value}"),
    ("-m policy=none,ethnic_quota hydra.sweeper.baseline=[none]", "baseline", "{axis: value}"),
    ("experiment=demo hydra.sweeper.workers=0.5", "workers", "0.5"),
    ("experiment=demo hydra.sweeper.workers=-1", "workers", "-1"),
]

COMMANDS = [
    (["rnu"], "rnu", "run"),
    (["run", "compare", "x"], "compare", "key=value"),
    (["compare"], "compare", "FOLDER"),
    (["compare", "nowhere"], "nowhere", "results"),
    (["replay", "nowhere"], "replay", "ADDRESS"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder but for one file, in which the command is typed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.txt").write_text("mine")
    return tmp_path


def refused(capsys, folder, arguments, key, hint):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == 1, captured.err
    assert lines[0].startswith("error: ")
    assert key in lines[0]
    assert hint in lines[0]
    assert "Traceback" not in lines[0]
    assert "hydra.cc" not in lines[0]
    assert sorted(path.name for path in folder.rglob("*")) == ["file.txt"]


@pytest.mark.parametrize(("words", "key", "hint"), CASES, ids=[case[0] for case in CASES])
def test_a_mistake_is_one_line_and_leaves_nothing(capsys, folder, words, key, hint):
    refused(capsys, folder, ["run", *words.split(" ")], key, hint)


@pytest.mark.parametrize(("words", "key", "hint"), SWEEPS, ids=[case[0] for case in SWEEPS])
def test_a_mistake_in_any_run_of_a_sweep_comes_before_the_first(capsys, folder, words, key, hint):
    refused(capsys, folder, ["run", *words.split(" ")], key, hint)


@pytest.mark.parametrize(("words", "key", "hint"), COMMANDS, ids=[case[0][0] for case in COMMANDS])
def test_a_mistake_in_the_command(capsys, folder, words, key, hint):
    refused(capsys, folder, words, key, hint)


@pytest.mark.parametrize(
    "words", [["run", "months=0"], ["run", "-m", "policy=none,x"], ["run", "seed=range("], ["rnu"]]
)
def test_the_same_in_a_process_of_its_own(folder, words):
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("error: ")
    assert sorted(path.name for path in folder.rglob("*")) == ["file.txt"]


def test_the_message_of_an_unknown_key_names_the_nearest(capsys):
    assert main(["run", "preferences.own_gruop=2"]) == 2
    line = capsys.readouterr().err
    assert "preferences.own_gruop" in line
    assert "nearest: own_group" in line
