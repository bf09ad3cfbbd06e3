"""What every index owes its users, checked on small cities; for our indices and for new ones."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim.indices.base import AXIOMS, Floats, Index, Integers, against_rest
from sim.indices.morans_i import contiguity

EVEN = np.array([[20, 40, 40], [10, 20, 20], [30, 60, 60]])
APART = np.array([[20, 0, 0], [0, 30, 0], [0, 0, 50], [0, 10, 0]])
MIXED = np.array([[30, 5, 12], [3, 40, 9], [17, 0, 8], [25, 25, 1], [6, 7, 30]])
PLACES = np.array([[0.0, 0.0], [1.0, 0.5], [0.0, 2.0], [3.0, 1.0], [2.5, 3.0]])
AREAS = np.array([1.0, 2.5, 0.5, 4.0, 1.5])
OF_COUNTS = ("counts", "two", "group", "pair", "areas", "areas_pair", "placed", "placed_pair",
             "placed_counts")  # fmt: skip


def check_index(index: Index, **options: Any) -> None:
    """Check the declaration of an index and the axioms that it declares.

    Parameters
    ----------
    index : Index
        Ours or anybody's.
    **options
        Passed to its function with every call, for an index that needs some (a radius).

    Raises
    ------
    AssertionError
        Naming the index and the axiom that fails.
    """
    _check_declaration(index)
    if index.data in OF_COUNTS:
        _check_counts(index, options)
    elif index.data == "incomes":
        _check_incomes(index, options)
    elif index.data == "lattice":
        _check_lattice(index, options)
    else:
        _check_grid(index, options)


def _check_declaration(index: Index) -> None:
    assert index.low <= index.high, f"{index.name}: the range is empty"
    for word in ("symbol", "label", "definition", "formula", "reading", "level", "dimension",
                 "citation", "undefined", "expected_note"):  # fmt: skip
        assert getattr(index, word), f"{index.name}: says nothing of its {word}"
    assert index.axioms <= AXIOMS | {"transfers"}, f"{index.name}: unknown axioms"


def _same(index: Index, axiom: str, one: Any, other: Any) -> None:
    assert np.shape(one) == np.shape(other), f"{index.name}: {axiom}: shapes differ"
    assert np.allclose(one, other, rtol=1e-12, atol=1e-12, equal_nan=True), (
        f"{index.name}: {axiom}: {one} is not {other}"
    )


def _check_range(index: Index, value: Any) -> None:
    seen = np.asarray(value)[~np.isnan(value)]
    inside = (seen >= index.low - 1e-12) & (seen <= index.high + 1e-12)
    assert np.all(inside), f"{index.name}: {value} is outside {index.low} to {index.high}"


# Counts -------------------------------------------------------------------------------------------


def _of_counts(index: Index, options: dict[str, Any]) -> Callable[..., Any]:
    """Return the index as a function of the counts of a whole city, of its first group or two."""

    def value(counts: Integers, places: Floats = PLACES, areas: Floats = AREAS) -> Any:
        units = np.shape(counts)[-2]
        given: dict[str, tuple[Any, ...]] = {
            "counts": (counts,),
            "two": (against_rest(counts, 0),),
            "group": (counts, 0),
            "pair": (counts, 0, 1),
            "areas": (counts, 0, areas[:units]),
            "areas_pair": (counts, 0, 1, areas[:units]),
            "placed": (counts, 0, places[:units]),
            "placed_pair": (counts, 0, 1, places[:units]),
            "placed_counts": (counts, places[:units]),
        }
        return index.function(*given[index.data], **options)

    return value


def _check_counts(index: Index, options: dict[str, Any]) -> None:
    """Check an index of counts by unit."""
    value = _of_counts(index, options)
    found = value(MIXED)
    wanted = {True: np.shape(found)[0] == len(MIXED) if np.ndim(found) else False, False: True}
    assert wanted[index.local], f"{index.name}: one value for each unit"
    assert np.all(np.isfinite(found)), f"{index.name}: no value for a mixed city"
    for counts in (MIXED, EVEN, APART, MIXED[:, ::-1]):
        _check_range(index, value(counts))
    order = np.array([3, 0, 4, 2, 1])
    if "units" in index.axioms:
        again = value(MIXED[order], PLACES[order], AREAS[order])
        _same(index, "order of units", again, found[order] if index.local else found)
    if not index.local:
        _check_variants(index, value, found)
        _check_ends(index, value)
    if "months" in index.axioms:
        three = (MIXED[:3], EVEN, APART[:3])
        each = [value(one) for one in three]
        _same(index, "many months at once", value(np.stack(three)), np.array(each))
    nobody = value(np.zeros((3, 3), int))
    assert np.all(np.isnan(nobody)), f"{index.name}: a value for an empty city"
    _check_expected(index, options)


def _check_variants(index: Index, value: Callable[..., Any], found: Any) -> None:
    """Check changes of a city that the index should not notice, or notice."""
    if "groups" in index.axioms and index.data == "counts":
        _same(index, "order of groups", value(MIXED[:, [2, 0, 1]]), found)
    if "empty" in index.axioms:
        _same(index, "an absent group", value(np.hstack([MIXED, np.zeros((5, 1), int)])), found)
        if index.data in ("counts", "two", "group", "pair"):
            _same(index, "a unit of nobody", value(np.vstack([MIXED, [0, 0, 0]])), found)
    if "scale" in index.axioms:
        _same(index, "size of the city", value(MIXED * 7), found)
    if "merging" in index.axioms and index.data in ("counts", "two", "group", "pair"):
        _same(index, "two equal halves of each unit", value(np.repeat(MIXED, 2, axis=0)), found)
    if "transfers" in index.axioms:
        for words, change in (
            ("one moves to where its group has a smaller share", [[-1, 0, 0], [1, 0, 0]]),
            ("another moves so", [[0, 1, 0], [0, -1, 0]]),
            ("two change places", [[-1, 1, 0], [1, -1, 0]]),
        ):
            after = MIXED.copy()
            after[:2] += change
            assert value(after) < found, f"{index.name}: transfers: {value(after)} once {words}"


def _end(value: float | Callable[[Floats], float] | None, counts: Integers) -> float | None:
    shares = counts.sum(axis=0) / counts.sum()
    return value(shares) if callable(value) else value


def _check_ends(index: Index, value: Callable[..., Any]) -> None:
    """Check the values of an even and of a divided city."""
    for counts, said, words in (
        (EVEN, index.even, "an even city"),
        (APART, index.divided, "complete segregation"),
    ):
        wanted = _end(said, counts)
        if wanted is not None:
            _same(index, words, value(counts), np.float64(wanted))


def _check_expected(index: Index, options: dict[str, Any]) -> None:
    """Check the value by chance: in range, whatever the order of units, less than or at the top."""
    if index.expected is None or index.data not in ("counts", "two", "group", "pair"):
        return
    who: tuple[int, ...] = {"group": (0,), "pair": (0, 1)}.get(index.data, ())
    counts = against_rest(MIXED, 0) if index.data == "two" else MIXED
    chance = index.expected(counts, *who, **options)
    _check_range(index, chance)
    turned = index.expected(counts[::-1], *who, **options)
    _same(index, "chance in another order", turned, chance[::-1] if index.local else chance)


# Others -------------------------------------------------------------------------------------------


def _check_incomes(index: Index, options: dict[str, Any]) -> None:
    """Check an index of incomes."""
    income, unit = np.arange(100) * 250, np.arange(100) // 10
    value = index.function(income, unit, **options)
    _check_range(index, value)
    mixed = index.function(income, np.arange(100) % 10, **options)
    assert value > mixed + 0.3, f"{index.name}: {value} for a sorted city, {mixed} for a mixed one"
    _same(index, "order of households", index.function(income[::-1], unit[::-1], **options), value)
    _same(index, "scale of incomes", index.function(income * 3, unit, **options), value)
    _same(index, "names of units", index.function(income, 9 - unit, **options), value)
    alike = index.function(income * 0 + 7, unit, **options)
    assert np.isnan(alike), f"{index.name}: a value without spread"


def _check_lattice(index: Index, options: dict[str, Any]) -> None:
    """Check an index of values on a lattice."""
    half = np.repeat([[0.0, 0.0, 1.0, 1.0]], 4, axis=0).ravel()
    touching = contiguity(np.arange(16).reshape(4, 4))
    value = index.function(half, touching, **options)
    _check_range(index, value)
    _same(index, "scale and origin", index.function(half * 4 + 2, touching, **options), value)
    assert value > 0.3, f"{index.name}: {value} for two halves"
    alike = index.function(half * 0, touching, **options)
    assert np.isnan(alike), f"{index.name}: a value without spread"


def _turned(grid: Integers) -> Iterator[tuple[str, Integers]]:
    yield "a turned grid", grid.T
    yield "a mirrored grid", grid[::-1]
    yield "a mirrored grid", grid[:, ::-1]


def _check_grid(index: Index, options: dict[str, Any]) -> None:
    """Check an index of cells, of the first groups if it is about some, of a radius of 1 unless
    another is given."""
    options = dict(options)
    radius = [options.pop("radius", 1)] if index.from_surroundings else []
    who = [*radius, *range(index.of_groups)]

    def value_of(grid: Integers) -> Any:
        return index.function(grid, *who, **options)

    half = np.repeat([[0, 0, 0, 1, 1, 1]], 6, axis=0)
    checker = np.indices((6, 6)).sum(axis=0) % 2
    holes = np.where(np.arange(36).reshape(6, 6) % 7 == 3, -1, half)
    value, other = value_of(half), value_of(checker)
    _check_range(index, value)
    _check_range(index, other)
    assert value != other, f"{index.name}: halves and checkers have one value"
    if "groups" in index.axioms:
        _same(index, "names of groups", value_of(1 - half), value)
    for words, grid in _turned(holes):
        _same(index, words, value_of(grid), value_of(holes))
    many = value_of(np.stack([half, checker]))
    _same(index, "many months at once", many, np.array([value, other]))
    nobody = value_of(half * 0 - 1)
    assert np.all(np.isnan(nobody)), f"{index.name}: nobody has a value"
