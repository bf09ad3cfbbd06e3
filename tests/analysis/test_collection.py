"""Single runs are compared only with runs that are the same in everything but the policy."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.collection import with_axes
from sim.outcomes import expand
from tests.analysis.fake import runs_and_series
from tests.analysis.test_report import printed


def collection(*settings: dict[str, Any], months: int = 24) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return single runs: policy, seed and own-group taste of each."""
    rows, parts = [], []
    for number, setting in enumerate(settings):
        policy, length = setting["policy"], setting.get("months", months)
        some, series = runs_and_series((policy,), (0.0,), 1, length)
        config = {
            "preferences": {"own_group": setting.get("taste", 1.0)}, "months": months,
            "policy": {} if policy == "none" else {policy: {"start": 1}},
            "city": {"size": [60, 60]}, "seed": setting.get("seed", 1), "store": f"run{number}",
        }  # fmt: skip
        some["seed"], some["config"] = config["seed"], json.dumps(config)
        some["address"] = series["address"] = str(number)
        rows.append(some.drop(columns=["policy", "market.rent_growth"]))
        parts.append(series)
    runs = pd.concat(rows, ignore_index=True)
    runs.attrs = {"axes": [], "baseline": {}, "experiment": "adhoc"}
    return runs, pd.concat(parts, ignore_index=True)


NONE, QUOTA = {"policy": "none"}, {"policy": "ethnic_quota"}


def test_settings_that_differ_are_axes() -> None:
    runs, _ = collection(NONE, QUOTA, {**QUOTA, "taste": 2.0}, {**NONE, "seed": 2})
    found = with_axes(runs)
    assert found.attrs["axes"] == ["policy", "preferences.own_group"]
    assert list(found["preferences.own_group"]) == [1.0, 1.0, 2.0, 1.0]


def test_runs_of_a_design_keep_their_axes() -> None:
    runs, _ = collection(NONE, {**NONE, "taste": 2.0})
    runs.attrs["axes"] = ["policy", "seed"]
    assert with_axes(runs) is runs


def test_a_run_with_another_taste_is_no_pair(tmp_path: Path) -> None:
    page = printed(tmp_path, *collection(NONE, QUOTA, {**QUOTA, "taste": 2.0}))
    assert "aste for own group 1 (1 seed)" in page
    assert "taste for own group 2" not in page.split("Not modelled")[0].split("by itself")[0]
    alone = printed(tmp_path, *collection(NONE, {**QUOTA, "taste": 2.0}))
    assert "there is no effect to tell" in alone


def test_shorter_runs_are_left_out_and_said(tmp_path: Path) -> None:
    page = printed(tmp_path, *collection(NONE, QUOTA, {**NONE, "seed": 2, "months": 12}))
    assert "1 of 3 runs stops before month 24 and is left out." in page
    assert "(1 seed" in page


def test_an_index_that_was_asked_for_is_an_outcome():
    columns = ["forced_moves", "gini.block.all", "gini.block.all.corrected",
               "min_max.malay.block.all", "min_max.malay.block.all.chance",
               "min_max.malay.block.all.corrected", "entropy.block.all"]  # fmt: skip
    found = {outcome.name: outcome.label for outcome in expand(columns)}
    assert found["min_max.malay.block.all.corrected"] == "Min-max, malay, block, all, corrected"
    assert "entropy.block.all" in found
    assert not any(name.startswith("gini") for name in found)
