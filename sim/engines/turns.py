"""What happened in a month of relocation, counted as it happens, by group."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Turns(NamedTuple):
    """Counters of one month."""

    tried: NDArray[np.int64]  # (groups,) households that looked for another home
    moved: NDArray[np.int64]  # (groups,) moves
    refused: NDArray[np.int64]  # (groups,) looks of which a quota forbade the home chosen
    disallowed: NDArray[np.int64]  # (groups,) homes taken that the household could not afford
    unhappy: NDArray[np.int64]  # (groups,) households not satisfied at the end of the month


def no_turns(groups: int) -> Turns:
    """Return counters at zero."""
    return Turns(*(np.zeros(groups, np.int64) for _ in Turns._fields))


def begin(turns: Turns) -> None:
    """Begin a month: nothing has happened in it; who is unhappy is left as it was."""
    for counter in turns[:-1]:
        counter[:] = 0
