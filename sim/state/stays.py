"""How long households have lived where they live: months since the last move, stationary law."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.draws import Purpose
from sim.portable import log
from sim.state import keyed
from sim.state.columns import PUBLIC_OWNED, Ints

LONGEST = 1200  # months


def stays(
    households: Ints, market: Ints, hazard: NDArray[np.float64], least: int, seed: int
) -> Ints:
    """Return months since the last move, drawn by key.

    With a hazard h of moving a month after a minimum stay of m months, the law is uniform
    on the first m months with weight m, and geometric after them with weight 1 / h.

    Parameters
    ----------
    households, market : array of int, shape (n,)
        Ids, and the market of each one's home.
    hazard : array of float, shape (5,)
        Probability of moving in a month by market, once one may.
    least : int
        Minimum occupation of owned public flats, months.
    """
    minimum = np.zeros(len(hazard), np.int64)
    minimum[PUBLIC_OWNED] = least
    out = np.empty(len(households), np.int64)
    first, second = (keyed.words(households, seed, Purpose.STAY, k) for k in (0, 1))
    rare = np.maximum(hazard, 1e-6)  # where nobody moves, they have lived here for ever
    _fill_stays(out, first, second, rare[market], minimum[market])
    return np.minimum(out, LONGEST)


@compiled
def _fill_stays(out: Any, first: Any, second: Any, hazard: Any, least: Any) -> None:
    for i in range(len(out)):
        mass = least[i] * hazard[i] / (1.0 + least[i] * hazard[i])
        u = int(first[i]) / 4294967296.0
        if u < mass:
            out[i] = int(u / mass * least[i])
        else:
            v = int(second[i]) / 4294967296.0 + 1.1641532182693481e-10
            out[i] = least[i] + int(log(v) / log(1.0 - min(hazard[i], 0.5)))
