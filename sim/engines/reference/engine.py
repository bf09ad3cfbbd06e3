"""The reference engine: real Mesa agents on Mesa's grid, one readable step each, no Numba.

Slow and plain on purpose: neighbours are looked up on the grid and the quota's books are counted
from the owners of record, so that the kernel's bookkeeping is checked by something that does not
share it.
"""

import numpy as np
from mesa.discrete_space import OrthogonalMooreGrid

from sim.behaviour import eligibility, prices
from sim.behaviour.utility import NOTHING
from sim.draws import Purpose
from sim.engines.flows import (
    ARRIVED,
    CONSIDERED,
    CUT_LETTINGS,
    DISPLACED,
    RESERVED_LETTINGS,
    STAYED_AWAY,
    UNHOUSED,
    WITHDRAWN,
    Flows,
)
from sim.engines.host import Host
from sim.engines.reference.homes import Home, QuotaBooks
from sim.engines.reference.household import Found, Household
from sim.engines.reference.memory import grid_of
from sim.engines.reference.sales import SaleBooks
from sim.state.columns import MARKETS, NOBODY, PRIVATE_RENTAL, RESERVED, UNBUILT, Ints


class ReferenceEngine:
    """Runs the households' part of a month agent by agent."""

    def __init__(self, city: Host, flows: Flows) -> None:
        self.city, self.flows = city, flows
        self.gumbel: list[float] = city.tables.gumbel.tolist()
        size, torus = city.config.city.size, city.config.rules.torus
        self.grid = grid_of(OrthogonalMooreGrid, size, torus, city.random)
        self.homes: dict[int, Home] = {}
        self.households: dict[int, Household] = {}
        self._read_supply()
        for number in np.flatnonzero(city.state.households.dwelling >= 0).tolist():
            household = self.households[number] = Household(self, number)
            home = self.homes[int(city.state.households.dwelling[number])]
            household.home, household.cell = home, home.place
        self.quota, self.sales = QuotaBooks(self), SaleBooks(self)

    def _read_supply(self) -> None:
        """Take over dwellings and vacancy lists, which supply changes between two calls."""
        state, cols = self.city.state, self.city.config.city.size[1]
        for cell in [cell for cell in self.homes if state.dwellings.sector[cell] == UNBUILT]:
            del self.homes[cell]
        for cell in np.flatnonzero(state.dwellings.sector >= 0).tolist():
            if cell in self.homes:
                self.homes[cell].read()
            else:
                place = self.grid[(cell // cols, cell % cols)]
                self.homes[cell] = Home(self, cell, place)
        self.vacant: list[list[Home]] = [
            [
                self.homes[cell]
                for cell in state.vacancies.homes[m, : state.vacancies.length[m]].tolist()
            ]
            for m in range(len(MARKETS))
        ]

    def _write(self) -> None:
        """Write what the agents hold to the city's columns."""
        people, homes = self.city.state.households, self.city.state.dwellings
        people.dwelling[:] = NOBODY
        people.rent[:] = people.loan[:] = people.strain[:] = 0
        homes.household[:] = NOBODY
        for number, one in self.households.items():
            assert one.home is not None
            people.dwelling[number], people.moved[number] = one.home.cell, one.moved
            people.rent[number], people.loan[number] = one.rent, one.loan
            people.strain[number], people.market[number] = one.strain, one.market
            homes.household[one.home.cell] = number
        for cell, home in self.homes.items():
            homes.record[cell], homes.vacant_since[cell] = home.record, home.vacant_since
            homes.asking[cell] = home.asking
            homes.record_citizenship[cell] = home.record_citizenship
            homes.owned_months[cell], homes.sold_by[cell] = home.owned_months, home.sold_by
            homes.last_rent[cell] = home.last_rent
            homes.last_rent_month[cell] = home.last_rent_month
        self.sales.write()
        vacancies = self.city.state.vacancies
        vacancies.place[:] = vacancies.homes[:] = 0
        for m, listed in enumerate(self.vacant):
            vacancies.length[m] = len(listed)
            for place, home in enumerate(listed):
                vacancies.homes[m, place], vacancies.place[home.cell] = home.cell, place

    # The engine's part of a month -----------------------------------------------------------------

    def begin_month(self) -> None:
        """Note the quota's counts as on the first of the month."""
        self.quota.begin_month()

    def read_owners(self) -> None:
        """Take over owners of record that changed outside a search."""
        self._read_supply()
        self.quota.count()

    def depart(self, leavers: Ints, event: int = DISPLACED) -> None:
        """Let households leave the city, and count them under an event."""
        for number in leavers.tolist():
            self.leave_city(self.households[number], event)
        self._write()

    def leave_city(self, household: Household, event: int) -> None:
        """Let a household leave the city, and count it under an event."""
        household.count(event)
        self.leave(household, self.city.month)
        del self.households[household.number]
        household.remove()

    def arrive(self, rows: Ints, event: int = ARRIVED, otherwise: int = UNHOUSED) -> None:
        """Let arrivals look for a home: reserved homes first, then their market.

        Whoever may stay away comes for what is better than living elsewhere only.
        """
        month = self.city.month
        for number in rows.tolist():
            household = Household(self, number)
            least = household.elsewhere(month) if otherwise == STAYED_AWAY else NOTHING
            found = household.look(month, lottery=True)
            if found.best <= least:
                found = household.look(month, lottery=False)
                household.note_refusal(found, least)
            comes = found.home is not None and found.best > least
            household.count(event if comes else otherwise)
            if not comes:
                household.remove()
                continue
            self.households[number] = household
            self.enter(household, found, month)
        self._write()

    def search(self) -> None:
        """Let every household live its month: contract, strain, lottery, search."""
        month = self.city.month
        self._read_supply()
        searching = []
        for household in sorted(self.households.values(), key=lambda one: one.number):
            if household.prepare(month):
                household.count(CONSIDERED)
                searching.append(household)
        if self.vacant[RESERVED]:
            searching.sort(key=lambda one: one.place_in_queue(month, Purpose.LOTTERY))
            searching = [one for one in searching if not self._draws_a_lot(one, month)]
        searching.sort(key=lambda one: one.place_in_queue(month, Purpose.ORDER))
        for household in searching:
            household.step(month)
        self._write()

    def _draws_a_lot(self, household: Household, month: int) -> bool:
        """Let a household that does not live in a reserved home try for one; return whether it
        moved."""
        assert household.home is not None
        if household.home.market == RESERVED or not self.vacant[RESERVED]:
            return False
        return household.draw_lot(month)

    # Moves ----------------------------------------------------------------------------------------

    def leave(self, household: Household, month: int) -> None:
        """Empty a household's home and list it as vacant."""
        home = household.home
        assert home is not None
        condemned = home.to_be_pulled_down()
        if not condemned and home.withdrawn(month, household.p.seed):
            self.flows.deeds[WITHDRAWN, household.group, household.fifth] += 1
        home.vacant_since = month
        if condemned:
            self.city.state.dwellings.sector[home.cell] = UNBUILT
        else:
            self.vacant[home.market].append(home)
        if self.city.parameters.asks and home.owned and not condemned:
            home.asking = prices.first_asked(home.reference(), self.city.parameters)
        owned = month - household.moved
        if home.may_be_bought_back(owned):
            home.owned_months, home.sold_by = owned, household.number + 1
        household.home = household.cell = None
        household.rent = household.loan = household.strain = household.saved = 0

    def enter(self, household: Household, found: Found, month: int) -> None:
        """Move a household without a home into the vacant one that it found."""
        home = found.home
        assert home is not None
        listed = self.vacant[home.market]
        place, last = listed.index(home), listed.pop()
        if last is not home:
            listed[place] = last
        household.home, household.cell = home, home.place
        household.moved = month
        household.market = eligibility.market_joined(household.market, home.market)
        household.rent, household.loan = (0, found.loan) if home.owned else (found.payment, 0)
        if home.market == PRIVATE_RENTAL:
            household.note_cut(home.market_rent() - found.payment, CUT_LETTINGS)
            home.last_rent, home.last_rent_month = found.payment, month
        if home.owned and self.city.parameters.asks:
            self.sales.close(home, found, month)
        if home.market == RESERVED:
            household.note(RESERVED_LETTINGS)
        if home.market < 2:
            self.quota.record_sale(household, home, month)
        self.flows.taken[home.market] += 1
