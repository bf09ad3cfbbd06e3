"""Which months are measured, and what a row says of what it lacks."""

import json

import numpy as np
import pytest

import sim
from sim.measurement.recorded import UNDEFINED, due, in_rows

SMALL = ("city=singapore", "city.size=[24,24]", "city.block=6", "city.neighbourhood=2",
         "city.initial=random")  # fmt: skip


def run(*words):
    city = sim.City(sim.compose(*SMALL, *words), seed=1)
    city.run()
    return city


def test_months_that_are_measured():
    assert [month for month in range(8) if due(month, 3, month == 7)] == [0, 3, 6, 7]


def test_rows_that_are_not_measured_say_so():
    columns = {"gini.block.all": np.array([0.1, 0.2])}
    found = in_rows(columns, [0, 2], [0, 1, 2], 2)
    np.testing.assert_array_equal(found["gini.block.all"], [0.1, np.nan, 0.2])
    assert found[UNDEFINED][0] is None
    assert "every 2 months" in found[UNDEFINED][1]


def test_the_reason_of_a_value_without_one():
    nan = np.nan
    columns = {
        "gini.block.all": np.array([0.3, nan]),
        "gini.block.all.chance": np.array([0.2, nan]),
        "gini.block.all.corrected": np.array([nan, nan]),
        "isolation.malay.block.all": np.array([0.2, nan]),
    }
    first, second = in_rows(columns, [0, 1], [0, 1], 1)[UNDEFINED]
    assert json.loads(first) == {
        "chance alone reaches the largest value": ["gini.block.all.corrected"]
    }
    assert json.loads(second) == {
        "fewer than two groups are present": ["gini.block.all"],
        "the group is absent": ["isolation.malay.block.all"],
    }


def test_nothing_is_said_where_nothing_is_missing():
    assert UNDEFINED not in in_rows({"gini.block.all": np.array([0.1])}, [0], [0], 1)


def test_measuring_now_and_then_gives_the_values_of_those_months():
    every = run("months=7", "metrics.families=[gini,relative_diversity]").series()
    some = run("months=7", "metrics.families=[gini,relative_diversity]", "metrics.every=3").series()
    for name in ("gini.block.all", "relative_diversity.block.public.corrected"):
        np.testing.assert_array_equal(some[name][[0, 3, 6, 7]], every[name][[0, 3, 6, 7]])
        assert np.isnan(some[name][[1, 2, 4, 5]]).all()
    assert len(some["moves"]) == 8


def test_reasons_survive_into_parquet(tmp_path):
    from sim.cli import main
    from sim.results import load

    words = [*SMALL, "months=4", "metrics.families=[gini,absolute_concentration]",
             "metrics.every=2", f"store={tmp_path / 'r'}"]  # fmt: skip
    assert main(["run", *words]) == 0
    series = load(tmp_path / "r").series
    texts = [json.loads(text) for text in series[UNDEFINED]]
    assert any("every 2 months" in reason for reason in texts[1])
    assert any("0/0" in reason for reason in texts[0])
    assert series["gini.block.all"].isna().tolist() == [False, True, False, True, False]


@pytest.mark.parametrize("word", ["block", "neighbourhood"])
def test_one_level_only(word):
    names = run("months=1", "metrics.families=[gini]", f"metrics.levels=[{word}]").series()
    assert {name.split(".")[1] for name in names if name.startswith("gini")} == {word}
