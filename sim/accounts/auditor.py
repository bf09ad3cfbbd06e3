"""The auditor of a run: has the accounts of every month checked, where `metrics.accounts` asks."""

from typing import TYPE_CHECKING

from sim.accounts.identities import Month, accounts
from sim.engines.books import owners, savings
from sim.state.columns import State, copy

if TYPE_CHECKING:
    from sim.city import City
    from sim.months.housing_market import HousingMarket


class OutOfBalance(RuntimeError):
    """A month whose books do not balance: one line for each identity that does not hold."""


class Auditor:
    """Keeps a copy of the state of the month before; reads the city, never writes to it.

    Attributes
    ----------
    months : int
        Months that were checked.
    """

    def __init__(self) -> None:
        self._before: State | None = None
        self._built = (0, 0)
        self.months = 0

    def observe(self, city: "City", life: "HousingMarket") -> None:
        """Check the month that has just ended; of the city's first state only take note.

        Raises
        ------
        OutOfBalance
            If an identity does not hold.
        """
        if self._before is not None:
            lines = accounts(self.month(city, life))
            if lines:
                raise OutOfBalance("\n".join(lines))
            self.months += 1
        self._before, self._built = copy(city.state), life.homes_built

    def month(self, city: "City", life: "HousingMarket") -> Month:
        """Return the month that has just ended, as its accounts look at it."""
        assert self._before is not None
        return Month(
            before=self._before,
            after=city.state,
            flows=life.flows,
            number=city.month,
            built=life.homes_built[0] - self._built[0],
            reserved=life.homes_built[1] - self._built[1],
            owners=owners(life.engine, city, len(city.calendar.classes)),
            saved=savings(life.engine, len(city.state.households.dwelling)),
        )
