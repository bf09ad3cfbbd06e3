"""Delta `rent_cap` of docs/odd.md and pilots, written from that page alone."""

from tests.odd.draws import ARRIVAL, BUILDING, EVICTION, PILOT, WITHDRAWAL
from tests.odd.open_city import OpenCity
from tests.odd.start import PRIVATE_OWNED, PRIVATE_RENTAL, half_up, ppb, ppm


class CappedCity(OpenCity):
    """A city whose landlords may answer a law on rents."""

    def __init__(self, config, seed):
        super().__init__(config, seed)
        self.finished, self.sold = {}, []
        law = self.policies.get("rent_cap")
        for c in self.cells if law else ():
            if self.homes["sector"][c] >= 0 and self.block[c] not in self.finished:
                luck = self.draws.uniform(0, self.block[c], BUILDING, 0)
                self.finished[self.block[c]] = -int(12 * law["oldest_years"] * luck)

    def finish_projects(self):
        super().finish_projects()
        for c in self.cells:
            if self.homes["sector"][c] >= 0:
                self.finished.setdefault(self.block[c], self.month)

    # Pilots

    def reached(self, policy):
        """Return the neighbourhoods in which a policy holds this month."""
        among = policy["places"]
        among = range(self.n_neighbourhoods) if among is None else among
        order = self.draws.keyed_order(among, PILOT, 0)[: policy["sample"]]
        if policy["phase_in"]:
            lived = self.month - policy["start"] + 1
            order = order[: -(-lived * len(order) // policy["phase_in"])]
        return order

    def holds(self, name, c):
        policy = self.in_force(name)
        return policy if policy and self.neighbourhood[c] in self.reached(policy) else None

    def month_of(self, date):
        year, month = (int(part) for part in date.split("-")[:2])
        first_year, first = (int(part) for part in self.city["start"].split("-"))
        return 12 * (year - first_year) + month - first + 1

    # The law

    def law(self, c):
        """Return the law that covers a home this month, None if none does."""
        law = self.holds("rent_cap", c)
        if law is None or law["fixed"] is None:
            return None
        built, before = self.finished[self.block[c]], law["built_before"]
        young = self.month - built < 12 * law["exempt_years"]
        late = before is not None and built >= self.month_of(before)
        return None if young or late else law

    def over_incomes(self, law):
        cap = law["fixed"] + law["cpi_share"] * law["cpi"]
        if law["ceiling"] is not None:
            cap = min(cap, law["ceiling"])
        return ppb((1 + max(cap, law["floor"])) / (1 + law["income_growth"]) - 1)

    def within(self, law, rent, last, months):
        """Return a rent, or what the law allows if that is less."""
        most = last + last * self.over_incomes(law) // 10**9 * months // 12
        return min(rent, max(1, most))

    def renewed(self, h, c):
        rent, law = super().renewed(h, c), self.law(c)
        last = self.people["rent"][h]
        return self.within(law, rent, last, self.market["reset_months"]) if law else rent

    def asking_rent(self, c):
        rent, law, last = super().asking_rent(c), self.law(c), self.homes["last_rent"][c]
        if not law or law["vacancy_decontrol"] or not last:
            return rent
        return self.within(law, rent, last, self.month - self.homes["last_rent_month"][c])

    # Landlords' answers

    def renew(self, h, c):
        law = self.law(c)
        if self.people["strain"][h] < 0:
            return
        cut = self.renewed(h, c) < self.market_rent(c)
        if law and cut and law["vacancy_decontrol"] and not law["just_cause"]:
            luck = self.draws.uniform(self.month, h, EVICTION, 0)
            if luck < law["eviction"]:
                self.people["strain"][h] = -1
                self.evicted.add(h)
                return
        super().renew(h, c)

    def wishes(self):
        self.evicted = set()
        return super().wishes()

    def feel(self, h):
        if self.people["strain"][h] >= 0:
            super().feel(h)
        elif h not in self.evicted:
            self.people["strain"][h] -= 1

    def forced(self, h):
        return self.people["strain"][h] < 0 or super().forced(h)

    def in_vain(self, h):
        long = self.people["strain"][h] <= -self.market["displacement_search"]
        return long or super().in_vain(h)

    def leave_home(self, h):
        c = self.people["dwelling"][h]
        law = self.law(c) if self.market_of(c) == PRIVATE_RENTAL else None
        if law and self.draws.uniform(self.month, c, WITHDRAWAL, 0) < law["withdrawal"]:
            self.homes["rental"][c], self.homes["withdrawn"][c] = 0, 1
        super().leave_home(h)

    # Who buys

    def leave_and_arrive(self):
        self.sold = [c for c in self.cells if self.homes["withdrawn"][c] == 1]
        super().leave_and_arrive()

    def buyers(self):
        withdrawn, people = self.homes["withdrawn"], self.people
        share = 1 - self.city["private"]["vacancy_owned"]
        before = sum(mark == 2 for mark in withdrawn)
        number = half_up((before + len(self.sold)) * share) - half_up(before * share)
        for c in self.sold:
            withdrawn[c] = 2
        initial = range(self.n_initial)
        owners = [h for h in initial if people["market"][h] == PRIVATE_OWNED]
        owners = owners or [h for h in initial if people["market"][h] == PRIVATE_RENTAL]
        new = []
        for c in self.sold[:number]:
            price = self.price(self.market_rent(c))
            loan = min(price, price * ppm(self.market["loan_to_value"]) // 10**6)
            payment = loan * ppb(self.market["instalment"]) // 10**9
            least = -(-payment * 10**6 // ppm(self.market["entry_burden"]))
            key = 3 * self.arrivals[2] + 2
            for attempt in range(200):
                model = owners[self.draws.pick(0, key, ARRIVAL, attempt, len(owners))]
                if people["income"][model] >= least:
                    break
            h = self.arrival(2, [model])
            people["market"][h] = PRIVATE_OWNED
            new.append(h)
        return new
