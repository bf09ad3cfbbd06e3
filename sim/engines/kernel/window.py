"""The shop window: what each vacant home costs this month, kept where a searcher looks first.

A searcher looks at many homes that it cannot pay. What it needs to know of those stands together,
so that they cost one access to memory each.
"""

from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.engines.kernel.offers import asking_rent
from sim.engines.kernel.prices import price_at
from sim.engines.kernel.world import World

LOOK, COST = 0, 1  # columns of `Counts.window`


@rule
def show(w: World, cell: int, market: int, month: int, p: Parameters) -> None:
    """Put what a vacant home costs in the window: its price, or its rent where it is let."""
    cost = asking_rent(w, cell, market, month)
    if market == 0 or market == 2:
        cost = price_at(w, cell, cost, month, p)
    w.counts.window[cell, COST] = cost
    if market == 4:
        highest = w.state.dwellings.reserved_income[cell]
        w.counts.highest_reserved[0] = max(w.counts.highest_reserved[0], highest)


@rule
def show_all(w: World, month: int, p: Parameters) -> None:
    """Put what every vacant home costs this month in the window."""
    for market in range(5):
        for place in range(w.state.vacancies.length[market]):
            show(w, w.state.vacancies.homes[market, place], market, month, p)


@rule
def cost_shown(w: World, cell: int) -> int:
    """Return what a vacant home costs: cents, or cents a month where it is let."""
    return int(w.counts.window[cell, COST])


@rule
def first_look(w: World, cell: int) -> bool:
    """Return whether this look has not seen a home yet, and note that it now has."""
    looks = w.counts.looks[0]
    if w.counts.window[cell, LOOK] == looks:
        return False
    w.counts.window[cell, LOOK] = looks
    return True
