"""What a single run says at its end: the outcomes, and what its policies did."""

import pandas as pd
import pytest

from sim.experiment import show
from sim.experiment.compose import compose
from sim.policies import REGISTRY

MONTHS = {
    "month": [0, 1, 2],
    "address": ["a"] * 3,
    "dissimilarity.block.all": [0.1, 0.2, 0.3],
    "dissimilarity.block.all.corrected": [0.0, 0.1, 0.25],
    "like_neighbour_share": [0.5, 0.6, 0.7],
    "homes_built": [0, 0, 40],
    "homes_reserved": [0, 0, 6],
    "market_homes.private": [9, 9, 9],
    "moves": [0, 3, 4],
    "refusals": [0, 0, 0],
    "reserved_lettings": [0, 0, 0],
    "reserved_saved": [0, 100_000, 23_400],
    "rent_saved": [0, 0, 0],
    "cut_renewals": [0, 0, 0],
    "kept": [0, 0, 0],
    "bought_back": [0, 0, 0],
}
IDLE = {"homes_built": [0] * 3, "homes_reserved": [0] * 3, "reserved_saved": [0] * 3}


#: Numbers with which policies may change something, or the run says so before it starts.
BITING = {
    "rent_cap": ("policy.rent_cap.fixed=0.01",),
    "minimum_occupation": ("policy.minimum_occupation.months=90",),
}


def said(monkeypatch, capsys, tmp_path, policies, words=(), **columns):
    series = pd.DataFrame({**MONTHS, **columns})
    config = compose("city=singapore", f"policy=[{','.join(policies)}]", *words)
    run = {"address": "a", "world": "+".join(policies) or "none", "seed": 1}
    runs = pd.DataFrame([run | {"state_hash": "0"}])
    monkeypatch.setattr(show, "load", lambda store: (runs, series))
    show.show_run(tmp_path, "a", config)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_flows_are_sums_over_all_months_and_stocks_are_not(monkeypatch, capsys, tmp_path):
    lines = said(monkeypatch, capsys, tmp_path, ["inclusionary_zoning"])
    assert lines[0] == "inclusionary zoning, seed 1, 2 months"
    assert "Moves 7" in lines
    assert "Homes built since the start 0 40" in lines
    assert "Neighbours of the own group, share 0.5000 0.7000" in lines


def test_indices_are_corrected_for_chance_where_that_was_recorded(monkeypatch, capsys, tmp_path):
    lines = said(monkeypatch, capsys, tmp_path, [])
    assert lines[0].startswith("no policy, ")
    assert "D, blocks 0 0.2500" in lines
    assert show.KEY in lines
    assert not [line for line in lines if "_" in line.split(":")[0]]
    monkeypatch.delitem(MONTHS, "dissimilarity.block.all.corrected")
    lines = said(monkeypatch, capsys, tmp_path, [])
    assert "D, blocks 0.1000 0.3000" in lines
    assert show.KEY not in lines


def test_a_policy_says_what_it_did_with_money_in_dollars(monkeypatch, capsys, tmp_path):
    lines = said(monkeypatch, capsys, tmp_path, ["inclusionary_zoning"])
    assert "Reserved homes let 0" in lines
    assert "Rent that reserved homes save tenants 1,234 dollars" in lines
    assert not [line for line in lines if line.startswith("note")]


@pytest.mark.parametrize(
    ("policy", "columns", "why"),
    [
        ("inclusionary_zoning", IDLE, "no home was built"),
        ("rent_cap", {"market_homes.private": [0] * 3}, "no private homes"),
        ("rent_cap", {}, "market.rent_growth"),
        ("ethnic_quota", {}, ""),
        ("minimum_occupation", {}, ""),
    ],
)
def test_a_policy_that_did_nothing_is_named(monkeypatch, capsys, tmp_path, policy, columns, why):
    words = BITING.get(policy, ())
    lines = said(monkeypatch, capsys, tmp_path, [policy], words, **columns)
    notes = [line for line in lines if line.startswith("note: ")]
    assert len(notes) == 1
    assert notes[0].startswith(f"note: {policy} did nothing that is counted")
    assert notes[0].endswith("counted") == (not why)
    assert why in notes[0]


def test_what_was_said_before_the_first_month_is_not_said_again(monkeypatch, capsys, tmp_path):
    lines = said(monkeypatch, capsys, tmp_path, ["rent_cap"])
    assert not [line for line in lines if line.startswith("note: ")]


def test_zoning_says_what_its_fees_came_to(monkeypatch, capsys, tmp_path):
    of_fund = {"fees_paid": [0, 500_000, 250_000], "homes_by_fund": [0, 0, 82]}
    lines = said(monkeypatch, capsys, tmp_path, ["inclusionary_zoning"], **IDLE, **of_fund)
    assert "Fees paid instead 7,500 dollars" in lines
    assert "Homes built by the fund 82" in lines
    assert not [line for line in lines if line.startswith("note")]


def test_what_one_policy_did_does_not_excuse_another(monkeypatch, capsys, tmp_path):
    both = ["ethnic_quota", "inclusionary_zoning"]
    lines = said(monkeypatch, capsys, tmp_path, both, refusals=[0, 1, 0], **IDLE)
    assert [line.split()[1] for line in lines if line.startswith("note")] == ["inclusionary_zoning"]


def test_a_policy_without_counters_says_nothing_of_itself(monkeypatch, capsys, tmp_path):
    lines = said(monkeypatch, capsys, tmp_path, ["rent_growth"])
    assert not [line for line in lines if line.startswith("note")]


@pytest.mark.parametrize(("side", "one"), [(60, True), (61, False)])
def test_a_city_of_one_neighbourhood_is_named(monkeypatch, capsys, tmp_path, side, one):
    city = (f"city.size=[60,{side}]", "city.block=10", "city.neighbourhood=6")
    column = {"dissimilarity.neighbourhood.all": [0.0] * 3}
    lines = said(monkeypatch, capsys, tmp_path, [], city, **column)
    assert any(line.startswith("This city is one neighbourhood") for line in lines) == one
    lines = said(monkeypatch, capsys, tmp_path, [], city)
    assert not any("one neighbourhood" in line for line in lines)


def test_tables_of_the_page_name_policies_that_exist():
    assert set(show._ALSO) | set(show._NEEDS) <= set(REGISTRY)
