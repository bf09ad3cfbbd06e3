"""Deltas `inclusionary_zoning` and `rent_growth` of docs/odd.md, and 7.7, written from that page.

A building programme with homes reserved on the site, the same everywhere, their lottery, and a cap
on contract rents.
"""

from tests.odd.draws import ARRIVAL, LOTTERY, PROJECT, RESERVED_CANDIDATE
from tests.odd.month import City
from tests.odd.start import PRIVATE_RENTAL, RESERVED, half_up, ppb, ppm


class PolicyCity(City):
    """A city in which projects may have to set homes aside, and rents may be capped."""

    def in_force(self, name):
        policy = self.policies.get(name)
        here = policy and policy["start"] <= self.month < (policy["stop"] or 10**9)
        return policy if here else None

    # 7.9 and the delta: what a project sets aside

    def project(self, block):
        cells = [c for c in self.cells if self.block[c] == block]
        ordered = self.draws.keyed_order(cells, PROJECT, 1)
        size = min(self.market["project_homes"], len(cells))
        zoning, kept = self.in_force("inclusionary_zoning"), 0
        if zoning and size >= zoning["smallest_project"] and zoning["set_aside"] > 0:
            size = min(int(size * (1 + zoning["density_bonus"]) + 1e-9), len(cells))
            kept = int(zoning["set_aside"] * size + 1e-9)
        for place, c in enumerate(ordered[:size]):
            self.finish_home(c)
            if place < kept:
                self.reserve(c, zoning)
            self.vacant[self.market_of(c)].append(c)
        self.clock_built += size - kept
        self.reserved_built += kept

    def reserve(self, c, zoning):
        people = self.people
        incomes = [people["income"][h] for h, d in enumerate(people["dwelling"]) if d >= 0]
        median = sorted(incomes)[(len(incomes) - 1) // 2]
        highest = median * ppm(zoning["income_share"]) // 10**6
        homes = self.homes
        homes["reserved_until"][c] = self.month + round(12 * zoning["term_years"])
        homes["reserved_income"][c] = highest
        homes["reserved_rent"][c] = highest * ppm(zoning["rent_burden"]) // 10**6

    def finish_projects(self):
        super().finish_projects()
        self.release()

    def release(self):
        homes = self.homes
        for c in self.cells:
            if 0 <= homes["reserved_until"][c] < self.month:
                empty = self.empty(c)
                if empty:
                    self.unlist(c)
                homes["reserved_until"][c] = -1
                homes["last_rent"][c] = homes["reserved_rent"][c]
                homes["last_rent_month"][c] = self.month
                if empty:
                    self.vacant[PRIVATE_RENTAL].append(c)

    # 7.8 Who comes for reserved homes

    def reserved_arrivals(self):
        homes, people = self.homes, self.people
        ours = [c for c in self.cells if homes["reserved_until"][c] >= 0]
        low = high = 0
        if ours:
            burden = ppm(self.market["displacement_burden"])
            low = min(homes["reserved_rent"][c] for c in ours) * 10**6 // burden
            high = max(homes["reserved_income"][c] for c in ours)
        number = half_up(self.reserved_built * (1 - self.city["private"]["vacancy_rental"]))
        self.reserved_built = 0
        for _ in range(number):
            key = 3 * self.arrivals[1] + 1
            for attempt in range(200):
                model = self.draws.pick(0, key, ARRIVAL, attempt, self.n_initial)
                if low <= people["income"][model] <= high:
                    break
            yield self.arrival(1, [model])

    # 7.7 The lottery

    def turns(self, searchers):
        if self.vacant[RESERVED]:
            lots = [(self.word(h, LOTTERY, 0), h) for h in searchers]
            for _, h in sorted(lots):
                c = self.people["dwelling"][h]
                may = self.market_of(c) != RESERVED and self.vacant[RESERVED]
                if may and self.search(h, self.vacant[RESERVED], RESERVED_CANDIDATE):
                    searchers.remove(h)
        super().turns(searchers)

    def settle_arrival(self, h):
        if not (
            self.vacant[RESERVED] and self.search(h, self.vacant[RESERVED], RESERVED_CANDIDATE)
        ):
            super().settle_arrival(h)

    # 7.5 Reserved homes

    def terms(self, h, c):
        if self.market_of(c) == RESERVED:
            return self.homes["reserved_rent"][c], 0
        return super().terms(h, c)

    def can_pay(self, h, c, payment):
        if self.market_of(c) != RESERVED:
            return super().can_pay(h, c, payment)
        income = self.people["income"][h]
        most = ppm(self.market["displacement_burden"]) * income
        return income <= self.homes["reserved_income"][c] and payment * 10**6 <= most

    # The delta `rent_growth`, 7.10 and 7.11

    def growth(self):
        policy = self.in_force("rent_growth")
        return super().growth() + (ppb(policy["growth"]) if policy else 0)

    def capped(self, rent, last, months):
        cap = self.in_force("rent_growth")["cap"]
        return min(rent, max(1, last + last * ppb(cap) // 10**9 * months // 12))

    def renewed(self, h, c):
        policy, rent = self.in_force("rent_growth"), super().renewed(h, c)
        if not policy or policy["cap"] is None:
            return rent
        return self.capped(rent, self.people["rent"][h], self.market["reset_months"])

    def asking_rent(self, c):
        policy, rent = self.in_force("rent_growth"), super().asking_rent(c)
        last = self.homes["last_rent"][c]
        if not policy or policy["cap"] is None or policy["vacancy_decontrol"] or not last:
            return rent
        return self.capped(rent, last, self.month - self.homes["last_rent_month"][c])
