"""Pictures of a real, tiny store: maps are lived again and proved by their hash."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.analysis import figures, pictures, sentences
from sim.analysis.compared import with_worlds, worlds_in_order
from sim.analysis.worlds import prepare
from sim.city import City
from sim.results import Results
from tests.analysis.fake import runs_and_series

FOLDER = "store"


def tiny(policy: str) -> Any:
    from sim.experiment.compose import compose

    return compose("rules=teaching", f"policy={policy}", "city.size=[30,30]",
                   "months=13", "metrics=none")  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Return one run in each of two worlds at two levels of rent growth."""
    found = []
    for policy in ("none", "ethnic_quota"):
        for growth in (0.0, 0.03):
            config = tiny(policy)
            config.market.rent_growth = growth
            city = City(config, 1).run()
            found.append(
                {"address": f"{policy}/{growth}/1", "world": policy, "policy": policy, "seed": 1,
                 "market.rent_growth": growth, "status": "done", "commit": "abc",
                 "state_hash": city.state_hash(), "config": json.dumps(asdict(config))}
            )  # fmt: skip
    runs = pd.DataFrame(found)
    runs.attrs = {"axes": ["policy", "market.rent_growth", "seed"], "baseline": {}}
    return runs


def drawn(path: Path, runs: pd.DataFrame, **columns: Any) -> tuple[list[Path], str]:
    runs = runs.assign(**columns)
    runs.attrs = {"axes": ["policy", "market.rent_growth", "seed"], "baseline": {}}
    _, series = runs_and_series(("none", "ethnic_quota"), (0.0, 0.03), seeds=1, months=13)
    screen = Console(file=io.StringIO(), width=120)
    files = pictures.draw(Results.of(path, runs, series), screen)
    assert isinstance(screen.file, io.StringIO)
    return files, screen.file.getvalue()


def test_both_pictures(tmp_path: Path, rows: pd.DataFrame) -> None:
    files, said = drawn(tmp_path, rows)
    assert [file.name for file in files] == ["outcomes.png", "city.png"]
    assert all(file.stat().st_size > 10_000 for file in files)
    assert "seed 1 lived again, the same to the last bit in 2 worlds." in said


def test_a_city_that_comes_out_otherwise_is_not_drawn(tmp_path: Path, rows: pd.DataFrame) -> None:
    files, said = drawn(tmp_path, rows, state_hash="other")
    assert [file.name for file in files] == ["outcomes.png"]
    assert "city.png is not drawn" in said
    assert "made by commit abc" in said


def test_nothing_done_draws_nothing(tmp_path: Path, rows: pd.DataFrame) -> None:
    assert drawn(tmp_path, rows, status="failed") == ([], "")


def test_the_lowest_level_of_the_other_axes(rows: pd.DataFrame) -> None:
    chosen, level = pictures.chosen_rows(rows)
    assert [row["address"] for row in chosen] == ["ethnic_quota/0.0/1", "none/0.0/1"]
    assert level == "rent growth over incomes 0 % a year"


def test_a_map_of_a_settled_city_starts_from_the_stored_burn_in(tmp_path: Path) -> None:
    from sim import burn_in

    config = tiny("none")
    config.city.initial, config.city.burn_in.months = "burned_in", 6
    start = burn_in.burned_in(config, 3)
    city = City(config, 3, start)
    first = city.snapshot().group
    city.run()
    row = {"config": json.dumps(asdict(config)), "seed": 3, "state_hash": city.state_hash()}
    again = pictures.relive(tmp_path, row)  # the file is missing: settled anew
    (tmp_path / "burn_in").mkdir()
    start.save(tmp_path / "burn_in" / f"{burn_in.key(config, 3)}.npz")
    stored = pictures.relive(tmp_path, row)
    assert again.same
    assert stored.same
    assert np.array_equal(stored.start[stored.start >= 0], first[first >= 0])
    assert stored.end.shape == (30, 30)


def test_another_baseline_reaches_the_pictures(
    tmp_path: Path, rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[str] = []

    def note(runs: pd.DataFrame, series: pd.DataFrame, path: Path) -> Path:
        first.append(worlds_in_order(with_worlds(runs))[0])
        return path

    _, series = runs_and_series(("none", "ethnic_quota"), (0.0, 0.03), seeds=1, months=13)
    results = Results.of(tmp_path, rows.drop(columns="config"), series)
    monkeypatch.setattr(pictures, "outcomes_over_time", note)
    for baseline in (None, {"policy": "none"}, {"policy": "ethnic_quota"}):
        pictures.draw(results, Console(file=io.StringIO()), baseline)
    assert first == ["ethnic_quota", "none", "ethnic_quota"]


def test_a_world_to_which_an_axis_does_not_apply_stands_at_each_of_its_levels() -> None:
    axis = "policy.ethnic_quota.enforcement"
    runs, series = runs_and_series(("none", "ethnic_quota"), (0.5, 1.0), seeds=2, months=24)
    runs = runs.rename(columns={"market.rent_growth": axis})
    runs = runs[(runs["policy"] != "none") | (runs[axis] == 0.5)]
    runs.loc[runs["policy"] == "none", axis] = np.nan
    runs.attrs = {"axes": ["policy", axis, "seed"], "baseline": {"policy": "none"}}
    levels = figures._levels(prepare(runs))
    assert [set(part["policy"]) for _, part in levels] == [{"none", "ethnic_quota"}] * 2
    said = sentences.waits(runs, series, {"policy": "none", axis: 0.5}, 12)
    assert "Mean months on market" in said
