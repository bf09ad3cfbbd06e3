"""What chance does to the quantities of a table: everybody is shuffled over the same homes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.areas.among_others import expected_among_others
from sim.areas.quantities import MOST_QUADRATIC, Quantity
from sim.areas.request import FEWEST_FOR_ENDS
from sim.indices import INDICES
from sim.indices.base import Floats, Integers
from sim.indices.limits import LARGEST_UNIT, MOST_PEOPLE
from sim.indices.shuffling import batches

ENOUGH_UNITS, MOST_DRAWN = 100_000, 20_000_000
"""Units that are drawn in all, if nothing is said (the more units a table has, the less do its
shuffles differ), and at most so many numbers of people."""

NOT_COMPUTED = "not computed for more than "
"""How a note begins on chance that would take too long."""

MOST_NAMED = 4
"""Indices that a note names; more are only counted."""


@dataclass(frozen=True)
class Chance:
    """The value of a quantity by chance.

    Attributes
    ----------
    value : float
        NaN where chance has no meaning or was not computed.
    how : str or None
        How it was found; None where it is NaN.
    note : str
        How exact it is, or why there is none.
    """

    value: float
    how: Literal["exact", "shuffled"] | None
    note: str


NOTHING = Chance(float("nan"), None, "")
"""Of a quantity without a value."""


def replicates_for(people: Integers, wanted: int | None, usual: int, least: int) -> int:
    """Return how often a table is shuffled: as said, or as usual, less often if it is large."""
    if wanted is not None:
        return wanted
    enough = max(least, ENOUGH_UNITS // max(len(people), 1))
    return max(2, min(usual, enough, MOST_DRAWN // max(people.size, 1)))


def chances(
    asked: Sequence[Quantity], people: Integers, replicates: int, seed: int
) -> list[Chance]:
    """Return the value by chance of every quantity.

    Parameters
    ----------
    asked : sequence of Quantity
    people : ndarray of int64, shape (units, columns)
        Everybody.
    replicates, seed : int
        Of the shuffles for quantities that have no expectation of their own; they are the same
        tables for all.
    """
    if float(people.sum(dtype=np.float64)) > MOST_PEOPLE:
        words = f"{NOT_COMPUTED}{MOST_PEOPLE:,} people"
        return [Chance(float("nan"), None, words) for _ in asked]
    large = int(people.sum(axis=1).max()) > LARGEST_UNIT
    found = [_own(quantity, people, large) for quantity in asked]
    open_ones = [quantity for quantity, chance in zip(asked, found, strict=True) if not chance]
    drawn = iter(shuffled_values(open_ones, people, replicates, seed))
    return [chance or mean_of(next(drawn)) for chance in found]


def _own(quantity: Quantity, people: Integers, large: bool) -> Chance | None:
    """Return the value by chance that an index knows itself; None where it must be shuffled."""
    index = quantity.index
    if index.correction == "none":
        return Chance(float("nan"), None, index.expected_note)
    if quantity.quadratic and len(people) > MOST_QUADRATIC:
        return Chance(float("nan"), None, f"{NOT_COMPUTED}{MOST_QUADRATIC:,} units")
    data = quantity.data(people)
    some = data.sum() < people.sum()
    if large and (some or index.data in ("counts", "two")):
        return None
    if some:
        chosen = quantity.chosen
        value = expected_among_others(index.name, people, chosen)
        return None if np.isnan(value) else Chance(value, "exact", "exact")
    if index.expected is None:
        return None
    given = (*quantity.columns, *quantity.extra)
    value = float(index.expected(data, *given, **quantity.options))
    return Chance(value, "exact", index.expected_note)


def shuffled_values(
    asked: Sequence[Quantity], people: Integers, replicates: int, seed: int
) -> list[Floats]:
    """Return each quantity of shuffled tables, shape (replicates,); NaN where undefined."""
    parts: list[list[Floats]] = [[] for _ in asked]
    if asked:
        for tables in batches(people, replicates, seed):
            for quantity, values in zip(asked, parts, strict=True):
                values.append(quantity.values(tables))
    return [np.concatenate(values) for values in parts]


def mean_of(values: Floats) -> Chance:
    """Return the mean of a quantity over shuffled tables, those without a value left out."""
    there = values[~np.isnan(values)]
    if len(there) < 2:
        return Chance(float("nan"), None, f"it has no value in {len(values)} shuffles")
    error = float(there.std(ddof=1)) / len(there) ** 0.5
    words = f"mean of {len(there)} shuffles, standard error {error:.2g}"
    return Chance(float(there.mean()), "shuffled", words)


def was_drawn(result: Mapping[str, Any]) -> bool:
    """Return whether anything that is told comes from shuffled or drawn tables."""
    return any(
        entry.get("random_how") == "shuffled" or "chance" in entry or "interval" in entry
        for _, entry in _entries(result)
    )


def notes_of_chance(result: Mapping[str, Any], replicates: int) -> Iterator[str]:
    """Yield what a reader must know of chance that was not computed, or from too few tables.

    Parameters
    ----------
    result : mapping
        As `measured` returns it, all sections.
    replicates : int
        Tables that were drawn.
    """
    without: dict[str, dict[str, None]] = {}
    rough = False
    for name, entry in _entries(result):
        if entry["random_note"].startswith(NOT_COMPUTED):
            label = INDICES[name.removesuffix("_reverse")].label
            without.setdefault(entry["random_note"], {})[label] = None
        rough = rough or "interval" in entry or "chance" in entry
    for words, labels in without.items():
        some = ", ".join(labels) if len(labels) <= MOST_NAMED else f"{len(labels)} indices"
        yield f"the value by chance of {some} is {words}"
    if rough and replicates < FEWEST_FOR_ENDS:
        yield (
            f"the ends of 95 % are rough: the table allows {replicates} replicates, and "
            f"{FEWEST_FOR_ENDS} are needed"
        )


def _entries(part: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the name and the entry of every value in a part of a result."""
    for name, inner in part.items():
        if isinstance(inner, Mapping):
            if "random_note" in inner:
                yield name, inner
            else:
                yield from _entries(inner)
