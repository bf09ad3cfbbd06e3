"""What relocation reads and writes, and the counts that it keeps up to date move by move."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.relocation import apart
from sim.behaviour.switches import Switches
from sim.compiled import routine, rule
from sim.config.choices import VON_NEUMANN
from sim.engines.kernel.world import neighbour_row
from sim.engines.surroundings import Surroundings
from sim.engines.turns import Turns
from sim.memory import at
from sim.state.columns import Ints, State, Vacancies, Zones


class RelocationCounts(NamedTuple):
    """What the kernel keeps up to date; all of it could be counted afresh from the state."""

    around: NDArray[np.int32]  # (cells or zones, groups + 1): weighted households by group, and all
    seen: NDArray[np.int32]  # the same as it is seen: itself, or as at the start of the month
    homes: NDArray[np.int32]  # (cells or zones,): weighted homes
    group: NDArray[np.int8]  # (cells,) group that lives there, -1 for nobody
    block: NDArray[np.int64]  # (blocks, classes + 1): homes by owner of record, and ever sold
    neighbourhood: NDArray[np.int64]
    block_first: NDArray[np.int64]  # the same as on the first of the month
    neighbourhood_first: NDArray[np.int64]
    wishing: NDArray[np.int64]  # (groups, households + 1): Fenwick trees of those who would move
    wishes: NDArray[np.int8]  # (households,) 1: it would move
    income: NDArray[np.int64]  # (cells or zones,): weighted sum of incomes around, cents a month
    content: NDArray[np.int8]  # (groups + 1, households around + 1, alike + 1): the plain rule's


class People(NamedTuple):
    """The columns of households that relocation touches."""

    group: Ints
    income: Ints
    dwelling: Ints
    moved: Ints


class Homes(NamedTuple):
    """The columns of dwellings that relocation touches."""

    sector: Ints
    quality: Ints
    household: Ints
    record: Ints
    vacant_since: Ints


class Columns(NamedTuple):
    """The part of the state that relocation touches: fewer columns compile much faster."""

    households: People
    dwellings: Homes
    zones: Zones
    vacancies: Vacancies


class Limits(NamedTuple):
    """The levers that relocation obeys."""

    block_limit: NDArray[np.int64]
    neighbourhood_limit: NDArray[np.int64]
    live: NDArray[np.int64]
    enforcement: NDArray[np.float64]


class Traits(NamedTuple):
    """What the rules look up."""

    quota_class: NDArray[np.int64]  # (groups,)
    gumbel: NDArray[np.float64]


class RelocationWorld(NamedTuple):
    """Everything that a kernel function of relocation reads or writes."""

    state: Columns
    counts: RelocationCounts
    around: Surroundings
    levers: Limits
    tables: Traits
    flows: Turns


def part(kind: Any, whole: Any) -> Any:
    """Return the fields of a tuple type, taken from a larger one."""
    return kind(*(getattr(whole, name) for name in kind._fields))


def columns(state: State) -> Columns:
    """Return the part of a state that relocation touches."""
    people, homes = part(People, state.households), part(Homes, state.dwellings)
    return Columns(people, homes, state.zones, state.vacancies)


@rule
def home_of(w: RelocationWorld, household: int) -> int:
    """Return the cell of a household's home.

    Adding 0 makes it a 64-bit number, so that what is called with it is compiled but once.
    """
    return int(w.state.households.dwelling[household] + 0)


@rule
def group_of(w: RelocationWorld, household: int) -> int:
    """Return a household's group."""
    return int(w.state.households.group[household] + 0)


@rule
def unit_of(w: RelocationWorld, cell: int, p: Switches) -> int:
    """Return the place of the counts around a cell: its zone's, or its own."""
    if p.zonal:
        return int(w.state.zones.block[cell] + 0)
    return cell


