"""Cells of the printed tables: the numbers always, remarks after them."""

import io
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.analysis.comparison import compare
from sim.analysis.tables import effects_tables, growth_tables
from tests.analysis.fake import runs_and_series

D = "dissimilarity.neighbourhood.public.corrected"
NUMBERS = r"[+-]?[\d.,]+ \[-?[\d.,]+(?: -?[\d.,]+\] +>?[\d.]+x|\] same)"


def rendered(tables: list[Any], width: int = 120) -> str:
    console = Console(width=width, record=True, color_system=None, file=io.StringIO())
    for table in tables:
        console.print(table, highlight=False)
    return console.export_text()


def row_of(page: str, label: str) -> str:
    """Return a row of a table, its further lines included."""
    lines = page.splitlines()
    first = next(i for i, line in enumerate(lines) if line.strip().startswith(label))
    last = first + 1
    while lines[last].startswith("   ") and lines[last].strip():
        last += 1
    return "\n".join(lines[first:last])


@pytest.fixture(scope="module")
def store() -> tuple[pd.DataFrame, pd.DataFrame]:
    return runs_and_series(("ethnic_quota", "none", "ethnic_quota+inclusionary_zoning"), (0.0,), 6)


def last(runs: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    return compare(runs, series, at=())


@pytest.mark.parametrize("width", [120, 80])
def test_a_remark_follows_the_numbers_and_never_replaces_them(store: Any, width: int) -> None:
    effects = last(*store)
    zoning = effects[effects["world"].str.contains("zoning")]
    row = row_of(rendered(effects_tables(zoning, width), width), "D, neighbourhoods, public")
    assert "no material difference" in " ".join(row.split())
    pattern = NUMBERS if width == 120 else r"[+-]?\.\d+ +>?[\d.]+x"
    assert re.search(pattern, row)
    assert re.search(r"\[-?\.\d+ -?\.\d+\]", row)


def test_every_cell_has_effect_interval_and_gain(store: Any) -> None:
    effects = last(*store)
    page = rendered(effects_tables(effects, 120))
    for label in ("D, neighbourhoods, all", "Homes built", "Rent over 50 %"):
        assert len(re.findall(NUMBERS, row_of(page, label))) == 2, label
    assert "same" in row_of(page, "Homes built")


def test_windows_have_their_remarks_too(store: Any) -> None:
    effects = compare(*store)
    page = rendered(growth_tables(effects, D, 120))
    row = row_of(page, "last 60 months")
    assert len(re.findall(NUMBERS, row)) == 2
    assert row.count("no material difference") == 1


def test_pairs_are_counted_where_an_outcome_has_fewer_than_the_title(store: Any) -> None:
    runs, series = store
    series = series.copy()
    lost = series["address"].isin(["none/0.0/1", "none/0.0/2"])
    series.loc[lost, D] = np.nan
    page = rendered(effects_tables(last(runs, series), 120))
    assert "n = 4" in row_of(page, "D, neighbourhoods, public")
    assert page.count("n = ") == 1
    grown = rendered(growth_tables(compare(runs, series), D, 120))
    assert grown.count("n = 4") == 1  # in the header: the world loses two seeds in every window


def test_a_world_that_lost_seeds_says_so_in_its_header(store: Any) -> None:
    runs, series = store
    runs = runs.copy()
    runs.attrs = store[0].attrs
    runs.loc[runs["address"].isin(["none/0.0/1", "none/0.0/2"]), "status"] = "failed"
    effects = last(runs, series)
    page = rendered(effects_tables(effects, 120))
    assert page.count("n = 4") == 1
    assert page.index("n = 4") < page.index("WHO GAINS")
    alone = effects[effects["world"] == "none"]
    assert rendered(effects_tables(alone, 120, seeds=6)).count("n = 4") == 1


def test_one_pair_is_said_where_the_interval_would_be() -> None:
    effects = last(*runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=1, months=70))
    row = row_of(rendered(effects_tables(effects, 120)), "D, neighbourhoods, public")
    assert "[one pair]" in row
