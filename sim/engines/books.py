"""What an engine keeps up to date beside the state, as tables that either engine can be asked
for."""

from typing import Any

import numpy as np

from sim.engines.host import Host
from sim.state.columns import Ints


def owners(engine: Any, city: Host, classes: int) -> tuple[Ints, Ints]:
    """Return public homes by owner of record as the engine counts them, by block and neighbourhood.

    One row a unit, one column a quota class, one for permanent residents under a quota of their
    own, and a last one for the homes ever sold.
    """
    limits = city.levers.tables
    units = len(limits.block_limit), len(limits.neighbourhood_limit)
    tables = tuple(np.zeros((number, classes + 2), np.int64) for number in units)
    if hasattr(engine, "counts"):  # compiled: tables, kept sale by sale
        kept = engine.counts
        for table, by_class, residents in (
            (tables[0], kept.block, kept.residents),
            (tables[1], kept.neighbourhood, kept.residents_around),
        ):
            table[:, :classes], table[:, -1] = by_class[:, :classes], by_class[:, -1]
            table[:, classes] = residents
    else:
        from sim.engines.reference.homes import RESIDENTS, SOLD

        columns = {SOLD: classes + 1, RESIDENTS: classes} | {k: k for k in range(classes)}
        for (level, unit, who), count in engine.quota.now.items():
            tables[level != "block"][unit, columns[who]] = count
    return tables[0], tables[1]


def savings(engine: Any, rows: int) -> Ints:
    """Return what a cap took off each household's contract rent, cents a month; shape (rows,)."""
    found = np.zeros(rows, np.int64)
    if hasattr(engine, "counts"):
        kept = engine.counts.saved[:rows]
        found[: len(kept)] = kept
    else:
        for number, one in engine.households.items():
            found[number] = one.saved
    return found
