"""Units that have a place and a land area: surroundings, centralisation, maps."""

import csv

import numpy as np
import pytest

from sim.areas.quantities import OF_SURROUNDINGS
from sim.cli import main
from sim.indices import INDICES
from sim.indices.shuffling import shuffled
from sim.indices.summary import summary_of
from sim.indices.surroundings import of_points

HALF = np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 8, axis=0)
PATTERNS = {"half": HALF, "checker": np.indices((8, 8)).sum(axis=0) % 2}
WORDS = ("--groups", "g0,g1", "--xy", "x,y")


def _board(pattern, people=10):
    """Return rows of a board of 8 x 8 units, a kilometre apart."""
    rows = [["unit", "g0", "g1", "x", "y"]]
    for (row, col), group in np.ndenumerate(pattern):
        own = [people, 0] if group == 0 else [0, people]
        rows.append([f"{row}-{col}", *own, 1000 * col, 1000 * row])
    return rows


@pytest.mark.parametrize("pattern", PATTERNS)
def test_spatial_h_and_isolation_of_boards(measured, table, golden, pattern):
    path = table(_board(PATTERNS[pattern]))
    found = measured(path, *WORDS, "--radius", "1000,1500,2000,3000", "--replicates", "2")
    assert found["spatial"]["kernel"] == "uniform"
    for radius, at in found["spatial"]["radii"].items():
        case = f"{pattern}_r{float(radius) / 1000:g}"
        wanted = golden["spatial_H_and_isolation_8x8_uniform_kernel"][case]
        h = at["multigroup"]["spatial_information_theory"]["value"]
        assert h == pytest.approx(wanted["H_tilde"], abs=1e-9)
        isolation = at["groups"]["g0"]["spatial_isolation"]["value"]
        assert isolation == pytest.approx(wanted["iso_group0"], abs=1e-9)
    profile = [
        at["multigroup"]["spatial_information_theory"]["value"]
        for at in found["spatial"]["radii"].values()
    ]
    assert found["spatial"]["macro_micro_ratio"]["value"] == pytest.approx(profile[-1] / profile[0])


def test_spatial_proximity_of_a_board_in_kilometres(measured, table, golden):
    found = measured(table(_board(HALF)), *WORDS, "--indices", "spatial_proximity")
    entry = found["pairs"]["g0|g1"]["spatial_proximity"]
    assert entry["value"] == pytest.approx(golden["SP_8x8_10_people_per_cell"]["half"], abs=1e-9)
    assert entry["random"] == pytest.approx(1.0, abs=0.01)


def test_what_lies_around_is_shuffled_too(measured, table):
    rows = _board(HALF, people=3)
    found = measured(table(rows), *WORDS, "--radius", "1500", "--replicates", "300", "--kernel",
                     "biweight")  # fmt: skip
    at = found["spatial"]["radii"]["1500"]
    entry = at["multigroup"]["spatial_information_theory"]
    assert 0 < entry["random"] < entry["value"]
    assert entry["random_how"] == "shuffled"
    counts = np.array([row[1:3] for row in rows[1:]])
    xy = np.array([row[3:] for row in rows[1:]], dtype=float)
    around = of_points(counts, xy, 1500.0, "biweight")
    wanted_of = INDICES["spatial_information_theory"].from_surroundings
    wanted = wanted_of(counts, around)
    assert entry["value"] == pytest.approx(float(wanted), abs=1e-12)
    assert at["units_alone"] == 0
    isolation = INDICES["spatial_isolation"].from_surroundings
    each = [
        isolation(one, of_points(one, xy, 1500.0, "biweight"), 0) for one in shuffled(counts, 300)
    ]
    by_chance = at["groups"]["g0"]["spatial_isolation"]
    assert (by_chance["random_how"], by_chance["random_note"]) == ("exact", "exact")
    assert by_chance["random"] == pytest.approx(np.mean(each), abs=4 * np.std(each) / 300**0.5)
    h = [wanted_of(one, of_points(one, xy, 1500.0, "biweight")) for one in shuffled(counts, 300)]
    assert entry["random"] == pytest.approx(np.mean(h), abs=1e-12)
    exposure = at["pairs"]["g0|g1"]
    assert exposure["spatial_exposure"]["value"] == pytest.approx(
        1 - at["groups"]["g0"]["spatial_isolation"]["value"], abs=1e-12
    )


