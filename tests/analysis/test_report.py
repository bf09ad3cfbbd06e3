"""The printed report, from made-up runs."""

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

from sim.analysis import sentences, text
from sim.analysis.baselines import default_baseline
from sim.analysis.report import write
from tests.analysis.fake import runs_and_series

SIGNS = Path(__file__).parents[2] / "experiments" / "singapore" / "expected_signs.yaml"


def printed(
    path: Path, runs: pd.DataFrame, series: pd.DataFrame, width: int = 120, **options: Any
) -> str:
    screen = Console(file=io.StringIO(), width=width)
    write(path, runs, series, screen, **{"signs": SIGNS, **options})
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_tables_fit(tmp_path: Path, width: int) -> None:
    page = printed(tmp_path, *runs_and_series(seeds=3, months=120), width=width)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= min(width, 120)
    assert "…" not in page
    file = (tmp_path / "table.txt").read_text()
    assert max(len(line) for line in file.splitlines()) <= 120


def test_report_says_what_it_must(tmp_path: Path) -> None:
    page = " ".join(printed(tmp_path, *runs_and_series(seeds=4)).split())
    assert text.LUCK in page
    assert "(stress)" in page
    assert "Effect on the mean of the last 60 months" in page
    assert "settled." in page
    assert "12 v / turnover" in page
    assert "Not modelled: household size" in page
    assert "cannot tell" in page
    assert page.index("Worse with") < page.index("WHO GAINS") < page.index("WHAT THE POLICY DID")
    assert page.index("WHAT THE POLICY DID") < page.index("SEGREGATION")
    effects = pd.read_csv(tmp_path / "effects.csv")
    assert {"last 60 months", "month 12", "month 60", "month 120"} == set(effects["window"])
    assert (tmp_path / "expected_signs.csv").is_file()


def test_only_d_has_that_word(tmp_path: Path) -> None:
    page = " ".join(printed(tmp_path, *runs_and_series(seeds=4)).split())
    assert "(Notable: the interval leaves out zero" in page
    assert "0 about equal" in page
    assert page.count("material") == page.count("no material") > 0


def test_losers_are_named(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=5)
    worse = series["address"].str.startswith("none")
    series.loc[worse, "utility.others"] -= 5.0
    assert "Worse with no policy: expected utility (Others -" in printed(tmp_path, runs, series)


@pytest.mark.parametrize("drift", [0.003, None])
def test_an_unsettled_city_has_differences_and_no_effects(
    tmp_path: Path, drift: float | None
) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=3, months=70)
    runs["drift_before"] = drift
    page = " ".join(printed(tmp_path, runs, series).split())
    assert ("not settled" if drift else "not recorded") in page
    assert "Difference on the mean of the last 60 months" in page
    assert "effect" not in page.lower()


def test_drift_may_stand_in_the_series(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=3, months=24)
    series["drift_before"] = 0.001
    assert "+.0010 a year (mean over seeds; largest .0010)" in printed(
        tmp_path, runs.drop(columns="drift_before"), series
    )


def test_failed_runs_are_counted_and_left_out(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=4, months=24)
    runs.loc[5, "status"] = "failed"
    page = printed(tmp_path, runs, series)
    assert "1 of 8 runs failed" in page
    assert "3 seeds; up to 1 pair missing" in page


@pytest.mark.parametrize("baseline", [{}, {"policy": "none"}, {"policy": "ethnic_quota"}])
def test_one_world_has_a_summary(tmp_path: Path, baseline: dict[str, str]) -> None:
    runs, series = runs_and_series(("none",), (0.0,), seeds=3, months=24)
    series["homes_reserved"] = 0
    runs.attrs["baseline"] = baseline
    page = printed(tmp_path, runs, series, baseline=baseline or None)
    assert "No policy, rent growth over incomes 0 % a year (3 seeds, 24 months)" in page
    assert "One world, so there is no effect to tell." in page
    row = next(line for line in page.splitlines() if "Forced moves, a year" in line)
    late = series[series["month"] > 0].groupby("address")["forced_moves"].mean() * 12
    assert row.split()[-4:-2] == [f"{late.mean():.0f}", f"{late.min():.0f}"]
    assert row.split()[-2:] == ["to", f"{late.max():.0f}"]
    assert "homes reserved since the start: none in any run." in page
    assert "Forced moves, fifth 3" not in page
    assert "Not modelled" in page
    assert "fifth 3" in (tmp_path / "table.txt").read_text()
    assert not (tmp_path / "effects.csv").exists()


def test_a_summary_never_mixes_levels(tmp_path: Path) -> None:
    runs, series = runs_and_series(("none", "ethnic_quota"), (0.0, 0.03), seeds=2, months=24)
    runs.loc[runs["policy"] == "none", "status"] = "failed"
    page = printed(tmp_path, runs, series, baseline={"policy": "ethnic_quota"})
    assert "Ethnic quota, rent growth over incomes 0 % a year (2 seeds, 24 months)" in page
    assert "Ethnic quota, rent growth over incomes 3 % a year (stress) (2 seeds" in page


