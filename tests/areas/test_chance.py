"""What chance alone would give: exact where it can be, the same for everybody who is shuffled."""

import numpy as np
import pytest

from sim.areas import chance
from sim.areas.among_others import LINEAR, expected_among_others
from sim.cli import main
from sim.indices import INDICES, correlation_ratio, dissimilarity, gini, information_theory
from sim.indices.shuffling import shuffled

CITY = np.array([
    [12, 3, 1, 4], [5, 6, 2, 0], [20, 1, 0, 9], [0, 0, 0, 0], [7, 7, 7, 1], [3, 0, 4, 2],
    [15, 5, 5, 5], [9, 2, 3, 30], [1, 0, 0, 0], [2, 0, 1, 1],
])  # fmt: skip
ROWS = [["a", "b", "c", "d"], *CITY.tolist()]
TIMES = 4000


def _table(scale=1):
    return [ROWS[0], *(CITY * scale).tolist()]


@pytest.mark.parametrize("scale", [1, 40])
@pytest.mark.parametrize("chosen", [(0, 1), (2, 3), (0, 1, 2), (0, 1, 2, 3)])
def test_some_groups_among_others_agree_with_shuffles(chosen, scale):
    tables = shuffled(CITY * scale, TIMES, seed=5)
    some = tables[..., list(chosen)]
    for name in ("dissimilarity", "information_theory", "mutual_information", *LINEAR[:-1]):
        exact = expected_among_others(name, CITY * scale, chosen)
        values = INDICES[name].function(some)
        error = values.std(ddof=1) / TIMES**0.5
        assert abs(values.mean() - exact) < 4 * error, name
    if len(chosen) == 2:
        exact = expected_among_others("correlation_ratio", CITY * scale, chosen)
        values = correlation_ratio.correlation_ratio(some, 0)
        assert abs(values.mean() - exact) < 4 * values.std(ddof=1) / TIMES**0.5


def test_everybody_among_nobody_else_is_the_expectation_of_the_index():
    every = (0, 1, 2, 3)
    for name in ("dissimilarity", "information_theory", "mutual_information", *LINEAR[:-1]):
        wanted = float(INDICES[name].expected(CITY))
        assert expected_among_others(name, CITY, every) == pytest.approx(wanted, abs=1e-12), name


def test_a_pair_is_the_pair_of_dissimilarity():
    wanted = dissimilarity.expected_pair(CITY, 1, 3)
    assert expected_among_others("dissimilarity", CITY, (1, 3)) == pytest.approx(wanted, abs=1e-14)


def test_what_has_no_closed_form_is_nan():
    assert np.isnan(expected_among_others("gini", CITY, (0, 1)))
    assert np.isnan(expected_among_others("dissimilarity", CITY * [1, 0, 1, 1], (0, 1)))


def test_the_command_tells_the_expectations_of_the_indices(measured, table):
    found = measured(table(ROWS), "--groups", "a,b,c,d")
    together, rest, pairs = found["multigroup"], found["groups_vs_rest"], found["pairs"]
    for name in ("dissimilarity", "gini", "information_theory", "relative_diversity"):
        entry = together[name]
        assert entry["random"] == pytest.approx(float(INDICES[name].expected(CITY)), abs=1e-14)
        assert entry["random_how"] == "exact"
        wanted = (entry["value"] - entry["random"]) / (1 - entry["random"])
        assert entry["corrected"] == pytest.approx(wanted, abs=1e-14)
    for name in ("entropy", "simpson_interaction"):
        assert together[name]["random"] is together[name]["corrected"] is None
        assert "chance has no meaning" in together[name]["random_note"]
    information = together["mutual_information"]
    most = together["entropy"]["value"]
    corrected = (information["value"] - information["random"]) / (most - information["random"])
    assert information["corrected"] == pytest.approx(corrected, abs=1e-14)
    against = np.stack([CITY[:, 2], CITY.sum(axis=1) - CITY[:, 2]], axis=1)
    assert rest["c"]["gini"]["random"] == pytest.approx(gini.expected(against), abs=1e-14)
    size, people, share = 9, CITY.sum(), CITY[:, 2].sum() / CITY.sum()
    isolation = share + (1 - share) * (size - 1) / (people - 1)
    assert rest["c"]["isolation"]["random"] == pytest.approx(isolation, abs=1e-14)
    wanted = dissimilarity.expected_pair(CITY, 0, 3)
    assert pairs["a|d"]["dissimilarity"]["random"] == pytest.approx(wanted, abs=1e-14)
    wanted = expected_among_others("information_theory", CITY, (0, 3))
    assert pairs["a|d"]["information_theory"]["random"] == pytest.approx(wanted, abs=1e-14)
    for key in ("exposure", "exposure_reverse"):
        entry = pairs["a|d"][key]
        assert entry["correction"] == "ratio"
        assert entry["corrected"] == pytest.approx(entry["value"] / entry["random"], abs=1e-12)
    sizes = CITY.sum(axis=0)
    assert pairs["a|d"]["exposure"]["value"] * sizes[0] == pytest.approx(
        pairs["a|d"]["exposure_reverse"]["value"] * sizes[3], abs=1e-9
    )


