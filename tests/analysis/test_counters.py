"""What policies declare that they did and cost stands in a comparison without more code."""

import pandas as pd
import pytest

from sim.analysis.comparison import compare
from sim.analysis.summaries import Window, summarise
from sim.engines.flows import DEEDS, DEPARTED, EVENTS, OF_SUPPLY
from sim.outcomes import DID, FULL_ONLY, expand
from sim.policies import REGISTRY

COUNTERS = [c for policy in REGISTRY.values() for c in getattr(policy, "counters", ())]


def series(address, **columns):
    months = range(1, 13)
    return pd.DataFrame({"address": address, "month": months} | columns)


OF_HOUSEHOLDS = [counter for counter in COUNTERS if counter.of_households]


@pytest.mark.parametrize("counter", OF_HOUSEHOLDS, ids=lambda counter: counter.name)
def test_every_counter_is_an_outcome_in_total_by_group_and_by_fifth(counter):
    assert counter.name in {*DEEDS, *EVENTS[DEPARTED:]}
    names = [f"{counter.name}{who}" for who in ("", ".ash", ".fifth2")]
    found = {outcome.name: outcome for outcome in expand(names)}
    assert list(found) == names
    assert found[names[0]].label == counter.label and found[names[0]].section == DID
    assert found[names[1]].label == f"{counter.label}, Ash"
    assert [found[name].headline for name in names[1:]] == [FULL_ONLY, FULL_ONLY]
    assert {o.unit for o in found.values()} == {"dollars a year" if counter.money else "a year"}


def test_what_supply_counts_has_no_group_and_no_fifth():
    of_supply = [counter for counter in COUNTERS if not counter.of_households]
    assert sorted(counter.name for counter in of_supply) == sorted(OF_SUPPLY)
    found = expand([f"{name}{who}" for name in OF_SUPPLY for who in ("", ".ash", ".fifth2")])
    assert sorted((outcome.name, outcome.unit) for outcome in found) == [
        ("fees_paid", "dollars a year"),
        ("homes_by_fund", "homes"),
        ("reserved_dearer", "a year"),
    ]


def test_fees_are_summed_and_homes_since_the_start_are_not():
    data = series("one", fees_paid=5_000.0, homes_by_fund=range(12))
    values = summarise(data, expand(data.columns), Window("year", 1, 12))
    assert values.loc["one", "fees_paid"] == 600  # 50 dollars a month
    assert values.loc["one", "homes_by_fund"] == 11


def test_cents_become_dollars_a_year_and_numbers_a_year():
    data = series("one", withdrawn=2.0, rent_saved=150_000.0)
    values = summarise(data, expand(data.columns), Window("year", 1, 12))
    assert values.loc["one", "withdrawn"] == 24  # two a month
    assert values.loc["one", "rent_saved"] == 18_000  # 1,500 dollars a month


def test_a_world_without_the_policy_did_none_of_it():
    data = pd.concat([series("with", withdrawn=2.0, moves=1.0), series("none", moves=1.0)])
    runs = pd.DataFrame(
        {"address": ["with", "none"], "seed": 1, "status": "done", "policy": ["rent_cap", "none"]}
    )
    effects = compare(runs, data, {"policy": "none"}, window=12, at=(), axes=["policy"])
    row = effects[effects["outcome"] == "withdrawn"].iloc[0]
    assert (row["baseline_mean"], row["world_mean"], row["effect"]) == (0, 24, 24)


def compared(*rows):
    """Return the effect on units at a limit, the world of each run in the order of the rows."""
    names = ["ethnic_quota", "none"]
    runs = pd.DataFrame(
        {"address": ["with", "without"], "seed": 1, "status": "done", "policy": names}
    )
    effects = compare(runs, pd.concat(rows), {"policy": "none"}, window=12, at=(), axes=["policy"])
    return effects.set_index("outcome").loc["at_limit.block"]


def test_a_world_without_limits_has_no_unit_at_one():
    with_quota = series("with", bought_back=0.0, moves=1.0, **{"at_limit.block": 0.25})
    row = compared(with_quota, series("without", moves=1.0))
    assert (row["baseline_mean"], row["world_mean"], row["effect"]) == (0.0, 0.25, 0.25)
    assert (row["unit"], row["section"]) == ("share", DID)


def test_a_quota_of_older_code_that_did_not_tell_is_missing_and_not_none():
    late = {"at_limit.block": [None] * 6 + [0.5] * 6}
    other = series("without", moves=1.0)
    row = compared(series("with", bought_back=0.0, moves=1.0, **late), other)
    assert row["world_mean"] == 0.5  # undefined months are no months without limits
    old = series("with", bought_back=0.0, moves=1.0)
    row = compared(old, series("without", **{"at_limit.block": 0.0}))
    assert row["pairs"] == 0
