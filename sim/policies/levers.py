"""The levers through which policies act: tables that the engines enforce, whatever policy filled
them."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.eligibility import NO_LIMIT
from sim.behaviour.tenancy import NO_CAP

NEVER = 10**9  # months that nobody has owned a home


class LeverTables(NamedTuple):
    """Arrays read in the hot loop."""

    block_limit: NDArray[np.int64]  # (blocks, classes) hundredths of a per cent; 10,000 = none
    neighbourhood_limit: NDArray[np.int64]  # (neighbourhoods, classes)
    live: NDArray[np.int64]  # (1,) 1: counts as they stand; 0: counts as on the first of the month
    enforcement: NDArray[np.float64]  # (1,) probability that a veto stands
    rent_cap: NDArray[np.int64]  # (blocks,) a sitting tenant's increase a year, parts per billion
    letting_cap: NDArray[np.int64]  # (blocks,) the same between tenancies; NO_CAP = free
    # (blocks,), (neighbourhoods,): limits on households of permanent residents, as those by class
    residents_block_limit: NDArray[np.int64]
    residents_neighbourhood_limit: NDArray[np.int64]
    # (blocks,) added to the limits of a block where a public home is let, hundredths of a per cent
    rental_points: NDArray[np.int64]
    buy_back: NDArray[np.int64]  # (blocks,) months owned from which the board buys; NEVER = none
    minimum_stay: NDArray[np.int64]  # (blocks,) months that owners of public homes must stay
    withdrawal: NDArray[np.float64]  # (blocks,) probability that a home whose tenant left is sold
    eviction: NDArray[np.float64]  # (blocks,) probability that a contract that is cut is ended
    just_cause: NDArray[np.int64]  # (blocks,) 1: no contract is ended without cause


class Band(NamedTuple):
    """Part of the reserved homes that is for one band of incomes."""

    share: float  # of the reserved homes
    income_share: float  # highest income at entry over the median
    rent_burden: float  # rent over that income


@dataclass(frozen=True)
class SetAside:
    """What a zoning rule asks of a new project, and gives for it.

    Attributes
    ----------
    share, bonus : float
        Of the project's homes: reserved, and extra that it may have.
    smallest_project : int
        Homes from which a project is bound.
    bands : tuple of Band
        For whom the reserved homes are; their shares sum to one.
    term_months : int
        How long they are.
    places : frozenset of int or None
        Neighbourhoods; None: everywhere.
    restarts : bool
        Whether the term begins anew with each new household.
    mandatory : bool
        Whether projects must take part.
    take_up : float
        Share of the programme's projects that take part where they need not.
    fee_per_home : float
        Paid for each home not reserved, over the mean private price at the start.
    fee_below : int
        Largest project that pays instead of reserving homes.
    fee_share : float
        Share of projects that pay, whatever their size.
    off_site_share : float
        Share of projects that build their reserved homes on other land.
    off_site_ratio : float
        So many more of them, over what they would owe on their own site.
    pass_through : float
        Of the rents of its market homes: so much more.
    supply_response : float
        Share of the programme's projects that are not built.
    """

    share: float
    bonus: float
    smallest_project: int
    bands: tuple[Band, ...]
    term_months: int
    places: frozenset[int] | None
    restarts: bool = False
    mandatory: bool = True
    take_up: float = 1.0
    fee_per_home: float = 0.0
    fee_below: int = 0
    fee_share: float = 0.0
    off_site_share: float = 0.0
    off_site_ratio: float = 0.0
    pass_through: float = 0.0
    supply_response: float = 0.0


@dataclass
class Levers:
    """All levers at their resting position: no policy."""

    tables: LeverTables
    growth: NDArray[np.int64]  # (neighbourhoods,) extra rent growth a year, parts per billion
    buy_back_months: NDArray[np.int64]  # (blocks,) for sale before the board buys; NEVER = never
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

    def buy_back(self, blocks: NDArray[np.int64], owned: int, months: int) -> None:
        """Have the board buy homes that a quota keeps from being sold; the shorter period binds.

        Parameters
        ----------
        blocks : array of int
            Where.
        owned : int
            Months that the seller must have owned the home.
        months : int
            Months for which it must have stood for sale.
        """
        self.tables.buy_back[blocks] = np.minimum(self.tables.buy_back[blocks], owned)
        self.buy_back_months[blocks] = np.minimum(self.buy_back_months[blocks], months)

    def answer_caps(
        self, covered: NDArray[np.bool_], withdrawal: float, eviction: float, just_cause: bool
    ) -> None:
        """Say how landlords of blocks under a cap answer; of two probabilities the higher holds.

        Parameters
        ----------
        covered : array of bool, shape (blocks,)
        withdrawal : float
            Probability that a rental home whose tenant leaves is sold instead of being let again.
        eviction : float
            Probability, at a renewal that a cap cuts, that the contract is ended instead.
        just_cause : bool
            Whether the law forbids that; one law that does protects whatever others say.
        """
        tables = self.tables
        tables.withdrawal[covered] = np.maximum(tables.withdrawal[covered], withdrawal)
        tables.eviction[covered] = np.maximum(tables.eviction[covered], eviction)
        if just_cause:
            tables.just_cause[covered] = 1


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
            residents_block_limit=np.full(blocks, NO_LIMIT, np.int64),
            residents_neighbourhood_limit=np.full(neighbourhoods, NO_LIMIT, np.int64),
            rental_points=np.zeros(blocks, np.int64),
            buy_back=np.full(blocks, NEVER, np.int64),
            minimum_stay=np.zeros(blocks, np.int64),
            withdrawal=np.zeros(blocks, np.float64),
            eviction=np.zeros(blocks, np.float64),
            just_cause=np.zeros(blocks, np.int64),
        ),
        growth=np.zeros(neighbourhoods, np.int64),
        buy_back_months=np.full(blocks, NEVER, np.int64),
    )
