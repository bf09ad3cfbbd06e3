"""What every index owes its users, checked on small cities; for our indices and for new ones."""

from typing import Any

import numpy as np

from sim.indices.base import AXIOMS, Floats, Index, Integers
from sim.indices.check_others import check_grid, check_incomes, check_lattice
from sim.indices.checking import careful, check_chance, check_range, hold, same
from sim.indices.table import against_rest, table_of

EVEN = np.array([[20, 40, 40], [10, 20, 20], [30, 60, 60]])
APART = np.array([[20, 0, 0], [0, 30, 0], [0, 0, 50], [0, 10, 0]])
MIXED = np.array([[30, 5, 12], [3, 40, 9], [17, 0, 8], [25, 25, 1], [6, 7, 30]])
PLACES = np.array([[0.0, 0.0], [1.0, 0.5], [0.0, 2.0], [3.0, 1.0], [2.5, 3.0]])
AREAS = np.array([1.0, 2.5, 0.5, 4.0, 1.5])
ORDER = np.array([3, 0, 4, 2, 1])
OF_COUNTS = ("counts", "two", "group", "pair", "areas", "areas_pair", "placed", "placed_pair",
             "placed_counts")  # fmt: skip
SPACELESS = ("counts", "two", "group", "pair")


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
    index = careful(index)
    if index.data in OF_COUNTS:
        _check_counts(index, options)
    elif index.data == "incomes":
        check_incomes(index, options)
    elif index.data == "lattice":
        check_lattice(index, options)
    else:
        check_grid(index, options)


def _check_declaration(index: Index) -> None:
    hold(index.low <= index.high, index, "the range is empty")
    for word in ("symbol", "label", "definition", "formula", "reading", "level", "dimension",
                 "citation", "undefined", "expected_note"):  # fmt: skip
        hold(bool(getattr(index, word)), index, f"says nothing of its {word}")
    hold(index.axioms <= AXIOMS | {"transfers"}, index, "unknown axioms")


class _Value:
    """An index as a function of the counts of a whole city, for some of its groups."""

    def __init__(self, index: Index, options: dict[str, Any]) -> None:
        self._index, self._options = index, options

    def given(
        self, counts: Integers, places: Floats = PLACES, areas: Floats = AREAS,
        who: tuple[int, int] = (0, 1),
    ) -> tuple[Any, ...]:  # fmt: skip
        """Return what the index takes."""
        units, (one, other) = np.shape(counts)[-2], who
        kinds: dict[str, tuple[Any, ...]] = {
            "counts": (counts,),
            "two": (against_rest(counts, one),),
            "group": (counts, one),
            "pair": (counts, one, other),
            "areas": (counts, one, areas[:units]),
            "areas_pair": (counts, one, other, areas[:units]),
            "placed": (counts, one, places[:units]),
            "placed_pair": (counts, one, other, places[:units]),
            "placed_counts": (counts, places[:units]),
        }
        return kinds[self._index.data]

    def __call__(self, *data: Any, **which: Any) -> Any:
        return self._index.function(*self.given(*data, **which), **self._options)


def _check_counts(index: Index, options: dict[str, Any]) -> None:
    """Check an index of counts by unit."""
    value = _Value(index, options)
    found = value(MIXED)
    each = np.shape(found)[0] == len(MIXED) if np.ndim(found) else False
    hold(each or not index.local, index, "one value for each unit")
    hold(bool(np.all(np.isfinite(found))), index, "no value for a mixed city")
    for counts in (MIXED, EVEN, APART, MIXED[:, ::-1]):
        check_range(index, value(counts))
    if "units" in index.axioms:
        again = value(MIXED[ORDER], PLACES[ORDER], AREAS[ORDER])
        same(index, "order of units", again, found[ORDER] if index.local else found)
    _check_columns(index, value)
    _check_place(index, value, found)
    _check_ends(index, value)
    if not index.local:
        _check_variants(index, value, found)
    if "months" in index.axioms:
        three = (MIXED[:3], EVEN, APART[:3])
        alone = np.array([value(one) for one in three])
        same(index, "many months at once", value(np.stack(three)), alone)
    nobody = value(np.zeros((3, 3), int))
    hold(bool(np.all(np.isnan(nobody))), index, "a value for an empty city")
    if index.expected is not None:
        _check_expected(index, value, options)


