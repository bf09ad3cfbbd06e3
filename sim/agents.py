"""Households as Mesa agents made on demand: light views on the rows of a city, the same for both
engines."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.state.columns import MARKETS, market_of

if TYPE_CHECKING:
    from sim.city import City


class HouseholdView(mesa.Agent):  # type: ignore[misc]
    """One household as a Mesa agent: reads its row, holds nothing, is registered nowhere.

    Attributes
    ----------
    unique_id : int
        The household's id.
    group, quota_class : str
        Names as in the config.
    income, rent, loan : float
        Dollars: income and contract rent a month, loan at purchase.
    fifth : int
        Fifth of the initial income distribution, 1 (lowest) to 5.
    market : str
        Tenure and sector of its home: public_owned, public_rental, private_owned, private_rental,
        reserved.
    cell : int
        Its home, numbered row by row; `pos` is the same as (row, column).
    months_since_move : int
    """

    def __init__(self, city: "City", row: int) -> None:
        self.model = city
        self.unique_id = row
        self._row = row

    @property
    def group(self) -> str:
        """The household's group."""
        return list(self.model.config.city.groups)[self._column("group")]

    @property
    def quota_class(self) -> str:
        """The class under which a quota counts the household."""
        return str(self.model.config.city.groups[self.group].quota_class)

    @property
    def income(self) -> float:
        """Income, dollars a month."""
        return self._column("income") / 100

    @property
    def rent(self) -> float:
        """Contract rent, dollars a month; 0 for owners."""
        return self._column("rent") / 100

    @property
    def loan(self) -> float:
        """Loan at purchase, dollars; 0 for renters."""
        return self._column("loan") / 100

    @property
    def fifth(self) -> int:
        """Income fifth, 1 to 5."""
        return self._column("fifth") + 1

    @property
    def cell(self) -> int:
        """The cell of the household's home."""
        return self._column("dwelling")

    @property
    def pos(self) -> tuple[int, int]:
        """Row and column of the household's home."""
        cols = self.model.config.city.size[1]
        return self.cell // cols, self.cell % cols

    @property
    def market(self) -> str:
        """Tenure and sector of the household's home."""
        return MARKETS[market_of(self.model.state.dwellings, self.cell)]

    @property
    def months_since_move(self) -> int:
        """Months since the last move."""
        return int(self.model.month) - self._column("moved")

    def _column(self, name: str) -> int:
        return int(getattr(self.model.state.households, name)[self._row])


class HouseholdSet(AgentSet):  # type: ignore[misc]
    """All households in the city as a Mesa AgentSet; views are made only when asked for.

    Mesa's sets refer to agents weakly, so the set of all households holds its views itself, and the
    city keeps that set for the month.
    """

    def __init__(self, agents: Iterable[HouseholdView], random: Any = None) -> None:
        self._city: City | None = None
        self._rows = np.empty(0, np.int64)
        self._views = list(agents)
        super().__init__(self._views, random=random)

    @classmethod
    def of(cls, city: "City") -> "HouseholdSet":
        """Return the set of the households that live in the city now."""
        everyone = cls([], city.random)
        everyone._city = city
        everyone._rows = np.flatnonzero(city.state.households.dwelling >= 0)
        return everyone

    @property
    def _agents(self) -> "WeakKeyDictionary[HouseholdView, None]":
        if self._city is not None:
            city, self._city = self._city, None
            self._views = [HouseholdView(city, row) for row in self._rows.tolist()]
            self._references = WeakKeyDictionary((view, None) for view in self._views)
        return self._references

    @_agents.setter
    def _agents(self, references: "WeakKeyDictionary[HouseholdView, None]") -> None:
        self._references = references

    def __len__(self) -> int:
        return len(self._rows) if self._city is not None else len(self._references)
