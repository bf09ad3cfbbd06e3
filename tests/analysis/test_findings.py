"""The findings of a store on a page for a README."""

from pathlib import Path

import pandas as pd
import pytest

from sim.analysis.findings import FILE, signs_lines
from tests.analysis.fake import POLICIES, runs_and_series
from tests.analysis.test_report import printed


def page_of(path: Path, runs: pd.DataFrame, series: pd.DataFrame) -> str:
    printed(path, runs, series)
    return (path / FILE).read_text()


def test_the_page_of_the_study_can_be_pasted(tmp_path: Path) -> None:
    runs, series = runs_and_series(seeds=4)
    series["homes_built"] = series["homes_built"].clip(upper=43 * 82)
    page = page_of(tmp_path, runs, series)
    lines = page.splitlines()
    assert len(lines) <= 32  # made-up flows never are zero, which would drop rows
    assert max(map(len, lines)) <= 120
    assert all(line == line.rstrip() and line for line in lines)
    assert "world minus baseline (ethnic quota)" in lines[0]
    for part in (
        "RENT GROWTH 0 % A YEAR", "RENT GROWTH 3 % A YEAR (STRESS)", "Expected utility, Malay",
        "Best home seen vetoed, a year", "no material difference", "luck of the draw only (seeds)",
        "settled.", "the last project in month 86 of 240", "Expected signs, written before",
    ):  # fmt: skip
        assert part in page, part
    assert "fifth" not in page.split("[ ]:")[0]
    assert page.index("Months on market") < page.index("Best home seen") < page.index("D, neigh")
    assert lines[-2].startswith("Not modelled: household size") and "schools" in lines[-1]


def test_many_worlds_and_levels_do_not_make_it_longer(tmp_path: Path) -> None:
    policies = (*POLICIES, "rent_cap", "ethnic_quota+rent_cap")
    page = page_of(tmp_path, *runs_and_series(policies, (0.0, 0.01, 0.03), seeds=2, months=70))
    assert len(page.splitlines()) <= 34
    assert max(map(len, page.splitlines())) <= 120
    assert "Not shown: " in page
    assert "3 % A YEAR" not in page
    assert "Not shown: rent growth 3 % a year (stress)." in page


def test_signs_that_were_not_met_are_named() -> None:
    found = pd.DataFrame(
        {"expected_world": ["none", "none", "none"], "verdict": ["not met", "not met", "met"],
         "label": ["D, blocks, public", "Homes refused", "Forced moves"]}
    )  # fmt: skip
    assert signs_lines(found) == [
        "Expected signs, written before the first run: met 1, not met 2.",
        "Not met, no policy: D, blocks, public; homes refused.",
    ]


@pytest.mark.parametrize("kept", [True, False])
def test_a_store_without_effects_has_no_page(tmp_path: Path, kept: bool) -> None:
    (tmp_path / FILE).write_text("of an earlier report")
    worlds = ("none", "ethnic_quota") if kept else ("none",)
    printed(tmp_path, *runs_and_series(worlds, (0.0,), seeds=2, months=24))
    assert (tmp_path / FILE).exists() == kept
