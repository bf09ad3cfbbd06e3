"""The first month's city: households with groups and incomes, placed in homes that they can pay."""

import bisect
import csv
from pathlib import Path

import numpy as np

from sim.behaviour.affordability import loan_needed
from sim.behaviour.parameters import BILLION, MILLION, Parameters, parameters, per, quota_classes
from sim.config.schema import CityConfig, Config
from sim.draws import Purpose, pick, uniform, word
from sim.portable import exp, log, normal_quantile
from sim.state import land
from sim.state.columns import (
    LEVEL_ONE,
    NOBODY,
    PRIVATE_RENTAL,
    PUBLIC_OWNED,
    PUBLIC_RENTAL,
    Dwellings,
    Households,
    Ints,
    State,
    Zones,
    empty_households,
    empty_vacancies,
    list_vacancy,
)


class InfeasibleCity(ValueError):
    """A config whose first month cannot be set up; the message has the numbers."""


def initial_state(config: Config, seed: int) -> State:
    """Return the city before its first month, under `city.initial` but for the burn-in.

    Raises
    ------
    InfeasibleCity
        If there is no household, no vacancy, or homes to let that nobody can pay.
    """
    city = config.city
    zones = land.zones(city)
    dwellings = land.built(city, zones, seed)
    occupied = _occupied_homes(city, dwellings, seed)
    people = _People(config, occupied, seed)
    people.place(dwellings, zones)
    households = people.rows()
    neighbourhoods = int(zones.neighbourhood.max()) + 1
    state = State(
        households,
        dwellings,
        zones,
        empty_vacancies(len(zones.block)),
        np.full((neighbourhoods, 2), LEVEL_ONE, np.int64),
        np.zeros(3, np.int64),
        np.array([0, len(households.group), 0, 0, 0], np.int64),
    )
    _settle(state, config)
    for cell in np.flatnonzero((dwellings.sector >= 0) & (dwellings.household < 0)).tolist():
        list_vacancy(state, cell)
    if len(households.group) == 0:
        raise InfeasibleCity("the city has no household: city.size and the sectors leave no home occupied")
    if int(state.vacancies.count.sum()) == 0:
        raise InfeasibleCity("the city has no vacant home, so nobody can move; raise the vacancy shares")
    return state


def _occupied_homes(city: CityConfig, dwellings: Dwellings, seed: int) -> list[list[int]]:
    """Return by market the homes that will be lived in, in keyed order."""
    markets = []
    for sector, stock in enumerate((city.public, city.private)):
        for rental, vacancy in ((0, stock.vacancy_owned), (1, stock.vacancy_rental)):
            here = np.flatnonzero((dwellings.sector == sector) & (dwellings.rental == rental))
            order = sorted(here.tolist(), key=lambda k: (word(seed, 0, k, Purpose.TENURE, 1), k))
            empty = int(vacancy * len(order) + 0.5)
            markets.append(order[empty:])
    return markets


