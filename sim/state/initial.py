"""The first month's city: households with groups and incomes, placed in homes that they can pay."""

import bisect
import csv
from pathlib import Path

import numpy as np

from sim.behaviour.parameters import BILLION, MILLION, Parameters, parameters, quota_classes
from sim.config.schema import CityConfig, Config
from sim.draws import Purpose, pick, uniform
from sim.state import keyed, land
from sim.state.citizenship import permanent_residents
from sim.state.columns import (
    LEVEL_ONE,
    NOBODY,
    PRIVATE_OWNED,
    PRIVATE_RENTAL,
    PUBLIC_OWNED,
    PUBLIC_RENTAL,
    Dwellings,
    Households,
    State,
    Zones,
    empty_households,
    empty_vacancies,
    list_vacancy,
    no_sales,
    no_sites,
)
from sim.state.incomes import incomes, ranks
from sim.state.stays import stays


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
        no_sales(int(zones.block.max()) + 1, neighbourhoods),
        no_sites(int(zones.block.max()) + 1),
    )
    _settle(state, config, seed)
    for cell in np.flatnonzero((dwellings.sector >= 0) & (dwellings.household < 0)).tolist():
        list_vacancy(state, cell)
    if len(households.group) == 0:
        raise InfeasibleCity(
            "the city has no household: city.size and the sectors leave no home occupied"
        )
    if int(state.vacancies.length.sum()) == 0:
        raise InfeasibleCity(
            "the city has no vacant home, so nobody can move; raise the vacancy shares"
        )
    return state


def _occupied_homes(city: CityConfig, dwellings: Dwellings, seed: int) -> list[list[int]]:
    """Return by market the homes that will be lived in, in keyed order."""
    markets = []
    for sector, stock in enumerate((city.public, city.private)):
        for rental, vacancy in ((0, stock.vacancy_owned), (1, stock.vacancy_rental)):
            here = np.flatnonzero((dwellings.sector == sector) & (dwellings.rental == rental))
            order = keyed.order(here, seed, Purpose.TENURE, 1).tolist()
            empty = int(vacancy * len(order) + 0.5)
            markets.append(order[empty:])
    return markets


class _People:
    """Households being made: plain lists, one entry a household."""

    def __init__(self, config: Config, occupied: list[list[int]], seed: int) -> None:
        self.config, self.seed, self.occupied = config, seed, occupied
        self.p: Parameters = parameters(config, seed)
        self.group: list[int] = []
        self.market: list[int] = []
        for sector in (0, 1):
            self._add_sector(sector, len(occupied[2 * sector]) + len(occupied[2 * sector + 1]))
        self.home = [NOBODY] * len(self.group)
        self.income: list[int] = incomes(config, np.array(self.group, np.int64), seed).tolist()

    def _add_sector(self, sector: int, count: int) -> None:
        """Add the sector's households in exact group counts."""
        groups = list(self.config.city.groups.values())
        rates = [g.public_rate if sector == 0 else 1.0 - g.public_rate for g in groups]
        weights = [g.share * rate for g, rate in zip(groups, rates, strict=True)]
        for g, number in enumerate(land.largest_remainder(weights, count)):
            self.group += [g] * number
            self.market += [2 * sector] * number

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
        waiting: list[int] = keyed.order(ids, self.seed, Purpose.PLACE).tolist()
        return waiting

    def _let_public(self, waiting: list[int], homes: list[int]) -> None:
        """Let public rental homes to households within the income ceiling."""
        poor = [h for h in waiting if self.income[h] <= self.p.public_rental_ceiling]
        for household, home in zip(poor, homes, strict=False):
            self.home[household], self.market[household] = home, PUBLIC_RENTAL

    def _let_private(self, waiting: list[int], homes: list[int], dwellings: Dwellings) -> None:
        """Let private rental homes, dearest first, each to a household drawn among those who can
        pay."""
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
        """Return the households in the order of the homes, groups drawn after the table's
        shares."""
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


def _settle(state: State, config: Config, seed: int) -> None:
    """Fill what follows from incomes and homes: ranks, contracts, loans, owners of record."""
    people, homes = state.households, state.dwellings
    p = parameters(config, 0)
    people.fifth[:], people.standing[:] = ranks(people.income, people.income)
    names = quota_classes(config)
    class_of = np.array([names.index(g.quota_class) for g in config.city.groups.values()], np.int8)
    home = people.dwelling
    rent, income = homes.base_rent[home], people.income
    homes.household[home] = np.arange(len(home))
    public = people.market < PRIVATE_OWNED
    homes.record[home[public]] = class_of[people.group[public]]
    people.citizenship[:] = permanent_residents(people, config.city, seed)
    homes.record_citizenship[home] = people.citizenship
    people.rent[:] = np.where(people.market == PRIVATE_RENTAL, rent, 0)
    homes.last_rent[home] = people.rent
    subsidised = people.market == PUBLIC_RENTAL
    people.rent[subsidised] = income[subsidised] * p.public_rent_share // MILLION
    # Owners owe the usual loan, or as much as the entry burden lets them carry.
    usual = rent * 12 * MILLION // p.price_yield * p.loan_to_value // MILLION
    most = income * p.entry_burden // MILLION * BILLION // max(p.instalment, 1)
    owners = (people.market == PUBLIC_OWNED) | (people.market == PRIVATE_OWNED)
    people.loan[:] = np.where(owners, np.minimum(usual, most), 0)
    # Nobody has measured yet how often they move: half of those who consider it (assumed).
    hazard = np.where([1, 0, 1, 0, 0], p.consider_owner, p.consider_renter) / 2.0
    rows = np.arange(len(home))
    people.moved[:] = -stays(rows, people.market, hazard, p.minimum_occupation, seed)


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
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeError, csv.Error) as error:
        raise InfeasibleCity(f"city.table is {city.table!r}: no CSV file in UTF-8") from error
    if len(rows) != neighbourhoods:
        raise InfeasibleCity(
            f"city.table has {len(rows)} rows: the city has {neighbourhoods} neighbourhoods,"
            " one row each"
        )
    shares = []
    for number, row in enumerate(rows, start=2):
        try:
            counts = [float(row[name]) for name in city.groups]
            if not all(0 <= count < float("inf") for count in counts):
                raise ValueError(counts)
        except (KeyError, TypeError, ValueError) as error:
            raise InfeasibleCity(
                f"city.table, line {number}: it needs a number of at least 0 for each of"
                f" {', '.join(city.groups)}"
            ) from error
        total = sum(counts)
        shares.append([count / total if total > 0 else 1.0 / len(counts) for count in counts])
    return shares