def test_shuffled_values_are_means_over_everybody(measured, table):
    found = measured(table(ROWS), "--groups", "a,b,c,d", "--replicates", "500", "--seed", "3")
    tables = shuffled(CITY, 500, seed=3)
    for pair, columns in (("a|d", [0, 3]), ("b|c", [1, 2])):
        for name in ("gini", "atkinson", "min_max"):
            entry = found["pairs"][pair][name]
            values = INDICES[name].function(tables[..., columns])
            assert entry["random"] == pytest.approx(np.nanmean(values), abs=1e-12)
            assert entry["random_how"] == "shuffled"
            assert "mean of 500 shuffles, standard error" in entry["random_note"]
    assert (found["replicates"], found["seed"]) == (500, 3)


def test_the_same_command_gives_the_same_numbers_and_another_seed_others(measured, table):
    words = (table(ROWS), "--groups", "a,b", "--total", "c", "--indices", "gini,atkinson")
    rows = [ROWS[0], *[[x, y, x + y + z, 0] for x, y, z, _ in CITY.tolist()]]
    table(rows)
    one, again, other = measured(*words), measured(*words), measured(*words, "--seed", "1")
    assert one == again
    gini_of = [found["pairs"]["a|b"]["gini"]["random"] for found in (one, other)]
    assert gini_of[0] != gini_of[1]
    assert gini_of[0] == pytest.approx(gini_of[1], rel=0.1)


@pytest.mark.parametrize("scale", [60_000, 2_000_000])
def test_units_of_millions_are_shuffled(measured, table, scale):
    """Sums over all numbers of people in a unit would take too long; the draws do not."""
    found = measured(table(_table(scale)), "--groups", "a,b,c,d", "--indices", "dissimilarity")
    entry = found["multigroup"]["dissimilarity"]
    assert entry["random_how"] == "shuffled"
    unit, share = CITY.sum(axis=1) * float(scale), CITY.sum(axis=0) / CITY.sum()
    unit = unit[unit > 0]
    apart = np.sqrt(2 / np.pi * unit * (1 - unit / unit.sum())).sum()
    normal = apart * np.sqrt(share * (1 - share)).sum()
    normal /= 2 * unit.sum() * (share * (1 - share)).sum()
    assert entry["random"] == pytest.approx(normal, rel=0.06)


def test_more_people_than_a_product_can_hold_have_no_chance(measured, table):
    found = measured(table(_table(10**12)), "--groups", "a,b,c,d")
    entry = found["multigroup"]["dissimilarity"]
    assert entry["value"] == pytest.approx(float(dissimilarity.dissimilarity(CITY)), abs=1e-12)
    assert entry["random"] is None
    assert entry["random_note"] == "not computed for more than 3,000,000,000 people"


def test_an_unreliable_interval_says_so(measured, table, capsys):
    rows = [["a", "b", "c"], *[[50, 50, 50 + k % 2] for k in range(20)]]
    words = (table(rows), "--groups", "a,b,c", "--intervals", "--indices", "dissimilarity,gini")
    found = measured(*words)
    reason = "the city is more even than chance would leave it, were households drawn anew"
    assert found["multigroup"]["dissimilarity"]["interval"]["unreliable"] == reason
    assert main(["measure", *words]) == 0
    printed = capsys.readouterr().out
    assert f"(unreliable: {reason})" in " ".join(printed.split())
    assert any(line.split() == ["unreliable", "?", "?"] for line in printed.splitlines())
    assert "unreliable (?): do not use the interval" in printed


