"""A month of relocation: households that are not satisfied look for another home."""

from typing import TYPE_CHECKING

from sim.config.choices import ALL_HAPPY, NOBODY_MOVED
from sim.engines import make_relocation_engine
from sim.engines.turns import Turns, no_turns

if TYPE_CHECKING:
    from sim.city import City


class Relocating:
    """Lives the months of a city in which households relocate, until the rule to stop holds.

    Attributes
    ----------
    flows : Turns
        What happened in the last month, and who is unhappy at its end.
    stopped : bool
        Whether the city has come to rest.
    moves : int
        Moves since the start.
    """

    def __init__(self, city: "City") -> None:
        self.city = city
        self.flows: Turns = no_turns(len(city.config.city.groups))
        self.engine = make_relocation_engine(city.config.engine, city, self.flows)
        self.stopped = False
        self.moves = 0

    def month(self) -> None:
        """Let households relocate, unless the city has come to rest."""
        flows = self.flows
        for counter in (flows.tried, flows.moved, flows.refused, flows.disallowed):
            counter[:] = 0
        if self.stopped:
            return
        self.engine.begin_month()
        self.engine.relocate()
        self.moves += int(flows.moved.sum())
        stop = self.engine.stop
        if stop == ALL_HAPPY:
            self.stopped = not self.flows.unhappy.any()
        elif stop == NOBODY_MOVED:
            self.stopped = not self.flows.moved.any()
