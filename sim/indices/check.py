"""What every index owes its users, checked on small tables; for our indices and for new ones."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.indices.base import Index, Integers
from sim.indices.morans_i import contiguity

EVEN = np.array([[20, 40, 40], [10, 20, 20], [30, 60, 60]])
APART = np.array([[20, 0, 0], [0, 30, 0], [0, 0, 50], [0, 10, 0]])
MIXED = np.array([[30, 5, 12], [3, 40, 9], [17, 0, 8], [25, 25, 1], [6, 7, 30]])


def check_index(index: Index) -> None:
    """Check the declaration of an index and the axioms that it should obey.

    Parameters
    ----------
    index : Index

    Raises
    ------
    AssertionError
        Naming the index and the axiom that fails.
    """
    assert index.low <= index.high, f"{index.name}: the range is empty"
    assert index.citation, f"{index.name}: no citation"
    assert index.undefined, f"{index.name}: does not say when it is undefined"
    if index.data in ("counts", "group", "pair"):
        _check_counts(index)
    elif index.data == "incomes":
        _check_incomes(index)
    elif index.data == "lattice":
        _check_lattice(index)
    else:
        _check_grid(index)


def _groups(index: Index) -> tuple[int, ...]:
    return {"counts": (), "group": (0,), "pair": (0, 1)}[index.data]


def _same(index: Index, axiom: str, one: Any, other: Any) -> None:
    assert np.allclose(one, other, rtol=0, atol=1e-12, equal_nan=True), (
        f"{index.name}: {axiom}: {one} is not {other}"
    )


def _check_range(index: Index, value: Any) -> None:
    inside = (np.asarray(value) >= index.low) & (np.asarray(value) <= index.high)
    assert np.all(inside), f"{index.name}: {value} is outside {index.low} to {index.high}"


def _variants() -> Iterator[tuple[str, Integers]]:
    """Yield changes of MIXED that no index of zones may notice."""
    yield "order of units", MIXED[::-1]
    yield "a unit without households", np.vstack([MIXED, [0, 0, 0]])
    yield "an absent group", np.hstack([MIXED, np.zeros((5, 1), int)])
    yield "size of the city", MIXED * 7
    yield "two equal halves of each unit", np.repeat(MIXED, 2, axis=0)


def _check_counts(index: Index) -> None:
    """Check an index of counts by zone."""
    who = _groups(index)
    value = index.function(MIXED, *who)
    _check_range(index, value)
    for axiom, counts in _variants():
        _same(index, axiom, index.function(counts, *who), value)
    many = index.function(np.stack([MIXED[:3], EVEN, APART[:3]]), *who)
    each = [index.function(one, *who) for one in (MIXED[:3], EVEN, APART[:3])]
    assert np.shape(many) == (3,), f"{index.name}: one value for many months"
    _same(index, "many months at once", many, each)
    lowest = 0.2 if index.data == "group" and index.name == "isolation" else 0.0
    if index.data != "pair":
        _same(index, "an even city", index.function(EVEN, *who), lowest)
        _same(index, "complete segregation", index.function(APART, *who), index.maximum)
    else:
        _same(index, "an even city", index.function(EVEN, *who), 0.4)
        _same(index, "complete segregation", index.function(APART, *who), 0.0)
    nobody = np.zeros((3, 2), int)
    assert np.isnan(index.function(nobody, *who)), f"{index.name}: a value for an empty city"
    if index.expected is not None:
        _check_range(index, index.expected(MIXED, *who))
        _same(index, "chance in a shuffled order of units",
              index.expected(MIXED[::-1], *who), index.expected(MIXED, *who))  # fmt: skip


def _check_incomes(index: Index) -> None:
    """Check an index of incomes."""
    income, unit = np.arange(100) * 250, np.arange(100) // 10
    value = index.function(income, unit)
    _check_range(index, value)
    assert value > 0.85, f"{index.name}: {value} for a sorted city"
    _same(index, "order of households", index.function(income[::-1], unit[::-1]), value)
    _same(index, "scale of incomes", index.function(income * 3, unit), value)
    assert np.isnan(index.function(income * 0 + 7, unit)), f"{index.name}: a value without spread"


def _check_lattice(index: Index) -> None:
    """Check an index of values on a lattice."""
    half = np.repeat([[0.0, 0.0, 1.0, 1.0]], 4, axis=0).ravel()
    touching = contiguity(np.arange(16).reshape(4, 4))
    value = index.function(half, touching)
    _check_range(index, value)
    _same(index, "scale and origin", index.function(half * 4 + 2, touching), value)
    assert value > 0.3, f"{index.name}: {value} for two halves"
    assert np.isnan(index.function(half * 0, touching)), f"{index.name}: a value without spread"


def _check_grid(index: Index) -> None:
    """Check an index of cells."""
    half = np.repeat([[0, 0, 0, 1, 1, 1]], 6, axis=0)
    options = {"radius": 1} if index.name == "spatial_information_theory" else {}
    value = index.function(half, **options)
    _check_range(index, value)
    _same(index, "names of groups", index.function(1 - half, **options), value)
    _same(index, "a turned grid", index.function(half.T, **options), value)
    checker = np.indices((6, 6)).sum(axis=0) % 2
    assert index.function(checker, **options) < value, f"{index.name}: checkers above halves"
    assert np.isnan(index.function(half * 0 - 1, **options)), f"{index.name}: nobody has a value"
