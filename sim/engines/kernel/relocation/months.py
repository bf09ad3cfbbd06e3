"""Several months of relocation at once, where nobody looks at the city between them.

What a call costs, most of it for handing over the city's columns, is paid once for all of them.
"""

from collections.abc import Callable
from typing import Any

from sim.behaviour.relocation import at_rest
from sim.behaviour.switches import Switches
from sim.compiled import rule
from sim.engines.kernel.queue import Queue
from sim.engines.kernel.relocation.search import Options
from sim.engines.kernel.relocation.world import RelocationWorld


@rule
def begin(w: RelocationWorld) -> None:
    """Begin a month: nothing has happened in it, and the quota's counts are as on its first."""
    for group in range(len(w.flows.tried)):
        w.flows.tried[group] = w.flows.moved[group] = 0
        w.flows.refused[group] = w.flows.disallowed[group] = 0
    for column in range(w.counts.block.shape[1]):
        for block in range(len(w.counts.block)):
            w.counts.block_first[block, column] = w.counts.block[block, column]
        for place in range(len(w.counts.neighbourhood)):
            w.counts.neighbourhood_first[place, column] = w.counts.neighbourhood[place, column]


@rule
def end(w: RelocationWorld, row: Any, p: Switches) -> bool:
    """Enter what happened in a month in a row of its own; return whether the city is at rest."""
    unhappy = moved = 0
    for group in range(len(w.flows.tried)):
        row[0, group] = w.flows.tried[group]
        row[1, group] = w.flows.moved[group]
        row[2, group] = w.flows.refused[group]
        row[3, group] = w.flows.disallowed[group]
        row[4, group] = w.flows.unhappy[group]
        unhappy += w.flows.unhappy[group]
        moved += w.flows.moved[group]
    return at_rest(unhappy, moved, p)


def several(month: Callable[..., None]) -> Callable[..., int]:
    """Return what lives several months as `month` lives one.

    It has a name of its own for each, under which it is compiled and cached: two processes that
    compile two of one name at the same time could each find the other's code.
    """

    def months(
        w: RelocationWorld, first: int, rows: Any, queue: Queue, o: Options, p: Switches
    ) -> int:
        """Live a month for each row, from `first` on, or until the city rests; return how many."""
        for k in range(len(rows)):
            begin(w)
            month(w, first + k, queue, o, p)
            if end(w, rows[k], p):
                return k + 1
        return len(rows)

    months.__name__ = months.__qualname__ = f"{month.__name__}s"
    return months