def _check_columns(index: Index, value: _Value) -> None:
    """Check that an index is about the groups that it is asked about, also from a table."""
    turned = np.array([2, 0, 1])  # group 0 is in column 1 then, 1 in 2, 2 in 0
    for one, other in ((0, 1), (1, 0), (2, 1)):
        found = value(MIXED, who=(one, other))
        where = (int(np.argmax(turned == one)), int(np.argmax(turned == other)))
        if index.data != "counts" and not index.local:
            same(index, "order of columns", value(MIXED[:, turned], who=where), found)
        if index.from_table is not None:
            counts, *columns = value.given(MIXED, who=(one, other))
            same(index, "from a table", index.from_table(table_of(counts), *columns), found)


def _check_place(index: Index, value: _Value, found: Any) -> None:
    """Check that an index of areas or places looks at them."""
    if index.data in SPACELESS:
        return
    moved = value(MIXED, PLACES[::-1], AREAS[::-1])
    differs = not np.allclose(np.asarray(moved), np.asarray(found))
    hold(differs, index, "where units lie, or how large they are, makes no difference")


def _check_variants(index: Index, value: _Value, found: Any) -> None:
    """Check changes of a city that the index should not notice, or notice."""
    if "groups" in index.axioms and index.data == "counts":
        same(index, "order of groups", value(MIXED[:, [2, 0, 1]]), found)
    if "empty" in index.axioms:
        same(index, "an absent group", value(np.hstack([MIXED, np.zeros((5, 1), int)])), found)
        if index.data in SPACELESS:
            same(index, "a unit of nobody", value(np.vstack([MIXED, [0, 0, 0]])), found)
    if "scale" in index.axioms:
        same(index, "size of the city", value(MIXED * 7), found)
    if "merging" in index.axioms and index.data in SPACELESS:
        same(index, "two equal halves of each unit", value(np.repeat(MIXED, 2, axis=0)), found)
    if "transfers" in index.axioms:
        for words, change in (
            ("one moves to where its group has a smaller share", [[-1, 0, 0], [1, 0, 0]]),
            ("another moves so", [[0, 1, 0], [0, -1, 0]]),
            ("two change places", [[-1, 1, 0], [1, -1, 0]]),
            ("one moves, where both units have more than their share", [[1], [0], [-1]]),
        ):
            after = MIXED.copy()
            after[: len(change), : len(change[0])] += change
            hold(value(after) < found, index, f"transfers: {value(after)} once {words}")


def _check_ends(index: Index, value: _Value) -> None:
    """Check the values of an even and of a divided city; of each unit where it is local."""
    for counts, said, words in (
        (EVEN, index.even, "an even city"),
        (APART, index.divided, "complete segregation"),
    ):
        wanted = said(counts.sum(axis=0) / counts.sum()) if callable(said) else said
        if wanted is not None:
            found = np.asarray(value(counts))
            same(index, words, found, np.full(found.shape, float(wanted)))


def _check_expected(index: Index, value: _Value, options: dict[str, Any]) -> None:
    """Check the value by chance: in range, whatever the order of units, and as shuffling has it."""
    assert index.expected is not None
    data = value.given(MIXED)
    chance = index.expected(*data, **options)
    check_range(index, chance)
    turned = index.expected(*value.given(MIXED[::-1], PLACES[::-1], AREAS[::-1]), **options)
    same(index, "chance in another order", turned, chance[::-1] if index.local else chance)
    if not index.local:
        check_chance(index, data, options)
