"""Two engines, one behaviour: `reference` (Mesa agents, readable) and `kernel` (compiled)."""

from typing import Protocol

from sim.engines.host import Host
from sim.state.columns import Ints

ENGINES = ("kernel", "reference")


class Engine(Protocol):
    """The households' part of a month."""

    def begin_month(self) -> None:
        """Note the quota's counts as on the first of the month."""

    def depart(self, leavers: Ints) -> None:
        """Let households leave the city."""

    def arrive(self, rows: Ints) -> None:
        """Let arrivals look for a home."""

    def search(self) -> None:
        """Let every household live its month."""


def make_engine(name: str, city: Host) -> Engine:
    """Return the engine of that name, imported only now."""
    if name == "kernel":
        from sim.engines.kernel import KernelEngine

        return KernelEngine(city)
    from sim.engines.reference import ReferenceEngine

    return ReferenceEngine(city)
