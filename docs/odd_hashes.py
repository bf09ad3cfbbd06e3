"""The hashes of the worked months: the simulator's, and those of the city written by the page."""

import dataclasses
from collections.abc import Callable
from typing import Any

import sim

SHOWN = (0, 1, 12)  # months


def hashes(words: tuple[str, ...], seed: int, by_the_page: Callable[[Any, int], Any]) -> list[str]:
    """Return the state hashes of months 0, 1 and 12; both cities must agree in all thirteen.

    Parameters
    ----------
    words : tuple of str
        What the city is, as on a command line.
    seed : int
        Its seed.
    by_the_page : callable
        Makes the city of tests/odd from the configuration as a mapping, and the seed.
    """
    config = sim.compose(*words, "metrics=none", "engine=reference")
    theirs, ours = sim.City(config, seed), by_the_page(dataclasses.asdict(config), seed)
    found = []
    for month in range(max(SHOWN) + 1):
        if month:
            theirs.step()
            ours.step()
        if theirs.state_hash() != ours.state_hash():
            raise AssertionError(f"month {month}: tests/odd and the simulator disagree")
        if month in SHOWN:
            found.append(theirs.state_hash())
    return found