def test_intervals_of_more_people_than_can_be_drawn_are_a_note(measured, table):
    rows = [["a", "b", "x", "y"], *[[10**9, 3 * 10**9, 100 * k, 0] for k in range(6)]]
    found = measured(table(rows), "--groups", "a,b", "--intervals", "--xy", "x,y")
    assert "interval" not in found["multigroup"]["dissimilarity"]
    around = found["spatial"]["radii"]["500"]["multigroup"]["spatial_information_theory"]
    assert around["random_note"] == "not computed for more than 3,000,000,000 people"
    assert found["notes"][-1] == "intervals are not computed for more than 3,000,000,000 people"
    assert "replicates" not in found


def test_large_tables_are_shuffled_less_often():
    def often(units, columns=4, wanted=None, usual=200, least=20):
        return chance.replicates_for(np.ones((units, columns), int), wanted, usual, least)

    assert [often(units) for units in (1, 500, 5_000, 84_000, 2_000_000)] == [200, 200, 20, 20, 2]
    assert often(84_000, usual=500, least=100) == 59
    assert often(84_000, wanted=1000) == 1000


def test_intervals(measured, table):
    words = (table(_table(10)), "--groups", "a,b,c,d", "--intervals", "--replicates", "200")
    found = measured(*words)
    entry = found["multigroup"]["dissimilarity"]
    assert (
        entry["interval"]["low"] < entry["interval"]["bias_corrected"] < entry["interval"]["high"]
    )
    assert entry["interval"]["bias_corrected"] < entry["value"]
    assert entry["chance"]["low"] < entry["random"] < entry["chance"]["high"]
    assert entry["chance"]["p_value"] == pytest.approx(2 / 201)
    tables = shuffled(CITY * 10, 200, seed=0)
    values = information_theory.information_theory(tables[..., [0, 1]])
    chance_of = found["pairs"]["a|b"]["information_theory"]["chance"]
    assert chance_of["low"] == pytest.approx(np.quantile(values, 0.025), abs=1e-12)
    assert "interval" not in found["multigroup"]["entropy"]
    assert entry["interval"]["unreliable"] is None
    fewer = found["groups_vs_rest"]["a"]["exposure"]  # to the rest: chance hardly leaves so little
    assert fewer["value"] < fewer["chance"]["low"]
    assert fewer["chance"]["p_value"] == pytest.approx(2 / 201)
    assert found == measured(*words)


def _line(units):
    """Return rows of units a kilometre apart on a line."""
    return [["a", "b", "x", "y"], *([3 + k % 5, 4, 1000 * k, 0] for k in range(units))]


def test_chance_that_is_not_computed_is_said(measured, table, capsys, monkeypatch):
    for module in ("chance", "quantities", "spatial", "local"):
        monkeypatch.setattr(f"sim.areas.{module}.MOST_QUADRATIC", 20)
    words = ("--groups", "a,b", "--xy", "x,y", "--radius", "1000", "--replicates", "2")
    indices = ("--indices", "dissimilarity,spatial_dissimilarity,spatial_proximity")
    note = (
        "the value by chance of Spatial proximity, Spatial dissimilarity is not computed for "
        "more than 20 units"
    )
    found = measured(table(_line(21)), *words, *indices)
    assert found["notes"] == [note]
    assert "replicates" not in found
    assert main(["measure", table(_line(21)), *words, *indices]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"- {note}." in out
    assert "estimates by chance" not in out
    found = measured(table(_line(20)), *words, *indices)
    assert (found["notes"], found["replicates"]) == ([], 2)


def test_chance_of_very_many_people_is_not_computed_and_said(measured, table, monkeypatch):
    monkeypatch.setattr(chance, "MOST_PEOPLE", 100)
    found = measured(table(ROWS), "--groups", "a,b,c,d")
    empty, note = found["notes"]
    assert empty == "1 unit without people left out"
    assert note.startswith("the value by chance of ")
    assert note.endswith(" indices is not computed for more than 100 people")
    assert "replicates" not in found


def test_too_few_replicates_for_intervals_are_said(measured, table, monkeypatch):
    monkeypatch.setattr(chance, "MOST_DRAWN", 300)
    found = measured(table(ROWS), "--groups", "a,b,c,d", "--indices", "gini", "--intervals")
    assert found["replicates"] == 7
    assert found["notes"][1:] == [
        "the ends of 95 % are rough: the table allows 7 replicates, and 40 are needed"
    ]


def test_indices_without_surroundings_tell_none(measured, table, capsys):
    words = (table(_line(9)), "--groups", "a,b", "--xy", "x,y", "--indices", "gini")
    found = measured(*words)
    assert "spatial" not in found
    assert "replicates" not in found
    assert main(["measure", *words]) == 0
    assert "Around each unit" not in capsys.readouterr().out
