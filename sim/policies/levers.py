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
    rent_cap: NDArray[np.int64]  # (neighbourhoods,) increase a year, parts per billion; -1 = none
    decontrol: NDArray[np.int64]  # (neighbourhoods,) 1: the cap does not bind between tenancies


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


def resting(blocks: int, neighbourhoods: int, classes: int) -> Levers:
    """Return levers that do nothing."""
    return Levers(
        LeverTables(
            block_limit=np.full((blocks, classes), NO_LIMIT, np.int64),
            neighbourhood_limit=np.full((neighbourhoods, classes), NO_LIMIT, np.int64),
            live=np.ones(1, np.int64),
            enforcement=np.ones(1, np.float64),
            rent_cap=np.full(neighbourhoods, NO_CAP, np.int64),
            decontrol=np.ones(neighbourhoods, np.int64),
        ),
        growth=np.zeros(neighbourhoods, np.int64),
    )
