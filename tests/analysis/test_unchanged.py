"""A world that ended exactly as its baseline did is named."""

import pandas as pd

from sim.analysis.unchanged import unchanged
from sim.analysis.worlds import prepare

BASE = {"policy": "none"}


def runs(*rows):
    names = ["policy", "market.rent_growth", "seed", "state_hash"]
    table = pd.DataFrame(rows, columns=names)
    table["address"] = [str(i) for i in range(len(table))]
    table["world"], table["status"] = table["policy"], "done"
    table.attrs["axes"] = ["policy", "market.rent_growth"]
    return prepare(table)


def said(table, done=None):
    return unchanged(table, BASE, set(table["address"]) if done is None else done)


def test_a_world_with_the_same_end_in_every_seed_is_named():
    table = runs(
        ("none", 0.0, 1, "a"),
        ("none", 0.0, 2, "b"),
        ("ethnic_quota", 0.0, 1, "a"),
        ("ethnic_quota", 0.0, 2, "b"),
    )
    (sentence,) = said(table)
    assert sentence.startswith("Nothing changed under ethnic quota")
    assert sentence.endswith("every seed ended in the same city as with no policy.")


def test_one_seed_that_differs_is_enough_for_silence():
    table = runs(
        ("none", 0.0, 1, "a"),
        ("none", 0.0, 2, "b"),
        ("rent_cap", 0.0, 1, "a"),
        ("rent_cap", 0.0, 2, "c"),
    )
    assert said(table) == []
    assert len(said(table, {"0", "1", "2"})) == 1


def test_levels_are_told_apart_and_a_cap_says_what_would_test_it():
    table = runs(
        ("none", 0.0, 1, "a"),
        ("rent_cap", 0.0, 1, "a"),
        ("none", 0.05, 1, "x"),
        ("rent_cap", 0.05, 1, "y"),
    )
    (sentence,) = said(table)
    assert "rent growth 0 %" in sentence
    assert "market.rent_growth" in sentence


def test_without_a_baseline_or_a_run_there_is_nothing_to_say():
    table = runs(("none", 0.0, 1, "a"), ("rent_cap", 0.0, 1, "a"))
    assert unchanged(table, {}, {"0", "1"}) == []
    assert said(table, set()) == []
