"""Every index against values computed by an independent implementation, and against real cities."""

import numpy as np
import pytest

from sim.indices import information_theory, measure, mutual_information
from sim.indices.entropy import normalised_entropy
from sim.indices.morans_i import Contiguity, contiguity
from sim.indices.table import against_rest, between

SINGAPORE = ["chinese", "malay", "indian", "others"]
SACRAMENTO = ["white", "black", "asian", "hispanic"]
RACES = ["asian", "black", "hisp", "white", "native"]
BRADFORD = ["white_british", "asian", "black", "other"]
STATUSES = ["low", "mid", "high"]
LETTERS = {
    "dissimilarity": "D",
    "gini": "G",
    "information_theory": "H",
    "relative_diversity": "R",
    "squared_coefficient_of_variation": "C",
    "normalised_exposure": "P",
    "entropy": "E",
    "simpson_interaction": "I",
    "mutual_information": "M",
}
OF_A_GROUP = {"D": "dissimilarity", "G": "gini", "H": "information_theory", "A": "atkinson"}
CLOSE = 1e-12


def check_all_groups(counts, values):
    """Compare every index of all groups with a golden value; some tables have not all letters."""
    known = {name: values[letter] for name, letter in LETTERS.items() if letter in values}
    found = {name: measure(name, counts) for name in known}
    assert found == pytest.approx(known, abs=CLOSE)


def check_one_group(counts, values):
    """Compare every index of a group against the rest, the group in column 0."""
    for letter, name in OF_A_GROUP.items():
        assert measure(name, counts) == pytest.approx(values[letter], abs=CLOSE), name
    spread = values["D"]
    assert measure("min_max", counts) == pytest.approx(2 * spread / (1 + spread), abs=CLOSE)
    assert measure("isolation", counts, 0) == pytest.approx(values["iso"], abs=CLOSE)
    assert measure("exposure", counts, 0, 1) == pytest.approx(values["inter"], abs=CLOSE)
    assert measure("correlation_ratio", counts, 0) == pytest.approx(values["eta2"], abs=CLOSE)
    assert counts[:, 0].sum() / counts.sum() == pytest.approx(values["P"], abs=CLOSE)


def test_synthetic_tables(golden):
    for values in golden["multigroup"].values():
        assert set(LETTERS.values()) < set(values)
        check_all_groups(values["counts"], values)


def test_one_group_against_the_rest(golden):
    for values in golden["single"].values():
        x, t = np.array(values["x"]), np.array(values["t"])
        check_one_group(np.stack([x, t - x], axis=1), values)


@pytest.mark.parametrize("place", ["subzone", "planning_area"])
def test_singapore(golden, table, place):
    counts = table(f"singapore_2020_{place}_ethnic.csv", SINGAPORE)
    check_all_groups(counts, golden[f"singapore_{place}_CMIO"])
    for pair, value in golden[f"singapore_{place}_pairs_D"].items():
        one, other = (SINGAPORE.index(group) for group in pair.split("-"))
        found = measure("dissimilarity", between(counts, one, other))
        assert found == pytest.approx(value, abs=CLOSE)


def test_sacramento(golden, table):
    counts = table("sacramento_2000_tracts.csv", SACRAMENTO)
    check_all_groups(counts, golden["sacramento_multi_WBAH"])
    assert float(normalised_entropy(counts)) == pytest.approx(0.7020956383415715, abs=CLOSE)
    hispanic, total = table("sacramento_2000_tracts.csv", ["hispanic", "total"]).T
    pair = np.stack([hispanic, total - hispanic], axis=1)
    check_one_group(pair, golden["sacramento_hispanic_vs_total"])


def test_bradford(golden, table):
    columns = [f"{group}_{status}" for group in BRADFORD for status in STATUSES]
    people = table("bradford_2011_lsoa_ethnic_ses.csv", columns).reshape(-1, 4, 3)
    counts, values = people.sum(axis=2), golden["bradford_2011"]
    check_all_groups(counts, {name[-1]: value for name, value in values.items()})
    for group, value in values["D_vs_rest"].items():
        found = measure("dissimilarity", against_rest(counts, BRADFORD.index(group)))
        assert found == pytest.approx(value, abs=CLOSE)
    mixed = measure("simpson_interaction", counts) * (1 - measure("relative_diversity", counts))
    assert 1 - mixed == pytest.approx(values["avg_local_simpson_4g"], abs=CLOSE)
    statuses = people.sum(axis=1)
    assert measure("dissimilarity", statuses) == pytest.approx(0.190, abs=5e-4)
    assert measure("information_theory", statuses) == pytest.approx(0.047, abs=5e-4)


def test_schools(golden, table, labels):
    counts = table("schools00_elbers.csv", RACES)
    state = labels("schools00_elbers.csv", "state")
    district = labels("schools00_elbers.csv", "district")
    values = golden["schools00"]
    check_all_groups(counts, values["school"])
    by_state = mutual_information.decomposition(counts, state)
    assert by_state.between == pytest.approx(values["state_M"], abs=CLOSE)
    of_h = information_theory.decomposition(counts, state)
    assert of_h.between == pytest.approx(values["state_H"], abs=CLOSE)
    by_district = mutual_information.decomposition(counts, district)
    assert by_district.between == pytest.approx(values["district_M"], abs=CLOSE)
    published = values["published_README"]
    assert by_state.total == pytest.approx(published["M"], abs=5e-4)
    assert of_h.total == pytest.approx(published["H"], abs=5e-4)
    assert by_state.between == pytest.approx(published["between_state_M"], abs=5e-5)
    assert of_h.between == pytest.approx(published["between_state_H"], abs=5e-5)


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
