"""The tools of `check_index`: what holds, what is the same, what chance does."""

import warnings
from dataclasses import replace
from typing import Any

import numpy as np

from sim.indices.base import Index
from sim.indices.shuffling import values_by_shuffling

SHUFFLES = 400
ROUGH = 0.1  # relative error that an expectation may have which does not say that it is exact


def hold(true: bool, index: Index, words: str) -> None:
    """Raise AssertionError, also where Python leaves asserts out, unless it is true."""
    if not true:
        raise AssertionError(f"{index.name}: {words}")


def same(index: Index, axiom: str, one: Any, other: Any) -> None:
    """Hold that two values are the same but for rounding."""
    hold(np.shape(one) == np.shape(other), index, f"{axiom}: shapes differ")
    alike = bool(np.allclose(one, other, rtol=1e-12, atol=1e-12, equal_nan=True))
    hold(alike, index, f"{axiom}: {one} is not {other}")


def check_range(index: Index, value: Any) -> None:
    """Hold that a value is within the declared range."""
    seen = np.asarray(value)[~np.isnan(value)]
    inside = (seen >= index.low - 1e-12) & (seen <= index.high + 1e-12)
    hold(bool(np.all(inside)), index, f"{value} is outside {index.low} to {index.high}")


def careful(index: Index) -> Index:
    """Return the index with a function that must not warn, nor change its data or NumPy's state."""

    def call(*data: Any, **options: Any) -> Any:
        kept = [np.array(each) if isinstance(each, np.ndarray) else None for each in data]
        with np.errstate(all="raise"), warnings.catch_warnings():
            warnings.simplefilter("error")
            before = np.geterr()
            try:
                found = index.function(*data, **options)
            except (FloatingPointError, Warning) as error:
                raise AssertionError(f"{index.name}: warns ({error})") from error
            hold(np.geterr() == before, index, "changes how NumPy treats errors")
        for each, copy in zip(data, kept, strict=True):
            if copy is not None:
                hold(bool(np.array_equal(each, copy)), index, "changes its data")
        return found

    return replace(index, function=call)


def check_chance(index: Index, data: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Hold the declared value by chance against shuffled cities.

    Within five standard errors; one that does not say that it is exact may be a tenth off.
    """
    assert index.expected is not None
    try:
        said = float(index.expected(*data, **options))
    except NotImplementedError:  # not for these options: it is estimated by shuffling
        return
    found = values_by_shuffling(index, *data, replicates=SHUFFLES, **options)
    found = found[~np.isnan(found)]
    mean, error = float(found.mean()), float(found.std(ddof=1)) / len(found) ** 0.5
    rough = 0.0 if index.expected_note.startswith("exact") else ROUGH * abs(mean)
    hold(
        abs(said - mean) <= 5.0 * error + rough + 1e-9,
        index,
        f"chance: {said} is not the mean of shuffled cities, {mean} with an error of {error:.2g}",
    )
