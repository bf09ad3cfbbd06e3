"""Section 7.14 of docs/odd.md, the open city, written from that page alone.

What the page did not say when this, `asking.py` and `developers.py` were written was found by
comparing months: the probability and the picks of LIFE, what `next project` and the months of sites
hold under developers, whose mean rent P is, and in which order finished homes are listed.
"""

import math

from tests.odd.asking import AskingCity
from tests.odd.draws import ARRIVAL, ELSEWHERE, LIFE, gumbel, philox
from tests.odd.start import PRIVATE_RENTAL, RESERVED, ppb, ppm


class OpenCity(AskingCity):
    """A city that may be open (`market.arrivals=market`) and whose rents may have an anchor."""

    def __init__(self, config, seed):
        super().__init__(config, seed)
        self.open = self.market["arrivals"] == "market"
        self.weighs = True  # whether who looks for a home weighs living elsewhere
        self.came = []
        if self.open:
            self.worth = self.worth_at_the_start()

    # 7.10 Natural vacancy

    def at_rest(self, sector, on):
        if self.market["rents"] == "relative":
            return super().at_rest(sector, on)
        figures = self.city[("public", "private")[sector]]
        natural = figures["vacancy_owned"]
        if sector:
            let = figures["rental"]
            natural = (1 - let) * natural + let * figures["vacancy_rental"]
            given = self.market["natural_vacancy"]
            natural = natural if given is None else given
        return ppb(natural)

    # Living elsewhere, and leaving for it

    def worth_at_the_start(self):
        """Return the mean utility of present homes by group and fifth, of the group, of all."""
        found = {}
        for h in range(self.n_initial):
            utility = self.present(h)
            group, fifth = self.people["group"][h], self.people["fifth"][h]
            for kind in ((group, fifth), (group,), ()):
                found.setdefault(kind, []).append(utility)
        return {kind: sum(utilities) / len(utilities) for kind, utilities in found.items()}

    def present(self, h):
        c = self.people["dwelling"][h]
        let = self.homes["rental"][c]
        return self.utility(h, c, self.people["rent"][h] if let else self.instalment(h))

    def elsewhere(self, h):
        group, fifth = self.people["group"][h], self.people["fifth"][h]
        kinds = (group, fifth), (group,), ()
        worth = next(self.worth[kind] for kind in kinds if kind in self.worth)
        month = 0 if self.tastes["shock"] == "persistent" else self.month
        luck = gumbel(self.draws.word(month, h, ELSEWHERE, 0))
        return worth + self.market["elsewhere"] + luck

    def least(self, h, stay, best):
        least = super().least(h, stay, best)
        if not self.open or not self.weighs or (stay is None and best is None):
            return least
        return max(least, self.elsewhere(h))

    # Who ends, comes and forms

    def leave_and_arrive(self):
        if not self.open:
            super().leave_and_arrive()
            return
        self.displaced()
        ends, forms = self.life()
        for h in ends:
            self.leave_city(h)
        self.came = [self.newcomer() for _ in range(self.newcomers_due())]
        self.weighs = False
        for parent in forms:
            self.settle_new(self.formed(parent))
        self.weighs = True
        self.clock_built = self.reserved_built = 0

    def life(self):
        """Return who ends, and from whom a new household forms."""
        ending, forming = self.market["dissolution"] / 12, self.market["formation"] / 12
        p, ends, forms = ending + (1 - ending) * forming, [], []
        for span in range((len(self.people["group"]) + 63) // 64 if p else 0):
            for place in sorted(self.happens(span, p)):
                h = 64 * span + place
                if h < len(self.people["group"]) and self.people["dwelling"][h] >= 0:
                    ended = self.draws.uniform(self.month, span, LIFE, 64 + place) < ending / p
                    (ends if ended else forms).append(h)
        return ends, forms

    def happens(self, span, p):
        """Return the places among 64 ids to which something happens."""
        words = philox(self.draws.seed, (self.month, span, LIFE, 0))
        luck, k, at_most = words[0] / 2**32 + words[1] / 2**64, 0, (1 - p) ** 64
        while k < 64 and luck >= at_most:
            k += 1
            at_most += math.comb(64, k) * p**k * (1 - p) ** (64 - k)
        chosen = set()
        for n, j in enumerate(range(64 - k, 64)):
            place = self.draws.pick(self.month, span, LIFE, 2 + n, j + 1)
            chosen.add(j if place in chosen else place)
        return chosen

    def newcomers_due(self):
        rate, t = ppm(self.market["newcomers"]) * self.n_initial, self.month
        return rate * t // (12 * 10**6) - rate * (t - 1) // (12 * 10**6)

    def newcomer(self):
        """Let a newcomer look at the city; return its id and whether it came."""
        number = self.arrivals[0] + self.arrivals[1]
        stream, key = number % 2, 3 * (number // 2) + number % 2
        self.arrivals[stream] += 1
        tenants, owners = (
            [h for h in range(self.n_initial) if self.people["market"][h] % 2 == let]
            for let in (1, 0)
        )
        looking = len(tenants) * self.rules["consider_renter"]
        everybody = looking + len(owners) * self.rules["consider_owner"]
        let = self.draws.uniform(0, key, ARRIVAL, 1) * everybody < looking
        h = self.copy(key, tenants if let else owners)
        return h, self.settle_new(h)

    def formed(self, parent):
        key = 3 * self.arrivals[2] + 2
        self.arrivals[2] += 1

        def kind(h):
            return self.people["group"][h], self.people["citizenship"][h]

        return self.copy(key, [h for h in range(self.n_initial) if kind(h) == kind(parent)])

    def copy(self, key, models):
        """Return the id of a new household like one of the initial ones."""
        model = models[self.draws.pick(0, key, ARRIVAL, 0, len(models))]
        h = self.n_initial + key
        while len(self.people["group"]) <= h:
            self.add_row(dwelling=-1)
        for name in ("group", "income", "fifth", "standing", "citizenship"):
            self.people[name][h] = self.people[name][model]
        self.people["market"][h] = -1
        return h

    def settle_new(self, h):
        self.settle_arrival(h)
        return self.people["dwelling"][h] >= 0

    def move(self, h, best):
        kind = self.market_of(best.cell)
        super().move(h, best)
        if self.people["market"][h] < 0:
            self.people["market"][h] = PRIVATE_RENTAL if kind == RESERVED else kind
