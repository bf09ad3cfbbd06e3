"""What `measure` does at the edges of what it takes: it is the same for every index."""

import numpy as np
import pytest

from sim.indices import INDICES, Undefined, measure
from sim.indices.grid import months_of
from sim.indices.surroundings import of_points
from sim.indices.table import against_rest, between, table_of

COUNTS = np.array([[12, 3, 1], [5, 6, 2], [20, 1, 0], [7, 7, 7]])
GRID = np.array([[0, 1, -1], [1, 0, 2], [1, -1, 1]])
PLACES = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])
OF_COUNTS = [name for name, index in INDICES.items()
             if index.data not in ("incomes", "lattice", "grid")]  # fmt: skip
ONE_VALUE = [name for name in OF_COUNTS if not INDICES[name].local]
OF_GROUPS = [name for name in OF_COUNTS if INDICES[name].columns and INDICES[name].data != "two"]
OF_GRIDS = [name for name, index in INDICES.items() if index.data == "grid"]
OF_INCOMES = [name for name, index in INDICES.items() if index.data == "incomes"]


def given(name, counts, *columns):
    """Return what an index of counts takes."""
    index, units = INDICES[name], np.shape(counts)[-2]
    if index.data == "two":
        return (np.asarray(counts)[..., :2],)
    besides = {"areas": [np.arange(1.0, units + 1)], "placed": [PLACES[:units]]}
    columns = columns or range(index.columns)
    return (counts, *columns, *besides.get(index.data.split("_")[0], []))


def on_grid(name, grid):
    index = INDICES[name]
    return (grid, *([1] if index.from_surroundings else []), *range(index.of_groups))


@pytest.mark.parametrize("name", ONE_VALUE)
@pytest.mark.parametrize("shape", [(0, 2), (0, 3), (3, 2)])
def test_where_nobody_is_nothing_is_measured(name, shape):
    assert isinstance(measure(name, *given(name, np.zeros(shape, int))), Undefined)


@pytest.mark.parametrize("name", [each for each in ONE_VALUE if each not in OF_GROUPS])
def test_no_groups(name):
    assert isinstance(measure(name, *given(name, np.zeros((3, 0), int))), Undefined)


@pytest.mark.parametrize("name", OF_GRIDS)
@pytest.mark.parametrize("shape", [(0, 0), (0, 4), (4, 0)])
def test_no_cells(name, shape):
    assert isinstance(measure(name, *on_grid(name, np.zeros(shape, int))), Undefined)
    assert months_of(np.zeros((0, 4, 4), int))[0].shape == (0, 4, 4)


@pytest.mark.parametrize("name", OF_COUNTS)
def test_many_values_are_refused_with_the_way_to_them(name):
    """Of many months, or of an index of each unit."""
    words = rf"(?s)measure gives one number.*{name}.*call INDICES\['{name}'\]\.function"
    if INDICES[name].local:
        with pytest.raises(ValueError, match=words):
            measure(name, *given(name, COUNTS))
    elif "months" in INDICES[name].axioms:
        for months in (np.stack([COUNTS, COUNTS]), COUNTS[None]):
            with pytest.raises(ValueError, match=words):
                measure(name, *given(name, months))


@pytest.mark.parametrize("name", OF_GRIDS)
def test_many_grids_are_refused(name):
    with pytest.raises(ValueError, match=r"of shape \(2,\)"):
        measure(name, *on_grid(name, np.stack([GRID, GRID])))


@pytest.mark.parametrize("name", OF_GROUPS)
def test_there_must_be_such_a_group(name):
    """None to the left of the first, none beyond the last, none between two."""
    last = [0] if INDICES[name].columns == 2 else []
    for column in (-1, 3, 7):
        for columns in ((column, *last), (*last, column)):
            with pytest.raises(ValueError, match=f"no group {column}: the 3 groups count from 0"):
                measure(name, *given(name, COUNTS, *columns))
    with pytest.raises(ValueError, match=r"whole number of its column, not 0\.5"):
        measure(name, *given(name, COUNTS, 0.5, *last))
    if not INDICES[name].local:
        again = measure(name, *given(name, COUNTS, *range(INDICES[name].columns)))
        assert again == measure(name, *given(name, COUNTS))


def test_a_group_may_be_named():
    assert measure("isolation", COUNTS, group=1) == measure("isolation", COUNTS, 1)
    with pytest.raises(ValueError, match="no group 3"):
        measure("exposure", COUNTS, 0, other=3)
    for column in (-1, 3):
        with pytest.raises(ValueError, match=f"no group {column}"):
            against_rest(COUNTS, column)
        with pytest.raises(ValueError, match=f"no group {column}"):
            between(COUNTS, 0, column)


@pytest.mark.parametrize("wrong", [np.inf, -np.inf, np.nan, 0.5])
def test_households_are_whole_and_finite(wrong):
    counts, grid = COUNTS.astype(float), GRID.astype(float)
    counts[1, 1] = grid[1, 1] = wrong
    with np.errstate(all="raise"):
        for name in OF_COUNTS:
            with pytest.raises(ValueError, match="whole numbers"):
                measure(name, *given(name, counts))
        for name in OF_GRIDS:
            with pytest.raises(ValueError, match="whole numbers"):
                measure(name, *on_grid(name, grid))
        with pytest.raises(ValueError, match="whole numbers"):
            of_points(counts, PLACES, 1.0)


def test_households_are_numbers():
    with pytest.raises(ValueError, match="counts of households must be whole numbers, not of type"):
        measure("gini", [["1", "2"], ["3", "4"]])
    with pytest.raises(ValueError, match="whole numbers, not of type object"):
        table_of([[2**70, 1], [1, 1]])
    with pytest.raises(ValueError, match="groups of cells must be whole numbers, not of type"):
        measure("freeman", [["a", "b"], ["b", "a"]])


@pytest.mark.parametrize("name", OF_INCOMES)
def test_units_of_households(name):
    """Whole numbers from 0, each as good as another."""
    income = np.array([5, 3, 9, 1, 7, 4])
    value = measure(name, income, [0, 0, 1, 1, 2, 2])
    assert measure(name, income, [0.0, 0.0, 1.0, 1.0, 2.0, 2.0]) == value
    assert measure(name, income, [5, 5, 10**12, 10**12, 2**62, 2**62]) == value
    with pytest.raises(ValueError, match="units of households must be whole numbers"):
        measure(name, income, [0.7, 0, 1, 1, 2, 2])
    with pytest.raises(ValueError, match="units count from 0; -1 is none"):
        measure(name, income, [-1, 0, 1, 1, 2, 2])
    with pytest.raises(ValueError, match=r"6 households, and units of shape \(5,\)"):
        measure(name, income, [0, 0, 1, 1, 2])
    with pytest.raises(ValueError, match="whole numbers"):
        measure(name, income + 0.5, [0, 0, 1, 1, 2, 2])
    assert isinstance(measure(name, np.zeros(0, int), np.zeros(0, int)), Undefined)
