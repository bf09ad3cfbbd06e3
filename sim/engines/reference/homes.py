"""A dwelling on Mesa's grid, and the quota's books."""

from collections import Counter
from typing import TYPE_CHECKING

from sim.behaviour import affordability, eligibility, prices, tenancy
from sim.draws import Purpose, uniform
from sim.state.columns import (
    PRIVATE_OWNED,
    PRIVATE_RENTAL,
    PUBLIC_OWNED,
    RESERVED,
    market_of,
)

if TYPE_CHECKING:
    from mesa.discrete_space import Cell

    from sim.engines.reference.engine import ReferenceEngine
    from sim.engines.reference.household import Household

SOLD, RESIDENTS = -1, -2  # in the books beside the classes: ever sold; to permanent residents


class Home:
    """A dwelling: its fixed traits, its records, and the Mesa cell in which households meet."""

    def __init__(self, engine: "ReferenceEngine", cell: int, place: "Cell") -> None:
        self.engine, self.cell, self.place = engine, cell, place
        state = engine.city.state
        self.block = int(state.zones.block[cell])
        self.neighbourhood = int(state.zones.neighbourhood[cell])
        self.read()

    def read(self) -> None:
        """Take over the dwelling's columns: at the start, and when supply has changed them."""
        row = self.engine.city.state.dwellings
        self.sector, self.quality = int(row.sector[self.cell]), int(row.quality[self.cell])
        self.base_rent, self.record = int(row.base_rent[self.cell]), int(row.record[self.cell])
        self.record_citizenship = int(row.record_citizenship[self.cell])
        self.owned_months = int(row.owned_months[self.cell])
        self.sold_by = int(row.sold_by[self.cell])
        self.last_rent = int(row.last_rent[self.cell])
        self.last_rent_month = int(row.last_rent_month[self.cell])
        self.vacant_since = int(row.vacant_since[self.cell])
        self.reserved_income = int(row.reserved_income[self.cell])
        self.reserved_rent = int(row.reserved_rent[self.cell])
        self.asking = int(row.asking[self.cell])
        self.market = market_of(row, self.cell)

    @property
    def owned(self) -> bool:
        """Whether households own it."""
        return self.market in (0, 2)

    def may_be_bought_back(self, owned: int) -> bool:
        """Return whether the board buys it of owners who have had it for so many months."""
        least = int(self.engine.city.levers.tables.buy_back[self.block])
        return self.market == PUBLIC_OWNED and owned >= least

    def minimum_stay(self) -> int:
        """Return how long a policy asks its owner to stay, months."""
        return int(self.engine.city.levers.tables.minimum_stay[self.block])

    def to_be_pulled_down(self) -> bool:
        """Whether its building is to be pulled down."""
        return bool(self.engine.city.state.sites.clear[self.block] > 0)

    def neighbours(self) -> "list[Household]":
        """Return the households in the 24 cells of Moore radius 2."""
        around = self.place.get_neighborhood(radius=2, include_center=False)
        return list(around.agents)

    def market_rent(self) -> int:
        """Return the asking rent without caps."""
        level = self.engine.city.state.rent_level[self.neighbourhood, self.sector]
        return tenancy.market_rent(self.base_rent, int(level))

    def rent_cap(self) -> int:
        """Return the cap on the rents of sitting tenants here."""
        return int(self.engine.city.levers.tables.rent_cap[self.block])

    def letting_cap(self) -> int:
        """Return the cap on the rent of a new tenant here."""
        return int(self.engine.city.levers.tables.letting_cap[self.block])

    def eviction(self) -> float:
        """Return the probability that a contract which the cap cuts is ended here."""
        levers = self.engine.city.levers.tables
        return 0.0 if levers.just_cause[self.block] else float(levers.eviction[self.block])

    def withdrawn(self, month: int, seed: int) -> bool:
        """Return whether the landlord sells it, now that its tenant leaves; if so it is for sale
        from now on."""
        chance = float(self.engine.city.levers.tables.withdrawal[self.block])
        if self.market != PRIVATE_RENTAL:
            return False
        if uniform(seed, month, self.cell, Purpose.WITHDRAWAL, 0) >= chance:
            return False
        columns = self.engine.city.state.dwellings
        columns.rental[self.cell], columns.withdrawn[self.cell] = 0, 1
        self.market = PRIVATE_OWNED
        return True

    def asking_rent(self, month: int) -> int:
        """Return the rent asked while it stands empty."""
        if self.market == RESERVED:
            return self.reserved_rent
        if self.market != PRIVATE_RENTAL:
            return self.market_rent()
        months = month - self.last_rent_month
        return tenancy.capped_rent(self.market_rent(), self.last_rent, months, self.letting_cap())

    def reference(self) -> int:
        """Return what it is worth by recent sales nearby, cents."""
        level = self.engine.sales.level(self)
        return prices.reference(self.base_rent, level, self.engine.city.parameters)

    def price(self, month: int) -> int:
        """Return what it would cost to buy while it stands empty, cents."""
        p = self.engine.city.parameters
        if not p.asks or self.asking == 0:
            return affordability.price(self.asking_rent(month), p)
        months = prices.months_unsold(month, self.vacant_since)
        return prices.asked(self.asking, months, self.market_rent(), p)