def test_the_baseline_of_a_design_need_not_be_run(tmp_path: Path) -> None:
    runs, series = runs_and_series(("none", "inclusionary_zoning"), (0.0,), seeds=2, months=24)
    runs.attrs["baseline"] = {"policy": "ethnic_quota"}
    page = printed(tmp_path, runs, series, baseline={"policy": "ethnic_quota"})
    assert "Baseline: no policy." in page
    with pytest.raises(ValueError, match="no run has"):
        printed(tmp_path, runs, series, baseline={"policy": "rent_growth"})


@pytest.mark.parametrize(
    "policy", [["inclusionary_zoning", "ethnic_quota"], "[inclusionary_zoning,ethnic_quota]"]
)
def test_a_baseline_may_list_its_policies(tmp_path: Path, policy: object) -> None:
    runs, series = runs_and_series(seeds=2, months=24)
    runs.attrs["baseline"] = {"policy": policy}
    assert default_baseline(runs) == {"policy": "ethnic_quota+inclusionary_zoning"}
    for given in (None, {"policy": policy}):
        page = printed(tmp_path, runs, series, baseline=given)
        assert "Baseline: ethnic quota + inclusionary zoning." in page
        assert "12 v / turnover" in page  # of the runs of the baseline


def test_supply_that_dries_up_is_said(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=2)
    assert "New homes" not in printed(tmp_path, runs, series)  # built to the end
    series["homes_built"] = series["homes_built"].clip(upper=43 * 82)
    page = " ".join(printed(tmp_path, runs, series).split())
    assert "New homes in the baseline: 3,526, the last project in month 86 of 240 (" in page


def test_when_supply_dries_up_may_differ_by_run() -> None:
    runs, series = runs_and_series(("none",), (0.0,), seeds=2, months=60)
    series["homes_built"] = series["homes_built"].clip(upper=3 * 82)
    late = series["address"].str.endswith("2") & (series["month"] >= 12)
    series.loc[late, "homes_built"] = 4 * 82
    said = sentences.supply(runs, series)
    assert "287 on average, the last project in month 6 to 12 of 60" in said
    series["homes_built"] = 0
    assert sentences.supply(runs, series) == ""
    assert sentences.supply(runs, series.drop(columns="homes_built")) == ""


def test_rules_that_stop_building_are_said(tmp_path: Path) -> None:
    worlds = ("inclusionary_zoning", "none")
    runs, series = runs_and_series(worlds, (0.0,), seeds=2, months=24)
    zoned = series["address"].isin(runs.loc[runs["policy"] == worlds[0], "address"])
    series["projects_stopped_by_rules"] = 0
    series["projects_begun"] = 1
    assert "Rules stop building" not in printed(tmp_path, runs, series)
    bound = zoned & series["month"].isin([3, 4])
    series.loc[bound, "projects_stopped_by_rules"] = 5
    series.loc[zoned & (series["month"] == 4), "projects_begun"] = 0
    page = " ".join(printed(tmp_path, runs, series).split())
    assert "Rules stop building under inclusionary zoning: in 4 of 48 months projects" in page
    assert "(5.0 sites in such a month); in 50% of these months nothing was begun." in page


def test_runs_of_different_code_are_said(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=3, months=24)
    assert "version" not in printed(tmp_path, runs, series)
    runs["source"] = "abc"
    assert "version" not in printed(tmp_path, runs, series)
    runs.loc[0, "source"] = "def"
    warning = "Made by 2 different versions of the code (5, 1 runs)"
    assert warning in printed(tmp_path, runs, series)
    runs.loc[1, "source"] = None  # a run from before the column
    assert "3 different versions of the code" in printed(tmp_path, runs, series)


def test_nothing_finished_is_said(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=2, months=12)
    runs["status"] = "failed"
    assert "No complete run" in printed(tmp_path, runs, series.iloc[:0])


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(0.0314, 3, ".031"), (-0.0314, 3, "-.031"), (-0.0001, 3, ".000"), (1234.4, 0, "1,234"),
     (0.0, 0, "0"), (float("nan"), 2, "undefined")],
)  # fmt: skip
def test_numbers(value: float, places: int, shown: str) -> None:
    assert text.number(value, places) == shown


def test_a_limit_that_no_city_could_keep_is_said() -> None:
    _, series = runs_and_series(seeds=2, months=12)
    assert sentences.infeasible(series) == ""
    assert sentences.infeasible(series.assign(infeasible_limits=0.0)) == ""
    late = (series["month"] >= 5) & (series["address"] == series["address"].iloc[0])
    said = sentences.infeasible(series.assign(infeasible_limits=late.astype(float)))
    assert "In 1 of 16 runs, first in month 5" in said
