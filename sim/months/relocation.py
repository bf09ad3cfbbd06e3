"""Months of relocation: households that are not satisfied look for another home."""

from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour.relocation import at_rest
from sim.engines import make_relocation_engine
from sim.engines.turns import Turns, begin, no_turns
from sim.state.columns import MONTH, Ints

if TYPE_CHECKING:
    from sim.city import City


class Relocating:
    """Lives the months of a city in which households relocate, until the rule to stop holds.

    Attributes
    ----------
    flows : Turns
        What happened in the last month, and who is unhappy at its end.
    lately : ndarray of int64, shape (months, counters, groups)
        The same of all months that were lived at once, the last one among them.
    stopped : bool
        Whether the city has come to rest.
    moves : int
        Moves since the start.
    """

    def __init__(self, city: "City") -> None:
        self.city = city
        self.flows: Turns = no_turns(len(city.config.city.groups))
        self.engine = make_relocation_engine(city.config.engine, city, self.flows)
        self.lately: Ints = np.array([self.flows])
        self.stopped = False
        self.moves = 0

    def month(self, most: int = 1) -> None:
        """Let households relocate for the month that has begun and, where the engine can live them
        at once, for those after it, `most` in all; a city at rest stays as it is."""
        if self.stopped:
            begin(self.flows)
            self.lately = np.array([self.flows])
            return
        self.lately = self.engine.relocate(most)
        self.city.state.clock[MONTH] += len(self.lately) - 1
        self.moves += int(self.lately[:, Turns._fields.index("moved")].sum())
        unhappy, moved = int(self.flows.unhappy.sum()), int(self.flows.moved.sum())
        self.stopped = at_rest(unhappy, moved, self.engine.switches)
