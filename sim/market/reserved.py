"""Reserved homes as time passes: terms that begin anew, and terms that end."""

import numpy as np

from sim.state.columns import UNBUILT, State, list_vacancy, unlist_vacancy


def restart(state: State) -> None:
    """Count the term of a home under resale control from the month in which its household came."""
    homes = state.dwellings
    held = np.flatnonzero((homes.reserved_term > 0) & (homes.household >= 0))
    if len(held):
        until = state.households.moved[homes.household[held]] + homes.reserved_term[held]
        homes.reserved_until[held] = np.maximum(homes.reserved_until[held], until)


def release(state: State, month: int) -> int:
    """Put reserved homes whose term has ended on the market; return how many."""
    homes = state.dwellings
    over = (homes.reserved_until >= 0) & (homes.reserved_until < month)
    cells = np.flatnonzero(over & (homes.sector != UNBUILT)).tolist()
    for cell in cells:
        vacant = homes.household[cell] < 0
        if vacant:
            unlist_vacancy(state, cell)
        homes.reserved_until[cell], homes.reserved_term[cell] = -1, 0
        homes.last_rent[cell], homes.last_rent_month[cell] = homes.reserved_rent[cell], month
        if vacant:
            list_vacancy(state, cell)
    return len(cells)
