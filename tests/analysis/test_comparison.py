"""Effects of worlds against a baseline on tables small enough to work by hand."""

import math
from typing import Any

import pandas as pd
import pytest

from sim.analysis.comparison import NO_MATERIAL_DIFFERENCE, NO_PAIR, ONE_PAIR, compare
from sim.analysis.summaries import Window, summarise, windows
from sim.analysis.worlds import canonical_policy
from sim.outcomes import Outcome, expand

D = "dissimilarity.neighbourhood.public.corrected"


def store(values: dict[tuple[str, int], list[float]], column: str = D, **more: Any) -> Any:
    """Return runs and series: (policy, seed) to the values of months 0, 1, ..."""
    runs, parts = [], []
    for (policy, seed), months in values.items():
        address = f"{policy}-{seed}"
        runs.append({"address": address, "policy": policy, "seed": seed, "status": "done", **more})
        data = {"address": address, "month": range(len(months)), column: months}
        parts.append(pd.DataFrame(data))
    return pd.DataFrame(runs), pd.concat(parts, ignore_index=True)


THREE = {
    ("ethnic_quota", 1): [9, 0.10, 0.10],
    ("ethnic_quota", 2): [9, 0.20, 0.20],
    ("ethnic_quota", 3): [9, 0.30, 0.30],
    ("none", 1): [9, 0.11, 0.13],
    ("none", 2): [9, 0.24, 0.24],
    ("none", 3): [9, 0.36, 0.36],
}


def test_paired_effect_of_a_window_worked_by_hand() -> None:
    found = compare(*store(THREE), window=2, at=(1,))
    row = found[found["window"] == "last 2 months"].iloc[0]
    # Means of months 1 and 2: .12 - .10, .24 - .20, .36 - .30 = .02, .04, .06: mean .04, sd .02.
    assert row["effect"] == pytest.approx(0.04)
    assert row["baseline_mean"] == pytest.approx(0.20)
    half = 4.302653 * 0.02 / math.sqrt(3)
    assert (row["low"], row["high"]) == pytest.approx((0.04 - half, 0.04 + half), abs=1e-7)
    # Variances: .01 and .0144 over .0004.
    assert row["pairing_gain"] == pytest.approx(0.0244 / 0.0004)
    assert (row["pairs"], row["missing"], row["world"], row["note"]) == (3, 0, "none", "")
    month = found[found["window"] == "month 1"].iloc[0]
    assert month["effect"] == pytest.approx((0.01 + 0.04 + 0.06) / 3)


def test_swapping_world_and_baseline_flips_the_sign() -> None:
    there = compare(*store(THREE), window=2).iloc[0]
    back = compare(*store(THREE), {"policy": "none"}, window=2).iloc[0]
    assert back["effect"] == pytest.approx(-there["effect"])
    assert (back["low"], back["high"]) == pytest.approx((-there["high"], -there["low"]))
    assert back["pairing_gain"] == pytest.approx(there["pairing_gain"])


def test_order_of_rows_changes_nothing() -> None:
    runs, series = store(THREE)
    plain = compare(runs, series, window=2)
    mixed = compare(
        runs.sample(frac=1, random_state=3), series.sample(frac=1, random_state=4), window=2
    )
    pd.testing.assert_frame_equal(plain, mixed)


def test_only_complete_pairs_count_and_missing_ones_are_said() -> None:
    runs, series = store(THREE)
    runs.loc[runs["address"] == "none-2", "status"] = "failed"
    row = compare(runs, series, window=2).iloc[0]
    assert (row["pairs"], row["missing"]) == (2, 1)
    assert row["effect"] == pytest.approx((0.02 + 0.06) / 2)
    assert row["baseline_mean"] == pytest.approx(0.20)


def test_a_run_that_stops_early_is_no_pair() -> None:
    values = THREE | {("none", 3): [9, 0.36]}
    row = compare(*store(values), window=2).iloc[0]
    assert (row["pairs"], row["missing"]) == (2, 1)


def test_one_pair_and_no_pair_are_words() -> None:
    runs, series = store(THREE)
    runs.loc[runs["address"].isin(["none-2", "none-3"]), "status"] = "failed"
    assert compare(runs, series, window=2).iloc[0]["note"] == ONE_PAIR
    runs.loc[runs["policy"] == "none", "status"] = "failed"
    row = compare(runs, series, window=2).iloc[0]
    assert row["note"] == NO_PAIR
    assert math.isnan(row["effect"])


@pytest.mark.parametrize(("step", "note"), [(0.0099, NO_MATERIAL_DIFFERENCE), (0.0101, "")])
def test_differences_of_d_under_one_hundredth_are_not_material(step: float, note: str) -> None:
    values = {("ethnic_quota", s): [0, 0.1 * s] for s in (1, 2)}
    values |= {("none", s): [0, 0.1 * s + step * (0.9 + 0.2 * (s - 1))] for s in (1, 2)}
    assert compare(*store(values)).iloc[0]["note"] == note
    other = compare(*store(values, column="spatial_information_theory.radius5"))
    assert other.iloc[0]["note"] == ""