@rule
def neighbour(w: RelocationWorld, cell: int, k: int, p: Switches) -> int:
    """Return the k-th cell around a cell, -1 beyond the edge."""
    return beside(w, cell // p.cols, cell % p.cols, k, p)


@rule
def beside(w: RelocationWorld, row: int, col: int, k: int, p: Switches) -> int:
    """Return the k-th cell around the one in a row and column, -1 beyond the edge."""
    row = neighbour_row(row + w.around.down[k], p.rows, p.torus)
    col = neighbour_row(col + w.around.right[k], p.cols, p.torus)
    if row < 0 or col < 0:
        return -1
    return row * p.cols + col


@rule
def far_from_edges(row: int, col: int, p: Switches) -> bool:
    """Return whether the whole neighbourhood of a cell lies on the grid without wrapping."""
    return p.radius <= row < p.rows - p.radius and p.radius <= col < p.cols - p.radius


@routine
def count_around(w: RelocationWorld, cell: int, household: int, sign: int, p: Switches) -> None:
    """Add a household to (or take it from) the counts of the homes that it surrounds."""
    count_there(w, cell, household, sign, p)


@rule
def count_there(w: RelocationWorld, cell: int, household: int, sign: int, p: Switches) -> None:
    """Do the same as `count_around`; copied into the loop of the plain rule."""
    group = group_of(w, household)
    income = sign * w.state.households.income[household]
    total = w.counts.around.shape[1] - 1
    if p.zonal:
        zone = w.state.zones.block[cell] + 0
        for k in range(w.around.first[zone], w.around.first[zone + 1]):
            weight = sign * w.around.weight[k]
            w.counts.around[w.around.to[k], group] += weight
            w.counts.around[w.around.to[k], total] += weight
            if p.sees_income:
                w.counts.income[w.around.to[k]] += w.around.weight[k] * income
        return
    row, col = cell // p.cols, cell % p.cols
    if far_from_edges(row, col, p):
        for k in range(len(w.around.step)):
            count_one(w, cell + w.around.step[at(k)], group, sign, income, p)
        return
    for k in range(len(w.around.down)):
        other = beside(w, row, col, k, p)
        if other >= 0:
            count_one(w, other, group, sign, income, p)


@rule
def count_one(
    w: RelocationWorld, cell: int, group: int, sign: int, income: int, p: Switches
) -> None:
    """Add a household to (or take it from) the counts of one home."""
    w.counts.around[at(cell), at(group)] += sign
    w.counts.around[at(cell), at(w.counts.around.shape[1] - 1)] += sign
    if p.sees_income:
        w.counts.income[at(cell)] += income


@rule
def weight_between(w: RelocationWorld, a: int, b: int, p: Switches) -> int:
    """Return the weight of a household in one cell among the neighbours of another."""
    if p.zonal:
        zone, other = w.state.zones.block[a], w.state.zones.block[b]
        for k in range(w.around.first[zone], w.around.first[zone + 1]):
            if w.around.to[k] == other:
                return int(w.around.weight[k])
        return 0
    gap, reach = a - b if a > b else b - a, (p.radius + 1) * p.cols
    if gap == 0 or reach < gap < p.rows * p.cols - reach:
        return 0  # most pairs, told without a division
    down = apart(a // p.cols, b // p.cols, p.rows, p.torus)
    right = apart(a % p.cols, b % p.cols, p.cols, p.torus)
    if p.neighbourhood == VON_NEUMANN:
        return 1 if down + right <= p.radius else 0
    return 1 if down <= p.radius and right <= p.radius else 0


@rule
def wish(w: RelocationWorld, household: int, wishes: bool) -> None:
    """Note whether a household would move."""
    new = 1 if wishes else 0
    change = new - w.counts.wishes[household]
    if change == 0:
        return
    w.counts.wishes[household] = new
    group = group_of(w, household)
    place = household + 1
    while place < w.counts.wishing.shape[1]:
        w.counts.wishing[group, place] += change
        place += place & -place


@rule
def wishing(w: RelocationWorld, group: int) -> int:
    """Return how many households of a group would move."""
    total, place = 0, w.counts.wishing.shape[1] - 1
    while place > 0:
        total += w.counts.wishing[group, place]
        place -= place & -place
    return total


@rule
def wishing_one(w: RelocationWorld, group: int, rank: int) -> int:
    """Return the household of a group that is the one of that rank, from 0, who would move."""
    size = w.counts.wishing.shape[1]
    step = 1
    while 2 * step < size:
        step *= 2
    place = 0
    while step > 0:
        if place + step < size and w.counts.wishing[group, place + step] <= rank:
            place += step
            rank -= w.counts.wishing[group, place]
        step //= 2
    return place
