"""Indices of what lies around units that have a place, at several radii."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.areas.chance import NOT_COMPUTED, Chance, mean_of
from sim.areas.entry import entry
from sim.areas.quantities import MOST_QUADRATIC, OF_SURROUNDINGS
from sim.areas.request import PROFILE, RATIO, Request
from sim.areas.table import Areas
from sim.indices import INDICES
from sim.indices.base import Floats, Index, Integers
from sim.indices.limits import MOST_PEOPLE
from sim.indices.multiscale_profile import ratio
from sim.indices.shuffling import batches
from sim.indices.summary import Summary, summary_of
from sim.indices.surroundings import of_points


class _Near:
    """People and those around them, and what all indices share of that, which takes the time.

    Parameters
    ----------
    people, around : ndarray, shape (..., units, columns)
        Of one table or of many.
    """

    def __init__(self, people: Integers, around: Floats) -> None:
        self.people, self.around = people, around
        self._known: dict[int, Summary] = {}

    def summary(self, number: int) -> Summary:
        """Return what indices of the first columns need."""
        if number not in self._known:
            people, around = self.people[..., :number], self.around[..., :number]
            self._known[number] = summary_of(people, around)
        return self._known[number]


@dataclass(frozen=True)
class _Asked:
    """An index of surroundings of some columns of people, and where it is told."""

    section: tuple[str, ...]
    name: str
    index: Index
    columns: tuple[int, ...]
    named: int

    def values(self, near: "_Near") -> Floats:
        """Return the index of one table or of many."""
        number = near.people.shape[-1] if self.index.of_groups else self.named
        if self.index.from_summary is not None:
            found = self.index.from_summary(near.summary(number), *self.columns)
        else:
            assert self.index.from_surroundings is not None
            people, around = near.people[..., :number], near.around[..., :number]
            found = self.index.from_surroundings(people, around, *self.columns)
        return np.asarray(found, dtype=np.float64)

    def chance(self, near: _Near) -> Chance | None:
        """Return the value by chance that the index knows of one table; None: shuffle."""
        if self.index.expected_around is None:
            return None
        value = self.index.expected_around(near.people, near.around, *self.columns)
        return Chance(float(value), None if np.isnan(value) else "exact", "exact")

    def shares(self, people: Integers) -> Floats:
        """Return the shares of the groups that the index is about."""
        totals = people.sum(axis=0, dtype=np.float64)
        totals = totals if self.index.of_groups else totals[: self.named]
        return np.asarray(totals / totals.sum())


def surroundings(areas: Areas, request: Request, replicates: int) -> dict[str, Any]:
    """Return every index of surroundings at every radius, each with its value by chance.

    Parameters
    ----------
    areas : Areas
        With places.
    request : Request
    replicates : int
        Shuffled tables; none are drawn for more than `MOST_QUADRATIC` units.

    Returns
    -------
    dict
        `kernel`; `radii`, by radius; and `macro_micro_ratio`, the entry of H~ at the largest over
        H~ at the smallest radius, if there are two and H~ was asked for.
    """
    lived_in = areas.only(areas.population > 0)
    asked = list(_asked(lived_in, request.indices))
    found = {
        f"{radius:g}": _at(radius, request.kernel, lived_in, asked, replicates, request.seed)
        for radius in request.radii
    }
    told: dict[str, Any] = {"kernel": request.kernel, "radii": found}
    each = [at["multigroup"][PROFILE] for at in found.values() if PROFILE in at["multigroup"]]
    if len(each) > 1:
        index = INDICES[RATIO]
        values = [math.nan if one["value"] is None else one["value"] for one in each]
        none = Chance(math.nan, None, index.expected_note)
        told[RATIO] = entry(index, float(ratio(values)), none, np.zeros(0))
    return told


def _asked(areas: Areas, indices: tuple[str, ...]) -> Iterator[_Asked]:
    """Yield what can be asked of the surroundings of a table's units."""
    groups = areas.groups
    for name in OF_SURROUNDINGS:
        index = INDICES[name]
        if indices and name not in indices:
            continue
        if not index.of_groups:
            if len(groups) > 1:
                yield _Asked(("multigroup",), name, index, (), len(groups))
        elif index.of_groups == 1:
            for one, group in enumerate(groups):
                yield _Asked(("groups", group), name, index, (one,), len(groups))
        else:
            for one, group in enumerate(groups):
                for other in range(one + 1, len(groups)):
                    section, pair = ("pairs", f"{group}|{groups[other]}"), (one, other)
                    yield _Asked(section, name, index, pair, len(groups))
                    yield _Asked(section, f"{name}_reverse", index, pair[::-1], len(groups))


def _at(
    radius: float, kernel: str, areas: Areas, asked: list[_Asked], replicates: int, seed: int
) -> dict[str, Any]:
    """Return the indices at one radius."""
    people, xy = areas.people, areas.xy
    assert xy is not None
    around = of_points(people, xy, radius, kernel)
    near = _Near(people, around)
    exact = [each.chance(near) for each in asked]
    others = [each for each, known in zip(asked, exact, strict=True) if known is None]
    told: dict[str, Any] = {"multigroup": {}, "groups": {}, "pairs": {}}
    told["units_alone"] = int(np.count_nonzero(around.sum(axis=1) <= people.sum(axis=1)))
    drawn = iter(
        _by_chance(
            others, people, lambda many: _around_many(many, xy, radius, kernel), replicates, seed
        )
    )
    for each, known in zip(asked, exact, strict=True):
        chance = known or next(drawn)
        place = told
        for key in each.section:
            place = place.setdefault(key, {})
        value = float(each.values(near))
        place[each.name] = entry(each.index, value, chance, each.shares(people))
    return told


def _around_many(tables: Integers, xy: Floats, radius: float, kernel: str) -> Floats:
    """Return the people around each unit of many tables, shape (tables, units, columns)."""
    number, units, columns = tables.shape
    side_by_side = np.moveaxis(tables, 0, 1).reshape(units, number * columns)
    around = of_points(side_by_side, xy, radius, kernel)
    return np.moveaxis(around.reshape(units, number, columns), 1, 0)


def _by_chance(
    asked: list[_Asked],
    people: Integers,
    around: Callable[[Integers], Floats],
    replicates: int,
    seed: int,
) -> list[Chance]:
    """Return the value of every index by chance: everybody is shuffled over the same units."""
    too_many = float(people.sum(dtype=np.float64)) > MOST_PEOPLE
    if too_many or len(people) > MOST_QUADRATIC:
        most = f"{MOST_PEOPLE:,} people" if too_many else f"{MOST_QUADRATIC:,} units"
        return [Chance(float("nan"), None, f"{NOT_COMPUTED}{most}") for _ in asked]
    if not asked:
        return []
    parts: list[list[Floats]] = [[] for _ in asked]
    for tables in batches(people, replicates, seed):
        near = _Near(tables, around(tables))
        for each, values in zip(asked, parts, strict=True):
            values.append(each.values(near))
    return [mean_of(np.concatenate(values)) for values in parts]