class _People:
    """Households being made: plain lists, one entry a household."""

    def __init__(self, config: Config, occupied: list[list[int]], seed: int) -> None:
        self.config, self.seed, self.occupied = config, seed, occupied
        self.p: Parameters = parameters(config, seed)
        self.group: list[int] = []
        self.income: list[int] = []
        self.market: list[int] = []
        self.home: list[int] = []
        for sector in (0, 1):
            self._draw_sector(sector, len(occupied[2 * sector]) + len(occupied[2 * sector + 1]))

    def _draw_sector(self, sector: int, count: int) -> None:
        """Add the sector's households: exact group counts, incomes drawn by key."""
        city = self.config.city
        groups = list(city.groups.values())
        rates = [g.public_rate if sector == 0 else 1.0 - g.public_rate for g in groups]
        weights = [g.share * rate for g, rate in zip(groups, rates, strict=True)]
        for g, number in enumerate(land.largest_remainder(weights, count)):
            for _ in range(number):
                self.income.append(self._draw_income(len(self.group), g))
                self.group.append(g)
                self.market.append(2 * sector)
                self.home.append(NOBODY)

    def _draw_income(self, household: int, group: int) -> int:
        """Return an income in cents: none with probability `no_work`, else lognormal."""
        income, groups = self.config.city.income, list(self.config.city.groups.values())
        if uniform(self.seed, 0, household, Purpose.INCOME, 0) < income.no_work:
            return 0
        z = normal_quantile(uniform(self.seed, 0, household, Purpose.INCOME, 1) + land.HALF_CELL)
        reference = 1.0
        for g in groups:  # the geometric mean of the groups' medians is the city's
            reference *= exp(-g.share * log(g.income_ratio))
        return per(income.median * reference * groups[group].income_ratio * exp(income.sigma * z), 100)

    def place(self, dwellings: Dwellings, zones: Zones) -> None:
        """Give every household a home: tenants first, then owners."""
        for sector in (0, 1):
            waiting = self._waiting(sector)
            rental = self.occupied[2 * sector + 1]
            if sector == 0:
                self._let_public(waiting, rental)
            else:
                self._let_private(waiting, rental, dwellings)
            owned = self.occupied[2 * sector]
            self._settle_owners(self._waiting(sector), owned, zones)

    def _waiting(self, sector: int) -> list[int]:
        """Return the sector's households without a home, in keyed order."""
        ids = [h for h, m in enumerate(self.market) if m // 2 == sector and self.home[h] < 0]
        return sorted(ids, key=lambda h: (word(self.seed, 0, h, Purpose.PLACE, 0), h))

    def _let_public(self, waiting: list[int], homes: list[int]) -> None:
        """Let public rental homes to households within the income ceiling."""
        poor = [h for h in waiting if self.income[h] <= self.p.public_rental_ceiling]
        for household, home in zip(poor, homes, strict=False):
            self.home[household], self.market[household] = home, PUBLIC_RENTAL

    def _let_private(self, waiting: list[int], homes: list[int], dwellings: Dwellings) -> None:
        """Let private rental homes, dearest first, each to a household drawn among those who can pay."""
        pool = sorted((self.income[h], h) for h in waiting)
        for home in sorted(homes, key=lambda c: (-int(dwellings.base_rent[c]), c)):
            least = -(-int(dwellings.base_rent[home]) * MILLION // max(self.p.entry_burden, 1))
            first = bisect.bisect_left(pool, (least, -1))
            if first == len(pool):
                continue
            chosen = pick(len(pool) - first, self.seed, 0, home, Purpose.TENANT, 0)
            household = pool.pop(first + chosen)[1]
            self.home[household], self.market[household] = home, PRIVATE_RENTAL

    def _settle_owners(self, waiting: list[int], homes: list[int], zones: Zones) -> None:
        """Put owners into owned homes: at random, group by group, or after a table's shares."""
        start = self.config.city.initial
        if start == "segregated":
            waiting = sorted(waiting, key=lambda h: self.group[h])
            homes = sorted(homes, key=lambda c: (zones.neighbourhood[c], zones.block[c], c))
        elif start == "from_table":
            waiting = self._after_table(waiting, homes, zones)
        for household, home in zip(waiting, homes, strict=False):
            self.home[household] = home

    def _after_table(self, waiting: list[int], homes: list[int], zones: Zones) -> list[int]:
        """Return the households in the order of the homes, groups drawn after the table's shares."""
        city = self.config.city
        shares = read_table(city, int(zones.neighbourhood.max()) + 1)
        queues = [[h for h in waiting if self.group[h] == g] for g in range(len(city.groups))]
        initial = [max(len(queue), 1) for queue in queues]
        order = []
        for home in homes[: len(waiting)]:
            row = shares[int(zones.neighbourhood[home])]
            weight = [s * (len(q) / n) for s, q, n in zip(row, queues, initial, strict=True)]
            if sum(weight) <= 0.0:
                weight = [float(len(queue)) for queue in queues]
            mark = uniform(self.seed, 0, home, Purpose.PLACE, 1) * sum(weight)
            g = 0
            while g < len(queues) - 1 and (mark >= weight[g] or not queues[g]):
                mark -= weight[g]
                g += 1
            while not queues[g]:
                g -= 1
            order.append(queues[g].pop())
        return order

    def rows(self) -> Households:
        """Return the placed households as columns; those without a home never enter the city."""
        placed = [h for h, home in enumerate(self.home) if home >= 0]
        lost = len(self.home) - len(placed)
        if placed and lost > 0.05 * len(self.home):
            raise InfeasibleCity(
                f"{lost} of {len(self.home)} households find no home that they can pay: lower"
                " city.private.rent or the rental shares, or raise city.income.median"
            )
        households = empty_households(len(placed))
        for name in ("group", "income", "market"):
            getattr(households, name)[:] = [getattr(self, name)[h] for h in placed]
        households.dwelling[:] = [self.home[h] for h in placed]
        return households


def _settle(state: State, config: Config) -> None:
    """Fill what follows from incomes and homes: ranks, contracts, loans, owners of record."""
    people, homes = state.households, state.dwellings
    p = parameters(config, 0)
    people.fifth[:], people.standing[:] = ranks(people.income, people.income)
    class_of = [quota_classes(config).index(g.quota_class) for g in config.city.groups.values()]
    for h, cell in enumerate(people.dwelling.tolist()):
        market, income = int(people.market[h]), int(people.income[h])
        rent = int(homes.base_rent[cell])
        homes.household[cell] = h
        if market in (PUBLIC_OWNED, PUBLIC_RENTAL):
            homes.record[cell] = class_of[int(people.group[h])]
        if market == PUBLIC_RENTAL:
            people.rent[h] = income * p.public_rent_share // MILLION
        elif market == PRIVATE_RENTAL:
            people.rent[h] = homes.last_rent[cell] = rent
        else:  # owners: the usual loan, or as much as the entry burden lets them carry
            most = income * p.entry_burden // MILLION * BILLION // max(p.instalment, 1)
            people.loan[h] = min(loan_needed(rent, 0, p), most)


def ranks(income: Ints, among: Ints) -> tuple[Ints, Ints]:
    """Return the fifth (0 to 4) and the rank in thousandths of incomes in an income distribution."""
    ordered = np.sort(among)
    lower = np.searchsorted(ordered, income, side="left").astype(np.int64)
    count = max(len(ordered), 1)
    return lower * 5 // count, lower * 1000 // count


def read_table(city: CityConfig, neighbourhoods: int) -> list[list[float]]:
    """Return group shares by neighbourhood from `city.table`, a CSV with one column per group.

    Raises
    ------
    InfeasibleCity
        If the file is missing or its rows and columns do not fit the city.
    """
    path = Path(city.table or "")
    if not path.is_file():
        raise InfeasibleCity(f"city.table is {city.table!r}: no such file")
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    if len(rows) != neighbourhoods:
        raise InfeasibleCity(
            f"city.table has {len(rows)} rows: the city has {neighbourhoods} neighbourhoods, one row each"
        )
    shares = []
    for number, row in enumerate(rows, start=2):
        try:
            counts = [float(row[name]) for name in city.groups]
        except (KeyError, TypeError, ValueError) as error:
            raise InfeasibleCity(
                f"city.table, line {number}: it needs a number for each of {', '.join(city.groups)}"
            ) from error
        total = sum(counts)
        shares.append([count / total if total > 0 else 1.0 / len(counts) for count in counts])
    return shares
