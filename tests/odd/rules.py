"""Sections 7.4 to 7.6 of docs/odd.md, quota, money and utility, written from that page alone."""

from tests.odd.draws import ENFORCEMENT
from tests.odd.start import PRIVATE_RENTAL, PUBLIC, PUBLIC_RENTAL, Start, ppb, ppm

ZONES = "block", "neighbourhood"


class Rules(Start):
    """What a household may enter, what it would pay, and what a home is worth to it."""

    # 7.4 Quota

    def counts(self):
        """Count public homes by owner of record: by zone, class (or "residents") and ever sold."""
        counts = {}
        for c in self.cells:
            record = self.homes["record"][c]
            for zone in (("block", self.block[c]), ("neighbourhood", self.neighbourhood[c])):
                if self.homes["sector"][c] == PUBLIC and record >= 0:
                    whom = ["sold", record]
                    whom += ["residents"] * self.homes["record_citizenship"][c]
                    for who in whom:
                        counts[*zone, who] = counts.get((*zone, who), 0) + 1
        return counts

    def limits(self):
        """Return the limits in force this month, None without a quota."""
        quota = self.policies.get("ethnic_quota")
        if quota is None or not quota["start"] <= self.month < (quota["stop"] or 10**9):
            return None
        year, month = (int(part) for part in self.city["start"].split("-"))
        now = 12 * year + month - 1 + self.month - 1
        today = f"{now // 12}-{now % 12 + 1:02}"
        past = [entry for entry in quota["limits"] if entry["since"][:7] <= today]
        return past[-1] if past else quota["limits"][0]

    def vetoed(self, h, c):
        if self.homes["sector"][c] != PUBLIC or self.quota_allows(h, c):
            return False
        luck = self.draws.uniform(self.month, h, ENFORCEMENT, c)
        return luck < self.policies["ethnic_quota"]["enforcement"]

    def quota_allows(self, h, c):
        limits, record = self.limits(), self.homes["record"][c]
        if limits is None:
            return True
        quota, b = self.policies["ethnic_quota"], self.class_of[self.people["group"][h]]
        tests = [(b, {zone: limits[zone].get(self.classes[b], 100) for zone in ZONES})]
        same = record == b
        if self.people["citizenship"][h] and limits["permanent_residents"]:
            tests.append(("residents", limits["permanent_residents"]))
            same = same and self.homes["record_citizenship"][c] == 1
        if same:
            return True
        n = self.counts() if quota["counts"] == "live" else self.first_of_month
        for who, limit in tests:
            for zone in ZONES:
                u = zone, (self.block if zone == "block" else self.neighbourhood)[c]
                hundredths = round(100 * limit[zone])
                if zone == "block" and self.homes["rental"][c]:
                    hundredths += round(100 * quota["rental_block_points"])
                sold = n.get((*u, "sold"), 0) + (record < 0)
                if 10000 * (n.get((*u, who), 0) + 1) > hundredths * sold:
                    return False
        return True

    # 7.5 Money

    def market_rent(self, c):
        level = self.level[self.neighbourhood[c]][self.homes["sector"][c]]
        return max(1, self.homes["base_rent"][c] * level // 10**9)

    def asking_rent(self, c):
        return self.market_rent(c)

    def instalment(self, h):
        if self.month - self.people["moved"][h] >= self.market["loan_months"]:
            return 0
        return self.people["loan"][h] * ppb(self.market["instalment"]) // 10**9

    def terms(self, h, c):
        """Return what a household would pay a month for a home, and its loan."""
        if self.market_of(c) == PUBLIC_RENTAL:
            share = ppm(self.market["public_rent_share"])
            return self.people["income"][h] * share // 10**6, 0
        if self.market_of(c) == PRIVATE_RENTAL:
            return self.asking_rent(c), 0
        price = self.price_of(c)
        most = price * ppm(self.market["loan_to_value"]) // 10**6
        loan = min(max(0, price - self.equity(h)), most)
        return loan * ppb(self.market["instalment"]) // 10**9, loan

    def equity(self, h):
        c, total = self.people["dwelling"][h], self.market["loan_months"]
        if c < 0 or self.homes["rental"][c]:
            return 0
        left = max(0, total - (self.month - self.people["moved"][h]))
        balance = self.people["loan"][h] * left // total
        return max(0, self.value_of(c) - balance)

    def price_of(self, c):
        return self.price(self.market_rent(c))

    def value_of(self, c):
        return self.price(self.market_rent(c))

    def can_pay(self, h, c, payment):
        income = self.people["income"][h]
        if self.market_of(c) == PUBLIC_RENTAL:
            return income <= round(100 * self.city["public_rental_income_ceiling"])
        return payment * 10**6 <= ppm(self.market["entry_burden"]) * income

    # 7.6 Utility

    def neighbours(self, h, cell):
        rows, columns = self.city["size"]
        row, column = divmod(cell, columns)
        for r in range(row - 2, row + 3):
            for c in range(column - 2, column + 3):
                if self.rules["torus"] or (0 <= r < rows and 0 <= c < columns):
                    other = self.homes["household"][r % rows * columns + c % columns]
                    if other not in (-1, h):
                        yield other

    def taste(self, group, share):
        tastes = self.tastes
        name = list(self.city["groups"])[group]
        strength = tastes["own_group_of"].get(name, tastes["own_group"])
        if tastes["taste"] == "threshold":
            return strength if share >= tastes["threshold"] else 0.0
        if tastes["taste"] == "inverted_u":
            return strength * share * (2 * tastes["peak"] - share) / tastes["peak"] ** 2
        return strength * share

    def utility(self, h, c, payment):
        people, tastes = self.people, self.tastes
        group, income = people["group"][h], people["income"][h]
        near = list(self.neighbours(h, c))
        utility = self.appeal[group][self.neighbourhood[c]]
        utility += tastes["quality"] * self.homes["quality"][c] / 1000
        if near:
            utility += self.taste(group, sum(people["group"][o] == group for o in near) / len(near))
            mean = sum(people["standing"][o] for o in near) / len(near)
            utility -= tastes["income_similarity"] * abs(people["standing"][h] - mean) / 1000
        burden = 0.0 if not payment else 1.0 if payment >= income else payment / income
        return utility - tastes["cost"] * burden
