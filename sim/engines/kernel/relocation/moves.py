"""Moving and changing places: the list of vacancies, owners of record, counts, wishes."""

from sim.behaviour.switches import Switches
from sim.compiled import routine, rule
from sim.engines.kernel.relocation.looking import content
from sim.engines.kernel.relocation.world import (
    RelocationWorld,
    count_around,
    count_there,
    group_of,
    home_of,
    neighbour,
    wish,
)


@rule
def settle(w: RelocationWorld, household: int, cell: int, p: Switches) -> None:
    """Enter a household's new home, which it has not left anything for yet."""
    w.state.dwellings.household[cell] = household
    w.state.households.dwelling[household] = cell
    w.counts.group[cell] = group_of(w, household)
    count_around(w, cell, household, 1, p)


@rule
def change_record(w: RelocationWorld, household: int, cell: int) -> None:
    """Enter a home's new owner of record in the quota's books."""
    homes = w.state.dwellings
    buyer, seller = w.tables.quota_class[group_of(w, household)], homes.record[cell]
    if buyer == seller:
        return
    block, place = w.state.zones.block[cell], w.state.zones.neighbourhood[cell]
    sold = w.counts.block.shape[1] - 1
    if seller >= 0:
        w.counts.block[block, seller] -= 1
        w.counts.neighbourhood[place, seller] -= 1
    else:
        w.counts.block[block, sold] += 1
        w.counts.neighbourhood[place, sold] += 1
    w.counts.block[block, buyer] += 1
    w.counts.neighbourhood[place, buyer] += 1
    homes.record[cell] = buyer


@routine
def reconsider(w: RelocationWorld, cell: int, p: Switches) -> None:
    """Note whether the household in a cell, and those around it, would move now."""
    for k in range(-1, len(w.around.down)):
        other = cell if k < 0 else neighbour(w, cell, k, p)
        if other >= 0 and w.state.dwellings.household[other] >= 0:
            household = w.state.dwellings.household[other] + 0
            wish(w, household, not content(w, household, other, p))


@rule
def change_list(w: RelocationWorld, household: int, cell: int, month: int) -> int:
    """Leave home for a vacant one, which it takes off the list; return the cell that it left."""
    homes, vacancies = w.state.dwellings, w.state.vacancies
    left = home_of(w, household)
    homes.household[left] = -1
    homes.vacant_since[left] = month
    w.counts.group[left] = -1
    place = vacancies.place[cell]
    vacancies.homes[0, place] = left
    vacancies.place[left] = place
    vacancies.place[cell] = 0
    w.state.households.moved[household] = month
    w.flows.moved[group_of(w, household)] += 1
    return left


@routine
def move(w: RelocationWorld, household: int, cell: int, month: int, p: Switches) -> None:
    """Move a household to a vacant home; the one that it leaves takes the place on the list."""
    left = change_list(w, household, cell, month)
    count_around(w, left, household, -1, p)
    settle(w, household, cell, p)
    change_record(w, household, cell)
    if p.tracked:
        reconsider(w, left, p)
        reconsider(w, cell, p)


@rule
def move_plainly(w: RelocationWorld, household: int, cell: int, month: int, p: Switches) -> None:
    """Do the same as `move` where neither wishes nor a quota's books are kept; copied into the loop
    of the plain rule."""
    left = change_list(w, household, cell, month)
    count_there(w, left, household, -1, p)
    w.state.dwellings.household[cell] = household
    w.state.households.dwelling[household] = cell
    w.counts.group[cell] = group_of(w, household)
    count_there(w, cell, household, 1, p)
    w.state.dwellings.record[cell] = w.tables.quota_class[group_of(w, household)]


@routine
def exchange(w: RelocationWorld, one: int, other: int, month: int, p: Switches) -> None:
    """Let two households change places."""
    a = home_of(w, one)
    b = home_of(w, other)
    count_around(w, a, one, -1, p)
    count_around(w, b, other, -1, p)
    settle(w, one, b, p)
    settle(w, other, a, p)
    change_record(w, one, b)
    change_record(w, other, a)
    if p.tracked:
        reconsider(w, a, p)
        reconsider(w, b, p)
