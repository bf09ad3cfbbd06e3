"""Every index that may be recorded: each column is the index of that month's city."""

import numpy as np
import pytest

from sim.config.schema import MetricsConfig
from sim.indices import INDICES
from sim.indices.morans_i import contiguity
from sim.indices.table import against_rest
from sim.measurement import Measurement
from sim.measurement.land import land
from sim.measurement.names import LEVELS, QUADRATIC, columns, monthly
from sim.measurement.whole import INCREMENTAL

GROUPS = ["chinese", "malay", "indian", "others"]
RADII = [1, 3]
EVERYTHING = ["all", *QUADRATIC]
CHOSEN = columns(EVERYTHING, GROUPS, RADII)


def counts_of(city, level, stock):
    """Count households by zone the slow way; return their incomes and zones too."""
    zone = city.geometry.block_of if level == "block" else city.geometry.neighbourhood_of
    inside = (city.group >= 0) & ((stock == "all") | (city.sector == 0))
    counts = np.zeros((int(zone.max()) + 1, len(GROUPS)), int)
    np.add.at(counts, (zone[inside], city.group[inside]), 1)
    return counts, city.income[inside], zone[inside]


def value_of(city, column):
    """Compute a column from the city, without the measurement."""
    index, geometry = INDICES[column.index], city.geometry
    if index.data == "grid":
        grid = city.group.astype(int).reshape(geometry.rows, geometry.cols)
        radius = [column.radius] if index.from_surroundings else []
        radius = [(1, 3)] if index.name == "macro_micro_ratio" else radius
        extra = {"groups": len(GROUPS)} if radius else {}
        return index.function(grid, *radius, *column.groups, torus=geometry.torus, **extra)
    counts, income, zone = counts_of(city, column.level, column.stock)
    if index.data == "incomes":
        return index.function(income, zone)
    if index.name == "morans_i":
        blocks = geometry.block_of.reshape(geometry.rows, geometry.cols)
        share = counts[:, column.groups[0]] / counts.sum(axis=1)
        return index.function(share, contiguity(blocks, geometry.torus))
    if index.data == "two":
        return index.function(against_rest(counts, *column.groups))
    if index.name == "dissimilarity" and column.groups:
        return index.function(counts[:, column.groups])
    where = land(geometry, column.level)
    besides = {"areas": [where.area], "placed": [where.place]}.get(index.data.split("_")[0], [])
    return index.function(counts, *column.groups, *besides)


@pytest.fixture(scope="module")
def measured(new_city):
    """Return a city's values, computed slowly, and those that were recorded, in two months."""
    city = new_city()
    measurement = Measurement(MetricsConfig(EVERYTHING, RADII), GROUPS, city.geometry)
    slow = {column.name: [] for column in CHOSEN}
    for month in range(2):
        measurement.observe(month, city.snapshot())
        for column in CHOSEN:
            slow[column.name].append(float(value_of(city, column)))
        city.step(moves=200)
    return slow, measurement.columns()


@pytest.mark.parametrize("name", monthly())
def test_a_column_is_the_index_of_its_month(measured, name):
    slow, recorded = measured
    mine = [column.name for column in CHOSEN if column.index == name]
    assert mine
    for column in mine:
        np.testing.assert_allclose(recorded[column], slow[column], atol=1e-12, err_msg=column)


@pytest.mark.parametrize("name", [n for n in monthly() if INDICES[n].correction != "none"])
def test_every_value_has_its_value_by_chance(measured, name):
    _, recorded = measured
    for column in CHOSEN:
        if column.index != name:
            continue
        missing = np.isnan(recorded[column.name])
        chance = recorded[f"{column.name}.chance"]
        np.testing.assert_array_equal(np.isnan(chance), missing, err_msg=column.name)
        low, high = INDICES[name].low, INDICES[name].high
        assert ((chance >= low) & (chance <= high) | missing).all(), column.name


def test_levels_are_chosen(new_city):
    metrics = MetricsConfig(["gini"], [], levels=["neighbourhood"])
    names = Measurement(metrics, GROUPS, new_city().geometry).names()
    assert {name.split(".")[1] for name in names} == {"neighbourhood"}
    assert set(LEVELS) == {"block", "neighbourhood"}


def test_what_is_kept_up_to_date_exists():
    assert set(INCREMENTAL) <= set(monthly())
