"""Who lives where, cell by cell: what measurement and maps see of a city."""

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.config.schema import Config
from sim.state.columns import Ints, State, Zones


class Geometry(NamedTuple):
    """The cells of a city and the zones that they belong to."""

    rows: int
    cols: int
    block_of: Ints  # int32 per cell
    neighbourhood_of: Ints  # int32 per cell
    torus: bool


def geometry(config: Config, zones: Zones) -> Geometry:
    """Return the geometry of a city."""
    rows, cols = config.city.size
    return Geometry(rows, cols, zones.block, zones.neighbourhood, config.rules.torus)


class Snapshot(NamedTuple):
    """Flat arrays over the cells of the grid, row-major."""

    group: Ints  # int8, -1: no household
    income: Ints  # int64 cents a month, 0 where nobody lives
    sector: Ints  # int8, -1 unbuilt, 0 public, 1 private


def snapshot(state: State) -> Snapshot:
    """Return a snapshot of the city as it stands; its arrays are new but for `sector`."""
    cells = len(state.zones.block)
    group, income = np.empty(cells, np.int8), np.empty(cells, np.int64)
    people = state.households
    _fill(group, income, state.dwellings.household, people.group, people.income)
    return Snapshot(group, income, state.dwellings.sector)


@compiled
def _fill(group: Any, income: Any, household: Any, groups: Any, incomes: Any) -> None:
    for cell in range(len(household)):
        living = household[cell]
        group[cell] = groups[living] if living >= 0 else -1
        income[cell] = incomes[living] if living >= 0 else 0
