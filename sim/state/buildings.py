"""How old buildings are, for rules that look at it: a block of homes is finished as one building.

It is derived and no column of the state, so that cities without such a rule keep their hashes:
where homes stood at the start, a draw by block places the building in its city's past; where a
project was finished, the month is noted when it is. Two cities that have lived the same months
agree on it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.draws import Purpose
from sim.state import keyed
from sim.state.columns import State

OLDEST_YEARS = 80.0  # at the start, for those who build; assumed
STOOD = -1  # in `finished`: it stood at the start


class Buildings:
    """The buildings of a city, one a block.

    Attributes
    ----------
    finished : array of int64, shape (blocks,)
        Month in which a project was finished; -1 where homes stood at the start or none stand.
    drawn : array of float64, shape (blocks,)
        A uniform draw in [0, 1) by block: its place among the ages at the start.
    """

    def __init__(self, state: State, seed: int) -> None:
        blocks = int(state.zones.block.max()) + 1
        self.finished = np.full(blocks, STOOD, np.int64)
        self.drawn = keyed.words(range(blocks), seed, Purpose.BUILDING) / 4294967296.0
        self.stand = self._standing(state)

    def _standing(self, state: State) -> NDArray[np.bool_]:
        stand = np.zeros(len(self.finished), np.bool_)
        _mark_standing(stand, state.zones.block, state.dwellings.sector)
        return stand

    def note(self, state: State, month: int) -> None:
        """Note the month of the blocks on which homes stand now and did not before."""
        now = self._standing(state)
        self.finished[now & ~self.stand] = month
        self.stand = now

    def built(self, oldest_years: float) -> NDArray[np.int64]:
        """Return the month in which each block was built, 0 and before where it stood at the start.

        Parameters
        ----------
        oldest_years : float
            Ages at the start are uniform from 0 to so many years, in whole months.
        """
        at_start = -(12.0 * oldest_years * self.drawn).astype(np.int64)
        return np.where(self.finished == STOOD, at_start, self.finished)


@compiled
def _mark_standing(stand: Any, block: Any, sector: Any) -> None:
    for cell in range(len(block)):
        if sector[cell] >= 0:
            stand[block[cell]] = True
