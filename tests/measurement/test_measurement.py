"""A run's columns: each value is the index of that month's city; observing changes nothing."""

import hashlib

import numpy as np
import pytest

from sim.config.schema import MetricsConfig
from sim.indices import INDICES, Undefined, measure
from sim.indices.morans_i import contiguity
from sim.measurement import FAMILIES, Measurement, describe
from sim.measurement.chance import BY_FORMULA

GROUPS = ["chinese", "malay", "indian", "others"]
ALL = MetricsConfig(families=["evenness", "exposure", "income", "spatial"], radii=[1, 3])


def run(city, months, metrics=ALL, each_month=False):
    """Observe a city over some months."""
    measurement = Measurement(metrics, GROUPS, city.geometry)
    for month in range(months):
        measurement.observe(month, city.snapshot())
        if each_month:
            measurement.columns()
        city.step()
    return measurement


def counts_of(city, level, stock):
    """Count households by zone the slow way."""
    zone = city.geometry.block_of if level == "block" else city.geometry.neighbourhood_of
    inside = (city.group >= 0) & ((stock == "all") | (city.sector == 0))
    counts = np.zeros((int(zone.max()) + 1, len(GROUPS)), int)
    np.add.at(counts, (zone[inside], city.group[inside]), 1)
    return counts, city.income[inside], zone[inside]


def value_of(city, name):
    """Compute a column from the city, without the measurement."""
    parts = name.split(".")
    geometry, index = city.geometry, parts[0]
    grid = np.where(city.group >= 0, city.group, -1).reshape(geometry.rows, geometry.cols)
    if index == "spatial_information_theory":
        radius = int(parts[1].removeprefix("radius"))
        return measure(index, grid, radius, len(GROUPS), geometry.torus)
    if index == "like_neighbour_share":
        return measure(index, grid, geometry.torus)
    if index == "morans_i":
        counts, _, _ = counts_of(city, "block", "all")
        share = counts[:, GROUPS.index(parts[1])] / counts.sum(axis=1)
        blocks = geometry.block_of.reshape(geometry.rows, geometry.cols)
        return measure(index, share, contiguity(blocks, geometry.torus))
    counts, income, zone = counts_of(city, parts[-2], parts[-1])
    if INDICES[index].data == "incomes":
        return measure(index, income, zone)
    who = [GROUPS.index(group) for group in parts[1].split("-")] if len(parts) == 4 else []
    if index == "dissimilarity" and who:
        return measure(index, counts[:, who])
    return measure(index, counts, *who)


@pytest.mark.parametrize("torus", [False, True])
def test_columns_are_the_indices_of_each_month(new_city, torus):
    city = new_city(torus=torus)
    measurement = Measurement(ALL, GROUPS, city.geometry)
    names = [name for name in measurement.names() if not name.endswith((".chance", ".corrected"))]
    want = {name: [] for name in names}
    for month in range(4):
        measurement.observe(month, city.snapshot())
        for name in names:
            want[name].append(value_of(city, name))
        city.step(moves=200 if month == 1 else 20)
    columns = measurement.columns()
    for name in names:
        assert columns[name] == pytest.approx(want[name], abs=1e-12), name


def test_names_are_those_of_the_contract(new_city):
    names = Measurement(ALL, GROUPS, new_city().geometry).names()
    for name in (
        "dissimilarity.neighbourhood.public",
        "dissimilarity.chinese-malay.block.all",
        "isolation.malay.block.public",
        "exposure.malay-chinese.block.public",
        "neighbourhood_sorting.block.all",
        "spatial_information_theory.radius3",
        "like_neighbour_share",
        "morans_i.malay",
        "dissimilarity.chinese-malay.block.all.chance",
        "exposure.malay-chinese.block.public.corrected",
        "rank_order_information_theory.neighbourhood.all.corrected",
    ):
        assert name in names
    assert len(names) == len(set(names)) == 379
    assert "morans_i.malay.chance" not in names


def test_observing_changes_nothing_and_keeps_nothing(new_city):
    def digest(city):
        parts = (city.group, city.income, city.sector)
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()

    city = new_city()
    before = digest(city)
    measurement = Measurement(ALL, GROUPS, city.geometry)
    measurement.observe(0, city.snapshot())
    assert digest(city) == before
    city.group[:], city.income[:] = 0, 0
    again = new_city()
    fresh = Measurement(ALL, GROUPS, again.geometry)
    fresh.observe(0, again.snapshot())
    assert_same(measurement.columns(), fresh.columns())


def assert_same(one, other):
    assert list(one) == list(other)
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def test_columns_may_be_asked_for_at_any_time(new_city):
    """Bit for bit the same, asked for once, every month or twice; over several batches."""
    whole = run(new_city(), 70)
    monthly = run(new_city(), 70, each_month=True)
    assert_same(whole.columns(), monthly.columns())
    assert_same(whole.columns(), whole.columns())
    assert whole.months == list(range(70))
    columns = whole.columns()
    columns["like_neighbour_share"][:] = 0
    assert whole.columns()["like_neighbour_share"][0] > 0
    assert all(len(values) == 70 for values in whole.columns().values())
    assert all(values.dtype == np.float64 for values in columns.values())


