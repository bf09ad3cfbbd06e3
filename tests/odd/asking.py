"""Delta "prices that are asked" of docs/odd.md, written from that page alone."""

from tests.odd.developers import DeveloperCity
from tests.odd.start import PRIVATE_OWNED, PUBLIC_OWNED, ppb

FOR_SALE = PUBLIC_OWNED, PRIVATE_OWNED


class AskingCity(DeveloperCity):
    """A city whose sellers may ask prices (`market.prices=asking`)."""

    def __init__(self, config, seed):
        super().__init__(config, seed)
        self.asks = self.market["prices"] == "asking"
        units = {
            "block": (self.n_blocks,),
            "neighbourhood": (self.n_neighbourhoods, 2),
        }
        for name, shape in units.items():
            size = shape[0] * (shape[1] if len(shape) > 1 else 1)
            self.later[name] = [0] * (6 * size), (*shape, 6)
            self.later[f"{name}_number"] = [0] * size, shape
        self.put_up()

    def put_up(self):
        """Ask a price for every vacant home for sale that has none."""
        for market in FOR_SALE if self.asks else ():
            for c in self.vacant[market]:
                if not self.homes["asking"][c]:
                    self.ask(c)

    def finish_projects(self):
        super().finish_projects()
        self.put_up()

    def places(self, c):
        """Return where the sales of a home are remembered: in its block, then around."""
        return ("block", self.block[c]), (
            "neighbourhood",
            2 * self.neighbourhood[c] + self.homes["sector"][c],
        )

    def price_level(self, c):
        for name, unit in self.places(c):
            number = min(6, self.later[f"{name}_number"][0][unit])
            if number:
                return sum(self.later[name][0][6 * unit : 6 * unit + 6]) // number
        return 10**9

    def reference(self, c):
        at_start = self.price(self.homes["base_rent"][c])
        return max(1, at_start * self.price_level(c) // 10**9)

    def ask(self, c):
        value = self.reference(c)
        markup = ppb(self.market["asking_markup"])
        self.homes["asking"][c] = value + value * markup // 10**9

    def price_of(self, c):
        if not self.asks:
            return super().price_of(c)
        n = self.month - max(0, self.homes["vacant_since"][c])
        left, factor = 10**9, 10**9 - ppb(self.market["asking_decline"])
        while n > 0:
            if n % 2:
                left = left * factor // 10**9
            factor = factor * factor // 10**9
            n //= 2
        let = self.price(self.market_rent(c))
        least = let * ppb(self.market["asking_floor"]) // 10**9
        return max(1, least, self.homes["asking"][c] * left // 10**9)

    def value_of(self, c):
        return self.reference(c) if self.asks else super().value_of(c)

    def leave_home(self, h):
        c = self.people["dwelling"][h]
        super().leave_home(h)
        if self.asks and self.market_of(c) in FOR_SALE:
            self.ask(c)

    def move(self, h, best):
        c = best.cell
        sold = self.asks and self.market_of(c) in FOR_SALE
        paid = self.price_of(c) if sold else 0
        super().move(h, best)
        if sold:
            ratio = paid * 10**9 // self.price(self.homes["base_rent"][c])
            for name, unit in self.places(c):
                number = self.later[f"{name}_number"][0]
                self.later[name][0][6 * unit + number[unit] % 6] = min(max(ratio, 1), 10**12)
                number[unit] += 1
            self.homes["asking"][c] = 0
