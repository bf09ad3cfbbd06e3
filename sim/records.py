"""The record of a run: one row a month, flows and stocks from the city, indices from
measurement."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts.auditor import Auditor
from sim.behaviour.eligibility import NO_LIMIT
from sim.behaviour.parameters import quota_classes
from sim.compiled import compiled
from sim.config.schema import Config
from sim.engines.flows import DEEDS, EVENTS
from sim.market import asking
from sim.market.rents import SECTOR_MARKETS
from sim.measurement import Measurement, payments
from sim.measurement.recorded import due, in_rows
from sim.measurement.rings import Pilots
from sim.months.housing_market import HousingMarket
from sim.policies import REGISTRY
from sim.policies.trials import trials, tried_in
from sim.records_of_limits import Limits
from sim.records_of_sales import of_sales
from sim.snapshot import geometry
from sim.state.columns import LEVEL_ONE, MARKETS
from sim.state.incomes import LANES, Census

if TYPE_CHECKING:
    from sim.city import City

Floats = NDArray[np.float64]


class Records:
    """Collects the outcomes of a city; it reads, it never writes to the city."""

    def __init__(self, city: "City") -> None:
        self.groups = list(city.config.city.groups)
        self.classes = quota_classes(city.config)
        self.deeds = deeds_of(city.config)
        self.asks = city.parameters.asks
        self.census = Census(len(self.groups))
        self.events = events_of(city.config)
        self.months: list[int] = []
        self.flows: list[tuple[NDArray[Any], ...]] = []
        self.stocks: list[dict[str, float]] = []
        metrics = city.config.metrics
        self.every = city.config.metrics.every
        self.measurement = (
            Measurement(metrics, self.groups, geometry(city.config, city.state.zones))
            if metrics.families
            else None
        )

        where = geometry(city.config, city.state.zones)
        words = [*metrics.pilots, *trials(city.config)]
        tried = tried_in(words, city.seed_of_run, len(city.state.rent_level))
        self.pilots = Pilots(tried, self.groups, where) if tried else None
        self.limits = Limits(city)
        self.money = metrics.money
        self.auditor = Auditor() if metrics.accounts else None

    def observe(self, city: "City") -> None:
        """Record the city at the end of a month (and once before the first)."""
        life = city.life
        assert isinstance(life, HousingMarket)
        if self.auditor is not None:
            self.auditor.observe(city, life)
        self.months.append(city.month)
        self.flows.append(tuple(counter.copy() for counter in city.life.flows))
        self.stocks.append(_stocks(city, life, self.census))
        self.limits.observe(city, life.engine)
        if self.pilots is not None:
            inside = self.pilots.observe(city.state, city.month, life.market_homes)
            self.stocks[-1].update(inside)
        if self.money:
            paid = payments.payments(city.state, city.month, city.parameters)
            self.stocks[-1].update(payments.columns(paid))
        last = city.month == city.config.months
        if self.measurement is not None and due(city.month, self.every, last):
            self.measurement.observe(city.month, city.snapshot())

    def due(self, month: int) -> bool:
        """Return whether something is read at the end of a month: stocks and money always are."""
        return True

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return name -> one value a month, `month` first."""
        events, taken, sales, wait, utility, deciders, refused, deeds, money, sold = (
            np.array(counter, np.float64) for counter in zip(*self.flows, strict=True)
        )
        columns: dict[str, NDArray[Any]] = {"month": np.array(self.months, np.int64)}
        for name in self.stocks[0]:
            columns[name] = np.array([stock[name] for stock in self.stocks], np.float64)
        columns.update(self.limits.columns(self.classes))
        for name in self.events:
            columns.update(self._breakdown(name, events[:, EVENTS.index(name)]))
        for name in self.deeds:
            table, names = (events, EVENTS) if name in EVENTS else (deeds, DEEDS)
            columns.update(self._breakdown(name, table[:, names.index(name)]))
        columns.update(self._breakdown("utility", utility))
        columns.update(self._breakdown("deciders", deciders))
        columns.update(self._breakdown("refused_utility", refused))
        for m, market in enumerate(MARKETS):
            columns[f"taken.{market}"] = taken[:, m]
        for c, name in enumerate(self.classes):
            columns[f"sales.{name}"] = sales[:, c]
            columns[f"sales_wait.{name}"] = wait[:, c]
        if self.asks:
            columns.update(of_sales(self.classes, money, sold, columns["price_level.public"]))
        if self.measurement is not None:
            measured = self.measurement.columns()
            rows = in_rows(measured, self.measurement.months, self.months, self.every)
            columns.update(rows)
        return columns

    def _breakdown(self, name: str, counts: Floats) -> dict[str, Floats]:
        """Return a flow in all, by group and by income fifth; counts (months, groups, fifths)."""
        columns = {name: counts.sum(axis=(1, 2))}
        for g, group in enumerate(self.groups):
            columns[f"{name}.{group}"] = counts[:, g].sum(axis=1)
        for fifth in range(5):
            columns[f"{name}.fifth{fifth + 1}"] = counts[:, :, fifth].sum(axis=1)
        return columns


