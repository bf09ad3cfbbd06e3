"""What `check_index` asks of indices that are not of counts: of incomes, lattices and grids."""

from collections.abc import Iterator
from inspect import signature
from typing import Any

import numpy as np

from sim.indices.base import Index, Integers
from sim.indices.checking import check_chance, check_range, hold, same
from sim.indices.morans_i import contiguity
from sim.indices.neighbours import tally
from sim.indices.summary import summarise
from sim.indices.surroundings import of_cells

HALF = np.repeat([[0, 0, 0, 1, 1, 1]], 6, axis=0)
CHECKER = np.indices((6, 6)).sum(axis=0) % 2
HOLES = np.where(np.arange(36).reshape(6, 6) % 7 == 3, -1, HALF)
CORNERS = np.pad(np.zeros((3, 6), dtype=np.int64), ((1, 2), (1, 1)), constant_values=1)
MIXED = np.array([[0, 0, 1, 0, 2, 2], [0, 1, 1, -1, 2, 0], [1, 1, 0, 0, 0, 2], [0, -1, 0, 0, 1, 1],
                  [2, 0, 0, 1, 1, 0]])  # fmt: skip


def check_incomes(index: Index, options: dict[str, Any]) -> None:
    """Check an index of incomes."""
    income, unit = np.arange(100) * 250, np.arange(100) // 10
    value = index.function(income, unit, **options)
    check_range(index, value)
    mixed = index.function(income, np.arange(100) % 10, **options)
    hold(value > mixed + 0.3, index, f"{value} for a sorted city, {mixed} for a mixed one")
    same(index, "order of households", index.function(income[::-1], unit[::-1], **options), value)
    same(index, "scale of incomes", index.function(income * 3, unit, **options), value)
    same(index, "names of units", index.function(income, 9 - unit, **options), value)
    tied, shuffle = income // 3750, (np.arange(100) * 37) % 100
    one = index.function(tied, unit, **options)
    other = index.function(tied[shuffle], unit[shuffle], **options)
    same(index, "order of households of one income", other, one)
    alike = index.function(income * 0 + 7, unit, **options)
    hold(bool(np.isnan(alike)), index, "a value without spread")
    if index.expected is not None:
        check_chance(index, (income, unit), options)


def check_lattice(index: Index, options: dict[str, Any]) -> None:
    """Check an index of values on a lattice."""
    half = np.repeat([[0.0, 0.0, 1.0, 1.0]], 4, axis=0).ravel()
    touching = contiguity(np.arange(16).reshape(4, 4))
    value = index.function(half, touching, **options)
    check_range(index, value)
    same(index, "scale and origin", index.function(half * 4 + 2, touching, **options), value)
    hold(value > 0.3, index, f"{value} for two halves")
    alike = index.function(half * 0, touching, **options)
    hold(bool(np.isnan(alike)), index, "a value without spread")


def check_grid(index: Index, options: dict[str, Any]) -> None:
    """Check an index of cells, of the first groups if it is about some, of a radius of 1 unless
    another is given."""
    options = dict(options)
    radius = [options.pop("radius", 1)] if index.from_surroundings else []
    groups = range(index.of_groups)

    def value_of(grid: Integers, who: Any = groups, **more: Any) -> Any:
        return index.function(grid, *radius, *who, **options, **more)

    value, other = value_of(HALF), value_of(CHECKER)
    for grid in (HALF, CHECKER, HOLES, MIXED):
        check_range(index, value_of(grid))
    hold(value != other, index, "halves and checkers have one value")
    if "groups" in index.axioms:
        names = 2 - MIXED  # group 2 is 0 then, and 0 is 2
        turned = value_of(np.where(MIXED < 0, -1, names), [2 - group for group in groups])
        same(index, "names of groups", turned, value_of(MIXED))
    for words, grid in _turned(MIXED):
        same(index, words, value_of(grid), value_of(MIXED))
    many = value_of(np.stack([HALF, CHECKER]))
    same(index, "many months at once", many, np.array([value, other]))
    nobody = value_of(HALF * 0 - 1)
    hold(bool(np.all(np.isnan(nobody))), index, "nobody has a value")
    if "torus" in signature(index.function).parameters:
        _check_torus(index, value_of)
    _check_short_cuts(index, value_of, options)
    if radius:
        _check_radius(index, options)
    if index.expected is not None:
        check_chance(index, (MIXED, *radius, *groups), options)


def _turned(grid: Integers) -> Iterator[tuple[str, Integers]]:
    yield "a turned grid", grid.T
    yield "a mirrored grid", grid[::-1]
    yield "a mirrored grid", grid[:, ::-1]


def _check_torus(index: Index, value_of: Any) -> None:
    """Check that edges meet where they should and only there."""
    meets, ends = value_of(CORNERS, torus=True), value_of(CORNERS, torus=False)
    hold(meets != ends, index, "edges that meet make no difference")
    same(index, "edges do not meet by themselves", value_of(CORNERS), ends)
    rolled = value_of(np.roll(CORNERS, (2, 3), axis=(0, 1)), torus=True)
    same(index, "a rolled torus", rolled, meets)


def _check_short_cuts(index: Index, value_of: Any, options: dict[str, Any]) -> None:
    """Check that what is summed for many indices at once gives the same value."""
    for grid in (HOLES, MIXED):
        if index.from_tally is not None and not options:
            same(index, "from a tally", index.from_tally(tally(grid)), value_of(grid))
        if index.from_summary is None or index.from_surroundings is None:
            continue
        who, number = range(index.of_groups), int(grid.max()) + 1
        counts = (grid == np.arange(number)[:, None, None]).astype(np.int64)
        for radius in (1, 2):
            wanted = index.function(grid, radius, *who)
            found = index.from_summary(summarise(grid, [radius])[0], *who)
            same(index, "from a summary", found, wanted)
            around = of_cells(counts, radius).reshape(number, -1).T
            flat = counts.reshape(number, -1).T
            same(index, "from surroundings", index.from_surroundings(flat, around, *who), wanted)


def _check_radius(index: Index, options: dict[str, Any]) -> None:
    """Check that the radius counts, and where it ends: at the cell itself and beyond the city."""
    who = range(index.of_groups)

    def at(radius: float) -> Any:
        return index.function(MIXED, radius, *who, **options)

    hold(at(1) != at(2), index, "the radius makes no difference")
    shares = np.bincount(MIXED[MIXED >= 0]) / (MIXED >= 0).sum()
    for radius, said, words in ((100, index.even, "all is around"),
                                (0, index.divided, "nobody is around")):  # fmt: skip
        wanted = said(shares) if callable(said) else said
        if wanted is not None:
            same(index, words, at(radius), np.float64(wanted))
