"""Who comes to an open city and who leaves it: newcomers, households that form and that end."""

from typing import Any

import numpy as np

from sim.behaviour.parameters import MILLION, Parameters, per
from sim.compiled import compiled
from sim.config.schema import MarketConfig
from sim.draws import Purpose, philox
from sim.state.columns import Ints, State


def newcomers_due(market: MarketConfig, initial: int, month: int) -> int:
    """Return how many newcomers look at the city in a month, 1 or later.

    `market.newcomers` a year for each initial household; what is left of a whole number is carried
    over to the next month.
    """
    rate = per(market.newcomers, MILLION) * initial
    return rate * month // (12 * MILLION) - rate * (month - 1) // (12 * MILLION)


def drawn(state: State, p: Parameters, month: int, purpose: Purpose, rate: float) -> Ints:
    """Return the households of the city that something happens to this month, at a yearly rate.

    Each with probability rate / 12, drawn by key; ascending. Nothing is drawn at a rate of 0.
    """
    if rate <= 0.0:
        return np.empty(0, np.int64)
    chosen = np.empty(len(state.households.dwelling), np.int64)
    count = _draw(chosen, state.households.dwelling, p.seed, month, int(purpose), rate / 12.0)
    return chosen[:count]


@compiled
def _draw(chosen: Any, dwelling: Any, seed: int, month: int, purpose: int, chance: float) -> int:
    words = (0, 0, 0, 0)
    count, drawn_for = 0, -1
    for household in range(len(dwelling)):
        if dwelling[household] < 0:
            continue
        if household >> 2 != drawn_for:  # one block of draws serves four: sim.draws.shared_uniform
            drawn_for = household >> 2
            words = philox(seed, month, drawn_for, purpose, 0)
        if words[household & 3] / 4294967296.0 < chance:
            chosen[count] = household
            count += 1
    return count
