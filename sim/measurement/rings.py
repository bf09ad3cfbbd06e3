"""Stocks and flows inside a pilot, in the neighbourhoods that touch it, and elsewhere.

Spill-over is looked for next door: whoever may not, or will not, live inside looks there first.
Everything is counted from the city at the end of a month; measuring never changes a run.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.indices.base import Integers
from sim.indices.dissimilarity import dissimilarity
from sim.indices.information_theory import information_theory
from sim.measurement.snapshot import Geometry
from sim.state.columns import LEVEL_ONE, Ints, State

RINGS = ("inside", "touching", "elsewhere")
INSIDE, TOUCHING, ELSEWHERE = range(3)
HOMES, VACANT, MOVED, TENANTS, BURDENED, RENT, INCOME, KEPT = range(8)
COUNTED = 8  # then one column a group


def touching(geometry: Geometry) -> NDArray[np.bool_]:
    """Return which neighbourhoods share an edge of a cell; (neighbourhoods, neighbourhoods)."""
    label = geometry.neighbourhood_of.reshape(geometry.rows, geometry.cols)
    count = int(label.max()) + 1
    meet = np.zeros((count, count), np.bool_)
    for axis in (0, 1):
        here, there = label, np.roll(label, -1, axis)
        if not geometry.torus:
            cut = slice(0, label.shape[axis] - 1)
            here, there = (x[cut] if axis == 0 else x[:, cut] for x in (here, there))
        meet[here.ravel(), there.ravel()] = True
    meet |= meet.T
    np.fill_diagonal(meet, False)
    return meet


def rings(places: Sequence[int], meet: NDArray[np.bool_]) -> Integers:
    """Return the ring of each neighbourhood: 0 in `places`, 1 touching one of them, 2 elsewhere."""
    found = np.full(len(meet), ELSEWHERE, np.int64)
    found[meet[:, list(places)].any(axis=1)] = TOUCHING
    found[list(places)] = INSIDE
    return found


class Pilots:
    """Counts a city by neighbourhood, once a month, and adds up the rings of each pilot.

    Parameters
    ----------
    pilots : mapping
        Name of a pilot -> its neighbourhoods.
    groups : sequence of str
        Names of the groups in the order of their numbers.
    geometry : Geometry
        Grid and zones.
    """

    def __init__(
        self, pilots: Mapping[str, Sequence[int]], groups: Sequence[str], geometry: Geometry
    ) -> None:
        meet = touching(geometry)
        self.groups = list(groups)
        self.rings = {name: rings(places, meet) for name, places in pilots.items()}
        blocks = int(geometry.block_of.max()) + 1
        self._place_of_block = np.zeros(blocks, np.int64)
        self._place_of_block[geometry.block_of] = geometry.neighbourhood_of
        self._places = np.zeros((len(meet), COUNTED + len(groups)), np.int64)
        self._blocks = np.zeros((blocks, len(groups)), np.int64)

    def observe(self, state: State, month: int, market_homes: Ints) -> dict[str, float]:
        """Return `pilot.<name>.<ring>.<what>` -> value; NaN where nobody is there to measure.

        Parameters
        ----------
        state : State
            At the end of the month; only read.
        month : int
            Moves are those of this month.
        market_homes : array of int64, shape (neighbourhoods, 2)
            Homes on the market by sector, which weigh the levels of rents.
        """
        self._places[...], self._blocks[...] = 0, 0
        homes, people = state.dwellings, state.households
        _count(
            self._places, self._blocks, state.zones.neighbourhood, state.zones.block,
            homes.sector, homes.rental, homes.reserved_until, homes.household,
            people.group, people.income, people.rent, people.moved, month,
        )  # fmt: skip
        found: dict[str, float] = {}
        for name, ring_of in self.rings.items():
            for ring, word in enumerate(RINGS):
                here = ring_of == ring
                values = self._ring(here, state.rent_level[here], market_homes[here])
                found.update({f"pilot.{name}.{word}.{what}": v for what, v in values.items()})
        return found

    def _ring(self, here: NDArray[np.bool_], level: Ints, market_homes: Ints) -> dict[str, float]:
        counted = self._places[here].sum(axis=0)
        blocks = self._blocks[here[self._place_of_block]]
        people = counted[COUNTED:].sum()
        found = {
            "neighbourhoods": float(here.sum()),
            "homes": float(counted[HOMES]),
            "households": float(people),
            "household_years": float(people) / 12.0,
        }
        for name, number in zip(self.groups, counted[COUNTED:], strict=True):
            found[f"households.{name}"] = float(number)
        found |= {
            "vacancy": _ratio(counted[VACANT], counted[HOMES]),
            "moved": float(counted[MOVED]),
            "homes_reserved": float(counted[KEPT]),
            "tenants": float(counted[TENANTS]),
            "rent": _ratio(counted[RENT], 100 * counted[TENANTS]),
            "burdened_30": _ratio(counted[BURDENED], counted[TENANTS]),
            "income": _ratio(counted[INCOME], 100 * people),
        }
        for sector, name in enumerate(("public", "private")):
            weight = market_homes[:, sector]
            levels = (weight * (level[:, sector] / LEVEL_ONE)).sum()
            found[f"rent_level.{name}"] = _ratio(levels, weight.sum())
        found["dissimilarity"] = float(dissimilarity(blocks)) if people else float("nan")
        found["information_theory"] = float(information_theory(blocks)) if people else float("nan")
        return found


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else float("nan")


@compiled
def _count(
    places: Integers,
    blocks: Integers,
    neighbourhood: Ints,
    block: Ints,
    sector: Ints,
    rental: Ints,
    reserved_until: Ints,
    household: Ints,
    group: Ints,
    income: Ints,
    rent: Ints,
    moved: Ints,
    month: int,
) -> None:
    """Add every home and household to its neighbourhood's and its block's counts."""
    for cell in range(len(sector)):
        if sector[cell] < 0:
            continue
        place, living = neighbourhood[cell], household[cell]
        places[place, HOMES] += 1
        if reserved_until[cell] >= 0:
            places[place, KEPT] += 1
        if living < 0:
            places[place, VACANT] += 1
            continue
        places[place, COUNTED + group[living]] += 1
        blocks[block[cell], group[living]] += 1
        places[place, INCOME] += income[living]
        if month > 0 and moved[living] == month:
            places[place, MOVED] += 1
        if sector[cell] == 1 and rental[cell] == 1 and reserved_until[cell] < 0:
            places[place, TENANTS] += 1
            places[place, RENT] += rent[living]
            if 10 * rent[living] > 3 * income[living]:
                places[place, BURDENED] += 1
