"""The short table of a terminal, what is notable, and the range over parameters."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.analysis import headline, ranges, sentences
from sim.analysis.comparison import compare
from sim.analysis.margins import is_notable, notable_margin
from tests.analysis.fake import runs_and_series
from tests.analysis.test_report import printed


def effect(value: float, unit: str, baseline: float, half: float = 0.0) -> dict[str, object]:
    return {"effect": value, "low": value - half, "high": value + half,
            "unit": unit, "baseline_mean": baseline}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "notable"),
    [
        (effect(-0.021, "utils", 2.0), True),
        (effect(0.019, "utils", 2.0), False),
        (effect(0.011, "share", 0.0), True),
        (effect(0.04, "months", 3.3), True),
        (effect(0.03, "months", 3.3), False),
        (effect(0.4, "a year", 0.0), False),
        (effect(0.6, "a year", 0.0), True),
        (effect(0.6, "a year", 100.0), False),
        (effect(9.0, "a year", 100.0, half=9.5), False),  # the interval holds zero
        (effect(9.0, "a year", 100.0, half=float("nan")), False),
    ],
)
def test_notable(row: dict[str, object], notable: bool) -> None:
    assert is_notable(row) == notable


def test_margin_of_homes_is_a_share_of_the_baseline() -> None:
    assert notable_margin("homes", 3000.0) == 30.0


def lines_of_first_table(page: str) -> list[str]:
    lines = page.splitlines()
    first = next(i for i, line in enumerate(lines) if "WHO GAINS" in line)
    rest = [i for i, line in enumerate(lines) if i > first and not line.strip()]
    return lines[first : rest[0]]


def test_the_screen_is_short_and_the_file_is_whole(tmp_path: Path) -> None:
    runs, series = runs_and_series(seeds=5)
    page = printed(tmp_path, runs, series)
    file = (tmp_path / "table.txt").read_text()
    short, whole = lines_of_first_table(page), lines_of_first_table(file)
    assert len(short) <= 44 < 60 < len(whole)
    assert "fifth 3" in "\n".join(whole)
    assert "fifth" not in "\n".join(short)
    assert "Isolation, Malay" in "\n".join(short)
    assert "Isolation, Chinese" not in "\n".join(short)  # the largest group is no minority
    assert "table.txt and effects.csv in" in " ".join(page.split())
    assert "table.txt and effects.csv in" not in file


def test_what_never_happens_is_one_line(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=4, months=70)
    flows = [c for c in series if str(c).split(".")[0] in ("forced_moves", "displaced_out")]
    series[flows] = 0
    page = printed(tmp_path, runs, series)
    assert "Forced moves, displaced out, homes reserved since the start: none in any world." in page
    assert "Forced moves, a year" not in page
    file = (tmp_path / "table.txt").read_text()
    assert "Forced moves, a year" in file


def test_of_what_is_undefined_in_every_world_only_indices_are_named(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=2, months=13)
    absent = [c for c in series if str(c).startswith("dissimilarity.block.public")]
    series = series.assign(**dict.fromkeys([*absent, "projects_begun"], float("nan")))
    page = " ".join(printed(tmp_path, runs, series).split())
    assert "D, blocks, public: undefined in every world (fewer than two groups are present)" in page
    assert "rojects begun" not in page
    assert "Projects begun" in (tmp_path / "table.txt").read_text()


def test_utility_stands_in_the_short_table_only_where_it_is_notable(tmp_path: Path) -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=4)
    effects = compare(runs, series, at=())
    assert "logsum.malay" in set(headline.select(effects)[0]["outcome"])
    quota = series["address"].str.startswith("ethnic_quota")
    for name in ("chinese", "malay", "indian", "others"):
        utility = series.loc[quota, f"utility.{name}"] / series.loc[quota, f"deciders.{name}"]
        deciders = series.loc[~quota, f"deciders.{name}"].to_numpy()
        series.loc[~quota, f"utility.{name}"] = (utility.to_numpy() + 0.01) * deciders
    rows, said = headline.select(compare(runs, series, at=()))
    assert "logsum.malay" not in set(rows["outcome"])
    line = "Expected utility: no notable change for Chinese, Malay, Indian, Others."
    assert line in said


def test_losers_of_every_group_are_one_word() -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=4)
    worse = series["address"].str.startswith("none")
    for name in ("chinese", "malay", "indian", "others"):
        series.loc[worse, f"utility.{name}"] -= 2 * series.loc[worse, f"deciders.{name}"]
    lines = sentences.losers(compare(runs, series, at=()))
    assert "expected utility (every group -1.9" in lines[0]
    assert "1 % of the baseline's mean" in lines[-1]


def test_one_seed_tells_no_losers() -> None:
    runs, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds=1, months=70)
    effects = compare(runs, series, at=())
    assert "no second seed" in sentences.losers(effects)[0]
    assert sentences.pairs(effects) == "1 seed"
    assert "logsum.malay" in set(headline.select(effects)[0]["outcome"])


def with_sets(seeds: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return made-up runs of three tastes and two numbers of candidates, each with its own D."""
    column = "dissimilarity.neighbourhood.public.corrected"
    runs, parts = [], []
    for t, taste in enumerate(("low_taste", "middle_taste", "high_taste")):
        for candidates in (10, 30):
            some, series = runs_and_series(("ethnic_quota", "none"), (0.0,), seeds, 70)
            tag = f"{taste}/{candidates}/"
            some["address"], series["address"] = tag + some["address"], tag + series["address"]
            some["preferences"], some["rules.candidates"] = taste, candidates
            free = series["address"].str.contains("/none/")
            series.loc[free, column] += 0.1 * t + 0.05 * (candidates == 30)
            runs.append(some)
            parts.append(series)
    table = pd.concat(runs, ignore_index=True)
    table.attrs["axes"] = ["policy", "preferences", "rules.candidates", "seed"]
    table.attrs["experiment"] = "singapore_range"
    return table, pd.concat(parts, ignore_index=True)