def test_other_axes_are_matched_and_one_that_does_not_apply_fits_any() -> None:
    values = {("ethnic_quota", 1): [0, 0.1], ("none", 1): [0, 0.2]}
    low, low_series = store(values, **{"market.rent_growth": 0.0, "policy.ethnic_quota.share": 0.5})
    high, high_series = store(
        values, **{"market.rent_growth": 0.03, "policy.ethnic_quota.share": 0.5}
    )
    high["address"] += "h"
    high_series["address"] += "h"
    high_series[D] += 0.5 * high_series["address"].str.startswith("none")
    runs = pd.concat([low, high], ignore_index=True)
    runs.loc[runs["policy"] == "none", "policy.ethnic_quota.share"] = math.nan
    axes = ["policy", "market.rent_growth", "policy.ethnic_quota.share", "seed"]
    found = compare(runs, pd.concat([low_series, high_series]), axes=axes)
    assert list(found["market.rent_growth"]) == [0.0, 0.03]
    assert list(found["effect"]) == pytest.approx([0.1, 0.6])
    assert set(found["policy.ethnic_quota.share"]) == {0.5}


def test_any_axis_can_be_the_baseline() -> None:
    low, low_series = store({("none", s): [0, 0.1] for s in (1, 2)}, **{"market.rent_growth": 0.0})
    high, high_series = store(
        {("none", s): [0, 0.3] for s in (1, 2)}, **{"market.rent_growth": 0.03}
    )
    high["address"] += "h"
    high_series["address"] += "h"
    found = compare(
        pd.concat([low, high]), pd.concat([low_series, high_series]), {"market.rent_growth": 0.0}
    )
    assert list(found["world"]) == ["market.rent_growth=0.03"]
    assert found.iloc[0]["effect"] == pytest.approx(0.2)
    assert math.isnan(found.iloc[0]["pairing_gain"])


def test_unknown_baseline_is_one_clear_line() -> None:
    with pytest.raises(ValueError, match=r"baseline: no run has .*zoning.*the runs have"):
        compare(*store(THREE), {"policy": "zoning"})
    with pytest.raises(ValueError, match=r"baseline: no run has the axis 'market\.x'"):
        compare(*store(THREE), {"market.x": 1})


def test_two_runs_of_one_seed_and_world_are_refused() -> None:
    runs, series = store(THREE)
    runs["preferences.own_group"] = [1, 1, 1, 2, 2, 2]
    runs.loc[1, "seed"] = 1
    with pytest.raises(ValueError, match="more than one run"):
        compare(runs, series, axes=["policy"])


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("[inclusionary_zoning,ethnic_quota]", "ethnic_quota+inclusionary_zoning"),
        ('["ethnic_quota", "inclusionary_zoning"]', "ethnic_quota+inclusionary_zoning"),
        (["b", "a"], "a+b"),
        ("b+a", "a+b"),
        ("none", "none"),
        ("", "none"),
        (None, "none"),
        (math.nan, "none"),
    ],
)
def test_policies_have_one_name(typed: object, canonical: str) -> None:
    assert canonical_policy(typed) == canonical


def test_windows_of_a_short_run() -> None:
    assert windows(30, 60, (12, 60)) == [
        Window("last 30 months", 1, 30),
        Window("month 12", 1, 12, True),
    ]


def test_each_kind_of_summary() -> None:
    series = pd.DataFrame(
        {
            "address": "a",
            "month": [0, 1, 2, 3],
            "m": [9.0, 1, math.nan, 3],
            "f": [9, 1, 2, 3],
            "last": [0, 5, 6, 7],
            "num": [9, 1, 2, 3],
            "den": [9, 2, 2, 2],
            "zero": [9, 0, 0, 0],
        }
    )
    outcomes = [
        Outcome("m", "", ""),
        Outcome("f", "", "", "annual"),
        Outcome("last", "", "", "last"),
        Outcome("r", "", "", "ratio", "num", "den"),
        Outcome("u", "", "", "ratio", "num", "zero"),
    ]
    row = summarise(series, outcomes, Window("", 1, 3)).loc["a"]
    assert list(row[:4]) == [2.0, 24.0, 7.0, 1.0]
    assert math.isnan(row["u"])
    point = summarise(series, outcomes, Window("", 1, 3, point=True)).loc["a"]
    assert list(point[:4]) == [3.0, 24.0, 7.0, 1.0]


def test_groups_classes_and_fifths_come_from_the_columns() -> None:
    columns = ["refusals", "refusals.b", "refusals.fifth1", "forced_moves.b", "forced_moves.fifth2"]
    columns += ["utility.b", "deciders.b", "utility.c", "sales.x_y", "sales_wait.x_y"]
    names = [outcome.name for outcome in expand(columns)]
    assert names == [
        "logsum.b", "forced_moves.b", "forced_moves.fifth2", "months_on_market.x_y",
        "refusals", "refusals.b", "refusals.fifth1",
    ]  # fmt: skip
    assert [o.about for o in expand(columns)][:4] == ["B", "B", "fifth 2", "X Y"]
