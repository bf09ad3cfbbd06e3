"""Pilots: a policy in a few neighbourhoods drawn by the run's seed, or in one after the other."""

from collections.abc import Mapping
from typing import Any

from sim.config.schema import CityConfig, Config
from sim.draws import Purpose
from sim.state import keyed


def neighbourhoods(city: CityConfig) -> int:
    """Return how many neighbourhoods a city has."""
    span = city.block * city.neighbourhood
    rows, columns = city.size
    return -(-rows // span) * -(-columns // span)


def drawn(parameters: Mapping[str, Any], seed: int, count: int) -> list[int] | None:
    """Return the neighbourhoods in which a policy holds, in order; None: everywhere.

    The draw is keyed by the seed and the neighbourhood alone: every policy of every world of a seed
    is tried in the same places, and a smaller sample is part of a larger one.

    Parameters
    ----------
    parameters : mapping
        Of the policy: `places` and `sample`.
    seed : int
        Of the run.
    count : int
        Neighbourhoods of the city.
    """
    places, sample = parameters.get("places"), parameters.get("sample")
    if sample is None:
        return places
    among = range(count) if places is None else places
    return sorted(keyed.order(among, seed, Purpose.PILOT).tolist()[:sample])


def reached(parameters: Mapping[str, Any], month: int, seed: int, count: int) -> list[int] | None:
    """Return the neighbourhoods in which a policy is in force in a month, in order; None:
    everywhere.

    While it is phased in, ceil((k + 1) / phase_in x n) of its n places have it in month start + k:
    the first in the order in which pilots are drawn, so that a place that has it keeps it. The
    burn-in (months 0 and before) lives under the whole policy.

    Parameters
    ----------
    parameters : mapping
        Of the policy: `places` as `drawn` returns them, `start` and `phase_in`.
    month : int
        Not before the start, but for those of a burn-in.
    seed, count : int
        As for `drawn`.
    """
    places, months = parameters.get("places"), parameters.get("phase_in", 0)
    lived = month - parameters["start"] + 1
    if month <= 0 or lived >= months:
        return places
    among = range(count) if places is None else places
    number = -(-max(lived, 0) * len(among) // months)
    return sorted(keyed.order(among, seed, Purpose.PILOT).tolist()[:number])


def grows(parameters: Mapping[str, Any], month: int) -> bool:
    """Return whether the places of a policy that is phased in may differ from the month before."""
    start: int = parameters["start"]
    return start < month < start + int(parameters.get("phase_in", 0))


def pilots(config: Config) -> dict[str, list[int]]:
    """Return the neighbourhoods drawn for each policy of a run that holds in a sample of them."""
    count = neighbourhoods(config.city)
    return {
        name: drawn(parameters, config.seed, count) or []
        for name, parameters in config.policy.items()
        if parameters.get("sample") is not None
    }
