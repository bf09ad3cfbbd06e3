"""A household as a Mesa agent: it reads its own row, looks around its cell, and moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from sim.behaviour import affordability, eligibility, tenancy, utility
from sim.behaviour.parameters import Parameters
from sim.behaviour.utility import NOTHING
from sim.draws import Purpose, pick, shared_uniform, word
from sim.engines.flows import (
    DEPARTED,
    FORCED,
    KEPT,
    MOVED,
    REFUSED,
    REFUSED_MOVE,
)
from sim.engines.reference import contracts
from sim.engines.reference.memory import Numbers
from sim.portable import exp, log
from sim.state.columns import PRIVATE_RENTAL, RESERVED

if TYPE_CHECKING:
    from sim.engines.reference.engine import ReferenceEngine
    from sim.engines.reference.homes import Home


@dataclass
class Found:
    """What a look at vacant homes found: the best that can be chosen, and what was vetoed."""

    home: "Home | None" = None
    payment: int = 0
    loan: int = 0
    best: float = NOTHING  # its utility with luck
    refused: float = NOTHING  # that of the best home that was vetoed
    values: float = 0.0  # sum of exp(systematic utility) over the homes that can be chosen
    brought: int = 0  # equity that the household brings


class Household(mesa.discrete_space.CellAgent):  # type: ignore[misc]
    """A household of the reference engine; its columns are those of its row in the city's state."""

    _ids = Numbers()

    def __init__(self, engine: "ReferenceEngine", number: int) -> None:
        super().__init__(engine.city)
        self.engine = engine
        self.number = number
        row = engine.city.state.households
        self.group, self.fifth = int(row.group[number]), int(row.fifth[number])
        self.income, self.standing = int(row.income[number]), int(row.standing[number])
        self.market = int(row.market[number])
        self.quota_class = int(engine.city.tables.quota_class[self.group])
        self.citizenship = int(row.citizenship[number])
        self.home: Home | None = None
        self.moved, self.strain = int(row.moved[number]), int(row.strain[number])
        self.rent, self.loan = int(row.rent[number]), int(row.loan[number])
        self.saved = 0  # cents a month that a cap took off the contract; only counted
        self.reserved = 0.0  # sum of exp(utility) of the reserved homes seen this month

    @property
    def p(self) -> Parameters:
        """The numbers of the rules."""
        return self.engine.city.parameters

    def count(self, event: int) -> None:
        """Count an event of this household in the month's flows."""
        self.engine.flows.events[event, self.group, self.fifth] += 1

    def note(self, deed: int, amount: int = 1) -> None:
        """Add to what policies did, or to what it cost, for this household."""
        self.engine.flows.deeds[deed, self.group, self.fifth] += amount

    def note_cut(self, cut: int, deed: int) -> None:
        """Note what a cap took off the contract (0: nothing), and count the contract."""
        self.saved = cut
        if cut > 0:
            self.note(deed)

    # What a home is worth and costs ------------------------------------------------------------

    def systematic_utility(self, home: "Home", payment: int) -> float:
        """Return the utility of a home without attachment and luck."""
        neighbours = [other for other in home.neighbours() if other is not self]
        tables = self.engine.city.tables
        return utility.systematic_utility(
            sum(other.group == self.group for other in neighbours),
            len(neighbours),
            sum(other.standing for other in neighbours),
            self.standing,
            home.quality,
            payment,
            self.income,
            float(tables.own_group[self.group]),
            float(tables.appeal[self.group, home.neighbourhood]),
            self.p,
        )

    def luck(self, home: "Home", month: int) -> float:
        """Return the taste shock for a home."""
        return utility.taste_shock(self.number, home.cell, month, self.p, self.engine.gumbel)

    def elsewhere(self, month: int) -> float:
        """Return what living elsewhere is worth, with luck; `NOTHING` in a closed city."""
        if not self.p.open_city:
            return NOTHING
        worth = float(self.engine.city.tables.elsewhere[self.group, self.fifth])
        return worth + utility.shock_elsewhere(self.number, month, self.p, self.engine.gumbel)

    def equity(self, month: int) -> int:
        """Return what the household brings from selling its home."""
        if self.home is None:
            return 0
        market, months = self.home.market, month - self.moved
        if self.p.asks:
            value = self.home.reference()
            return affordability.equity_in(market, value, self.loan, months, self.p)
        return affordability.equity(market, self.home.market_rent(), self.loan, months, self.p)

    def present_payment(self, month: int) -> int:
        """Return what the present home costs a month."""
        if self.home is not None and self.home.owned:
            return affordability.instalment(self.loan, month - self.moved, self.p)
        return self.rent

    # The month ---------------------------------------------------------------------------------

    def considers(self, month: int) -> bool:
        """Return whether the household looks for another home this month."""
        assert self.home is not None
        if tenancy.must_search(self.strain, self.p):
            return True
        market, months = self.home.market, month - self.moved
        if not tenancy.may_move(market, months, 0, self.p):
            return False
        chance = tenancy.consider_probability(market, self.p)
        if shared_uniform(self.p.seed, month, self.number, Purpose.CONSIDER) >= chance:
            return False
        if tenancy.may_move(market, months, self.home.minimum_stay(), self.p):
            return True
        self.note(KEPT)
        return False

    def prepare(self, month: int) -> bool:
        """Live the month up to the search: contract, strain; return whether one searches."""
        assert self.home is not None
        if self.home.market in (PRIVATE_RENTAL, RESERVED):
            evicted = False
            if self.home.market == PRIVATE_RENTAL:
                evicted = contracts.renew_contract(self, month)
            else:
                contracts.note_reserved(self)
            contracts.feel_strain(self, evicted)
        if self.home.to_be_pulled_down():
            self.strain = self.p.displacement_months
        return self.considers(month)

    @property
    def forced(self) -> bool:
        """Whether it must search, and cannot choose to stay."""
        return tenancy.must_search(self.strain, self.p)

    def draw_lot(self, month: int) -> bool:
        """Try for a reserved home; return whether it moved.

        What the reserved homes are worth to one that does not move is kept for its open search. One
        that moves looks at the open market too, so that its expected utility is of the same choice.
        """
        plain, stay = self.staying(month)
        if self.forced:
            stay = NOTHING
        found = self.look(month, lottery=True)
        least = utility.alternative(stay, self.elsewhere(month), found.home is not None)
        if found.home is None or found.best <= least:
            self.reserved = found.values
            return False
        if not self.forced:
            others = self.look(month, lottery=False)
            self.note_utility(exp(plain) + found.values + others.values)
        self.move(found, month)
        return True

    def step(self, month: int) -> None:
        """Search the open markets, and move if there is something better; or leave the city, if
        living elsewhere is better still."""
        plain, stay = self.staying(month)
        if self.forced:
            stay = NOTHING
        found = self.look(month, lottery=False)
        least = utility.alternative(stay, self.elsewhere(month), found.home is not None)
        self.note_refusal(found, least)
        if not self.forced:
            self.note_utility(exp(plain) + self.reserved + found.values)
        self.reserved = 0.0
        if found.home is not None and found.best > least:
            self.move(found, month)
        elif least > stay:
            self.engine.leave_city(self, DEPARTED)

    def move(self, found: "Found", month: int) -> None:
        """Leave the present home for the one found."""
        self.count(FORCED if self.forced else MOVED)
        self.engine.leave(self, month)
        self.engine.enter(self, found, month)

    def place_in_queue(self, month: int, purpose: Purpose) -> tuple[int, int]:
        """Return the sort key of a queue of this month: a draw, then the id."""
        return word(self.p.seed, month, self.number, purpose, 0), self.number

    def candidates(self, month: int, lottery: bool) -> "Iterator[Home]":
        """Yield vacant homes as they are seen for the first time, drawn by key with replacement."""
        vacant = self.engine.vacant
        markets = [RESERVED] if lottery else [m for m in range(4) if self._open(m)]
        homes = [home for m in markets for home in vacant[m]]
        purpose = Purpose.RESERVED_CANDIDATE if lottery else Purpose.CANDIDATE
        seen = set()
        for k in range(self.p.tries if homes else 0):
            home = homes[pick(len(homes), self.p.seed, month, self.number, purpose, k)]
            if home.cell not in seen:
                seen.add(home.cell)
                yield home

    def _open(self, market: int) -> bool:
        return eligibility.open_to(self.market, market, self.p.all_sectors)

    def staying(self, month: int) -> tuple[float, float]:
        """Return the utility of the present home with attachment: without and with luck."""
        assert self.home is not None
        value = self.systematic_utility(self.home, self.present_payment(month))
        value += utility.attachment(self.home.market, self.p)
        return value, value + self.luck(self.home, month)

    def look(self, month: int, lottery: bool) -> "Found":
        """Return what it finds among the vacant homes that it sees, reserved or on its markets."""
        brought, seen = self.equity(month), 0
        found = Found(brought=brought)
        for home in self.candidates(month, lottery):
            if seen >= self.p.candidates:
                break
            seen += not self.p.informed
            rent = home.asking_rent(month)
            loan = affordability.loan_for(home.price(month), brought, self.p)
            payment = affordability.payment_for(home.market, rent, self.income, loan, self.p)
            if not affordability.can_pay(
                home.market, payment, self.income, home.reserved_income, self.p
            ):
                continue
            systematic = self.systematic_utility(home, payment)
            value = systematic + self.luck(home, month)
            if self.engine.quota.vetoes(self, home, month):
                found.refused = max(found.refused, value)
                continue
            seen += self.p.informed
            found.values += exp(systematic)
            if value > found.best:
                found.best, found.home = value, home
                found.payment, found.loan = payment, loan
        return found

    def note_refusal(self, found: "Found", stay: float) -> None:
        """Record that the best home seen was vetoed, and the utility lost if it would have moved
        there."""
        if found.refused <= found.best:
            return
        self.count(REFUSED)
        chosen = max(found.best, stay)
        if found.refused > chosen:
            self.count(REFUSED_MOVE)
            if chosen > NOTHING:
                lost = found.refused - chosen
                self.engine.flows.refused_utility[self.group, self.fifth] += lost

    def note_utility(self, values: float) -> None:
        """Record the expected utility of the choice set (the logsum), for all the households that
        this one stands for."""
        assert self.home is not None
        flows, weight = self.engine.flows, tenancy.stands_for(self.home.market, self.p)
        flows.utility[self.group, self.fifth] += weight * log(values)
        flows.deciders[self.group, self.fifth] += weight
