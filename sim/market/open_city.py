"""Who comes to an open city and who leaves it: newcomers, households that form and that end."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import MILLION, Parameters, per
from sim.compiled import compiled
from sim.config.schema import MarketConfig
from sim.draws import philox, pick, uniform
from sim.state.columns import Ints, State

LIFE = 36  # sim.draws.Purpose as a plain number, a constant of the compiled code
SPAN = 64  # households that share a draw of how many of them something happens to
OF_WHAT = 64  # indices from here on: does a household of the span end, or form another?


def newcomers_due(market: MarketConfig, initial: int, month: int) -> int:
    """Return how many newcomers look at the city in a month, 1 or later.

    `market.newcomers` a year for each initial household; what is left of a whole number is carried
    over to the next month.
    """
    rate = per(market.newcomers, MILLION) * initial
    return rate * month // (12 * MILLION) - rate * (month - 1) // (12 * MILLION)


def drawn(state: State, p: Parameters, month: int, market: MarketConfig) -> tuple[Ints, Ints]:
    """Return the households of the city that end this month, and those from which a new one forms.

    A household ends with probability `market.dissolution` / 12; from one that does not, a new one
    forms with probability `market.formation` / 12. Ascending; nothing is drawn where both are 0.

    Notes
    -----
    Something happens to few, so it is drawn for 64 ids at a time: to how many (a binomial number),
    to which, and what. That is the same law as a draw for each.
    """
    nobody = np.empty(0, np.int64)
    ends, forms = market.dissolution / 12.0, market.formation / 12.0
    chance = ends + forms * (1.0 - ends)
    if chance <= 0.0:
        return nobody, nobody
    rows = len(state.households.dwelling)
    ended, parents = np.empty(rows, np.int64), np.empty(rows, np.int64)
    found = np.zeros(2, np.int64)
    many, share = at_most(chance), ends / chance
    _draw(ended, parents, found, state.households.dwelling, p.seed, month, many, share)
    return ended[: found[0]], parents[: found[1]]


def at_most(chance: float) -> NDArray[np.float64]:
    """Return the probability that something happens to at most 0, 1, ... of 64 households; shape
    (64,)."""
    if chance >= 1.0:
        return np.zeros(SPAN)
    term = 1.0
    for _ in range(SPAN):
        term *= 1.0 - chance
    below = np.empty(SPAN)
    total = 0.0
    for k in range(SPAN):
        total += term
        below[k] = total
        term = term * (SPAN - k) / (k + 1) * chance / (1.0 - chance)
    return below


@compiled
def _draw(
    ended: Any,
    parents: Any,
    found: Any,
    dwelling: Any,
    seed: int,
    month: int,
    many: Any,
    share: float,
) -> None:
    chosen = np.zeros(SPAN, np.bool_)
    for block in range((len(dwelling) + SPAN - 1) // SPAN):
        words = philox(seed, month, block, LIFE, 0)
        luck = words[0] / 4294967296.0 + words[1] / 18446744073709551616.0
        number = 0
        while number < SPAN and luck >= many[number]:
            number += 1
        if number == 0:
            continue
        chosen[:] = False
        for k in range(number):  # each subset as likely: Floyd's method (Bentley and Floyd 1987)
            last = SPAN - number + k
            place = pick(last + 1, seed, month, block, LIFE, 2 + k)
            chosen[last if chosen[place] else place] = True
        for place in range(SPAN):
            household = SPAN * block + place
            if not chosen[place] or household >= len(dwelling) or dwelling[household] < 0:
                continue
            if uniform(seed, month, block, LIFE, OF_WHAT + place) < share:
                ended[found[0]] = household
                found[0] += 1
            else:
                parents[found[1]] = household
                found[1] += 1
