"""The table of a pilot: inside, just outside, elsewhere."""

import dataclasses
import io

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.analysis.pairing import paired
from sim.analysis.pilots import FILE
from sim.analysis.report import report
from sim.experiment.design import Design, Run
from sim.experiment.execute import execute
from sim.results import load
from tests.model.cities import town

CAP = {"fixed": 0.0, "income_growth": 0.0, "sample": 3}
SEEDS = (1, 2, 3)


def study(path, *policies, months=6):
    """Run worlds with some policies, for three seeds; return the folder."""
    market = {"rent_growth": 0.3, "reset_months": 2, "project_rate": 0.0, "vacancy_response": 0.0}
    runs = []
    for policy in policies:
        for seed in SEEDS:
            config = town(policy=policy, market=market, months=months, store=str(path))
            config = dataclasses.replace(config, seed=seed)
            runs.append(Run.of(config, {"policy": "+".join(policy) or "none"}))
    execute(Design(runs, baseline={"policy": "none"}), workers=0)
    return path


def printed(path, width=100):
    screen = Console(file=io.StringIO(), width=width)
    report(path, screen)
    return screen.file.getvalue()


@pytest.fixture(scope="module")
def capped(tmp_path_factory):
    return study(tmp_path_factory.mktemp("pilot") / "store", {}, {"rent_cap": CAP})


def test_the_table_tells_inside_from_outside(capped):
    page = printed(capped)
    start = page.index("Inside and outside of the pilot, compared with no policy")
    part = page[start : page.index("Not modelled")]
    assert "rent cap: tried in 3 neighbourhoods (last 6 months)" in part
    for words in ("just outside", "elsewhere", "Contract rent", "pill-over", "Inside:"):
        assert words in part
    assert "minus that of the same places with no policy, seed by seed." in part
    assert "n = 2" in part  # around the pilot of seed 1 nothing is left elsewhere
    assert "Reserved homes" not in part  # none anywhere
    assert max(len(line.rstrip()) for line in page.splitlines()) <= 100


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits(capped, width):
    page = printed(capped, width)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width
    assert "…" not in page
    whole = (capped / "table.txt").read_text()
    assert "Inside and outside of the pilot" in whole and "Neighbourhoods" in whole
    assert max(len(line) for line in whole.splitlines()) <= 120


def test_its_effects_are_the_paired_differences_in_the_same_places(capped):
    printed(capped)
    runs, series = load(capped)
    effects = pd.read_csv(capped / FILE)
    for part in ("inside", "touching", "elsewhere"):
        name = f"pilot.sample3.{part}.rent"
        window = series[series["month"] > 0].groupby("address")[name].mean()
        values = {
            world: window[rows.sort_values("seed")["address"]].to_numpy()
            for world, rows in runs.groupby("world")
        }
        row = effects[effects["outcome"] == name].iloc[0]
        expected = paired(values["rent_cap"], values["none"])
        assert row["effect"] == pytest.approx(expected.effect)
        assert row["low"] == pytest.approx(expected.low)
        assert row["baseline_mean"] == pytest.approx(expected.baseline)
        assert row["pairs"] == expected.pairs
    by_part = effects[effects["label"] == "Contract rent"].set_index("part")["effect"]
    assert by_part["inside"] < -10  # dollars: a freeze, where rents grow by 30 % a year
    assert abs(by_part[["touching", "elsewhere"]]).max() < abs(by_part["inside"])


def test_a_rate_of_moving_is_a_share_of_households_a_year(capped):
    printed(capped)
    runs, series = load(capped)
    name = "pilot.sample3.inside.moved"
    row = pd.read_csv(capped / FILE).set_index("outcome").loc[name]
    base = series[series["address"].isin(runs[runs["world"] == "none"]["address"])]
    base = base[base["month"] > 0]
    rates = [
        12 * mine[name].sum() / mine["pilot.sample3.inside.households"].sum()
        for _, mine in base.groupby("address")
    ]
    assert row["baseline_mean"] == pytest.approx(np.mean(rates))


def test_there_is_no_table_where_nothing_is_tried_in_some_places(tmp_path):
    path = study(tmp_path / "store", {}, {"rent_growth": {"growth": 0.1}}, months=2)
    assert "Inside and outside" not in printed(path)
    assert not (path / FILE).exists()


def test_a_quota_is_compared_with_no_policy_though_it_is_the_baseline(tmp_path):
    """The quota is what other worlds are compared with by default; its pilot is not."""
    quota = {"limits": [{"since": "1989-03", "block": {"rest": 60.0}, "neighbourhood": {}}]}
    path = study(tmp_path / "store", {}, {"ethnic_quota": quota | {"sample": 3}}, months=2)
    screen = Console(file=io.StringIO(), width=100)
    report(path, screen, {"policy": "ethnic_quota"})
    page = screen.file.getvalue()
    assert "Baseline: ethnic quota" in page
    assert "compared with no policy" in page and "ethnic quota: tried in 3" in page
    lines = [line for line in page.splitlines() if line.startswith("Each ")]
    assert len(lines) == 2
    assert "minus that of ethnic quota, seed by seed." in lines[0]
    assert "minus that of the same places with no policy, seed by seed." in lines[1]


def test_a_policy_that_is_phased_in_everywhere_is_called_no_pilot(tmp_path):
    whole = {key: value for key, value in CAP.items() if key != "sample"} | {"phase_in": 4}
    path = study(tmp_path / "store", {}, {"rent_cap": whole})
    page = " ".join(printed(path).split())
    assert "Where a policy comes into force first, and where later, compared with no pol" in page
    assert "rent cap: phased in everywhere over 4 months (last 6 months)" in page
    assert "comes to hold in the other places too" in page and "First half: the half of" in page
    assert "of the pilot" not in page and "tried in" not in page and "Spill-over" not in page
    assert set(pd.read_csv(path / FILE)["phase_in"]) == {4}


def test_a_pilot_beside_a_phase_in_has_a_title_for_both(tmp_path):
    whole = {key: value for key, value in CAP.items() if key != "sample"} | {"phase_in": 3}
    path = study(tmp_path / "store", {}, {"rent_growth": {"growth": 0.1, "sample": 2}},
                 {"rent_cap": whole}, months=4)  # fmt: skip
    page = " ".join(printed(path).split())
    assert "Where a policy is tried or comes into force first, and elsewhere, compared" in page
    assert "rent growth: tried in 2 neighbourhoods" in page
    assert "rent cap: phased in everywhere over 3 months" in page
    assert "Inside: the neighbourhoods" in page and "First half: the half" in page
