"""The printed report, from made-up runs."""

import io
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from sim.analysis import text
from sim.analysis.report import write
from tests.analysis.fake import runs_and_series

SIGNS = Path(__file__).parents[2] / "experiments" / "singapore" / "expected_signs.yaml"


def printed(path: Path, runs: pd.DataFrame, series: pd.DataFrame, width: int = 120) -> str:
    screen = Console(file=io.StringIO(), width=width)
    write(path, runs, series, screen, signs=SIGNS)
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
    assert "Worse with no policy: utility of searchers (Others -" in printed(tmp_path, runs, series)


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
    assert "3 seeds; up to 1 pairs missing" in page


def test_one_world_has_a_summary(tmp_path: Path) -> None:
    runs, series = runs_and_series(("none",), (0.0,), seeds=2, months=24)
    page = printed(tmp_path, runs, series)
    assert "One world only" in page
    assert "Forced moves" in page
    assert "Not modelled" in page


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
