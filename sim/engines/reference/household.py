"""A household as a Mesa agent: it reads its own row, looks around its cell, and moves."""

from typing import TYPE_CHECKING, Any

import mesa

from sim.behaviour import affordability, tenancy, utility
from sim.behaviour.parameters import Parameters
from sim.draws import Purpose, pick, shared_uniform, word
from sim.engines.flows import FORCED, MOVED, REFUSED
from sim.portable import exp, log
from sim.state.columns import PRIVATE_RENTAL, RESERVED

if TYPE_CHECKING:
    from sim.engines.reference.engine import ReferenceEngine
    from sim.engines.reference.homes import Home


class Household(mesa.discrete_space.CellAgent):  # type: ignore[misc]
    """A household of the reference engine; its columns are those of its row in the city's state."""

    def __init__(self, engine: "ReferenceEngine", number: int) -> None:
        super().__init__(engine.city)
        self.engine = engine
        self.number = number
        row = engine.city.state.households
        self.group, self.fifth = int(row.group[number]), int(row.fifth[number])
        self.income, self.standing = int(row.income[number]), int(row.standing[number])
        self.market = int(row.market[number])
        self.quota_class = int(engine.city.tables.quota_class[self.group])
        self.home: Home | None = None
        self.moved, self.strain = int(row.moved[number]), int(row.strain[number])
        self.rent, self.loan = int(row.rent[number]), int(row.loan[number])

    @property
    def p(self) -> Parameters:
        """The numbers of the rules."""
        return self.engine.city.parameters

    def count(self, event: int) -> None:
        """Count an event of this household in the month's flows."""
        self.engine.city.flows.events[event, self.group, self.fifth] += 1

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

    def equity(self, month: int) -> int:
        """Return what the household brings from selling its home."""
        if self.home is None:
            return 0
        months = month - self.moved
        return affordability.equity(
            self.home.market, self.home.market_rent(), self.loan, months, self.p
        )

    def present_payment(self, month: int) -> int:
        """Return what the present home costs a month."""
        if self.home is not None and self.home.owned:
            return affordability.instalment(self.loan, month - self.moved, self.p)
        return self.rent

    # The month ---------------------------------------------------------------------------------

    def renew_contract(self, month: int) -> None:
        """Reset a private tenant's rent to the asking rent when it is due, within the cap."""
        assert self.home is not None
        if tenancy.reset_due(month - self.moved, self.p):
            asked, cap = self.home.market_rent(), self.home.rent_cap()
            self.rent = tenancy.capped_rent(asked, self.rent, self.p.reset_months, cap)
            self.home.last_rent, self.home.last_rent_month = self.rent, month

    def feel_strain(self) -> None:
        """Count the months in which the rent is above the displacement burden."""
        self.strain = self.strain + 1 if tenancy.strained(self.rent, self.income, self.p) else 0
        self.engine.count_burden(self)

    def considers(self, month: int) -> bool:
        """Return whether the household looks for another home this month."""
        assert self.home is not None
        if tenancy.must_search(self.strain, self.p):
            return True
        if not tenancy.may_move(self.home.market, month - self.moved, self.p):
            return False
        chance = tenancy.consider_probability(self.home.market, self.p)
        return shared_uniform(self.p.seed, month, self.number, Purpose.CONSIDER) < chance

    def prepare(self, month: int) -> bool:
        """Live the month up to the search: contract, strain; return whether one searches."""
        assert self.home is not None
        if self.home.market in (PRIVATE_RENTAL, RESERVED):
            if self.home.market == PRIVATE_RENTAL:
                self.renew_contract(month)
            self.feel_strain()
        return self.considers(month)

    def step(self, month: int, lottery: bool) -> bool:
        """Search once, among reserved homes or on the open markets; return whether one moved."""
        forced = tenancy.must_search(self.strain, self.p)
        best, values = self.search(month, lottery, stay=not forced)
        if not forced and (best is not None or not lottery):
            self.note_utility(values)
        if best is None:
            return False
        self.count(FORCED if forced else MOVED)
        self.engine.leave(self, month)
        self.engine.enter(self, *best, month)
        return True

    def place_in_queue(self, month: int, purpose: Purpose) -> tuple[int, int]:
        """Return the sort key of a queue of this month: a draw, then the id."""
        return word(self.p.seed, month, self.number, purpose, 0), self.number

    def candidates(self, month: int, lottery: bool) -> Any:
        """Yield vacant homes as they are seen, drawn by key with replacement."""
        vacant = self.engine.vacant
        markets = [RESERVED] if lottery else [m for m in range(4) if self._open(m)]
        lists = [vacant[m] for m in markets]
        total = sum(len(homes) for homes in lists)
        purpose = Purpose.RESERVED_CANDIDATE if lottery else Purpose.CANDIDATE
        for k in range(self.p.tries if total else 0):
            place = pick(total, self.p.seed, month, self.number, purpose, k)
            for homes in lists:
                if place < len(homes):
                    yield homes[place]
                    break
                place -= len(homes)

    def _open(self, market: int) -> bool:
        return self.p.all_sectors or market == self.market

    def search(
        self, month: int, lottery: bool, stay: bool
    ) -> "tuple[tuple[Home, int, int] | None, float]":
        """Return the best home seen with payment and loan, or None; and the sum of exp(utility)."""
        choice, best, values, refused = None, -1.0e300, 0.0, -1.0e300
        if stay:
            assert self.home is not None
            value = self.systematic_utility(self.home, self.present_payment(month))
            value += utility.attachment(self.home.market, self.p)
            values = exp(value)
            best = value + self.luck(self.home, month)
        brought, seen = self.equity(month), 0
        for home in self.candidates(month, lottery):
            if seen >= self.p.candidates:
                break
            seen += not self.p.informed
            rent = home.asking_rent(month)
            loan = affordability.loan_needed(rent, brought, self.p)
            payment = affordability.payment_for(home.market, rent, self.income, loan, self.p)
            if not affordability.can_pay(
                home.market, payment, self.income, home.reserved_income, self.p
            ):
                continue
            systematic = self.systematic_utility(home, payment)
            value = systematic + self.luck(home, month)
            if self.engine.quota.vetoes(self, home, month):
                refused = max(refused, value)
                continue
            seen += self.p.informed
            values += exp(systematic)
            if value > best:
                best, choice = value, (home, payment, loan)
        if refused > best:
            self.note_refusal(refused, best)
        return choice, values

    def note_refusal(self, refused: float, best: float) -> None:
        """Record that what would have been chosen was vetoed, and the utility lost."""
        self.count(REFUSED)
        if best > -1.0e299:
            self.engine.city.flows.refused_utility[self.group] += refused - best

    def note_utility(self, values: float) -> None:
        """Record the expected utility of the choice set (the logsum)."""
        flows = self.engine.city.flows
        flows.utility[self.group, self.fifth] += log(values)
        flows.deciders[self.group, self.fifth] += 1
