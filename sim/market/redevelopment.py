"""Standing buildings that are pulled down for new ones: which, their price, notice and clearing.

While a building is to be pulled down its households search every month without a choice to stay,
and a home that falls vacant there is not let or sold again. Who is still there when the notice
ends is displaced from the city.
"""

import numpy as np

from sim.behaviour.parameters import MILLION
from sim.market.ground import Ground
from sim.state.buildings import OLDEST_YEARS, Buildings
from sim.state.columns import (
    LEVEL_ONE,
    PRIVATE,
    UNBUILT,
    Ints,
    State,
    unlist_vacancy,
)


def goes_on(state: State) -> bool:
    """Return whether any building is to be pulled down."""
    return bool(state.sites.clear.any())


def in_vain(state: State, searched: Ints, month: int) -> Ints:
    """Return the households that leave the city: of those who searched for long enough the ones
    that are not under notice, and those whose notice ends.

    Parameters
    ----------
    searched : array of int
        Households that have searched in vain for as long as a strained tenant may.
    month : int
    """
    if not goes_on(state):
        return searched
    people, clear = state.households, state.sites.clear
    searched = searched[clear[state.zones.block[people.dwelling[searched]]] == 0]
    living = np.flatnonzero(people.dwelling >= 0)
    end = clear[state.zones.block[people.dwelling[living]]]
    found: Ints = np.union1d(searched, living[(end > 0) & (end <= month)])
    return found


def old_enough(state: State, buildings: Buildings, years: float, month: int) -> Ints:
    """Return the blocks whose building is so old, of private homes alone, none of them reserved,
    on which nobody works."""
    homes, block, count = state.dwellings, state.zones.block, len(state.sites.clear)
    wrong = (homes.sector == 1 - PRIVATE) | (homes.reserved_until >= 0)
    private = np.bincount(block[homes.sector == PRIVATE], minlength=count) > 0
    private &= np.bincount(block[wrong], minlength=count) == 0
    private &= (state.sites.clear == 0) & (state.sites.finish == 0)
    found: Ints = np.flatnonzero(private & (month - buildings.built(OLDEST_YEARS) >= 12 * years))
    return found


def value(state: State, ground: Ground, block: int, price_yield: int) -> int:
    """Return what the homes of a block cost who buys them out, cents, their land included.

    A year's rent over the yield: the contract rent where a tenant lives, else the market rent.
    """
    homes, people = state.dwellings, state.households
    cells = ground.cells[block]
    cells = cells[homes.sector[cells] != UNBUILT]
    level = int(state.rent_level[ground.neighbourhood[block], PRIVATE])
    rents = np.maximum(homes.base_rent[cells] * level // LEVEL_ONE, 1)
    let = (homes.household[cells] >= 0) & (homes.rental[cells] == 1)
    rents[let] = people.rent[homes.household[cells[let]]]
    return int((rents * (12 * MILLION) // price_yield).sum())


def give_notice(state: State, ground: Ground, block: int, end: int, strain: int, now: int) -> None:
    """Give the households of a block notice until a month, and pull down its vacant homes."""
    homes, people = state.dwellings, state.households
    state.sites.clear[block] = end
    for cell in ground.cells[block].tolist():
        if homes.sector[cell] == UNBUILT:
            continue
        if homes.household[cell] >= 0:
            people.strain[homes.household[cell]] = strain
            continue
        unlist_vacancy(state, cell)
        homes.sector[cell], homes.vacant_since[cell], homes.asking[cell] = UNBUILT, now, 0


def cleared(state: State, ground: Ground, block: int) -> None:
    """Forget on the cells of a cleared block when their homes were left: the month on an unbuilt
    cell is that in which its new home is finished, and a project may need fewer cells."""
    cells = ground.cells[block]
    unbuilt = cells[state.dwellings.sector[cells] == UNBUILT]
    state.dwellings.vacant_since[unbuilt] = 0
