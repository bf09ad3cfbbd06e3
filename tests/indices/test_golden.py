"""Every index against values computed by an independent implementation, and against real cities."""

import numpy as np
import pytest

from sim.indices import measure
from sim.indices.morans_i import Contiguity, contiguity

SINGAPORE = ["chinese", "malay", "indian", "others"]
LETTERS = {"dissimilarity": "D", "gini": "G", "information_theory": "H"}


def test_synthetic_tables(golden):
    for case, values in golden["multigroup"].items():
        for name, letter in LETTERS.items():
            assert measure(name, values["counts"]) == pytest.approx(values[letter], abs=1e-12), case


def test_one_group_against_the_rest(golden):
    for case, values in golden["single"].items():
        x, t = np.array(values["x"]), np.array(values["t"])
        counts = np.stack([x, t - x], axis=1)
        for name, letter in LETTERS.items():
            assert measure(name, counts) == pytest.approx(values[letter], abs=1e-12), case
        assert measure("isolation", counts, 0) == pytest.approx(values["iso"], abs=1e-12)
        assert measure("exposure", counts, 0, 1) == pytest.approx(values["inter"], abs=1e-12)
        assert measure("correlation_ratio", counts, 0) == pytest.approx(values["eta2"], abs=1e-12)


@pytest.mark.parametrize("place", ["subzone", "planning_area"])
def test_singapore(golden, table, place):
    counts = table(f"singapore_2020_{place}_ethnic.csv", SINGAPORE)
    values = golden[f"singapore_{place}_CMIO"]
    for name, letter in LETTERS.items():
        assert measure(name, counts) == pytest.approx(values[letter], abs=1e-10)
    for pair, value in golden[f"singapore_{place}_pairs_D"].items():
        one, other = (SINGAPORE.index(group) for group in pair.split("-"))
        assert measure("dissimilarity", counts[:, [one, other]]) == pytest.approx(value, abs=1e-10)


def test_sacramento(golden, table):
    counts = table("sacramento_2000_tracts.csv", ["white", "black", "asian", "hispanic"])
    for name, letter in LETTERS.items():
        value = golden["sacramento_multi_WBAH"][letter]
        assert measure(name, counts) == pytest.approx(value, abs=1e-10)
    hispanic, total = table("sacramento_2000_tracts.csv", ["hispanic", "total"]).T
    values = golden["sacramento_hispanic_vs_total"]
    pair = np.stack([hispanic, total - hispanic], axis=1)
    for name, letter in LETTERS.items():
        assert measure(name, pair) == pytest.approx(values[letter], abs=1e-10)
    assert measure("isolation", pair, 0) == pytest.approx(values["iso"], abs=1e-10)
    assert measure("correlation_ratio", pair, 0) == pytest.approx(values["eta2"], abs=1e-10)


def test_bradford(golden, table):
    groups = ["white_british", "asian", "black", "other"]
    columns = [f"{group}_{status}" for group in groups for status in ("low", "mid", "high")]
    counts = table("bradford_2011_lsoa_ethnic_ses.csv", columns).reshape(-1, 4, 3).sum(axis=2)
    for name, letter in LETTERS.items():
        value = golden["bradford_2011"][f"multi_{letter}"]
        assert measure(name, counts) == pytest.approx(value, abs=1e-10)


def test_schools(golden, table):
    counts = table("schools00_elbers.csv", ["asian", "black", "hisp", "white", "native"])
    values = golden["schools00"]["school"]
    assert measure("dissimilarity", counts) == pytest.approx(values["D"], abs=1e-10)
    assert measure("information_theory", counts) == pytest.approx(values["H"], abs=1e-10)


HALF = np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 8, axis=0)
CHECKER = np.indices((8, 8)).sum(axis=0) % 2


def test_morans_i_on_a_lattice(golden):
    for case, value in golden["moran_8x8"].items():
        pattern, touch, edge, weights = case.split("_")
        touching = contiguity(np.arange(64).reshape(8, 8), edge == "torus", touch == "queen")
        values = (HALF if pattern == "half" else CHECKER).ravel()
        found = measure("morans_i", values, touching, weights == "rowstd")
        assert found == pytest.approx(value, abs=1e-12), case


def test_morans_i_of_sacramento(golden, table, sacramento_links):
    hispanic, total = table("sacramento_2000_tracts.csv", ["hispanic", "total"]).T
    start = np.cumsum([0] + [len(near) for near in sacramento_links])
    touching = Contiguity(start, np.array([k for near in sacramento_links for k in near]))
    value = golden["sacramento_moran_hispanic_share_queen_rowstd"]
    assert measure("morans_i", hispanic / total, touching) == pytest.approx(value, abs=1e-10)


def test_spatial_information_theory(golden):
    for case, values in golden["spatial_H_and_isolation_8x8_uniform_kernel"].items():
        pattern, radius = case.split("_r")
        grid = HALF if pattern == "half" else CHECKER
        found = measure("spatial_information_theory", grid, float(radius))
        assert found == pytest.approx(values["H_tilde"], abs=1e-12), case


def test_incomes(golden):
    income = np.arange(1, 101)
    cases = {
        "sorted_10_units_of_10": (income - 1) // 10,
        "sorted_5_units_of_20": (income - 1) // 20,
        "interleaved_10_units": (income - 1) % 10,
    }
    for case, unit in cases.items():
        found = measure("rank_order_information_theory", income, unit)
        assert found == pytest.approx(golden["rank_order_HR"][case], abs=1e-12), case
    found = measure("neighbourhood_sorting", income, (income - 1) // 10)
    value = golden["NSI_income_1_100"]["sorted_10_units_of_10"]
    assert found == pytest.approx(value, abs=1e-12)