def test_holding_the_value_by_chance_changes_nothing_material(new_city):
    """Below .01, what counts as material, for every column; a fifth of it for all groups at once.

    The city has 2,300 homes, its smallest group 80 households in public homes; larger cities vary
    less. Values with a formula are not held at all.
    """
    found = [
        run(new_city(48, 54), 36, MetricsConfig(ALL.families, [3], every)).columns()
        for every in (12, 1)
    ]
    held, fresh = found
    for name, values in held.items():
        formula = name.split(".")[0] in BY_FORMULA
        pair = name.startswith("dissimilarity") and "-" in name
        small = 0 if formula else 0.01 if pair else 0.002
        np.testing.assert_allclose(values, fresh[name], rtol=0, atol=small, err_msg=name)
    chance = held["dissimilarity.block.all.chance"]
    assert len(np.unique(chance)) == 3
    assert (chance[:12] == chance[0]).all()


def test_chance_and_correction(new_city):
    city = new_city()
    counts, _, _ = counts_of(city, "block", "public")
    columns = run(city, 1).columns()
    for name, who in (("gini", ()), ("isolation.indian", (2,)), ("exposure.indian-malay", (2, 1))):
        index = INDICES[name.split(".")[0]]
        chance = columns[f"{name}.block.public.chance"][0]
        assert chance == pytest.approx(index.expected(counts, *who), abs=1e-14)
        corrected = columns[f"{name}.block.public.corrected"][0]
        value = columns[f"{name}.block.public"][0]
        assert corrected == index.correct(value, chance)
    corrected = columns["isolation.indian.block.public.corrected"]
    eta = columns["correlation_ratio.indian.block.public.corrected"]
    assert corrected == pytest.approx(eta, abs=1e-12)


def test_undefined_is_missing_and_explained(new_city):
    city = new_city()
    city.sector[:] = 1
    city.group[city.group == 3] = 0
    columns = run(city, 2).columns()
    assert np.isnan(columns["dissimilarity.block.public"]).all()
    assert np.isnan(columns["dissimilarity.block.public.chance"]).all()
    assert np.isnan(columns["neighbourhood_sorting.block.public"]).all()
    assert np.isnan(columns["rank_order_information_theory.neighbourhood.public"]).all()
    assert np.isnan(columns["isolation.others.block.all"]).all()
    assert np.isnan(columns["dissimilarity.chinese-others.block.all.corrected"]).all()
    assert isinstance(value_of(city, "isolation.others.block.all"), Undefined)
    assert describe("isolation.others.block.all").undefined == "undefined when the group is absent"


def test_an_empty_city_is_undefined_everywhere(new_city):
    city = new_city()
    city.group[:] = -1
    for name, values in run(city, 2).columns().items():
        assert np.isnan(values).all(), name


def test_families_and_single_indices(new_city):
    city = new_city()
    for family, indices in FAMILIES.items():
        metrics = MetricsConfig(families=[family], radii=[1, 2])
        names = Measurement(metrics, GROUPS, city.geometry).names()
        assert {name.split(".")[0] for name in names} == set(indices)
    nothing = run(city, 3, MetricsConfig())
    assert nothing.columns() == {}
    with pytest.raises(ValueError, match="'evenes' is none of evenness"):
        Measurement(MetricsConfig(families=["evenes"]), GROUPS, city.geometry)


def test_months_go_forward(new_city):
    city = new_city()
    measurement = run(city, 2)
    with pytest.raises(ValueError, match="month 1 is observed after month 1"):
        measurement.observe(1, city.snapshot())


def test_another_city_is_refused(new_city):
    city = new_city()
    city.group[0] = 4
    with pytest.raises(ValueError, match="groups up to 4; 864 cells and 4 groups"):
        run(city, 1)


def test_zones_of_any_shape(new_city):
    """Blocks that cross neighbourhoods are counted at both levels."""
    city = new_city()
    order = city.rng.permutation(6)
    city.geometry.neighbourhood_of = order[np.arange(24 * 36) * 6 // (24 * 36)].astype(np.int32)
    measurement = run(city, 1)
    again = new_city()
    again.geometry.neighbourhood_of = city.geometry.neighbourhood_of
    for name in ("dissimilarity.neighbourhood.public", "gini.block.all"):
        assert measurement.columns()[name][0] == pytest.approx(value_of(again, name), abs=1e-12)


def test_every_column_is_described(new_city):
    for name in Measurement(ALL, GROUPS, new_city().geometry).names():
        found = describe(name)
        assert found.name == name
        assert found.label
        assert found.unit
        assert found.definition.endswith(".")
        assert found.citation
    found = describe("dissimilarity.chinese-malay.block.public.corrected")
    assert found.label == "Dissimilarity, chinese-malay, blocks, public homes, corrected for chance"
    assert found.unit == "index, 0 = chance, 1 = most"
    assert found.definition.endswith(
        "Here: (value - expected) / (1 - expected), expected when households are shuffled."
    )
    found = describe("mutual_information.block.all.corrected")
    assert found.definition.endswith(
        "Here: (value - expected) / (most - expected), expected when households are shuffled, most "
        "being the largest value that the groups' shares allow."
    )
    assert describe("spatial_information_theory.radius5").label.endswith("radius 5 cells")
    with pytest.raises(ValueError, match="no index is called 'refusals'"):
        describe("refusals")
