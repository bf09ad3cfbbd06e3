"""Bradford after Zuccotti et al. (2023), on its real table of areas, which lies beside the checkout
and does not ship."""

import csv
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.config.errors import ConfigError
from sim.indices.papers import MEASURES, Board

TABLE = Path(__file__).resolve().parents[3] / "shared/data/bradford_2011_lsoa_ethnic_ses.csv"
TOUCHING = Path(__file__).resolve().parents[2] / "configs/data/bradford_2011_contiguity.csv"
ETHNICITIES = ("white_british", "asian", "black", "other")


def composed(*words):
    if not TABLE.exists():
        pytest.skip(f"{TABLE.name} is not there")
    return sim.compose(
        "experiment=published/bradford_2023", f"paper.table={TABLE}", "metrics.of_papers=[]", *words
    )


def apart(city):
    """Return each ethnicity's dissimilarity from the rest."""
    board = Board.of(city, 0.0)
    return [MEASURES[f"dissimilarity_{each}"].function(board) for each in ETHNICITIES]


def test_without_a_table_one_line_says_what_is_missing():
    with pytest.raises(ConfigError, match=r"^paper\.table: null is not allowed; .*paper\.table=<"):
        sim.compose("experiment=published/bradford_2023")
    with pytest.raises(ConfigError, match=r"paper\.table"):
        sim.published.measure("bradford_2023")


def test_the_pairs_of_areas_that_touch():
    rows = list(csv.reader(TOUCHING.open()))[1:]
    links = {frozenset(row) for row in rows}
    assert len(rows) == len(links) == 850
    degree = {}
    for pair in links:
        assert len(pair) == 2
        for area in pair:
            degree[area] = degree.get(area, 0) + 1
    assert (len(degree), min(degree.values()), max(degree.values())) == (306, 1, 14)


@pytest.mark.parametrize(
    ("tied", "households", "by_ethnicity"),
    [
        (False, 32_141, [24_346, 5_330, 416, 2_049]),
        (True, 32_210, [24_340, 5_350, 391, 2_129]),
    ],
)
def test_the_start_has_the_numbers_of_the_authors_shuffle(tied, households, by_ethnicity):
    city = sim.City(composed(f"paper.tied={str(tied).lower()}"))
    people = city.state.households.group
    assert len(people) == households
    assert np.bincount(people // 3, minlength=4).tolist() == by_ethnicity
    if not tied:
        assert apart(city) == pytest.approx([0.015, 0.012, 0.11, 0.03], abs=0.005)


def test_the_first_twenty_months_are_those_of_an_independent_program():
    # means of six runs of it; standard errors of at most 0.008, and between seeds 0.008 to 0.015
    city = sim.City(composed("paper.tied=false"), seed=1)
    for _ in range(20):
        city.step()
    assert apart(city) == pytest.approx([0.159, 0.200, 0.423, 0.148], abs=0.05)


def test_where_homes_are_tied_nobody_lives_in_one_for_another_status():
    city = sim.City(composed("months=5")).run()
    people, homes = city.state.households, city.state.dwellings
    assert (homes.quality[people.dwelling] == people.group % 3).all()
    assert city.series()["moves"][1:].sum() > 1000
