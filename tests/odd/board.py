"""Buy-back, of delta `ethnic_quota` of docs/odd.md, written from that page alone."""

from tests.odd.landlords import CappedCity
from tests.odd.rules import ZONES
from tests.odd.start import PUBLIC_OWNED


class BoardCity(CappedCity):
    """A city whose board may buy homes that a quota, which may be a pilot, keeps from buyers."""

    def buying(self, c):
        """Return the quota that holds for a home and whose board buys this month."""
        quota = self.holds("ethnic_quota", c)
        if not quota or quota["buy_back_years"] is None:
            return None
        since = quota["buy_back_since"]
        return quota if since is None or self.month >= self.month_of(since) else None

    def buy_back(self):
        homes, counts = self.homes, self.counts()
        bought = []
        for c in self.vacant[PUBLIC_OWNED]:
            quota = self.buying(c)
            if quota and homes["sold_by"][c] and homes["record"][c] >= 0:
                stood = self.month - homes["vacant_since"][c]
                if stood >= quota["buy_back_months"] and self.constrained(c, counts):
                    bought.append(c)
        for c in bought:
            homes["record"][c] = -1
            for name in ("record_citizenship", "owned_months", "sold_by"):
                homes[name][c] = 0

    def constrained(self, c, counts):
        """Return whether a class other than its seller's is at its limit here."""
        limits = self.limits()
        for b, name in enumerate(self.classes):
            for zone in ZONES:
                u = zone, (self.block if zone == "block" else self.neighbourhood)[c]
                hundredths = round(100 * limits[zone].get(name, 100))
                left = 10000 * (counts.get((*u, b), 0) + 1)
                full = left > hundredths * counts.get((*u, "sold"), 0)
                if full and b != self.homes["record"][c]:
                    return True
        return False

    def quota_allows(self, h, c):
        return not self.holds("ethnic_quota", c) or super().quota_allows(h, c)

    def leave_home(self, h):
        c = self.people["dwelling"][h]
        super().leave_home(h)
        quota, owned = self.buying(c), self.month - self.people["moved"][h]
        if self.market_of(c) == PUBLIC_OWNED and quota and owned >= 12 * quota["buy_back_years"]:
            self.homes["owned_months"][c], self.homes["sold_by"][c] = owned, h + 1

    def move(self, h, best):
        super().move(h, best)
        self.homes["owned_months"][best.cell] = self.homes["sold_by"][best.cell] = 0
