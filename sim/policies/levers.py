"""The levers through which policies act: tables that the engines enforce, whatever policy filled
them."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.eligibility import NO_LIMIT
from sim.behaviour.tenancy import NO_CAP


class LeverTables(NamedTuple):
    """Arrays read in the hot loop."""

    block_limit: NDArray[np.int64]  # (blocks, classes) hundredths of a per cent; 10,000 = none
    neighbourhood_limit: NDArray[np.int64]  # (neighbourhoods, classes)
    live: NDArray[np.int64]  # (1,) 1: counts as they stand; 0: counts as on the first of the month
    enforcement: NDArray[np.float64]  # (1,) probability that a veto stands
    rent_cap: NDArray[np.int64]  # (blocks,) a sitting tenant's increase a year, parts per billion
    letting_cap: NDArray[np.int64]  # (blocks,) the same between tenancies; NO_CAP = free


@dataclass(frozen=True)
class SetAside:
    """What a zoning rule asks of a new project, and gives for it."""

    share: float
    bonus: float
    smallest_project: int
    income_share: float
    rent_burden: float
    term_months: int
    places: frozenset[int] | None


@dataclass
class Levers:
    """All levers at their resting position: no policy."""

    tables: LeverTables
    growth: NDArray[np.int64]  # (neighbourhoods,) extra rent growth a year, parts per billion
    set_asides: list[SetAside] = field(default_factory=list)

    def caps_rents(self) -> bool:
        """Return whether any block has a cap on rents."""
        return bool((self.tables.rent_cap < NO_CAP).any())

    def cap_rents(self, covered: NDArray[np.bool_], cap: int, decontrol: bool) -> None:
        """Cap contract rents in blocks; of two caps the lower binds.

        Parameters
        ----------
        covered : array of bool, shape (blocks,)
        cap : int
            Highest increase over incomes a year, parts per billion.
        decontrol : bool
            Whether the asking rent is free between tenancies.
        """
        self.tables.rent_cap[covered] = np.minimum(self.tables.rent_cap[covered], cap)
        if not decontrol:
            self.tables.letting_cap[covered] = np.minimum(self.tables.letting_cap[covered], cap)


def resting(blocks: int, neighbourhoods: int, classes: int) -> Levers:
    """Return levers that do nothing."""
    return Levers(
        LeverTables(
            block_limit=np.full((blocks, classes), NO_LIMIT, np.int64),
            neighbourhood_limit=np.full((neighbourhoods, classes), NO_LIMIT, np.int64),
            live=np.ones(1, np.int64),
            enforcement=np.ones(1, np.float64),
            rent_cap=np.full(blocks, NO_CAP, np.int64),
            letting_cap=np.full(blocks, NO_CAP, np.int64),
        ),
        growth=np.zeros(neighbourhoods, np.int64),
    )
