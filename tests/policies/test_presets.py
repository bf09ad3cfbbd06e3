"""Presets: numbers of real programmes, chosen by name, with their dates and sources."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml

import sim
from sim.cli import main
from sim.clock import is_date
from sim.config import ConfigError
from sim.config.folder import config_folder
from sim.experiment.address import address, world_name
from sim.experiment.design import Design, Run
from sim.policies import REGISTRY
from sim.policies.catalogue import entries, files, read
from sim.policies.presets import entry_on
from sim.results import load
from tests.policies.test_cases import build, cases

ROOT = Path(__file__).resolve().parents[2]
NEW = ("sample", "phase_in", "preset", "as_of")
ZONING = "policy.inclusionary_zoning"
NYC = "policy=inclusionary_zoning/nyc_mih_option_2"
SAN_FRANCISCO = "policy=inclusionary_zoning/san_francisco"
PRESETS = sorted(name for name in files() if "/" in name)


def composed(name, *words):
    """Return the configuration of a preset, on the first date of its numbers."""
    about = read(name, files()[name]).about
    policy = name.partition("/")[0]
    if "schedule" in about:
        words = (f"policy.{policy}.as_of={about['schedule'][0]['since']}", *words)
    return sim.compose(f"policy={name}", *words)


# What the files say -------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_every_number_says_its_unit_and_source(entry):
    calendar = ("start", "stop", "places", "sample", "phase_in", "preset", "as_of", "not_modelled")
    for number in entry.numbers:
        if number.key in calendar or number.value == []:
            continue
        assert number.unit, number.key
        if type(number.value) in (int, float) and number.value:
            assert number.source or re.search(r"derived|[a-z] \d{4}", number.unit), number


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_composes_with_its_name_its_dates_and_what_it_leaves_out(name):
    policy, _, preset = name.partition("/")
    config = composed(name)
    assert list(config.policy) == [policy]
    assert REGISTRY[policy].check(config.policy[policy], config) == []
    entry = read(name, files()[name])
    if not entry.about:
        return  # a preset that says what it is in its parameters
    assert config.policy[policy]["preset"] == preset
    assert entry.about["title"] and all(isinstance(x, str) for x in entry.about["not_modelled"])
    dates = [row["since"] for row in entry.about.get("schedule", [entry.about])]
    assert all(map(is_date, dates)) and dates == sorted(set(dates))


def test_the_programmes_that_are_promised():
    folder = config_folder() / "policy" / "inclusionary_zoning"
    wanted = {"montgomery_mpdu", "san_francisco", "london_plan"}
    wanted |= {f"nyc_mih_option_{option}" for option in (1, 2, 3, 4)}
    assert wanted <= {path.stem for path in folder.glob("*.yaml")}


@cases("inclusionary_zoning", "presets")
def test_case(case):
    words = [f"{ZONING}.as_of={case['as_of']}"] if "as_of" in case else []
    policy = sim.compose(f"policy=inclusionary_zoning/{case['preset']}", *words).policy
    changes = {"project_homes": case["size"]} if "size" in case else {}
    rules = [policy["inclusionary_zoning"]]
    state, (market, reserved), _ = build(rules, [9000], rent=3200.0, **changes)
    wanted = case["homes"]
    assert (market + reserved, reserved) == (case["built"], sum(homes for homes, _, _ in wanted))
    homes, found = state.dwellings, Counter()
    for cell in np.flatnonzero(homes.reserved_until >= 0).tolist():
        found[int(homes.reserved_income[cell]), int(homes.reserved_rent[cell])] += 1
    assert sorted([n, income / 100, rent / 100] for (income, rent), n in found.items()) == (
        sorted(wanted)
    )
    assert int(state.sites.fund[0]) == 100 * case.get("fee", 0)


# What a run is ------------------------------------------------------------------------------------


def test_a_preset_is_the_run_of_the_same_numbers_typed():
    preset = sim.compose(NYC)
    numbers = {"set_aside": 0.3, "density_bonus": 0, "smallest_project": 11, "income_share": 0.8}
    numbers |= {"rent_burden": 0.3, "term_years": 999}
    numbers |= {"fee_below": 25, "fee_per_home": 0.5, "off_site_ratio": 0.1667}
    numbers |= {"price_pass_through": 0.02}
    typed = [f"{ZONING}.{key}={value}" for key, value in numbers.items()]
    assert address(sim.compose("policy=inclusionary_zoning", *typed)) == address(preset)
    assert address(sim.compose("policy=inclusionary_zoning")) != address(preset)


def test_the_date_decides_only_through_the_numbers():
    dates = ("2017-08", "2017-12-31", "2024-01", "2027-01")
    runs = [address(sim.compose(SAN_FRANCISCO, f"{ZONING}.as_of={date}")) for date in dates]
    assert runs[0] == runs[1] == runs[3] != runs[2]
    assert address(sim.compose(NYC, f"{ZONING}.as_of=2024-01")) == address(sim.compose(NYC))


def test_a_burn_in_knows_no_labels():
    from sim.burn_in import key

    inside = "policy@city.burn_in.policy=inclusionary_zoning/nyc_mih_option_2"
    one = sim.compose("city=singapore", inside)
    assert one.city.burn_in.policy["inclusionary_zoning"]["set_aside"] == 0.3
    other = sim.compose("city=singapore", inside)
    other.city.burn_in.policy["inclusionary_zoning"]["preset"] = None
    assert key(one, 1) == key(other, 1)
    assert address(one) == address(other)


def test_presets_stack_and_give_way_to_what_is_typed():
    words = ["policy=[ethnic_quota,inclusionary_zoning/montgomery_mpdu]", f"{ZONING}.set_aside=0.2"]
    policy = sim.compose(*words).policy
    assert list(policy) == ["ethnic_quota", "inclusionary_zoning"]
    assert policy["inclusionary_zoning"]["set_aside"] == 0.2
    assert policy["inclusionary_zoning"]["term_years"] == 99
    assert world_name(policy) == "ethnic_quota+inclusionary_zoning/montgomery_mpdu"
    given = sim.compose(SAN_FRANCISCO, f"{ZONING}.as_of=2024-01", f"{ZONING}.set_aside=0.4")
    assert given.policy["inclusionary_zoning"]["set_aside"] == 0.4


def test_an_entry_holds_from_its_day_to_the_day_before_the_next():
    schedule = [{"since": "2017-08-26", "x": 1}, {"since": "2023-11-01", "x": 2}]
    for date, x in (("2017-08", 1), ("2023-10-31", 1), ("2023-11", 2), ("2030-01-01", 2)):
        assert entry_on(schedule, date)["x"] == x


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("policy=inclusionary_zoning/nyc_mih_opton_2", "nearest: inclusionary_zoning/nyc_mih_opt"),
        ("policy=[none,inclusionary_zoning/san_fransisco]", "nearest: inclusionary_zoning/san_f"),
        ("policy=london_plan", "nearest: inclusionary_zoning/london_plan"),
        ("policy=ethnic_qouta", "nearest: ethnic_quota"),
        (SAN_FRANCISCO, "2017-08-26, 2018-01-01"),
        (f"{SAN_FRANCISCO} {ZONING}.as_of=2016-12", "before the first date"),
        (f"{SAN_FRANCISCO} {ZONING}.as_of=2024", "not a date"),
        (f"{NYC} {ZONING}.as_of=2016-03-21", "give 2016-03-22"),
        (f"{NYC} {ZONING}.as_of=tomorrow", "not a date"),
        (f"policy=inclusionary_zoning {ZONING}.as_of=2024-01", "the dates of a preset"),
        (f"policy=inclusionary_zoning {ZONING}.preset=london_plan", "chosen by name"),
        (f"{NYC} {ZONING}.preset=london_plan", "chosen by name"),
        ("policy=[inclusionary_zoning/london_plan,inclusionary_zoning]", "name one of them"),
        (
            "policy=[inclusionary_zoning/london_plan,inclusionary_zoning/montgomery_mpdu]",
            "name one of them",
        ),
    ],
)
def test_what_cannot_be_is_one_line(words, named):
    with pytest.raises(ConfigError) as error:
        sim.compose(*words.split())
    text = str(error.value)
    assert "\n" not in text and text.startswith("policy"), text
    assert named in text


def test_presets_can_be_swept(tmp_path, monkeypatch, fake):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)
    words = "policy=none,inclusionary_zoning/montgomery_mpdu,inclusionary_zoning/san_francisco"
    command = ["run", "-m", "months=3", "hydra.sweeper.workers=0", words, "seed=1,2"]
    assert main([*command, f"{ZONING}.as_of=2017-08,2024-01"]) == 0
    runs = load("results/adhoc").runs
    first = runs[runs["seed"] == 1]
    preset = "inclusionary_zoning/montgomery_mpdu"  # one run: its numbers have one date
    other = "inclusionary_zoning/san_francisco"
    assert sorted(first["world"]) == [preset, other, other, "none"]
    shares = [
        json.loads(row.config)["policy"]["inclusionary_zoning"]["set_aside"]
        for row in first.itertuples()
        if row.world == other
    ]
    assert sorted(shares) == [0.15, 0.18]


def test_a_date_that_cannot_be_is_refused_in_a_sweep_too(tmp_path, monkeypatch, capsys, fake):
    monkeypatch.chdir(tmp_path)
    words = ["run", "-m", NYC, f"{ZONING}.as_of=2024-01,2015-01", "hydra.sweeper.workers=0"]
    assert main(words) == 2
    error = capsys.readouterr().err
    assert "before the first date" in error and error.count("\n") == 1


# python -m sim policies ---------------------------------------------------------------------------


def test_the_list_has_a_line_for_each(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["policies"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in files():
        (line,) = [line for line in lines if line.split(" ")[0] == name]
        assert len(line.split()) > 3 and len(line) <= 160


@pytest.mark.parametrize("name", files())
def test_a_page_has_every_number_with_its_source(capsys, name):
    assert main(["policies", "show", name]) == 0
    text = " ".join(capsys.readouterr().out.split())
    entry = read(name, files()[name])
    for number in entry.numbers:
        if "${" in str(number.value) or number.key in ("preset", "not_modelled"):
            continue
        name = number.key.rpartition(".")[2].partition("[")[0]
        shown = (
            f"from {number.value}"
            if number.key.startswith("schedule[") and name == "since"
            else name
        )
        assert shown in text, number
        assert " ".join(number.source.split()) in text, number
    for line in entry.about.get("not_modelled", []):
        assert " ".join(line.split()) in text
    assert "when and where it holds start = 1" in text


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["show", "nyc_mih_option_5"], "inclusionary_zoning/nyc_mih_option"),
        (["show", "rent_grwth"], "nearest: rent_growth"),
        (["show"], "show NAME"),
        (["list"], "show NAME"),
    ],
)
def test_what_policies_does_not_know(capsys, words, named):
    assert main(["policies", *words]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and named in error


def test_the_files_are_plain_yaml():
    for path in files().values():
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_listing_and_showing_load_nothing_heavy():
    program = (
        "import sys; from sim.cli import main; main(['policies']);"
        " main(['policies', 'show', 'inclusionary_zoning/san_francisco']);"
        " print({'mesa', 'numba', 'pandas', 'hydra', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "set()"


def test_a_folder_of_before_holds_the_same_design():
    """What is not set does not show in `design.json`, so that an older sweep can be resumed."""

    def settings(*words):
        keys = Design([Run.of(sim.compose(*words))]).describe()["settings"]
        return [key for key in keys if key.startswith("policy.") and key.endswith(NEW)]

    assert settings("policy=inclusionary_zoning") == []
    wanted = [f"{ZONING}.preset", f"{ZONING}.sample"]
    assert settings(NYC, f"{ZONING}.sample=2") == wanted
