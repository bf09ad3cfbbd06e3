"""Sections 3 and 7 of docs/odd.md, a month of the housing market, written from that page alone.

The default market without a policy or with `ethnic_quota` everywhere (no buy-back): rents relative,
prices from rents, one arrival for each departure, a building programme, no reserved homes. It is
slow and plain, for tiny cities, and never imports the project.
"""

import math
from typing import NamedTuple

from tests.odd.draws import (
    ARRIVAL,
    CANDIDATE,
    CONSIDER,
    ORDER,
    PROJECT,
    TASTE,
    gumbel,
)
from tests.odd.rules import Rules
from tests.odd.start import (
    PRIVATE,
    PRIVATE_RENTAL,
    PUBLIC,
    PUBLIC_OWNED,
    PUBLIC_RENTAL,
    RESERVED,
    half_up,
    ppb,
    ppm,
)


class Look(NamedTuple):
    """A home that a searcher looked at; utility and shock are None where it cannot pay."""

    cell: int
    payment: int
    loan: int
    can_pay: bool
    vetoed: bool
    utility: float | None = None
    shock: float | None = None

    @property
    def value(self):
        return self.utility + self.shock


class Told(NamedTuple):
    """What a searcher did: homes listed, homes seen, staying (None: it must move), its choice."""

    household: int
    listed: list[int]
    seen: list[Look]
    stay: Look | None
    choice: Look | None