def deeds_of(config: Config) -> list[str]:
    """Return the counters that the policies of a run name as theirs, in the order of the flows."""
    counters = (getattr(REGISTRY[policy], "counters", ()) for policy in config.policy)
    named = {counter.name for each in counters for counter in each}
    return [name for name in (*DEEDS, *EVENTS) if name in named]


def events_of(config: Config) -> list[str]:
    """Return the events that a run records, in the order of the flows: all but those of parts of
    the market that are off."""
    market = config.market
    is_on = {
        "departed": market.arrivals == "market",
        "stayed_away": market.arrivals == "market",
        "formed": market.formation > 0.0,
        "dissolved": market.dissolution > 0.0,
        "evicted": False,
    }
    return [name for name in EVENTS if is_on.get(name, True)]


def _stocks(city: "City", life: HousingMarket, census: Census) -> dict[str, float]:
    """Return how many homes and households there are, and the level of rents."""
    state = city.state
    counts, median = census.take(state)
    stocks = {"households": float(counts.sum())}
    for name, count in zip(city.config.city.groups, counts, strict=True):
        stocks[f"households.{name}"] = float(count)
    for m, market in enumerate(MARKETS):
        stocks[f"vacant.{market}"] = float(state.vacancies.length[m])
    stocks["homes_built"], stocks["homes_reserved"] = (float(n) for n in life.homes_built)
    stocks |= {name: float(number) for name, number in life.supply.told.items()}
    stocks["infeasible_limits"] = float(_infeasible_limits(city))
    price_levels = asking.price_levels(state) if city.parameters.asks else []
    for sector, name in enumerate(("public", "private")):
        homes, level = life.market_homes[:, sector], state.rent_level[:, sector]
        total = int(homes.sum())
        mean = float((homes * (level / LEVEL_ONE)).sum() / total) if total else 1.0
        stocks[f"rent_level.{name}"] = mean
        if city.parameters.asks:
            stocks[f"price_level.{name}"] = price_levels[sector]
            stocks[f"asking_cut.{name}"] = float(asking.cuts(state, sector, city.month))
        stocks[f"market_homes.{name}"] = float(total)
        empty = sum(int(state.vacancies.length[m]) for m in SECTOR_MARKETS[sector])
        stocks[f"market_vacant.{name}"] = float(empty)
    stocks["median_income"] = median / 100.0
    return stocks


def _infeasible_limits(city: "City") -> int:
    """Return how many quota classes own more of all public homes than a limit lets them own of any
    block or neighbourhood: limits that no city could keep. Permanent residents with limits of their
    own count as one more."""
    tables, homes = city.levers.tables, city.state.dwellings
    by_block = [*tables.block_limit.max(axis=0), tables.residents_block_limit.max()]
    around = [*tables.neighbourhood_limit.max(axis=0), tables.residents_neighbourhood_limit.max()]
    most = np.minimum(by_block, around)
    if (most >= NO_LIMIT).all():
        return 0
    lanes = np.zeros((LANES, len(most)), np.int64)
    _count_owners(lanes, homes.record, homes.record_citizenship)
    owned = lanes.sum(axis=0)
    return int((10_000 * owned > most * owned[:-1].sum()).sum())


@compiled
def _count_owners(lanes: Any, record: Any, citizenship: Any) -> None:
    for cell in range(len(record)):
        if record[cell] >= 0:
            lanes[cell % LANES, record[cell]] += 1
            lanes[cell % LANES, -1] += citizenship[cell]
