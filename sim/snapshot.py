"""Who lives where, cell by cell: what measurement and maps see of a city."""

from typing import NamedTuple

import numpy as np

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
    group, income = np.full(cells, -1, np.int8), np.zeros(cells, np.int64)
    here = np.flatnonzero(state.dwellings.household >= 0)
    living = state.dwellings.household[here]
    group[here] = state.households.group[living]
    income[here] = state.households.income[living]
    return Snapshot(group, income, state.dwellings.sector)
