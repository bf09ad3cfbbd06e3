"""No index warns, or trips over a caller who has numpy raise on every rounding to nothing."""

import itertools
import warnings
from contextlib import contextmanager

import numpy as np
import pytest

from sim.indices import INDICES
from sim.indices.kernels import KERNELS
from sim.indices.morans_i import contiguity
from sim.indices.surroundings import of_points

RADII = [0.0, 1e-160, 0.3, 0.5, 1.0, 2.0, 9.5, 1e3, 1e160]
SURROUNDINGS = [name for name, index in INDICES.items() if index.from_surroundings]


@contextmanager
def strict():
    """Raise on every warning and every floating point exception."""
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("name", SURROUNDINGS)
@pytest.mark.parametrize("kernel", KERNELS)
def test_surroundings_at_any_radius(name, kernel):
    """60 x 60 cells, so that some lie farther than a weight is a number, of two groups and none."""
    rng = np.random.default_rng(0)
    index, who = INDICES[name], range(INDICES[name].of_groups)
    for grid in (rng.integers(-1, 2, (60, 60)), np.full((60, 60), -1)):
        for radius, torus in itertools.product(RADII, (False, True)):
            if torus and kernel != "gaussian" and radius > 29:
                continue
            with strict():
                value = index.function(grid, radius, *who, torus=torus, kernel=kernel)
            assert np.isnan(value) == (grid.max() < 0)


@pytest.mark.parametrize("kernel", KERNELS)
def test_points_at_any_radius(kernel):
    rng = np.random.default_rng(0)
    counts, places = rng.integers(0, 50, (300, 2)), rng.random((300, 2)) * 50
    for radius in RADII:
        with strict():
            assert (of_points(counts, places, radius, kernel) >= counts).all()


MIXED = np.random.default_rng(2).multinomial(40, [0.6, 0.3, 0.1], 12)
TABLES = {
    "mixed": MIXED,
    "apart": np.diag([10**6, 1, 1]),
    "one unit": MIXED[:1],
    "one group": MIXED * [1, 0, 0],
    "nobody": MIXED * 0,
}
GRIDS = {
    "mixed": np.random.default_rng(3).integers(-1, 3, (7, 9)),
    "alone": np.where(np.arange(9) == 4, [[0], [-1], [-1]], -1),
    "one group": np.zeros((5, 5), int),
    "nobody": np.full((4, 4), -1),
}


def data_of(index, table, grid):
    """Return what an index takes, of a table of counts or a grid."""
    units = len(table)
    places = np.stack([np.arange(units) % 4, np.arange(units) // 4], axis=1)
    where = {"areas": [np.arange(1.0, units + 1)], "placed": [places]}
    who = list(range(index.columns))
    if index.data == "grid":
        radius = [2.0] if index.from_surroundings else []
        return (grid, *radius, *who)
    if index.data == "incomes":
        return np.arange(table.sum()), np.repeat(np.arange(units), table.sum(axis=1))
    if index.data == "lattice":
        return table[:, 0], contiguity(np.arange(units)[None])
    if index.data == "two":
        return (table[:, :2],)
    return (table, *who, *where.get(index.data.split("_")[0], []))


@pytest.mark.parametrize("name", INDICES)
def test_every_index(name):
    """The value and its value by chance, of tables and grids where much is 0."""
    index = INDICES[name]
    for table, grid in itertools.zip_longest(TABLES, GRIDS, fillvalue="mixed"):
        data = data_of(index, TABLES[table], GRIDS[grid])
        with strict():
            index.function(*data)
            if index.expected is not None and index.data != "lattice":
                index.expected(*data)
