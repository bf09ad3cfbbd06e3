"""The command on real cities and worked tables, against an independent implementation."""

import pytest

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
OF_ONE = {
    "dissimilarity": "D",
    "gini": "G",
    "information_theory": "H",
    "isolation": "iso",
    "exposure": "inter",
    "correlation_ratio": "eta2",
    "atkinson": "A",
}
SINGAPORE = ("chinese", "malay", "indian", "others")
WBAH = "white,black,asian,hispanic"


def _same(found, wanted, letters):
    there = {name: letter for name, letter in letters.items() if letter in wanted}
    assert len(there) > 2
    for name, letter in there.items():
        assert found[name]["value"] == pytest.approx(wanted[letter], abs=1e-9), name


@pytest.mark.parametrize("total", [(), ("--total", "total")])
def test_sacramento(measured, city, golden, total):
    found = measured(city("sacramento_2000_tracts.csv"), "--groups", WBAH, "--unit", "fips", *total)
    _same(found["multigroup"], golden["sacramento_multi_WBAH"], LETTERS)
    assert found["units"] == 403
    assert len(found["pairs"]) == 6
    if total:
        wanted = golden["sacramento_hispanic_vs_total"]
        _same(found["groups_vs_rest"]["hispanic"], wanted, OF_ONE)
        assert "95,227 of 1,796,857 people (5.3 %) are in none" in found["notes"][0]


def test_one_group_of_sacramento(measured, city, golden):
    path = city("sacramento_2000_tracts.csv")
    found = measured(path, "--groups", "hispanic", "--total", "total")
    _same(found["groups_vs_rest"]["hispanic"], golden["sacramento_hispanic_vs_total"], OF_ONE)
    assert found["multigroup"] == found["pairs"] == {}


@pytest.mark.parametrize("place", ["subzone", "planning_area"])
def test_singapore(measured, city, golden, place):
    path = city(f"singapore_2020_{place}_ethnic.csv")
    found = measured(path, "--groups", ",".join(SINGAPORE), "--unit", place)
    _same(found["multigroup"], golden[f"singapore_{place}_CMIO"], LETTERS)
    for pair, value in golden[f"singapore_{place}_pairs_D"].items():
        one, other = pair.split("-")
        entry = found["pairs"][f"{one}|{other}"]["dissimilarity"]
        assert entry["value"] == pytest.approx(value, abs=1e-9)
        assert 0 < entry["random"] < entry["value"]
        assert entry["corrected"] < entry["value"]


def test_bradford_by_sums_of_columns(measured, city, golden):
    groups = ",".join(
        f"{group}={group}_low+{group}_mid+{group}_high"
        for group in ("white_british", "asian", "black", "other")
    )
    path = city("bradford_2011_lsoa_ethnic_ses.csv")
    found = measured(path, "--groups", groups, "--total", "pop_16_74_ses", "--unit", "lsoa11")
    wanted = golden["bradford_2011"]
    multi = {f"multi_{letter}": letter for letter in LETTERS.values()}
    _same(found["multigroup"], {multi[k]: v for k, v in wanted.items() if k in multi}, LETTERS)
    for group, value in wanted["D_vs_rest"].items():
        entry = found["groups_vs_rest"][group]["dissimilarity"]
        assert entry["value"] == pytest.approx(value, abs=1e-9)


def test_schools_within_and_between_states(measured, city, golden):
    path = city("schools00_elbers.csv")
    words = (path, "--groups", "asian,black,hisp,white,native", "--unit", "school")
    wanted = golden["schools00"]
    found = measured(*words, "--district", "state")
    _same(found["multigroup"], wanted["school"], LETTERS)
    for index, letter in (("mutual_information", "M"), ("information_theory", "H")):
        parts = found["districts"][index]
        assert parts["between"] == pytest.approx(wanted[f"state_{letter}"], abs=1e-9)
        assert parts["total"] == pytest.approx(wanted["school"][letter], abs=1e-9)
        assert parts["between"] + parts["within"] == pytest.approx(parts["total"], abs=1e-12)
        contributions = [
            each[index]["contribution"] for each in found["districts"]["each"].values()
        ]
        assert sum(contributions) == pytest.approx(parts["within"], abs=1e-12)
    districts = measured(*words, "--district", "district", "--indices", "entropy")["districts"]
    between = districts["mutual_information"]["between"]
    assert between == pytest.approx(wanted["district_M"], abs=1e-9)
    assert list(found["districts"]["each"]) == ["A", "B", "C"]


def test_worked_tables(measured, table, golden):
    for case, wanted in golden["multigroup"].items():
        groups = [f"g{m}" for m in range(len(wanted["counts"][0]))]
        path = table([groups, *wanted["counts"]])
        found = measured(path, "--groups", ",".join(groups))
        _same(found["multigroup"], wanted, LETTERS)
        assert found["units"] == sum(any(row) for row in wanted["counts"]), case


def test_worked_tables_of_one_group(measured, table, golden):
    for wanted in golden["single"].values():
        path = table([["x", "t"], *zip(wanted["x"], wanted["t"], strict=True)])
        found = measured(path, "--groups", "x", "--total", "t")
        _same(found["groups_vs_rest"]["x"], wanted, OF_ONE)
