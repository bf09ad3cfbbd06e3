"""The plain rule, Schelling's own: whoever is not satisfied takes a random vacancy, whatever it is
like. Its loop is compiled for these switches.

Who is satisfied depends on two small numbers then, so that it is looked up in a table.
"""

from collections.abc import Callable
from typing import Any

from sim.behaviour import satisfaction
from sim.behaviour.switches import Switches
from sim.compiled import overloaded, routine, rule
from sim.config.choices import (
    ANY,
    NEVER,
    RANDOM_ORDER,
    RANDOM_VACANCY,
    SATISFIED,
    TWO_TRAITS,
    UNHAPPY,
)
from sim.engines.kernel.constants import knowing
from sim.engines.kernel.queue import Queue
from sim.engines.kernel.relocation.world import RelocationWorld
from sim.memory import at

PLAIN: dict[str, Any] = {
    "isolated_avoided": False,
    "count_empty": False,
    "sees_itself": NEVER,
    "sees_start": False,
    "zonal": False,
    "activation": RANDOM_ORDER,
    "movers": UNHAPPY,
    "happy_moves": 0.0,
    "search": RANDOM_VACANCY,
    "recommended": False,
    "tied_homes": False,
    "acceptance": ANY,
    "tracked": False,
    "sees_income": False,
}


def plain(p: Switches) -> bool:
    """Return whether these are switches of the plain rule."""
    same = all(getattr(p, name) == value for name, value in PLAIN.items())
    return same and p.sample <= 1 and p.score != TWO_TRAITS


def plainly(p: Switches) -> Switches:
    """Return switches of the plain rule as the compiler may know them; what any home is worth does
    not matter to it."""
    return p._replace(score=SATISFIED, **PLAIN)


@overloaded(plainly)
def _compiled_plainly(numba: Any) -> Callable[..., Any]:
    return knowing(numba, {"score": SATISFIED, **PLAIN})


@rule
def fill_content(w: RelocationWorld, p: Switches) -> None:
    """Enter for each group whether it is satisfied with so many households around it, so many of
    them its own; a vacancy, in the last row, always is."""
    table = w.counts.content
    groups, numbers = table.shape[0] - 1, table.shape[1]
    for group in range(groups + 1):
        for occupied in range(numbers):
            for like in range(occupied + 1):
                happy = True
                if group < groups:
                    wanted, parts = w.around.wanted[group], w.around.parts[group]
                    happy = satisfaction.satisfied(like, occupied, 0, wanted, parts, p)
                table[group, occupied, like] = 1 if happy else 0


@routine
def list_unhappy(group: Any, household: Any, around: Any, content: Any, ids: Any) -> int:
    """List the households that are not satisfied, in order of cell; return how many.

    Without a branch, which nobody could foresee: each cell is written where the next belongs, and
    counts if its household is not satisfied. A vacancy has the last row of the table, and the last
    column of the counts around it.
    """
    count, total = 0, around.shape[1] - 1
    for cell in range(len(group)):
        ids[at(count)] = household[at(cell)]
        here = int(group[at(cell)])
        row = here if here >= 0 else total
        occupied, like = around[at(cell), at(total)], around[at(cell), at(row)]
        count += 1 - content[at(row), at(occupied), at(like)]
    return count


@rule
def note_plainly(w: RelocationWorld, queue: Queue) -> None:
    """Count the households that are not satisfied, and list them: as `note_unhappy` does."""
    homes, counts = w.state.dwellings, w.counts
    count = list_unhappy(counts.group, homes.household, counts.around, counts.content, queue.ids)
    w.flows.unhappy[:] = 0
    for i in range(count):
        w.flows.unhappy[w.state.households.group[queue.ids[i]]] += 1