@pytest.mark.parametrize("total", [(), ("--total", "total")])
def test_what_indices_of_surroundings_share_is_summed_once(measured, table, monkeypatch, total):
    """For each radius, of the table and of its shuffles; once more where some are in no group."""
    calls = []
    for module in ("sim.areas.spatial", *(f"sim.indices.{name}" for name in OF_SURROUNDINGS)):
        monkeypatch.setattr(
            f"{module}.summary_of", lambda *two: calls.append(0) or summary_of(*two)
        )
    rows = [["total", *row] if k == 0 else [30, *row] for k, row in enumerate(_board(HALF))]
    found = measured(table(rows), *WORDS, *total, "--radius", "900,2000", "--replicates", "9")
    assert len(calls) == 2 * (2 + len(total) // 2)
    at = found["spatial"]["radii"]["2000"]
    assert at["multigroup"]["spatial_information_theory"]["random_how"] == "shuffled"


def test_units_without_neighbours_are_counted(measured, table):
    found = measured(table(_board(HALF)), *WORDS, "--radius", "900,1000", "--replicates", "2")
    radii = found["spatial"]["radii"]
    assert [radii[radius]["units_alone"] for radius in ("900", "1000")] == [64, 0]


def test_with_a_total_surroundings_hold_everybody(measured, table):
    rows = [[*row, "total"] if k == 0 else [*row, 30] for k, row in enumerate(_board(HALF))]
    words = (*WORDS, "--radius", "1000", "--replicates", "2")
    found = measured(table(rows), *words, "--total", "total")["spatial"]["radii"]["1000"]
    plain = measured(table(_board(HALF)), *words)["spatial"]["radii"]["1000"]
    name = "spatial_information_theory"
    assert found["multigroup"][name]["value"] == pytest.approx(plain["multigroup"][name]["value"])
    own = [at["groups"]["g0"]["spatial_isolation"]["value"] for at in (found, plain)]
    assert own[0] == pytest.approx(own[1] / 3)


def test_land_where_nobody_lives_is_land(measured, table):
    rows = [["a", "b", "land"], [10, 5, 1], [20, 1, 2], [3, 4, 3], [0, 0, 10]]
    found = measured(table(rows), "--groups", "a,b", "--area", "land")
    counts, land = np.array([row[:2] for row in rows[1:]]), [1, 2, 3, 10]
    wanted = float(INDICES["delta"].function(counts, 0, land))
    assert found["groups_vs_rest"]["a"]["delta"]["value"] == pytest.approx(wanted, abs=1e-12)
    assert found["notes"] == ["1 unit without people left out; their land counts"]


def test_equal_areas_have_a_reason_and_no_number(measured, table):
    rows = [["a", "b", "land"], [10, 5, 1], [20, 1, 1], [3, 4, 1]]
    found = measured(table(rows), "--groups", "a,b", "--area", "land")
    entry = found["groups_vs_rest"]["a"]["absolute_concentration"]
    assert entry["value"] is entry["random"] is entry["corrected"] is None
    assert "has no value when" in entry["undefined"]


def test_units_too_far_apart_to_see_one_another(measured, table):
    rows = [["a", "b", "x", "y"], [10, 5, 0, 0], [20, 1, 0, 9e6], [3, 4, 9e6, 0]]
    found = measured(table(rows), "--groups", "a,b", "--xy", "x,y", "--radius", "5")
    entry = found["pairs"]["a|b"]["spatial_proximity"]
    assert entry["value"] is None
    assert "from the nearest other" in entry["undefined"]


def test_large_tables_leave_out_what_grows_with_the_square(measured, table, monkeypatch):
    for module in ("quantities", "chance", "spatial"):
        monkeypatch.setattr(f"sim.areas.{module}.MOST_QUADRATIC", 50)
    words = (table(_board(HALF)), *WORDS, "--radius", "1000")
    found = measured(*words)
    assert "distortion" not in found["multigroup"]
    entry = found["spatial"]["radii"]["1000"]["multigroup"]["spatial_information_theory"]
    assert entry["random"] is None
    assert entry["random_note"] == "not computed for more than 50 units"
    entry = found["spatial"]["radii"]["1000"]["groups"]["g0"]["spatial_isolation"]
    assert entry["random_how"] == "exact"
    asked = measured(*words, "--indices", "distortion")["multigroup"]["distortion"]
    assert asked["value"] > 0
    assert asked["random"] is None


def test_a_ratio_that_does_not_exist_says_why(measured, table, capsys):
    """Of a city that is even: next door there is nothing to compare with."""
    rows = [["a", "b", "x", "y"], [3, 6, 0, 0], [4, 8, 1000, 0], [5, 10, 2000, 0]]
    words = (table(rows), "--groups", "a,b", "--xy", "x,y", "--radius", "500,2000")
    told = measured(*words)["spatial"]["macro_micro_ratio"]
    reason = f"Macro/micro ratio has no value when {INDICES['macro_micro_ratio'].undefined}"
    assert (told["value"], told["random"], told["undefined"]) == (None, None, reason)
    assert main(["measure", *words]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "H~(2000) / H~(500) = *:" in shown
    assert f"H~(2000) / H~(500): undefined; {reason}" in shown


def test_units_on_both_sides_of_the_180th_meridian_are_near(measured, table):
    """Ten kilometres apart in Taveuni, on the meridian itself, where its sign jumps."""
    rows = [["a", "b", "lon", "lat"], [9, 1, 179.9526, -16.8], [1, 9, -179.9534, -16.8],
            [5, 5, 180, -16.81]]  # fmt: skip
    words = ("--groups", "a,b", "--xy", "lon,lat", "--radius", "9000,11000")
    radii = measured(table(rows), *words, "--replicates", "2")["spatial"]["radii"]
    assert [at["units_alone"] for at in radii.values()] == [0, 0]
    values = [at["multigroup"]["spatial_information_theory"]["value"] for at in radii.values()]
    assert values[1] == 0.0 < values[0]


def test_a_map_of_local_values(measured, table, tmp_path):
    rows = [
        ["u", "a", "b", "t", "d", "x", "y"],
        ["A", 10, 5, 20, "p", 0, 0],
        ["B", 0, 0, 0, "p", 0, 5],
        ["C", 0, 8, 8, "q", 5, 0],
        ["D", 0, 0, 9, "q", 5, 5],
    ]
    out = tmp_path / "map.csv"
    measured(table(rows), "--groups", "a,b", "--total", "t", "--unit", "u", "--district", "d",
             "--xy", "x,y", "--local", str(out))  # fmt: skip
    with out.open(newline="") as file:
        found = list(csv.DictReader(file))
    assert [(row["unit"], row["district"], row["people"]) for row in found] == [
        ("A", "p", "20"), ("C", "q", "8"), ("D", "q", "9"),
    ]  # fmt: skip
    assert float(found[0]["location_quotient.a"]) == pytest.approx((10 / 20) / (10 / 37))
    assert float(found[1]["location_quotient.b"]) == pytest.approx(1 / (13 / 37))
    third = 1 / 3
    entropy = -third * np.log(third) - 2 * third * np.log(2 * third)
    assert float(found[0]["local_entropy"]) == pytest.approx(entropy)
    assert float(found[1]["local_entropy"]) == 0
    assert found[2]["local_entropy"] == found[2]["local_divergence"] == ""
    assert float(found[0]["concentration_at_extremes.a|b"]) == pytest.approx(5 / 20)
    assert {"local_divergence", "focal_distance"} <= set(found[0])
    out.unlink()
    measured(table([row[1:3] for row in rows[:4]]), "--groups", "a,b", "--local", str(out))
    with out.open(newline="") as file:
        assert [row["unit"] for row in csv.DictReader(file)] == ["2", "4"]


def test_the_ratio_of_radii_may_be_asked_for(measured, table):
    path = table(_board(HALF))
    found = measured(path, *WORDS, "--indices", "macro_micro_ratio", "--radius", "1000,2000")
    profile = [at["multigroup"] for at in found["spatial"]["radii"].values()]
    assert [list(at) for at in profile] == [["spatial_information_theory"]] * 2
    values = [at["spatial_information_theory"]["value"] for at in profile]
    assert found["spatial"]["macro_micro_ratio"]["value"] == pytest.approx(values[1] / values[0])
    assert found["multigroup"] == found["groups_vs_rest"] == found["pairs"] == {}
