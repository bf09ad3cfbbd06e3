"""What is measured of a table: every registered index that its columns allow, and where it goes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from inspect import signature
from typing import Any

import numpy as np

from sim.areas.table import Areas
from sim.indices import INDICES
from sim.indices.base import Floats, Index, Integers
from sim.indices.table import against_rest, between

PAIRWISE = ("correlation_ratio",)
"""Indices of one group that say the same of both when there are two."""

EXPOSURES = ("exposure", "exposure_reverse")
"""Of the first group of a pair to the second, and of the second to the first."""

NEEDED = {
    "areas": ("area",),
    "areas_pair": ("area",),
    "placed": ("xy",),
    "placed_pair": ("xy",),
    "placed_counts": ("xy",),
}
"""What an index needs besides counts, by its kind."""

MOST_QUADRATIC = 3_000
"""Units of a table of which what grows with the square of units is measured unasked."""

MEASURED = ("counts", "two", "group", "pair", *NEEDED)


@dataclass(frozen=True)
class Quantity:
    """One index of some of the people of a table.

    Attributes
    ----------
    section : tuple of str
        Where it is told: `("multigroup",)`, `("pairs", "a|b")` or `("groups_vs_rest", "a")`.
    name : str
        What it is called there.
    index : Index
    chosen : tuple of int
        The columns of people that are measured; empty for all of them.
    against : int
        The column that is compared with everybody else, or -1.
    columns : tuple of int
        Columns that the index takes, of what is measured.
    extra : tuple
        What the index takes after them.
    options : dict
        Further parameters of the index.
    """

    section: tuple[str, ...]
    name: str
    index: Index
    chosen: tuple[int, ...] = ()
    against: int = -1
    columns: tuple[int, ...] = ()
    extra: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def quadratic(self) -> bool:
        """Whether its time grows with the square of units."""
        return self.index.data == "placed_counts" or "unit" in self.options

    def data(self, people: Integers) -> Integers:
        """Return the counts that the index takes, of people (..., units, columns)."""
        if self.against >= 0:
            return against_rest(people, self.against)
        if len(self.chosen) == 2:
            return between(people, *self.chosen)
        return people[..., list(self.chosen)] if self.chosen else people

    def values(self, people: Integers) -> Floats:
        """Return the index of people (units, columns), or of many tables of them, (..., )."""
        data = self.data(people)
        given = (*self.columns, *self.extra)
        if data.ndim == 2 or "months" in self.index.axioms:
            return np.asarray(self.index.function(data, *given, **self.options), dtype=np.float64)
        each = [self.index.function(one, *given, **self.options) for one in data]
        return np.array(each, dtype=np.float64)


OF_SURROUNDINGS = tuple(
    name for name, index in INDICES.items() if index.from_surroundings is not None
)
"""Indices of what lies around each unit."""


def measurable() -> list[str]:
    """Return the names of the indices that a table of areas can have."""
    return [
        name
        for name, index in INDICES.items()
        if not index.local and (index.data in MEASURED or name in OF_SURROUNDINGS)
    ]


def quantities(areas: Areas, indices: Sequence[str] = ()) -> list[Quantity]:
    """Return all that can be measured of a table, or only some indices."""
    known = [INDICES[name] for name in measurable() if not indices or name in indices]
    known = [index for index in known if index.data in MEASURED]
    found = [quantity for index in known for quantity in _of(index, areas)]
    few = len(areas.counts) <= MOST_QUADRATIC
    return [each for each in found if few or each.name in indices or not each.quadratic]


def _of(index: Index, areas: Areas) -> Iterator[Quantity]:
    """Yield what an index measures of a table; nothing if it needs what the table has not."""
    needed = [getattr(areas, name) for name in NEEDED.get(index.data, ())]
    if any(each is None for each in needed):
        return
    extra, options = tuple(needed), _options(index, areas)
    number = len(areas.groups)
    if index.data in ("counts", "placed_counts") and number > 1:
        yield Quantity(
            ("multigroup",), index.name, index, _all(areas), extra=extra, options=options
        )
    for one in range(number):
        section = ("groups_vs_rest", areas.groups[one])
        if index.data in ("counts", "two") and index.correction != "none":
            yield Quantity(section, index.name, index, against=one)
        elif index.name == "exposure":
            yield Quantity(section, index.name, index, against=one, columns=(0, 1))
        elif index.columns == 1 and index.data != "two":
            yield Quantity(section, index.name, index, columns=(one,), extra=extra, options=options)
    for one in range(number):
        for other in range(one + 1, number):
            for quantity in _of_pair(index, areas, one, other):
                yield replace(quantity, extra=extra, options=options)


def _options(index: Index, areas: Areas) -> dict[str, Any]:
    """Return what else an index of places is told: kilometres from metres, and land areas."""
    taken = signature(index.function).parameters if "xy" in NEEDED.get(index.data, ()) else {}
    options: dict[str, Any] = {}
    if "unit" in taken:
        options["unit"] = 1000.0
    if "area" in taken and areas.area is not None:
        options["area"] = areas.area
    return options


def _of_pair(index: Index, areas: Areas, one: int, other: int) -> Iterator[Quantity]:
    """Yield what an index measures of two groups."""
    section, pair = ("pairs", f"{areas.groups[one]}|{areas.groups[other]}"), (one, other)
    if index.data in ("counts", "two") and index.correction != "none":
        yield Quantity(section, index.name, index, pair)
    elif index.name in PAIRWISE:
        yield Quantity(section, index.name, index, pair, columns=(0,))
    elif index.name == "exposure":
        for name, columns in zip(EXPOSURES, (pair, pair[::-1]), strict=True):
            yield Quantity(section, name, index, columns=columns)
    elif index.columns == 2:
        yield Quantity(section, index.name, index, columns=pair)


def _all(areas: Areas) -> tuple[int, ...]:
    """Return the named groups, if there are people in none of them too."""
    return () if areas.others is None else tuple(range(len(areas.groups)))
