"""Section 7.12 of docs/odd.md, a city that has settled, written from that page alone."""

import copy
from collections import Counter

from tests.odd.month import City
from tests.odd.start import PUBLIC_OWNED

WINDOW = 120  # months over which moves are counted


class Settling(City):
    """A city in its burn-in: policies hold whatever their start, with the limits of month 1."""

    def __init__(self, config, seed):
        burn, self.how = copy.deepcopy(config), config["city"]["burn_in"]
        burn["city"]["initial"] = self.how["initial"]
        burn["policy"] = {
            name: numbers | {"start": 1, "stop": None}
            for name, numbers in self.how["policy"].items()
        }
        for hazard in ("consider_owner", "consider_renter"):
            burn["rules"][hazard] *= self.how["hazard_factor"]
        burn["rules"]["minimum_occupation"] = 0
        burn["market"] |= {"rent_growth": 0.0, "vacancy_response": 0.0, "project_rate": 0.0}
        super().__init__(burn, seed)
        self.month = -self.how["months"]
        homes = self.homes["vacant_since"], self.homes["last_rent_month"]
        for column in (self.people["moved"], *homes):
            column[:] = [self.month] * len(column)
        self.taken, self.lived_in = Counter(), Counter()

    def limits(self):
        now, self.month = self.month, 1
        limits = super().limits()
        self.month = now
        return limits

    def step(self):
        super().step()
        if self.month > -WINDOW:
            for h, c in enumerate(self.people["dwelling"]):
                if c >= 0:
                    self.lived_in[self.market_of(c)] += 1
                    self.taken[self.market_of(c)] += self.people["moved"][h] == self.month


def burned_in(config, seed):
    """Return the city of month 0."""
    settling = Settling(config, seed)
    factor = settling.how["hazard_factor"]
    for _ in range(settling.how["months"]):
        settling.step()
    city = City(config, seed)
    for name in ("people", "homes", "level", "vacant", "arrivals"):
        setattr(city, name, getattr(settling, name))
    for h, c in enumerate(city.people["dwelling"]):
        if c >= 0:
            market = city.market_of(c)
            months = max(settling.lived_in[market], 1) * factor
            hazard = max(settling.taken[market], 1) / months
            least = city.rules["minimum_occupation"] if market == PUBLIC_OWNED else 0
            city.people["moved"][h] = -city.stay(h, hazard, least)
    since = city.homes["vacant_since"]
    for c in city.cells:
        if city.homes["household"][c] < 0:  # unbuilt cells too
            since[c] = int(since[c] * factor)
    return city
