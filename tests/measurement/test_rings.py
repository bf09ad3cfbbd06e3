"""Inside a pilot, next door, elsewhere: what is counted where."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim.state.columns as c
from sim.city import City
from sim.indices.dissimilarity import dissimilarity
from sim.measurement.rings import RINGS, rings, touching
from sim.policies.pilots import drawn, neighbourhoods
from sim.snapshot import Geometry
from tests.model.cities import QUOTA, built, hashes, town, with_engine
from tests.model.strategies import SEEDS, configs

CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def grid(torus):
    """Return nine neighbourhoods of 2 x 2 cells: 0 1 2 / 3 4 5 / 6 7 8."""
    cells = np.arange(36)
    label = (cells // 6 // 2 * 3 + cells % 6 // 2).astype(np.int32)
    return Geometry(6, 6, label, label, torus)


@pytest.mark.parametrize(
    ("places", "torus", "expected"),
    [
        ([4], False, [2, 1, 2, 1, 0, 1, 2, 1, 2]),  # corners do not touch
        ([0], False, [0, 1, 2, 1, 2, 2, 2, 2, 2]),
        ([0], True, [0, 1, 1, 1, 2, 2, 1, 2, 2]),  # 2 and 6 lie across the edges
        ([0, 8], False, [0, 1, 2, 1, 2, 1, 2, 1, 0]),
        ([0, 1, 2], False, [0, 0, 0, 1, 1, 1, 2, 2, 2]),
        ([0, 1, 2], True, [0, 0, 0, 1, 1, 1, 1, 1, 1]),  # nothing is left elsewhere
    ],
)
def test_who_touches_whom(places, torus, expected):
    assert rings(places, touching(grid(torus))).tolist() == expected


def recount(city, places):
    """Return what the columns of the parts must say, counted household by household."""
    rows, cols = city.config.city.size
    label = city.state.zones.neighbourhood
    part = {}
    for cell in range(rows * cols):
        if label[cell] in places:
            part[int(label[cell])] = "inside"
    for cell in range(rows * cols):
        row, col = divmod(cell, cols)
        for other_row, other_col in ((row + 1, col), (row, col + 1)):
            if city.config.rules.torus:
                other_row, other_col = other_row % rows, other_col % cols
            if other_row < rows and other_col < cols:
                here, there = int(label[cell]), int(label[other_row * cols + other_col])
                for one, other in ((here, there), (there, here)):
                    if one in places and other not in places:
                        part[other] = "touching"
    homes, people = city.state.dwellings, city.state.households
    groups = list(city.config.city.groups)
    found = {
        ring: {"homes": 0, "empty": 0, "moved": 0, "rents": [], "incomes": []} for ring in RINGS
    }
    blocks = {ring: {} for ring in RINGS}
    for cell in np.flatnonzero(homes.sector >= 0).tolist():
        ring = part.get(int(label[cell]), "elsewhere")
        mine, one = found[ring], int(homes.household[cell])
        mine["homes"] += 1
        if one < 0:
            mine["empty"] += 1
            continue
        mine["moved"] += bool(people.moved[one] == city.month and city.month > 0)
        mine["incomes"].append(int(people.income[one]))
        if c.market_of(homes, cell) == c.PRIVATE_RENTAL:
            mine["rents"].append((int(people.rent[one]), int(people.income[one])))
        counts = blocks[ring].setdefault(int(city.state.zones.block[cell]), [0] * len(groups))
        counts[people.group[one]] += 1
    return found, blocks


def check_against(city, word, places):
    series = {name: values[-1] for name, values in city.series().items() if "pilot" in name}
    found, blocks = recount(city, places)
    for ring in RINGS:
        mine, of = found[ring], f"pilot.{word}.{ring}."
        assert series[of + "homes"] == mine["homes"]
        assert series[of + "households"] == len(mine["incomes"])
        assert series[of + "moved"] == mine["moved"]
        assert series[of + "tenants"] == len(mine["rents"])
        close = pytest.approx
        if mine["homes"]:
            assert series[of + "vacancy"] == close(mine["empty"] / mine["homes"])
        if mine["incomes"]:
            assert series[of + "income"] == close(np.mean(mine["incomes"]) / 100)
        if mine["rents"]:
            rents = np.array(mine["rents"])
            assert series[of + "rent"] == close(rents[:, 0].mean() / 100)
            burdened = (10 * rents[:, 0] > 3 * rents[:, 1]).mean()
            assert series[of + "burdened_30"] == close(burdened)
        else:
            assert np.isnan(series[of + "rent"])
        counts = np.array(list(blocks[ring].values())).reshape(-1, len(city.config.city.groups))
        for g, name in enumerate(city.config.city.groups):
            assert series[of + f"households.{name}"] == counts[:, g].sum()
        if len(counts):
            assert series[of + "dissimilarity"] == close(float(dissimilarity(counts)), nan_ok=True)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=CALM)
@given(config=configs(), number=SEEDS, data=st.data())
def test_the_parts_say_what_the_city_is_like_there(config, number, data):
    count = neighbourhoods(config.city)
    if count < 2:
        return
    sample = data.draw(st.integers(1, count - 1))
    metrics = dataclasses.replace(config.metrics, pilots=[f"sample{sample}"])
    config = dataclasses.replace(config, metrics=metrics, months=4)
    city = built(with_engine(config, "reference"), number)
    places = drawn({"sample": sample}, number, count)
    for _ in range(4):
        city.step()
        check_against(city, f"sample{sample}", places)


def test_a_pilot_is_recorded_by_itself_and_in_a_world_without_it_if_asked():
    tried = town(policy={"ethnic_quota": QUOTA | {"sample": 4}}, months=3)
    plain = town(months=3, metrics={"pilots": ["sample4"]})
    columns = [
        {name for name in City(config, 3).run().series() if name.startswith("pilot.")}
        for config in (tried, plain, town(months=3))
    ]
    assert columns[0] == columns[1] and len(columns[0]) == 3 * (15 + 3)
    assert columns[2] == set()
    assert hashes(plain) == hashes(town(months=3))  # measuring changes nothing


def test_both_engines_record_the_same():
    config = town(policy={"rent_growth": {"growth": 0.2, "sample": 3}}, months=6)
    one, other = (City(with_engine(config, engine), 4).run().series() for engine in
                  ("kernel", "reference"))  # fmt: skip
    names = [name for name in one if name.startswith("pilot.")]
    assert names
    for name in names:
        assert np.array_equal(one[name], other[name], equal_nan=True), name


def test_levels_of_rents_are_weighed_by_homes():
    """Rents that rise in the pilot only, without an answer to vacancy, rise in the pilot only."""
    policy = {"rent_growth": {"growth": 0.12, "sample": 2}}
    market = {"vacancy_response": 0.0, "project_rate": 0.0}
    series = City(town(policy=policy, market=market, months=3), 2).run().series()
    for sector in ("public", "private"):
        inside, touching_, elsewhere = (
            series[f"pilot.sample2.{ring}.rent_level.{sector}"] for ring in RINGS
        )
        assert inside[1:3] == pytest.approx([1.01, 1.0201], abs=1e-6)
        assert touching_[-1] == elsewhere[-1] == 1.0
