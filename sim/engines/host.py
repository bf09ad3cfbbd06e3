"""What an engine needs of the city that it runs: no more, so that engines do not know `City`."""

from typing import Any, Protocol

from sim.behaviour.parameters import Parameters, Tables
from sim.config.schema import Config
from sim.policies.levers import Levers
from sim.state.columns import State


class Host(Protocol):
    """A city as its engine, its records and its views see it."""

    config: Config
    state: State
    parameters: Parameters
    tables: Tables
    levers: Levers
    random: Any  # Mesa asks for a generator; nothing is ever drawn from it

    @property
    def month(self) -> int:
        """Months lived."""
