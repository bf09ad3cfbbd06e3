"""Whatever is wrong in what a user wrote: one line, exit code 2, nothing written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.config import ConfigError

OLD = '{since:"1989-03-01",block:{malay:25},neighbourhood:{malay:22}}'
NEW = '{since:"2010-03-05",block:{malay:25},neighbourhood:{malay:22}}'
DEAR = "city=singapore city.size=[60,60] city.initial=random city.private.rent=90000"
QUOTA = "policy=ethnic_quota"

MESA = "experiment=published/mesa_example"
BOARD = "city=board preferences=satisfaction rules=relocation metrics=board"

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
    ("metrics.levels=[blocks]", "metrics.levels", "block"),
    ("metrics.every=0", "metrics.every", "1"),
    ("metrics.radii=[2,2]", "metrics.radii", "twice"),
    ("metrics.families=[gini,gini]", "metrics.families", "twice"),
    ("metrics.families=[spatial_exposure] metrics.radii=[]", "metrics.radii", "spatial_exposure"),
    ("metrics.families=[macro_micro_ratio] metrics.radii=[3]", "metrics.radii", "2 or more"),
    ("metrics.families=[gini] metrics.levels=[]", "metrics.levels", "gini"),
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
    ("seed=range(0,5)", "seed", "add -m to sweep"),
    ("hydra.sweeper.params.seed=3", "hydra.sweeper.params.seed", "unknown key"),
    ("store=file.txt/results", "store", "file.txt"),
    ("store=file.txt", "store", "file.txt"),
    ("store=null", "store", "text"),
    ("store=", "store", "a name"),
    ("store=${nothing.here}", "nothing.here", ""),
]

RELOCATION = [
    # a paper's own parameters
    (f"{MESA} paper.unknown=1", "paper.unknown", "homophily"),
    (f"{MESA} paper.homophly=0.3", "paper.homophly", "nearest: homophily"),
    (f"{MESA} +paper.homophly=0.3", "paper.homophly", "nearest: homophily"),
    (f"{MESA} ++paper.homophly=0.3", "paper.homophly", "nearest: homophily"),
    (f"{MESA} paper.homophily=2", "paper.homophily", "from 0 to 1"),
    (f"{MESA} paper.homophily=-0.1", "paper.homophily", "'-0.1'"),
    (f"{MESA} paper.homophily=abc", "paper.homophily", "for example 0.3 or 1/3"),
    (f"{MESA} paper.homophily=null", "paper.homophily", "preferences.wanted"),
    (f"{MESA} paper.homophily=[1]", "paper.homophily", "text"),
    (f"{MESA} paper.density=abc", "paper.density", "for example 0.3 or 1/3"),
    (f"{MESA} paper.density=0", "paper.density", "below 1"),
    (f"{MESA} paper.density=1", "paper.density", "nobody can move"),
    (f"{MESA} paper.minority_pc=1.5", "paper.minority_pc", "above 0"),
    (f"{MESA} paper.radius=1.5", "paper.radius", "whole number"),
    (f"{MESA} paper=1", "paper", "one by one"),
    (f"{MESA} paper={{homophly:1}}", "paper", "one by one"),
    (f"{MESA} paper.homophily=0.3,0.4", "paper.homophily", "add -m to sweep"),
    ("paper.homophily=0.3", "paper.homophily", "experiment=published/"),
    ("+paper.homophily=0.3", "paper.homophily", "experiment=published/"),
    ("experiment=published/mesa_exampel", "experiment", "nearest: published/mesa_example"),
    ("experiment=mesa_example", "experiment", "nearest: published/mesa_example"),
    ("experiment=published", "experiment", "published/mesa_example"),
    (f"{MESA} metrics.of_papers=[similarity_fracton]", "of_papers", "similarity_fraction"),
    (f"{MESA} paper.measures=[similarity_fracton]", "of_papers", "similarity_fraction"),
    (f"{MESA} metrics.of_papers=similarity_fraction", "metrics.of_papers", "list"),
    (f"{MESA} metrics.families=[percent_similar]", "metrics.families", "dissimilarity"),
    # keys and words of the other model
    ("rules.search=nearest", "rules.search", "informed, blind"),
    ("rules.movers=pairs", "rules.movers", "rules=relocation"),
    ("+rules.movers=pairs", "rules.movers", "rules=relocation"),
    ("preferences.wanted=0.3", "preferences.wanted", "preferences=satisfaction"),
    ("city.vacancy=0.3", "city.vacancy", "city=board"),
    ("rules=relocation", "housing market", "city=board preferences=satisfaction"),
    ("rules.model=relocation", "housing market", "rules=relocation"),
    ("+rules.model=relocation", "rules.model", "is there already"),
    ("rules.model=relocating", "rules.model", "nearest: relocation"),
    ("city=board", "city.vacancy", "rules=relocation"),
    ("preferences=satisfaction", "preferences.satisfaction", "rules=relocation"),
    ("city.initial=checkerboard", "city.initial", "rules.model=relocation"),
    ("metrics.of_papers=[percent_similar]", "metrics.of_papers", "rules.model=relocation"),
    (f"{MESA} rules.search=informed", "rules.search", "random_vacancy"),
    (f"{MESA} rules.search=nearst", "rules.search", "nearest: nearest"),
    (f"{MESA} rules.candidates=3", "rules.candidates", "housing market"),
    (f"{MESA} preferences.own_group=2", "preferences.own_group", "housing market"),
    (f"{MESA} market.rent_growth=0.1", "market.rent_growth", "leave it out"),
    (f"{MESA} city.table=none.csv", "city.table", "housing market"),
    (f"{MESA} city.initial=burned_in", "city.initial", "random, segregated"),
    (f"{MESA} policy=inclusionary_zoning", "policy", "ethnic_quota or none"),
    (f"{MESA} policy=rent_growth", "policy", "ethnic_quota or none"),
    (f"{MESA} policy=ethnic_quota", "policy.ethnic_quota.limits", "blue, orange"),
    # switches that contradict each other
    (f"{BOARD} rules.movers=pairs", "rules.activation", "drawn"),
    (f"{BOARD} rules.activation=drawn rules.happy_moves=0.1", "rules.happy_moves", "give 0"),
    (f"{BOARD} rules.activation=drawn preferences.neighbourhood=zone", "rules.movers", "give all"),
    (f"{BOARD} rules.search=nearest rules.shortlist=0", "rules.shortlist", "give 1"),
    (f"{BOARD} rules.search=logit_choice", "rules.temperature", "above 0"),
    (f"{BOARD} rules.search=logit_choice rules.temperature=1", "rules.shortlist", "give 0"),
    (f"{BOARD} rules.collective=0.5", "rules.collective", "acceptance=logit"),
    (f"{BOARD} rules.tied_homes=true", "rules.tied_homes", "city.zones"),
    (
        f"{BOARD} rules.acceptance=affordable preferences.neighbourhood=zone",
        "rules.acceptance",
        "grid",
    ),
    # numbers, exact ones too
    (f"{BOARD} city.vacancy=1", "city.vacancy", "below 1"),
    (f"{BOARD} city.vacancy=0", "city.vacancy", "rules.movers=unhappy_pairs"),
    (f"{BOARD} city.vacancy=0 city.numbers=by_cell", "city.vacancy", "nobody can move"),
    (f"{BOARD} city.vacancy=0.9999", "city.vacancy", "nobody lives here"),
    (f"{BOARD} preferences.wanted=1/0", "preferences.wanted", "1/3"),
    (f"{BOARD} preferences.wanted=4/3", "preferences.wanted", "from 0 to 1"),
    (
        f"{BOARD} preferences.satisfaction=like_count preferences.wanted=1/3",
        "preferences.wanted",
        "whole number of neighbours",
    ),
    (
        f"{BOARD} preferences.score=share_of_wanted preferences.wanted=0",
        "preferences.wanted",
        "above 0",
    ),
    (f"{BOARD} +preferences.wanted_of.red=1/2", "preferences.wanted_of.red", "blue, orange"),
    (f"{BOARD} preferences.wanted_of.blue=1/2", "preferences.wanted_of.blue", "write +pref"),
    (f"{BOARD} +preferences.beta_ethnicity_of.red=1", "beta_ethnicity_of.red", "blue, orange"),
    (f"{BOARD} preferences.score_threshold=[1]", "preferences.score_threshold", "two whole"),
    (
        f"{BOARD} preferences.neighbourhood=contiguous_zones"
        " preferences.contiguity_weight=0.123457 city.size=[100,100]",
        "preferences.contiguity_weight",
        "17/100",
    ),
    (f"{BOARD} preferences.radius=0", "preferences.radius", "at least 1"),
    (f"{BOARD} preferences.isolated=sad", "preferences.isolated", "unhappy"),
    (f"{BOARD} preferences.best_share=1", "preferences.best_share", "below 1"),
    (f"{BOARD} rules.afford=2", "rules.afford", "from 0 to 1"),
    (f"{BOARD} rules.sample=-1", "rules.sample", "at least 0"),
    (f"{BOARD} rules.temperature=-1", "rules.temperature", "at least 0"),
    (f"{BOARD} rules.stop=sometimes", "rules.stop", "nobody_moved"),
    (f"{BOARD} city.size=[2,9] rules.torus=true", "city.size", "at least 3"),
    (f"{BOARD} city.size=[1,1]", "city.", ""),
    # files
    (f"{BOARD} city.contiguity=none.csv", "city.contiguity", "exists"),
    (f"{BOARD} city.incomes=none.csv", "city.incomes", "exists"),
    (f"{BOARD} city.zones=areas", "city.areas", "CSV"),
    (f"{BOARD} city.areas=file.txt", "city.areas", "zones=areas"),
    (f"{BOARD} city.zones=areas city.areas=file.txt", "city.areas", "no row"),
    (f"{BOARD} city.zones=areas city.areas=.", "city.areas", "exists"),
    (f"{BOARD} city.incomes=file.txt rules.search=similar_neighbourhood", "city.incomes", "share"),
]

SWEEPS = [
    (f"-m {MESA} paper.homophily=0.3,2 seed=1,2", "paper.homophily", "from 0 to 1"),
    (f"-m {MESA} paper.homophly=0.3,0.4", "paper.homophly", "nearest: homophily"),
    (f"-m {MESA} +paper.homophly=0.3,0.4", "paper.homophly", "nearest: homophily"),
    (f"-m {MESA} rules.search=nearest,nearst seed=1,2", "rules.search", "nearest"),
    (f"-m {MESA} city.vacancy=0.1,1", "city.vacancy", "below 1"),
    ("-m rules=default,relocation", "housing market", "city=board"),
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
    ("-m policy=none,ethnic_quota policy.ethnic_quota.enforcement=2", "enforcement", "0 to 1"),
    ("-m policy=none,ethnic_quota policy.ethnic_quota.enforcment=1", "enforcment", "enforcement"),
    ("-m policy=none,ethnic_quota policy.ethnic_qouta.start=2", "ethnic_qouta", "no run"),
    ("-m policy=none,rent_growth policy.ethnic_quota.start=2", "ethnic_quota.start", "no run"),
    ("-m policy=none,ethnic_quota policy.ethnic_quota.places=[0", "places", "well-formed"),
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
    (["compare", "nowhere", "--baselin=x"], "--baselin", "nearest: --baseline"),
    (["store", "nowhere", "--chek"], "--chek", "nearest: --check"),
    (["sensitivity", "nowhere", "--out"], "--out", "--outcome"),
    (["replay", "3f", "--stor", "nowhere"], "--stor", "nearest: --store"),
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


@pytest.mark.parametrize(("words", "key", "hint"), RELOCATION, ids=[c[0] for c in RELOCATION])
def test_a_mistake_about_relocation_is_one_line_too(capsys, folder, words, key, hint):
    refused(capsys, folder, ["run", *words.split(" ")], key, hint)


@pytest.mark.parametrize(
    ("name", "given", "key", "hint"),
    [
        ("mesa_exampel", {}, "model", "mesa_example"),
        ("published/mesa_example", {}, "model", "mesa_example"),
        ("mesa_example", {"homophly": 0.3}, "paper.homophly", "nearest: homophily"),
        ("mesa_example", {"measures": ["gini"]}, "paper.measures", "homophily"),
        ("mesa_example", {"measure": "similarity_fracton"}, "measure", "similarity_fraction"),
        ("mesa_example", {"seeds": 0}, "seeds", "at least 1"),
        ("mesa_example", {"seeds": -3}, "seeds", "at least 1"),
        ("mesa_example", {"homophily": 2}, "paper.homophily", "from 0 to 1"),
        ("mesa_example", {"homophily": "much"}, "paper.homophily", "for example 0.3 or 1/3"),
        ("mesa_example", {"homophily": float("nan")}, "paper.homophily", "nan"),
        ("mesa_example", {"density": 1.5}, "paper.density", "city.vacancy"),
        ("mesa_example", {"radius": 0}, "paper.radius", "at least 1"),
        ("mesa_example", {"radius": True}, "paper.radius", "whole number"),
        ("mesa_example", {"homophily": "0.3,0.4"}, "paper.homophily", ""),
        ("mesa_example", {"homophily": "it's"}, "paper.homophily", ""),
    ],
)
def test_a_mistake_in_a_call_of_measure(capsys, folder, name, given, key, hint):
    with pytest.raises(ConfigError) as caught:
        sim.published.measure(name, **{"seeds": 1} | given)
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert line.startswith(key)
    assert hint in line
    assert sorted(path.name for path in folder.rglob("*")) == ["file.txt"]


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