class QuotaBooks:
    """Homes by owner of record and unit, counted afresh every month and kept up sale by sale."""

    def __init__(self, engine: "ReferenceEngine") -> None:
        self.engine = engine
        self.begin_month()

    def begin_month(self) -> None:
        """Count afresh, and note the counts as on the first of the month."""
        self.count()
        self.first = self.now.copy()

    def count(self) -> None:
        """Count the public homes by unit and owner of record: class, citizenship and all."""
        self.now: Counter[tuple[str, int, int]] = Counter()
        for home in self.engine.homes.values():
            if home.record >= 0:
                self._add(home, home.record, 1)
                self._add(home, RESIDENTS, home.record_citizenship)
                self._add(home, SOLD, 1)

    def _add(self, home: Home, quota_class: int, number: int) -> None:
        self.now["block", home.block, quota_class] += number
        self.now["neighbourhood", home.neighbourhood, quota_class] += number

    def vetoes(self, buyer: "Household", home: Home, month: int) -> bool:
        """Return whether the quota forbids a household to take a public home."""
        if home.market > 1:
            return False
        levers, p = self.engine.city.levers.tables, buyer.p
        if self.allows(buyer.quota_class, buyer.citizenship, home):
            return False
        drawn = uniform(p.seed, month, buyer.number, Purpose.ENFORCEMENT, home.cell)
        return drawn < float(levers.enforcement[0])

    def binding(self, home: Home) -> int:
        """Return which limits forbid a home to buyers of another class than its seller's.

        0: none; 1 + c: that of class c alone; number of classes + 1: those of several.
        """
        levers = self.engine.city.levers.tables
        books = self.now if levers.live[0] == 1 else self.first
        units = (
            ("block", home.block, levers.block_limit),
            ("neighbourhood", home.neighbourhood, levers.neighbourhood_limit),
        )
        classes = levers.block_limit.shape[1]
        full = [
            own
            for own in range(classes)
            if not all(
                eligibility.within_limit(
                    books[level, unit, own],
                    books[level, unit, -1],
                    int(limit[unit, own]),
                    home.record < 0,
                )
                for level, unit, limit in units
            )
        ]
        if len(full) > 1:
            return int(classes) + 1
        return 1 + full[0] if full else 0

    def allows(self, own: int, citizenship: int, home: Home) -> bool:
        """Return whether a household of a class and citizenship may take a public home."""
        levers = self.engine.city.levers.tables
        books = self.now if levers.live[0] == 1 else self.first
        points = int(levers.rental_points[home.block]) if home.market == 1 else 0
        block, place = ("block", home.block), ("neighbourhood", home.neighbourhood)
        of_block = int(levers.block_limit[home.block, own]) + points
        of_place = int(levers.neighbourhood_limit[home.neighbourhood, own])
        if citizenship == 0:
            return eligibility.quota_allows(
                own,
                home.record,
                books[*block, own],
                books[*block, SOLD],
                of_block,
                books[*place, own],
                books[*place, SOLD],
                of_place,
            )
        return eligibility.residents_quota_allows(
            own,
            home.record,
            home.record_citizenship,
            books[*block, own],
            books[*block, RESIDENTS],
            books[*block, SOLD],
            of_block,
            int(levers.residents_block_limit[home.block]) + points,
            books[*place, own],
            books[*place, RESIDENTS],
            books[*place, SOLD],
            of_place,
            int(levers.residents_neighbourhood_limit[home.neighbourhood]),
        )

    def record_sale(self, buyer: "Household", home: Home, month: int) -> None:
        """Enter the new owner of record, and how long the seller waited."""
        flows, seller = self.engine.flows, home.record
        if seller >= 0:
            self._add(home, seller, -1)
            if home.owned:
                flows.sales[seller] += 1
                flows.sales_wait[seller] += month - home.vacant_since
        else:
            self._add(home, SOLD, 1)
        self._add(home, buyer.quota_class, 1)
        self._add(home, RESIDENTS, buyer.citizenship - home.record_citizenship)
        home.record, home.record_citizenship = buyer.quota_class, buyer.citizenship
        home.owned_months = home.sold_by = 0
