"""What the compiled engine reads and writes, and the counts that it keeps up to date move by
move."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import Parameters, Tables
from sim.compiled import rule
from sim.engines.flows import Flows
from sim.policies.levers import LeverTables
from sim.state.columns import State


class Counts(NamedTuple):
    """What the kernel keeps up to date; all but the last could be counted afresh.

    `window` and `looks` are a scratchpad: which homes the present look at vacancies has already
    seen. `saved` decides nothing: it is only counted.
    """

    around: NDArray[
        np.int16
    ]  # (cells, groups + 1): households within Moore radius 2 by group, and all
    around_standing: NDArray[np.int32]  # (cells,): sum of their income ranks
    block: NDArray[
        np.int64
    ]  # (blocks, classes + 1): public homes by owner of record, and ever sold
    neighbourhood: NDArray[np.int64]  # (neighbourhoods, classes + 1)
    block_first: NDArray[np.int64]  # the same as on the first of the month
    neighbourhood_first: NDArray[np.int64]
    residents: NDArray[np.int64]  # (blocks,): public homes that permanent residents own on record
    residents_around: NDArray[np.int64]  # (neighbourhoods,)
    residents_first: NDArray[np.int64]  # the same as on the first of the month
    residents_around_first: NDArray[np.int64]
    window: NDArray[np.int64]  # (cells, 2): last look that saw a vacant home, and what it costs
    looks: NDArray[np.int64]  # (1,): looks so far
    # (1,): highest income at entry of any reserved home that stood empty so far, cents a month
    highest_reserved: NDArray[np.int64]
    # (rows,): cents a month that a cap took off a household's contract; (0,) before any cap
    saved: NDArray[np.int64]


class World(NamedTuple):
    """Everything that a kernel function reads or writes."""

    state: State
    counts: Counts
    levers: LeverTables
    tables: Tables
    flows: Flows


@rule
def neighbour_row(row: int, rows: int, torus: bool) -> int:
    """Return a row on the grid: wrapped on a torus, -1 beyond a bounded edge."""
    if row < 0:
        return row + rows if torus else -1
    if row >= rows:
        return row - rows if torus else -1
    return row


@rule
def count_around(w: World, cell: int, household: int, sign: int, p: Parameters) -> None:
    """Add a household to (or take it from) the counts of the cells around its home."""
    group = w.state.households.group[household]
    standing = w.state.households.standing[household]
    total = w.counts.around.shape[1] - 1
    row, col = cell // p.cols, cell % p.cols
    for dr in range(-2, 3):
        r = neighbour_row(row + dr, p.rows, p.torus)
        if r < 0:
            continue
        for dc in range(-2, 3):
            c = neighbour_row(col + dc, p.cols, p.torus)
            if c < 0 or (r == row and c == col):
                continue
            other = r * p.cols + c
            w.counts.around[other, group] += sign
            w.counts.around[other, total] += sign
            w.counts.around_standing[other] += sign * standing


@rule
def near(a: int, b: int, p: Parameters) -> bool:
    """Return whether two different cells lie within Moore radius 2 of each other."""
    if a == b or (not p.torus and abs(a - b) > 2 * p.cols + 2):
        return False
    dr, dc = abs(a // p.cols - b // p.cols), abs(a % p.cols - b % p.cols)
    if p.torus:
        dr, dc = min(dr, p.rows - dr), min(dc, p.cols - dc)
    return dr <= 2 and dc <= 2


def count_all(w: World, p: Parameters) -> None:
    """Count afresh who lives around each cell."""
    people = w.state.households
    for household in range(len(people.dwelling)):
        if people.dwelling[household] >= 0:
            count_around(w, people.dwelling[household], household, 1, p)


def count_owners(w: World) -> None:
    """Count afresh the public homes by unit and owner of record."""
    homes = w.state.dwellings
    for table in (w.counts.block, w.counts.neighbourhood):
        table[:] = 0
    for residents in (w.counts.residents, w.counts.residents_around):
        residents[:] = 0
    sold = w.counts.block.shape[1] - 1
    for cell in range(len(homes.record)):
        if homes.record[cell] >= 0:
            for table, unit in (
                (w.counts.block, w.state.zones.block[cell]),
                (w.counts.neighbourhood, w.state.zones.neighbourhood[cell]),
            ):
                table[unit, homes.record[cell]] += 1
                table[unit, sold] += 1
            resident, place = homes.record_citizenship[cell], w.state.zones.neighbourhood[cell]
            w.counts.residents[w.state.zones.block[cell]] += resident
            w.counts.residents_around[place] += resident
