"""Effects by group and by income fifth: who loses stands before who gains."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from sim.analysis.by_whom import read_dimensions, report, table, who
from sim.analysis.comparison import compare
from sim.config import ConfigError
from sim.outcomes import by_whom
from tests.analysis.fake import runs_and_series

QUOTA = {"policy": "ethnic_quota"}


def said(tmp_path: Path, *dimensions: str, seeds: int = 6) -> str:
    runs, series = runs_and_series(("ethnic_quota", "inclusionary_zoning"), (0.0,), seeds, 24)
    screen = Console(file=io.StringIO(), width=120)
    written = report(tmp_path, compare(runs, series, QUOTA), runs, dimensions, screen)
    assert [file.name for file in written] == [f"effects_by_{d}.txt" for d in dimensions]
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


@pytest.mark.parametrize(
    ("outcome", "dimension"),
    [
        ("logsum.malay", "group"),
        ("logsum.fifth2", "income"),
        ("displaced_out.chinese", "group"),
        ("displaced_out.fifth5", "income"),
        ("displaced_out", ""),
        ("burdened_30", ""),
        ("months_on_market.malay", ""),  # by quota class
        ("dissimilarity.block.public.corrected", ""),
    ],
)
def test_by_whom_an_outcome_is_told(outcome: str, dimension: str) -> None:
    assert by_whom(outcome) == dimension


def test_every_group_and_every_fifth_has_a_column(tmp_path: Path) -> None:
    text = said(tmp_path, "group", "income")
    assert "By group: inclusionary zoning on the mean of the last 24 months, rent growth" in text
    header = next(line for line in text.splitlines() if line.strip().startswith("outcome"))
    assert header.split()[1:] == ["Chinese", "Malay", "Indian", "Others"]
    below = text[text.index("By income fifth") :]
    header = next(line for line in below.splitlines() if line.strip().startswith("outcome"))
    assert header.split()[1:] == [word for k in range(1, 6) for word in ("fifth", str(k))]
    assert (tmp_path / "effects_by_income.txt").read_text().count("fifth 5") >= 1


def test_losers_stand_before_winners() -> None:
    runs, series = runs_and_series(("none", "ethnic_quota"), (0.0, 0.03), 8, 120)
    growth = compare(runs, series, {"market.rent_growth": 0.0})
    rows = growth[(growth["window"] == growth["window"].iloc[0]) & (growth["level"].str.len() > 0)]
    rows = rows[(rows["level"] == rows["level"].iloc[0])]
    fifths = rows[[by_whom(name) == "income" for name in rows["outcome"]]]
    worse, better = who(fifths)
    assert worse.startswith("Worse off: fifth 1 (expected utility -")
    assert "forced moves +" in worse
    assert better == "Better off: nobody notably."
    first = list(table(fifths).columns[0].cells)
    assert "Expected utility" in str(first[1])


def test_one_seed_tells_no_losers(tmp_path: Path) -> None:
    assert "cannot be told from luck" in said(tmp_path, "income", seeds=1)


def test_dimensions_are_read() -> None:
    assert read_dimensions("income, group,income") == ["income", "group"]
    with pytest.raises(ConfigError, match=r"--by: unknown dimension 'incme' \(nearest: income\)"):
        read_dimensions("group,incme")
    with pytest.raises(ConfigError, match="unknown dimension ''"):
        read_dimensions("group,")


def test_what_is_not_recorded_is_told(tmp_path: Path) -> None:
    runs, series = runs_and_series(("none", "ethnic_quota"), (0.0,), 2, 12)
    few = series[[c for c in series if "fifth" not in c]]
    effects = compare(runs, few, QUOTA)
    with pytest.raises(ConfigError, match="record nothing by income fifth"):
        report(tmp_path, effects, runs, ["income"], Console(file=io.StringIO()))
    with pytest.raises(ConfigError, match="no two worlds"):
        report(tmp_path, effects.iloc[:0], runs, ["income"], Console(file=io.StringIO()))
