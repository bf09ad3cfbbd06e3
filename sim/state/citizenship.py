"""Which initial households are of permanent residents under a quota of their own."""

import numpy as np

from sim.config.schema import CityConfig
from sim.draws import Purpose
from sim.state import keyed
from sim.state.columns import PRIVATE_OWNED, Households, Ints


def permanent_residents(people: Households, city: CityConfig, seed: int) -> Ints:
    """Return 1 for each household in a public home that is drawn as one, else 0; int8.

    Each is drawn by its own key, with the probability `permanent_residents` of its group.
    """
    none = np.zeros(len(people.group), np.int8)
    shares = np.array([group.permanent_residents for group in city.groups.values()])
    if not shares.any():
        return none
    drawn = keyed.words(range(len(none)), seed, Purpose.CITIZENSHIP) / 4294967296.0
    some = (drawn < shares[people.group]) & (people.market < PRIVATE_OWNED)
    return np.where(some, np.int8(1), none)
