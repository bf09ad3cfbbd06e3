"""How sure the indices of a table are: intervals, and where chance leaves them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.areas.chance import NOT_COMPUTED, shuffled_values
from sim.areas.quantities import Quantity
from sim.indices.base import Integers, Undefined
from sim.indices.bootstrap import bootstrap
from sim.indices.limits import MOST_PEOPLE
from sim.indices.permutation import chance_among

LEVEL = 0.95


def add_intervals(
    result: dict[str, Any], asked: Sequence[Quantity], people: Integers, replicates: int, seed: int
) -> None:
    """Add to every quantity that has a value how sure it is, and where chance leaves it.

    A note instead, where there are more people than tables can be drawn of.
    """
    if float(people.sum(dtype=np.float64)) > MOST_PEOPLE:
        return
    known = [quantity for quantity in asked if quantity.index.correction != "none"]
    drawn = shuffled_values(known, people, replicates, seed)
    for quantity, values in zip(known, drawn, strict=True):
        place = result
        for key in (*quantity.section, quantity.name):
            place = place[key]
        chance = chance_among(place["value"], values, LEVEL)
        if chance is not None:
            kept = ("low", "high", "level", "p_value", "replicates")
            place["chance"] = {key: getattr(chance, key) for key in kept}
        interval = bootstrap(
            quantity.index,
            quantity.data(people),
            *quantity.columns,
            *quantity.extra,
            replicates=replicates,
            level=LEVEL,
            seed=seed,
            **quantity.options,
        )
        if not isinstance(interval, Undefined):
            place["interval"] = {
                "low": interval.low,
                "high": interval.high,
                "level": LEVEL,
                "bias_corrected": interval.corrected,
                "standard_error": interval.standard_error,
                "replicates": interval.replicates,
                "unreliable": interval.unreliable,
            }


def notes_of_intervals(people: Integers) -> Iterator[str]:
    """Yield what a reader must know of intervals that were asked for."""
    if float(people.sum(dtype=np.float64)) > MOST_PEOPLE:
        yield f"intervals are {NOT_COMPUTED}{MOST_PEOPLE:,} people"
