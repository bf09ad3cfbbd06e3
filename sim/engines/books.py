"""What an engine keeps up to date beside the state, as tables that either engine can be asked
for."""

from typing import Any

import numpy as np

from sim.engines.host import Host
from sim.state.columns import Ints


def owners(engine: Any, city: Host, classes: int) -> tuple[Ints, Ints]:
    """Return public homes by owner of record as the engine counts them, by block and neighbourhood.

    One row a unit, one column a quota class and a last one for the homes ever sold.
    """
    zones = city.state.zones
    units = int(zones.block.max()) + 1, int(zones.neighbourhood.max()) + 1
    if hasattr(engine, "counts"):  # compiled: tables, kept sale by sale
        every = [*range(classes), -1]
        return engine.counts.block[:, every], engine.counts.neighbourhood[:, every]
    tables = tuple(np.zeros((number, classes + 1), np.int64) for number in units)
    for (level, unit, quota_class), count in engine.quota.now.items():
        if -1 <= quota_class < classes:
            tables[level != "block"][unit, quota_class] = count
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