class City(Rules):
    """A city of one seed; `told` holds what each searcher of the month saw."""

    def step(self):
        self.month += 1
        self.told = []
        self.buy_back()
        self.first_of_month = self.counts()
        self.leave_and_arrive()
        self.finish_projects()
        self.move_levels()
        self.turns(self.wishes())

    def buy_back(self): ...

    def turns(self, searchers):
        for h in sorted(searchers, key=lambda h: (self.word(h, ORDER, 0), h)):
            self.search(h)

    def word(self, h, purpose, index):
        return self.draws.word(self.month, h, purpose, index)

    # 7.8 Departures and arrivals

    def displaced(self):
        living = [h for h, c in enumerate(self.people["dwelling"]) if c >= 0]
        gone = [h for h in living if self.in_vain(h)]
        for h in gone:
            self.leave_city(h)
        return gone

    def in_vain(self, h):
        last = self.market["displacement_months"] + self.market["displacement_search"] - 1
        return self.people["strain"][h] >= last

    def leave_city(self, h):
        self.leave_home(h)
        self.people["dwelling"][h] = -1

    def leave_and_arrive(self):
        people, gone = self.people, self.displaced()
        initial = range(self.n_initial)
        tenants = [h for h in initial if people["market"][h] == PRIVATE_RENTAL] or initial
        growth = half_up(self.clock_built * (1 - self.city["private"]["vacancy_rental"]))
        self.clock_built = 0
        new = [self.arrival(0, tenants) for _ in range(growth)]
        new += self.reserved_arrivals()

        def kind(h):
            return people["group"][h], people["fifth"][h], people["market"][h]

        new += [self.arrival(2, [o for o in initial if kind(o) == kind(h)]) for h in gone]
        new += self.buyers()
        for h in new:
            self.settle_arrival(h)

    def buyers(self):
        return []

    def reserved_arrivals(self):
        return []

    def settle_arrival(self, h):
        self.search(h)

    def arrival(self, stream, models):
        n = self.arrivals[stream]
        self.arrivals[stream] += 1
        model = models[self.draws.pick(0, 3 * n + stream, ARRIVAL, 0, len(models))]
        h = self.n_initial + 3 * n + stream
        while len(self.people["group"]) <= h:
            self.add_row(dwelling=-1)
        for name in ("group", "income", "fifth", "standing", "market", "citizenship"):
            self.people[name][h] = self.people[name][model]
        return h

    # 7.9 Supply

    def finish_projects(self):
        size = self.market["project_homes"]
        due = self.market["project_rate"] * self.initial_homes * self.month / (12 * size)
        while self.next_project < min(int(due), len(self.free_blocks)):
            self.next_project += 1
            self.project(self.free_blocks[self.next_project - 1])

    def project(self, block):
        cells = [c for c in self.cells if self.block[c] == block]
        for c in self.draws.keyed_order(cells, PROJECT, 1)[: self.market["project_homes"]]:
            self.finish_home(c)
            self.vacant[PRIVATE_RENTAL].append(c)
            self.clock_built += 1

    def finish_home(self, c):
        homes = self.homes
        homes["sector"][c], homes["rental"][c] = PRIVATE, 1
        homes["base_rent"][c] = self.base_rent(c, PRIVATE)
        homes["vacant_since"][c] = self.month

    # 7.10 Rent levels

    def move_levels(self):
        market = self.market
        most, growth = ppb(market["max_monthly_change"]), self.growth()

        for sector in (PUBLIC, PRIVATE):
            on = [c for c in self.cells if self.homes["sector"][c] == sector]
            on = [c for c in on if self.market_of(c) not in (PUBLIC_RENTAL, RESERVED)]
            for u in range(self.n_neighbourhoods) if on else ():
                here = [c for c in on if self.neighbourhood[c] == u]
                gap = self.at_rest(sector, on) - self.vacancy(here) if here else 0
                change = (growth + ppm(market["vacancy_response"]) * gap // 10**6) // 12
                change = max(-most, min(most, change))
                self.level[u][sector] += self.level[u][sector] * change // 10**9

    def vacancy(self, cells):
        return sum(self.empty(c) for c in cells) * 10**9 // len(cells)

    def at_rest(self, sector, on):
        return self.vacancy(on)

    def growth(self):
        return ppb(self.market["rent_growth"])

    # 7.2 Contract, strain, wish to move

    def wishes(self):
        """Return who searches; renew contracts and count strain on the way."""
        people, rules, searchers = self.people, self.rules, []
        for h, c in enumerate(people["dwelling"]):
            if c < 0:
                continue
            m, kind = self.month - people["moved"][h], self.market_of(c)
            if kind == PRIVATE_RENTAL and m > 0 and m % self.market["reset_months"] == 0:
                self.renew(h, c)
            if kind in (PRIVATE_RENTAL, RESERVED):
                self.feel(h)
            luck = self.draws.shared_uniform(self.month, h, CONSIDER)
            chance = rules["consider_renter" if self.homes["rental"][c] else "consider_owner"]
            wish = luck < chance / 12
            bound = kind == PUBLIC_OWNED and m < rules["minimum_occupation"]
            if self.forced(h) or (wish and not bound):
                searchers.append(h)
        return searchers

    def renew(self, h, c):
        self.people["rent"][h] = self.homes["last_rent"][c] = self.renewed(h, c)
        self.homes["last_rent_month"][c] = self.month

    def renewed(self, h, c):
        return self.market_rent(c)

    def feel(self, h):
        people = self.people
        most = ppm(self.market["displacement_burden"]) * people["income"][h]
        burdened = people["rent"][h] * 10**6 > most
        people["strain"][h] = people["strain"][h] + 1 if burdened else 0

    def forced(self, h):
        return self.people["strain"][h] >= self.market["displacement_months"]

    # 7.3 Search

    def search(self, h, homes=None, purpose=CANDIDATE):
        """Look at the homes given, or at those open to it; return whether it moved."""
        rules, now = self.rules, self.people["dwelling"][h]
        mine = self.people["market"][h]
        lists = [mine] if rules["sectors_open"] == "own" and mine >= 0 else range(4)
        listed = list(homes or [c for market in lists for c in self.vacant[market]])
        informed = rules["search"] == "informed"
        draws = rules["candidates"] * (rules["patience"] if informed else 1)
        seen, found = {}, []
        for k in range(draws if listed else 0):
            c = listed[self.draws.pick(self.month, h, purpose, k, len(listed))]
            if c in seen:
                continue
            seen[c] = self.look(h, c)
            if seen[c].can_pay and not seen[c].vetoed:
                found.append(seen[c])
            if informed and len(found) == rules["candidates"]:
                break
        best = max(found, key=lambda home: home.value, default=None)  # of equal ones the first
        stay = None if now < 0 or self.forced(h) else self.staying(h)
        least = self.least(h, stay, best)
        choice = best if best and best.value > least else None
        self.told.append(Told(h, listed, list(seen.values()), stay, choice))
        if choice:
            self.move(h, choice)
        elif now >= 0 and purpose == CANDIDATE and least > (stay.value if stay else -math.inf):
            self.leave_city(h)
        return choice is not None

    def least(self, h, stay, best):
        """Return what the best home found must surpass."""
        return stay.value if stay else -math.inf

    def look(self, h, c):
        payment, loan = self.terms(h, c)
        if not self.can_pay(h, c, payment):
            return Look(c, payment, loan, False, False)
        utility = self.utility(h, c, payment)
        return Look(c, payment, loan, True, self.vetoed(h, c), utility, self.shock(h, c))

    def staying(self, h):
        c = self.people["dwelling"][h]
        let = self.homes["rental"][c]
        payment = self.people["rent"][h] if let else self.instalment(h)
        utility = self.utility(h, c, payment)
        utility += self.tastes["attachment_renter" if let else "attachment_owner"]
        return Look(c, payment, self.people["loan"][h], True, False, utility, self.shock(h, c))

    def shock(self, h, c):
        month = 0 if self.tastes["shock"] == "persistent" else self.month
        return gumbel(self.draws.word(month, h, TASTE, c))

    def move(self, h, best):
        people, homes, c = self.people, self.homes, best.cell
        if people["dwelling"][h] >= 0:
            self.leave_home(h)
        self.unlist(c)
        homes["household"][c] = h
        people["dwelling"][h], people["moved"][h] = c, self.month
        people["rent"][h] = best.payment if homes["rental"][c] else 0
        people["loan"][h] = best.loan
        if homes["sector"][c] == PUBLIC:
            homes["record"][c] = self.class_of[people["group"][h]]
            homes["record_citizenship"][c] = people["citizenship"][h]
        elif self.market_of(c) == PRIVATE_RENTAL:
            homes["last_rent"][c], homes["last_rent_month"][c] = best.payment, self.month

    def unlist(self, c):
        listed = self.vacant[self.market_of(c)]
        listed[listed.index(c)] = listed[-1]
        listed.pop()

    def leave_home(self, h):
        c = self.people["dwelling"][h]
        self.homes["household"][c], self.homes["vacant_since"][c] = -1, self.month
        for name in ("rent", "loan", "strain"):
            self.people[name][h] = 0
        self.vacant[self.market_of(c)].append(c)
