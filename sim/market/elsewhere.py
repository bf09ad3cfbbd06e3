"""What living elsewhere is worth: what the city was worth at the start to households of one's kind.

An open city lies among others. They are taken to be, to each group and income fifth, as good as
this city was at the start, plus `market.elsewhere` (assumed). With one number for all, those whose
homes are worth less to them would leave for good, whatever happens in the city.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.behaviour import affordability, utility
from sim.behaviour.parameters import Parameters, Tables
from sim.compiled import compiled
from sim.state.columns import MONTH, State


def worth_elsewhere(
    state: State, p: Parameters, tables: Tables, more: float
) -> NDArray[np.float64]:
    """Return the utility of living elsewhere without luck.

    Parameters
    ----------
    state : State
        The city at the start.
    more : float
        `market.elsewhere`: what elsewhere is worth more than a home here, utils.

    Returns
    -------
    ndarray of float64, shape (groups, 5)
        By group and income fifth: the mean systematic utility of the present homes, without
        attachment; of the group, or else of all, where no such household lives in the city.
    """
    total = np.zeros((len(tables.own_group), 5))
    number = np.zeros(total.shape)
    _add_up(total, number, state, tables.own_group, tables.appeal, int(state.clock[MONTH]), p)
    of_all = np.cumsum(total)[-1], number.sum()  # in order: the same bits everywhere
    worth = np.zeros(total.shape)
    for group in range(len(total)):
        of_group = np.cumsum(total[group])[-1], number[group].sum()
        for fifth in range(5):
            own = total[group, fifth], number[group, fifth]
            value, count = next(pair for pair in (own, of_group, of_all) if pair[1])
            worth[group, fifth] = value / count
    return worth + more


@compiled
def _add_up(
    total: Any, number: Any, state: State, own_group: Any, appeal: Any, month: int, p: Parameters
) -> None:
    people, homes = state.households, state.dwellings
    for household in range(len(people.dwelling)):
        cell = int(people.dwelling[household])
        if cell < 0:
            continue
        group, fifth = int(people.group[household]), int(people.fifth[household])
        own, occupied, standing = 0, 0, 0
        for down in range(-2, 3):
            for right in range(-2, 3):
                row, col = cell // p.cols + down, cell % p.cols + right
                if p.torus:
                    row, col = row % p.rows, col % p.cols
                if row < 0 or col < 0 or row >= p.rows or col >= p.cols:
                    continue
                other = int(homes.household[row * p.cols + col])
                if other >= 0 and (down != 0 or right != 0):
                    own += 1 if people.group[other] == group else 0
                    occupied += 1
                    standing += int(people.standing[other])
        months = month - int(people.moved[household])
        payment = affordability.instalment(int(people.loan[household]), months, p)
        value = utility.systematic_utility(
            own,
            occupied,
            standing,
            int(people.standing[household]),
            int(homes.quality[cell]),
            payment + int(people.rent[household]),  # an owner pays no rent, a tenant owes no loan
            int(people.income[household]),
            own_group[group],
            appeal[group, state.zones.neighbourhood[cell]],
            p,
        )
        total[group, fifth] += value
        number[group, fifth] += 1
