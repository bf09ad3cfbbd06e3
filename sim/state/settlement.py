"""The first month's city where households relocate: homes all alike, and who lives in them."""

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import quota_classes
from sim.config.schema import CityConfig, Config
from sim.draws import Purpose
from sim.state import keyed, land
from sim.state.areas import Areas, read_areas
from sim.state.brackets import bracketed_incomes
from sim.state.columns import (
    LEVEL_ONE,
    PUBLIC,
    PUBLIC_OWNED,
    Ints,
    State,
    empty_dwellings,
    empty_households,
    empty_vacancies,
    no_sales,
    no_sites,
)
from sim.state.incomes import incomes
from sim.state.initial import InfeasibleCity

NOBODY_HERE = -1
AT_ONCE = 100_000  # cells whose draws are in memory together


def settlement(config: Config, seed: int) -> State:
    """Return the city before its first month: one kind of home, households of several groups.

    Raises
    ------
    InfeasibleCity
        If there is no household, or a table of areas does not fit the city.
    """
    city = config.city
    areas = read_areas(city, config.rules.tied_homes) if city.areas is not None else None
    zones = land.zones(city) if areas is None else areas.zones(city)
    group = _groups_by_cell(city, areas, seed)
    living = np.flatnonzero(group >= 0)
    if len(living) == 0:
        raise InfeasibleCity("the city has no household: lower city.vacancy")
    dwellings, households = empty_dwellings(len(group)), empty_households(len(living))
    built = np.arange(len(group)) < (len(group) if areas is None else areas.homes)
    dwellings.sector[built] = PUBLIC
    if areas is not None and config.rules.tied_homes:
        dwellings.quality[: areas.homes] = areas.status_of_home
    names = quota_classes(config)
    class_of = np.array([names.index(g.quota_class) for g in city.groups.values()], np.int8)
    dwellings.household[living] = np.arange(len(living))
    dwellings.record[living] = class_of[group[living]]
    households.group[:], households.dwelling[:] = group[living], living
    households.market[:] = PUBLIC_OWNED
    if _incomes_matter(config):
        drawn = bracketed_incomes(city, households.group, seed) if city.incomes else None
        households.income[:] = incomes(config, households.group, seed) if drawn is None else drawn
    neighbourhoods = int(zones.neighbourhood.max()) + 1
    state = State(
        households,
        dwellings,
        zones,
        empty_vacancies(len(group)),
        np.full((neighbourhoods, 2), LEVEL_ONE, np.int64),
        np.zeros(3, np.int64),
        np.array([0, len(living), 0, 0, 0], np.int64),
        no_sales(int(zones.block.max()) + 1, neighbourhoods),
        no_sites(int(zones.block.max()) + 1),
    )
    _list_vacancies(state, np.flatnonzero(built & (group < 0)))
    return state


def _incomes_matter(config: Config) -> bool:
    searches = ("similar_neighbourhood", "different_neighbourhood")
    return config.rules.search in searches or config.rules.acceptance == "affordable"


def _list_vacancies(state: State, vacant: Ints) -> None:
    """Put the vacant homes on the one list that there is, in order of cell."""
    state.vacancies.homes[PUBLIC_OWNED, : len(vacant)] = vacant
    state.vacancies.place[vacant] = np.arange(len(vacant))
    state.vacancies.length[PUBLIC_OWNED] = len(vacant)


def _groups_by_cell(city: CityConfig, areas: Areas | None, seed: int) -> NDArray[np.int8]:
    """Return the group that lives in each cell, -1 where nobody does."""
    cells = city.size[0] * city.size[1]
    if areas is not None:
        return areas.groups_by_cell(city, cells, seed)
    shares = [group.share for group in city.groups.values()]
    if city.numbers == "by_cell":
        return _drawn_by_cell(cells, city.vacancy, shares, seed)
    count = int((1.0 - city.vacancy) * cells + 0.5)
    numbers = land.largest_remainder(shares, count)
    group = np.full(cells, NOBODY_HERE, np.int8)
    sites = keyed.order(range(cells), seed, Purpose.SITE)[:count]
    if city.initial == "segregated":
        sites = np.sort(sites)
    if city.initial == "checkerboard":
        return _checkerboard(city, seed)
    group[sites] = np.repeat(np.arange(len(numbers), dtype=np.int8), numbers)
    return group


def _checkerboard(city: CityConfig, seed: int) -> NDArray[np.int8]:
    """Return a board on which the groups alternate, emptied of as many of each at random."""
    rows, cols = city.size
    row, col = np.divmod(np.arange(rows * cols), cols)
    group = ((row + col) % len(city.groups)).astype(np.int8)
    for number in range(len(city.groups)):
        here = keyed.order(np.flatnonzero(group == number), seed, Purpose.SITE)
        group[here[: int(city.vacancy * len(here) + 0.5)]] = NOBODY_HERE
    return group


def _drawn_by_cell(cells: int, vacancy: float, shares: list[float], seed: int) -> NDArray[np.int8]:
    """Return groups drawn cell by cell: numbers are by chance too."""
    group = np.empty(cells, np.int8)
    for first in range(0, cells, AT_ONCE):
        some = range(first, min(first + AT_ONCE, cells))
        lived_in = keyed.words(some, seed, Purpose.KIND, 0) / 4294967296.0 >= vacancy
        mark = keyed.words(some, seed, Purpose.KIND, 1) / 4294967296.0
        drawn = np.searchsorted(np.cumsum(shares)[:-1], mark, side="right").astype(np.int8)
        group[first : some.stop] = np.where(lived_in, drawn, np.int8(NOBODY_HERE))
    return group
