"""Reserved homes as time passes: terms that begin anew, and terms that end."""

from typing import Any

import numpy as np

from sim.compiled import compiled
from sim.state.columns import UNBUILT, State, list_vacancy, unlist_vacancy


def restart(state: State) -> None:
    """Count the term of a home under resale control from the month in which its household came."""
    homes = state.dwellings
    if not homes.reserved_term.any():
        return
    held = np.flatnonzero((homes.reserved_term > 0) & (homes.household >= 0))
    until = state.households.moved[homes.household[held]] + homes.reserved_term[held]
    homes.reserved_until[held] = np.maximum(homes.reserved_until[held], until)


def release(state: State, month: int) -> int:
    """Put reserved homes whose term has ended on the market; return how many."""
    homes = state.dwellings
    over = np.empty(len(homes.sector), np.int64)
    cells = over[: _find_over(over, homes.reserved_until, homes.sector, month)].tolist()
    for cell in cells:
        vacant = homes.household[cell] < 0
        if vacant:
            unlist_vacancy(state, cell)
        homes.reserved_until[cell], homes.reserved_term[cell] = -1, 0
        homes.last_rent[cell], homes.last_rent_month[cell] = homes.reserved_rent[cell], month
        if vacant:
            list_vacancy(state, cell)
    return len(cells)


@compiled
def _find_over(over: Any, until: Any, sector: Any, month: int) -> int:
    """List the homes whose term has ended; return how many."""
    found = 0
    for cell in range(len(until)):
        if 0 <= until[cell] < month and sector[cell] != UNBUILT:
            over[found] = cell
            found += 1
    return found


def band(state: State) -> tuple[int, int]:
    """Return the lowest rent and the highest income (cents a month) of the reserved homes that
    stand; zeros if there are none."""
    homes = state.dwellings
    columns = homes.reserved_until, homes.sector, homes.reserved_rent, homes.reserved_income
    lowest, highest = _rents_and_incomes(*columns)
    return (0, 0) if lowest < 0 else (int(lowest), int(highest))


@compiled
def _rents_and_incomes(until: Any, sector: Any, rent: Any, income: Any) -> tuple[int, int]:
    lowest, highest = -1, -1
    for cell in range(len(until)):
        if until[cell] >= 0 and sector[cell] != UNBUILT:
            if lowest < 0 or rent[cell] < lowest:
                lowest = rent[cell]
            highest = max(highest, income[cell])
    return lowest, highest
