"""Sections 2 and 5 of docs/odd.md, the city of month 0 and its hash, written from that page alone.

No import of the project. `config` is the configuration as nested dictionaries, the keys those of
docs/parameters.md. What the page said wrongly or not at all when this was written had to be found
out otherwise: the layout of the hash, who may come for reserved homes and that a sector without
homes keeps its rent levels in the code; months since the last move at the start, and what a burn-in
does to unbuilt cells, by comparing. The page has them now.
"""

import math

from tests.odd.draws import (
    APPEAL,
    CITIZENSHIP,
    INCOME,
    LAND,
    PLACE,
    PROJECT,
    QUALITY,
    STAY,
    TENANT,
    TENURE,
    Draws,
)
from tests.odd.state_hash import DWELLINGS, HOUSEHOLDS, Hashed

PUBLIC, PRIVATE = 0, 1
SECTORS = "public", "private"
PUBLIC_OWNED, PUBLIC_RENTAL, PRIVATE_OWNED, PRIVATE_RENTAL, RESERVED = range(5)


def ppm(share):
    return round(share * 10**6)


def ppb(share):
    return round(share * 10**9)


def half_up(x):
    return int(x + 0.5)


def largest_remainder(weights, total):
    """Divide a total by Hamilton's method, ties to the first."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(x) for x in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


class Start(Hashed):
    """The city at the end of month 0."""

    def __init__(self, config, seed):
        self.draws = Draws(seed)
        self.city, self.rules, self.market = config["city"], config["rules"], config["market"]
        self.tastes, self.policies = config["preferences"], config["policy"]
        self.kinds = list(self.city["groups"].values())
        self.classes = list(dict.fromkeys(kind["quota_class"] for kind in self.kinds))
        self.class_of = [self.classes.index(kind["quota_class"]) for kind in self.kinds]
        self.month = 0
        self.number_zones()
        self.level = [[10**9, 10**9] for _ in range(self.n_neighbourhoods)]
        self.build()
        self.settle()
        self.vacant = [
            [c for c in self.cells if self.empty(c) and self.market_of(c) == market]
            for market in range(5)
        ]
        self.n_initial = len(self.people["group"])
        self.arrivals, self.next_project = [0, 0, 0], 0
        self.clock_built = self.reserved_built = 0
        self.later = {}
        sigma = self.tastes["appeal_sigma"]
        self.appeal = [
            [
                sigma.get(name, 0.0) * self.draws.normal(0, 65536 * g + u, APPEAL, 0)
                for u in range(self.n_neighbourhoods)
            ]
            for g, name in enumerate(self.city["groups"])
        ]

    # 2 Zones and markets

    def number_zones(self):
        rows, columns = self.city["size"]
        small = self.city["block"]
        large = small * self.city["neighbourhood"]
        self.cells = range(rows * columns)

        def zone(side):
            across = -(-columns // side)
            return [c // columns // side * across + c % columns // side for c in self.cells]

        self.block, self.neighbourhood = zone(small), zone(large)
        self.n_blocks, self.n_neighbourhoods = self.block[-1] + 1, self.neighbourhood[-1] + 1

    def market_of(self, cell):
        homes = self.homes
        if homes["reserved_until"][cell] >= 0:
            return RESERVED
        return 2 * homes["sector"][cell] + homes["rental"][cell]

    def empty(self, cell):
        return self.homes["sector"][cell] >= 0 and self.homes["household"][cell] < 0

    # 5.1 to 5.5 Land and homes

    def build(self):
        draws, n = self.draws, len(self.cells)
        at_rest = {"sector": -1, "household": -1, "record": -1, "reserved_until": -1}
        self.homes = homes = {name: [at_rest.get(name, 0)] * n for name in DWELLINGS}
        blocks = draws.keyed_order(range(self.n_blocks), LAND, 0)
        free = half_up(self.city["empty_land"] * len(blocks))
        public = free + half_up(self.city["public"]["share"] * (len(blocks) - free))
        self.free_blocks = draws.keyed_order(blocks[:free], PROJECT, 0)
        for c in self.cells:
            place = blocks.index(self.block[c])
            sector = -1 if place < free else PUBLIC if place < public else PRIVATE
            z = draws.normal(0, self.block[c], QUALITY, 1) + draws.normal(0, c, QUALITY, 0)
            homes["quality"][c] = int(1000 * math.sqrt(0.5) * z)
            homes["sector"][c] = sector
            homes["base_rent"][c] = self.base_rent(c, sector) if sector >= 0 else 0
        self.initial_homes = sum(sector >= 0 for sector in homes["sector"])
        self.to_live_in = {}
        for sector, name in enumerate(SECTORS):
            figures = self.city[name]
            order = [c for c in self.cells if homes["sector"][c] == sector]
            order = draws.keyed_order(order, TENURE, 0)
            let = half_up(figures["rental"] * len(order))
            for c in order[:let]:
                homes["rental"][c] = 1
            for rental, part, key in ((1, order[:let], "rental"), (0, order[let:], "owned")):
                part = draws.keyed_order(part, TENURE, 1)
                stand_empty = half_up(figures[f"vacancy_{key}"] * len(part))
                self.to_live_in[sector, rental] = part[stand_empty:]

    def base_rent(self, cell, sector):
        s, q = self.city["rent_spread"], self.homes["quality"][cell] / 1000
        return half_up(100 * self.city[SECTORS[sector]]["rent"] * math.exp(s * q - s * s / 2))

    # 5.6 to 5.11 Households

    def settle(self):
        self.candidates = []  # of every household: group and sector
        for sector in (PUBLIC, PRIVATE):
            rates = [k["public_rate"] for k in self.kinds]
            rates = rates if sector == PUBLIC else [1 - rate for rate in rates]
            weights = [k["share"] * rate for k, rate in zip(self.kinds, rates, strict=True)]
            total = len(self.to_live_in[sector, 0]) + len(self.to_live_in[sector, 1])
            parts = largest_remainder(weights, total) if total else []
            for group, number in enumerate(parts):
                self.candidates += [(group, sector)] * number
        self.incomes = [self.income(n, group) for n, (group, _) in enumerate(self.candidates)]
        home = {}
        for sector in (PUBLIC, PRIVATE):
            mine = [n for n, (_, s) in enumerate(self.candidates) if s == sector]
            mine = self.draws.keyed_order(mine, PLACE, 0)
            tenants = self.public_tenants if sector == PUBLIC else self.private_tenants
            home |= tenants(mine)
            left = [n for n in mine if n not in home]
            homes = self.to_live_in[sector, 0]
            if self.city["initial"] == "segregated":
                left.sort(key=lambda n: self.candidates[n][0])
                homes = sorted(homes, key=lambda c: (self.neighbourhood[c], self.block[c], c))
            home |= dict(zip(left, homes, strict=False))
        self.enter(dict(sorted(home.items())))

    def income(self, number, group):
        figures = self.city["income"]
        if self.draws.uniform(0, number, INCOME, 0) < figures["no_work"]:
            return 0
        mean = sum(k["share"] * math.log(k["income_ratio"]) for k in self.kinds)
        median = 100 * figures["median"] * self.kinds[group]["income_ratio"] * math.exp(-mean)
        z = self.draws.normal(0, number, INCOME, 1)
        return half_up(median * math.exp(figures["sigma"] * z))

    def public_tenants(self, households):
        ceiling = round(100 * self.city["public_rental_income_ceiling"])
        poor = [n for n in households if self.incomes[n] <= ceiling]
        return dict(zip(poor, self.to_live_in[PUBLIC, 1], strict=False))

    def private_tenants(self, households):
        rents, entry = self.homes["base_rent"], ppm(self.market["entry_burden"])
        waiting, home = sorted(households, key=lambda n: (self.incomes[n], n)), {}
        for c in sorted(self.to_live_in[PRIVATE, 1], key=lambda c: (-rents[c], c)):
            least = -(-rents[c] * 10**6 // entry)
            able = [n for n in waiting if self.incomes[n] >= least]
            if able:
                n = able[self.draws.pick(0, c, TENANT, 0, len(able))]
                waiting.remove(n)
                home[n] = c
        return home

    def enter(self, home):
        """Give rows to those who live here, in the order of their numbers."""
        homes, market = self.homes, self.market
        self.people = {name: [] for name in HOUSEHOLDS}
        everybody = sorted(self.incomes[n] for n in home)
        for row, (n, c) in enumerate(home.items()):
            group, sector = self.candidates[n]
            income, kind = self.incomes[n], self.market_of(c)
            less = sum(other < income for other in everybody)
            rent = loan = citizenship = 0
            if kind == PUBLIC_RENTAL:
                rent = income * ppm(market["public_rent_share"]) // 10**6
            elif kind == PRIVATE_RENTAL:
                rent = homes["last_rent"][c] = homes["base_rent"][c]
            else:
                of_price = self.price(homes["base_rent"][c]) * ppm(market["loan_to_value"])
                of_income = income * ppm(market["entry_burden"]) // 10**6
                of_income = of_income * 10**9 // ppb(market["instalment"])
                loan = min(of_price // 10**6, of_income)
            if sector == PUBLIC:
                share = self.kinds[group]["permanent_residents"]
                citizenship = int(self.draws.uniform(0, row, CITIZENSHIP, 0) < share)
                homes["record"][c] = self.class_of[group]
                homes["record_citizenship"][c] = citizenship
            homes["household"][c] = row
            self.add_row(
                group=group, income=income, fifth=5 * less // len(home),
                standing=1000 * less // len(home), market=kind, dwelling=c,
                moved=-self.usual_stay(row, kind), rent=rent, loan=loan, citizenship=citizenship,
            )  # fmt: skip

    def add_row(self, **values):
        for name, column in self.people.items():
            column.append(values.get(name, 0))

    def usual_stay(self, household, market):
        owner = market in (PUBLIC_OWNED, PRIVATE_OWNED)
        hazard = self.rules["consider_owner" if owner else "consider_renter"] / 24
        least = self.rules["minimum_occupation"] if market == PUBLIC_OWNED else 0
        return self.stay(household, hazard, least)

    def stay(self, household, hazard, least):
        """Draw the months since the last move from their stationary law (7.12)."""
        h, m = max(hazard, 1e-6), least
        u, v = (self.draws.uniform(0, household, STAY, index) for index in (0, 1))
        w = m * h / (1 + m * h)
        if u < w:
            return min(1200, int(u / w * m))
        return min(1200, m + int(math.log(v + 2.0**-33) / math.log(1 - min(h, 0.5))))

    def price(self, rent):
        return rent * 12 * 10**6 // ppm(self.market["price_yield"])