def test_range_over_parameter_sets(tmp_path: Path) -> None:
    runs, series = with_sets()
    assert ranges.central(runs) == {"preferences": "middle_taste", "rules.candidates": 10}
    assert ranges.central(runs, ["preferences"]) == {"rules.candidates": 10}
    effects = compare(runs, series, at=())
    outcome = "dissimilarity.neighbourhood.public.corrected"
    d = effects[effects["outcome"] == outcome]["effect"]
    assert d.max() - d.min() == pytest.approx(0.25, abs=0.02)
    beside = ranges.ranges(effects, {})
    assert {name for _, name in beside} == set(effects["outcome"])  # beside every effect
    shown = beside["none", outcome]
    assert shown == f"+{d.min():.3f} to +{d.max():.3f}".replace("0.", ".")
    page = printed(tmp_path, runs, series)
    assert page.count("  range over parameter sets") > 20
    assert shown in page
    assert "mean effect over sets of tastes x numbers of homes seen;" in " ".join(page.split())
    assert "_taste" not in page
    assert "MIDDLE TASTE, HOMES SEEN 10" in (tmp_path / "findings.txt").read_text()
    whole = " ".join((tmp_path / "table.txt").read_text().split())
    assert "Effect of the set of tastes by itself, with ethnic quota" in whole
    assert page.count("WHO GAINS") == 1  # the other sets are in the file
    assert "Shown here: middle taste, 10 candidates." in page
    assert (tmp_path / "table.txt").read_text().count("WHO GAINS") > 6


def test_one_set_of_parameters_is_said() -> None:
    from sim.experiment.compose import compose

    runs, _ = runs_and_series(("none",), (0.0,), seeds=1, months=12)
    runs.attrs["experiment"] = "singapore"
    config = compose("experiment=singapore")
    from dataclasses import asdict

    runs["config"] = json.dumps(asdict(config))
    expected = "One parameter set (middle taste, 10 candidates): the range over sets is in "
    assert ranges.sentence(runs) == expected + "experiment=singapore_range."
    config.preferences.own_group = 7.0
    runs["config"] = json.dumps(asdict(config))
    runs.attrs["experiment"] = "mine"
    assert ranges.sentence(runs).startswith("One parameter set (a taste of its own, 10 candidates)")


def test_a_swept_parameter_of_behaviour_is_not_called_one_set() -> None:
    runs, _ = runs_and_series(("none",), (0.0,), seeds=2, months=12)
    runs["preferences.own_group"] = [1.0, 2.0]
    runs.attrs["axes"] = ["policy", "preferences.own_group", "seed"]
    assert ranges.sentence(runs) == (
        "All but taste for own group is one parameter set: nothing here says what others would"
        " give."
    )


@pytest.mark.parametrize(
    ("drifts", "sentence", "settled"),
    [
        (
            [0.0004, 0.0012, -0.0004],
            "+.0004 a year (mean over seeds; largest .0012): settled",
            True,
        ),
        ([0.003, 0.003], "+.0030 a year (mean over seeds; largest .0030): not settled", False),
        ([-0.003, -0.004], "-.0035 a year (mean over seeds; largest -.0040): not settled", False),
        ([0.001], "+.0010 a year (one seed): settled", True),
    ],
)
def test_drift(drifts: list[float], sentence: str, settled: bool) -> None:
    runs = pd.DataFrame({"seed": range(len(drifts)), "drift_before": drifts})
    said, found = sentences.drift(runs, pd.DataFrame({"month": [0]}))
    assert said.startswith(f"Drift of D in the baseline before month 1: {sentence}")
    assert found == settled
