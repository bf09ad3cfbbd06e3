"""Who comes to an open city and who leaves it: newcomers, households that form and that end."""

from typing import Any

import numpy as np

from sim.behaviour.parameters import MILLION, Parameters, per
from sim.compiled import compiled
from sim.config.schema import MarketConfig
from sim.draws import philox
from sim.state.columns import Ints, State

LIFE = 36  # sim.draws.Purpose as a plain number, a constant of the compiled code


def newcomers_due(market: MarketConfig, initial: int, month: int) -> int:
    """Return how many newcomers look at the city in a month, 1 or later.

    `market.newcomers` a year for each initial household; what is left of a whole number is carried
    over to the next month.
    """
    rate = per(market.newcomers, MILLION) * initial
    return rate * month // (12 * MILLION) - rate * (month - 1) // (12 * MILLION)


def drawn(state: State, p: Parameters, month: int, market: MarketConfig) -> tuple[Ints, Ints]:
    """Return the households of the city that end this month, and those from which a new one forms.

    One draw a household: it ends with probability `market.dissolution` / 12; from one that does
    not, a new one forms with probability `market.formation` / 12. Ascending; nothing is drawn where
    both are 0.
    """
    nobody = np.empty(0, np.int64)
    ends, forms = market.dissolution / 12.0, market.formation / 12.0
    if ends <= 0.0 and forms <= 0.0:
        return nobody, nobody
    rows = len(state.households.dwelling)
    ended, parents = np.empty(rows, np.int64), np.empty(rows, np.int64)
    found = np.zeros(2, np.int64)
    upto = ends + forms * (1.0 - ends)
    _draw(ended, parents, found, state.households.dwelling, p.seed, month, ends, upto)
    return ended[: found[0]], parents[: found[1]]


@compiled
def _draw(
    ended: Any,
    parents: Any,
    found: Any,
    dwelling: Any,
    seed: int,
    month: int,
    ends: float,
    upto: float,
) -> None:
    words = (0, 0, 0, 0)
    for household in range(len(dwelling)):
        if household & 3 == 0:  # one block of draws serves four: sim.draws.shared_uniform
            words = philox(seed, month, household >> 2, LIFE, 0)
        word = words[household & 3] / 4294967296.0
        if word >= upto or dwelling[household] < 0:
            continue
        if word < ends:
            ended[found[0]] = household
            found[0] += 1
        else:
            parents[found[1]] = household
            found[1] += 1
