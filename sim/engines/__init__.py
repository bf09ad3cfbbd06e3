"""Two engines, one behaviour: `reference` (Mesa agents, readable) and `kernel` (compiled)."""

import warnings
from typing import Protocol

from sim.behaviour.switches import Switches
from sim.compiled import numba
from sim.engines.flows import ARRIVED, DISPLACED, UNHOUSED, Flows
from sim.engines.host import Host
from sim.engines.turns import Turns
from sim.state.columns import Ints

ENGINES = ("kernel", "reference")
WITHOUT_NUMBA = (
    "engine=kernel needs Numba, which is not installed: the readable engine runs instead, with the "
    "same results, some hundred times slower; `pip install numba` brings the fast one"
)


def at_hand(name: str) -> str:
    """Return the engine that can run here: without Numba the readable one, and say how to get the
    other."""
    if name == "kernel" and numba() is None:
        warnings.warn(WITHOUT_NUMBA, stacklevel=4)
        return "reference"
    return name


class Engine(Protocol):
    """The households' part of a month."""

    def begin_month(self) -> None:
        """Note the quota's counts as on the first of the month."""

    def read_owners(self) -> None:
        """Take over owners of record that changed outside a search."""

    def depart(self, leavers: Ints, event: int = DISPLACED) -> None:
        """Let households leave the city, and count them under an event."""

    def arrive(self, rows: Ints, event: int = ARRIVED, otherwise: int = UNHOUSED) -> None:
        """Let arrivals look for a home; count `event` for those who take one, else `otherwise`."""

    def search(self) -> None:
        """Let every household live its month."""


class RelocationEngine(Protocol):
    """Months in which households relocate."""

    switches: Switches

    def relocate(self, most: int) -> Ints:
        """Let households relocate for this month and, where the engine can, those after it.

        Parameters
        ----------
        most : int
            Months after which somebody looks at the city; fewer are lived once it is at rest.

        Returns
        -------
        ndarray of int64, shape (months lived, counters, groups)
            What happened in each (`Turns`); the engine's `flows` are those of the last.
        """


def make_engine(name: str, city: Host, flows: Flows) -> Engine:
    """Return the engine of that name, imported only now."""
    if at_hand(name) == "kernel":
        from sim.engines.kernel import KernelEngine

        return KernelEngine(city, flows)
    from sim.engines.reference import ReferenceEngine

    return ReferenceEngine(city, flows)


def make_relocation_engine(name: str, city: Host, flows: Turns) -> RelocationEngine:
    """Return the engine of relocation of that name, imported only now."""
    if at_hand(name) == "kernel":
        from sim.engines.kernel.relocation.engine import RelocationKernel

        return RelocationKernel(city, flows)
    from sim.engines.reference.relocation import RelocationReference

    return RelocationReference(city, flows)
