"""A month of the housing market: turnover, supply, rents, search."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.behaviour import affordability, tenancy
from sim.behaviour.parameters import BILLION, MILLION, Parameters, per
from sim.behaviour.tenancy import longest_search, longest_strain
from sim.compiled import compiled
from sim.engines import make_engine
from sim.engines.flows import (
    ARRIVED,
    BOUGHT_BACK,
    BUY_BACK_PAID,
    DISSOLVED,
    FORMED,
    STAYED_AWAY,
    UNHOUSED,
    Flows,
    no_flows,
    reset,
)
from sim.market import asking, open_city, redevelopment, rents
from sim.market.arrivals import GROWTH, GROWTH_RESERVED, Arrivals
from sim.market.buy_back import buy_back
from sim.market.developers import Developers
from sim.market.elsewhere import worth_elsewhere
from sim.market.projects import Projects
from sim.market.reserved import band, release, restart
from sim.market.supply import Supply
from sim.state.columns import (
    NEW_MARKET_HOMES,
    NEW_RESERVED_HOMES,
    PRIVATE,
    Ints,
    State,
)

if TYPE_CHECKING:
    from sim.city import City


class HousingMarket:
    """Lives the months of a city in which homes are rented and sold.

    Attributes
    ----------
    flows : Flows
        What happened in the last month.
    supply : Supply
        Who builds, and what is told of it.
    market_homes : ndarray of int64, shape (neighbourhoods, 2)
        Homes on the market by sector.
    homes_built : tuple of int
        Homes built so far, in all and reserved.
    """

    stopped = False  # a market never comes to rest

    def __init__(self, city: "City") -> None:
        self.city = city
        config, seed = city.config, city.seed_of_run
        self.flows: Flows = no_flows(len(config.city.groups), len(city.calendar.classes))
        kind = Developers if config.market.supply == "developers" else Projects
        self.supply: Supply = kind(config, city.state, seed)
        self.supply.buildings = city.buildings
        self.newcomers = Arrivals(city.state, seed)
        self.market_homes = rents.market_homes(city.state)
        self.natural_vacancy = rents.natural_vacancy(config.city, config.market)
        if city.parameters.open_city:
            worth = worth_elsewhere(
                city.state, city.parameters, city.tables, config.market.elsewhere
            )
            city.tables = city.tables._replace(elsewhere=worth)
        self.homes_built = (0, 0)  # in all, and reserved
        asking.put_up(city.state, city.parameters)
        self.engine = make_engine(config.engine, city, self.flows)

    def month(self, most: int = 1) -> None:
        """Homes bought back, departures and arrivals, supply, rents, displacement, search.

        A market is looked at each month, so that `most` is 1.
        """
        city = self.city
        reset(self.flows)
        self._buy_back()
        self.engine.begin_month()
        self._leave_in_vain()
        if city.parameters.open_city:
            self._end_come_and_form()
        self._supply()
        asking.put_up(city.state, city.parameters)
        growth = city.levers.growth + per(city.config.market.rent_growth, BILLION)
        market = city.config.market
        rents.update_levels(city.state, self.market_homes, growth, market, self.natural_vacancy)
        self.engine.search()

    def _buy_back(self) -> None:
        """Let the board buy homes that a quota keeps from being sold, and count them and their
        price by the seller."""
        city = self.city
        people = city.state.households
        purchases = buy_back(city.state, city.levers, city.month, city.parameters)
        for bought in purchases:
            who = int(people.group[bought.seller]), int(people.fifth[bought.seller])
            self.flows.deeds[BOUGHT_BACK, *who] += 1
            self.flows.deeds[BUY_BACK_PAID, *who] += bought.price
        if purchases:
            self.engine.read_owners()

    def _leave_in_vain(self) -> None:
        """Let those leave who searched in vain; in a closed city others take their place."""
        city, p = self.city, self.city.parameters
        people = city.state.households
        buyers = [] if p.open_city else self._buyers()
        searched = tired(people.strain, people.dwelling, longest_strain(p), longest_search(p))
        leavers = redevelopment.in_vain(city.state, searched, city.month)
        if len(leavers):
            self.engine.depart(leavers)
        if not city.parameters.open_city:
            self._replace_and_grow(leavers, buyers)

    def _end_come_and_form(self) -> None:
        """Let households end, newcomers look at the city, and households form."""
        city, p, month = self.city, self.city.parameters, self.city.month
        market, initial = city.config.market, city.initial_households
        ended, parents = open_city.drawn(city.state, p, month, market)
        if len(ended):
            self.engine.depart(ended, DISSOLVED)
        due = open_city.newcomers_due(market, initial, month)
        city.state, looking = self.newcomers.newcomers(city.state, due, p)
        if len(looking):
            self.engine.arrive(looking, ARRIVED, STAYED_AWAY)
        city.state, formed = self.newcomers.form(city.state, parents)
        if len(formed):
            self.engine.arrive(formed, FORMED, UNHOUSED)
        city.state.clock[[NEW_MARKET_HOMES, NEW_RESERVED_HOMES]] = 0  # nobody comes for new homes

    def _replace_and_grow(self, leavers: Ints, buyers: list[int]) -> None:
        """Let the successors of those who left arrive, and households for newly built homes and for
        homes that landlords sell."""
        city = self.city
        rows: list[int] = []
        for stream, place in ((GROWTH, NEW_MARKET_HOMES), (GROWTH_RESERVED, NEW_RESERVED_HOMES)):
            homes = int(city.state.clock[place])
            if homes:
                occupied = 1.0 - city.config.city.private.vacancy_rental
                arriving = int(homes * occupied + 0.5)
                earning = self._band() if stream == GROWTH_RESERVED else (0, 0)
                city.state, new = self.newcomers.grow(city.state, stream, arriving, earning)
                rows += new
                city.state.clock[place] = 0
        if len(leavers):
            city.state, new = self.newcomers.replace(city.state, leavers)
            rows += new
        if buyers:
            city.state, new = self.newcomers.buy(city.state, buyers)
            rows += new
        if rows:
            self.engine.arrive(np.array(rows, np.int64))

    def _buyers(self) -> list[int]:
        """Return the lowest incomes (cents) of those who come to buy homes that landlords withdrew
        from rental last month.

        One a home, less the share of owned homes that stands empty: the city's own owners leave a
        home behind for each that they buy, and its tenants look for homes to rent.
        """
        city, p = self.city, self.city.parameters
        withdrawn = city.state.dwellings.withdrawn
        if not withdrawn.any():
            return []
        occupied = 1.0 - city.config.city.private.vacancy_owned
        now, before = np.count_nonzero(withdrawn), np.count_nonzero(withdrawn == 2)
        new = np.flatnonzero(withdrawn == 1)
        withdrawn[new] = 2
        number = int(now * occupied + 0.5) - int(before * occupied + 0.5)
        return [lowest_income(city.state, cell, p) for cell in new[:number].tolist()]

    def _band(self) -> tuple[int, int]:
        """Return the incomes (cents) that reserved homes are for: lowest and highest."""
        city = self.city
        rent, highest = band(city.state)
        return rent * MILLION // max(city.parameters.displacement_burden, 1), highest

    def _supply(self) -> None:
        """Finish projects, assign set-asides, release reserved homes whose term is over."""
        city = self.city
        changing = redevelopment.goes_on(city.state)
        if changing:
            city.buildings.note(city.state, city.month)
        market, reserved = self.supply.build(city.state, city.levers.set_asides, city.month)
        city.state.clock[NEW_MARKET_HOMES] += market
        city.state.clock[NEW_RESERVED_HOMES] += reserved
        restart(city.state)
        released = release(city.state, city.month)
        self.homes_built = (self.homes_built[0] + market + reserved, self.homes_built[1] + reserved)
        if market or reserved:
            city.buildings.note(city.state, city.month)
        changing = changing or redevelopment.goes_on(city.state)
        if market or reserved or released or changing:
            self.market_homes = rents.market_homes(city.state)


def tired(strain: Ints, dwelling: Ints, strained: int, searched: int) -> Ints:
    """Return the households that were strained, or searched for another home, for so many
    months."""
    found = np.empty(len(strain), np.int64)
    return found[: _find_tired(found, strain, dwelling, strained, searched)]


@compiled
def _find_tired(found: Any, strain: Any, dwelling: Any, strained: int, searched: int) -> int:
    number = 0
    for household in range(len(strain)):
        months = strain[household]
        if (months >= strained or months <= -searched) and dwelling[household] >= 0:
            found[number] = household
            number += 1
    return number


def lowest_income(state: State, cell: int, p: Parameters) -> int:
    """Return the lowest income (cents) that pays for a private home without equity from another."""
    level = int(state.rent_level[state.zones.neighbourhood[cell], PRIVATE])
    rent = tenancy.market_rent(int(state.dwellings.base_rent[cell]), level)
    payment = affordability.instalment(affordability.loan_needed(rent, 0, p), 0, p)
    return -(-payment * MILLION // max(p.entry_burden, 1))
