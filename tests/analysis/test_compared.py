"""Figures compare policies, or the values of whatever axis the baseline names."""

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.analysis import figures, pictures, text
from sim.analysis.compared import WORLD, with_worlds, worlds_in_order
from sim.analysis.figures import outcomes_over_time, panels
from sim.analysis.worlds import prepare
from sim.config.folder import config_folder
from sim.config.labels import GROUPS, LABELS
from tests.analysis.fake import runs_and_series

GROWTH = "market.rent_growth"


def made(baseline: dict[str, object], **given: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    runs, series = runs_and_series(("none", "ethnic_quota"), (0.0, 0.03), 3, 36)
    runs.attrs["baseline"] = baseline
    return prepare(runs), series


@pytest.mark.parametrize(
    ("baseline", "worlds"),
    [
        ({}, ["ethnic_quota", "none"]),
        ({"policy": "none"}, ["none", "ethnic_quota"]),
        ({GROWTH: 0.03}, [f"{GROWTH}=0.03", f"{GROWTH}=0.0"]),
        ({GROWTH: 0}, [f"{GROWTH}=0.0", f"{GROWTH}=0.03"]),
        (
            {"policy": "none", GROWTH: 0.03},
            [f"{p}, {GROWTH}={g}" for p, g in (("none", 0.03), ("none", 0.0),
             ("ethnic_quota", 0.0), ("ethnic_quota", 0.03))],
        ),
    ],
)  # fmt: skip
def test_the_baseline_says_what_is_compared(baseline: dict[str, object], worlds: list[str]) -> None:
    runs, _ = made(baseline)
    assert worlds_in_order(with_worlds(runs)) == worlds


def test_runs_to_which_the_axis_does_not_apply_are_no_world() -> None:
    runs, _ = made({GROWTH: 0.0})
    runs.loc[runs["policy"] == "none", GROWTH] = None
    assert set(with_worlds(runs)["policy"]) == {"ethnic_quota"}


def drawn(
    monkeypatch: pytest.MonkeyPatch, path: Path, runs: pd.DataFrame, series: pd.DataFrame
) -> tuple[list[str], list[str]]:
    """Return the titles of the panels, and the words of the legend and the note."""
    found: list[Figure] = []
    real = Figure.savefig

    def keep(self: Figure, *given: object, **named: object) -> None:
        found.append(self)
        real(self, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Figure, "savefig", keep)
    outcomes_over_time(runs, series, path / "time.png")
    (figure,) = found
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.get_visible()]
    words = [t.get_text() for b in figure.subfigs for legend in b.legends for t in legend.texts]
    return titles, words


def test_another_axis_has_difference_panels_and_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, series = made({GROWTH: 0.0})
    titles, legend = drawn(monkeypatch, tmp_path, runs, series)
    assert legend == ["rent growth 0 % a year (baseline)", "rent growth 3 % a year (stress)"]
    assert titles.count("Difference in unevenness (D)") == 2  # at each policy


def test_a_flow_that_never_flows_is_not_drawn() -> None:
    _, series = made({})
    priced_out = "Households priced out"
    assert priced_out in [panel.title for panel in panels(series)]
    still = series.assign(forced_moves=0, displaced_out=0)
    assert priced_out not in [panel.title for panel in panels(still)]


def test_maps_show_the_worlds_that_are_compared() -> None:
    runs, _ = made({GROWTH: 0.03})
    rows, level = pictures.chosen_rows(runs)
    assert [row[GROWTH] for row in rows] == [0.03, 0.0]
    assert {row["policy"] for row in rows} == {"ethnic_quota"}
    assert level == "ethnic quota"
    assert rows[0][WORLD] == f"{GROWTH}=0.03"


@pytest.mark.parametrize(
    ("axis", "value", "words"),
    [
        ("preferences", "middle_taste", "middle taste"),
        ("preferences", "assumed", "set of tastes: assumed"),
        ("city", "singapore_large", "city: singapore large"),
        ("rules", "teaching", "rules of search: teaching"),
        ("market", "full", "market: full"),
        ("market.rents", "natural_vacancy", "rents natural vacancy"),
        ("rules.candidates", "10", "10 candidates"),
    ],
)
def test_a_choice_of_a_group_is_said_in_words(axis: str, value: str, words: str) -> None:
    assert text.level_name(f"{axis}={value}") == words
    if axis in GROUPS:
        assert text.level_value(axis, value) == words
        assert text.cause(axis).startswith("the ")
    assert text.cause("rules.candidates") == "homes seen"


def test_every_group_whose_choices_change_a_run_has_words() -> None:
    outside = {"data", "executor", "experiment", "metrics", "policy"}
    groups = {path.name for path in config_folder().iterdir() if path.is_dir()} - outside
    assert groups == set(GROUPS) and groups <= set(LABELS)


def test_worlds_of_several_axes_have_a_name() -> None:
    assert text.world_name(f"none, {GROWTH}=0.03") == "no policy, rent growth 3 % a year (stress)"
    assert text.world_name("city.size=[40, 60]") == "size of the city [40, 60]"
    assert text.world_name("preferences.own_group=2.0") == "taste for own group 2"
    assert text.world_name("none, preferences=high_taste") == "no policy, high taste"
    assert text.world_name("city=singapore_large, market=full") == (
        "city: singapore large, market: full"
    )
    assert len(figures.OKABE_ITO) == figures.MOST_WORLDS
