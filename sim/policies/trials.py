"""Where a policy is tried, as a word: the name under which records tell inside from outside.

`sample4`: the first four neighbourhoods in the order in which pilots are drawn; `places_0_3`: these
two; `sample2_of_0_3_5`: the first two of these three. The word names places and no policy, so that
any world of a seed can measure them, above all one in which the policy is not in force.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sim.config.schema import Config
from sim.policies.pilots import drawn, neighbourhoods

_WORD = re.compile(r"(?:sample(\d+))?(?:(?:(?<=\d)_of|places)((?:_\d+)+))?")
ALLOWED = "a word like sample4, places_0_3 or sample2_of_0_3_5 (neighbourhoods from 0)"


def trial(parameters: Mapping[str, Any], count: int) -> str | None:
    """Return the word for where a policy is tried; None if it holds everywhere, or nowhere.

    A policy that is phased in everywhere is tried in the half of the places that have it first.

    Parameters
    ----------
    parameters : mapping
        Of the policy: `places`, `sample` and `phase_in`.
    count : int
        Neighbourhoods of the city.
    """
    places, sample = parameters.get("places"), parameters.get("sample")
    number = count if places is None else len(set(places))
    tried = number if sample is None else sample
    if tried == 0:
        return None
    if tried == count:
        half = -(-count // 2)
        return f"sample{half}" if parameters.get("phase_in", 0) > 1 and half < count else None
    if places is None or number == count:
        return f"sample{tried}"
    named = "_".join(map(str, sorted(set(places))))
    return f"places_{named}" if tried == number else f"sample{tried}_of_{named}"


def phased_everywhere(parameters: Mapping[str, Any], count: int) -> bool:
    """Return whether a policy comes into force place after place until it holds everywhere.

    It is no pilot; its word says who has it first.
    """
    places, sample = parameters.get("places"), parameters.get("sample")
    number = count if places is None else len(set(places))
    tried = number if sample is None else sample
    return bool(tried == count and trial(parameters, count))


def trials(config: Config) -> list[str]:
    """Return the words for where the policies of a run are tried, each once."""
    return trials_of(config.policy, neighbourhoods(config.city))


def trials_of(policies: Mapping[str, Any], count: int) -> list[str]:
    """Return the same for policies by name, in a city of so many neighbourhoods."""
    found = (trial(parameters, count) for parameters in policies.values())
    return sorted({word for word in found if word is not None})


def read(word: str) -> dict[str, Any] | None:
    """Return the `places` and the `sample` that a word says; None if it says nothing."""
    match = _WORD.fullmatch(word)
    if match is None or not word:
        return None
    sample, named = match.groups()
    places = None if named is None else [int(part) for part in named.split("_")[1:]]
    number = None if sample is None else int(sample)
    if number == 0 or (number is not None and places is not None and number > len(places)):
        return None
    return {"places": places, "sample": number}


def places_of(word: str, seed: int, count: int) -> list[int] | None:
    """Return the neighbourhoods that a word names in a city of so many; None if it has not all of
    them, or no others."""
    said = read(word)
    if said is None or any(place >= count for place in said["places"] or []):
        return None
    if (said["sample"] or 0) > count:
        return None
    places = drawn(said, seed, count)
    return None if places is None or len(set(places)) == count else sorted(set(places))


def tried_in(words: Iterable[str], seed: int, count: int) -> dict[str, list[int]]:
    """Return the neighbourhoods of each word that means something in a city of so many."""
    found = {word: places_of(word, seed, count) for word in dict.fromkeys(words)}
    return {word: places for word, places in found.items() if places is not None}
