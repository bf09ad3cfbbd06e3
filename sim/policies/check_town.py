"""The small town in which `check_policy` tries policies: something of everything happens in it
within a few months."""

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from sim.config.schema import Config
from sim.policies import REGISTRY
from sim.policies.base import Policy

MONTHS = 6
START = "2020-07"
_GROUPS = (  # share, public rate, quota class: those of the shipped quota
    ("chinese", 0.76, 0.70, "chinese"),
    ("malay", 0.14, 0.80, "malay"),
    ("indian", 0.10, 0.72, "indian_others"),
)
TOWN: dict[str, Any] = {
    "city": {
        "size": [12, 15],
        "block": 3,
        "neighbourhood": 2,
        "start": START,
        "empty_land": 0.15,
        "public": {
            "share": 0.7162,
            "rental": 0.1,
            "vacancy_owned": 0.06,
            "vacancy_rental": 0.1,
            "rent": 1800.0,
        },
        "private": {
            "share": 0.2838,
            "rental": 0.7,
            "vacancy_owned": 0.06,
            "vacancy_rental": 0.1,
            "rent": 2600.0,
        },
        "groups": {
            name: {"share": share, "public_rate": rate, "quota_class": quota_class}
            for name, share, rate, quota_class in _GROUPS
        },
        "income": {"median": 9000.0, "sigma": 0.78, "no_work": 0.1},
        "initial": "random",
    },
    "preferences": {"own_group": 2.0},
    "rules": {"consider_owner": 1.5, "consider_renter": 3.0, "minimum_occupation": 2},
    "market": {"reset_months": 2, "rent_growth": 0.1, "project_rate": 1.0, "project_homes": 6},
    "metrics": {"families": []},
    "months": MONTHS,
}


@contextlib.contextmanager
def registered(policy: type[Policy]) -> Iterator[None]:
    """Have a policy's name mean this class for a while, whatever it means otherwise."""
    before = REGISTRY.get(policy.name)
    REGISTRY[policy.name] = policy
    try:
        yield
    finally:
        if before is None:
            del REGISTRY[policy.name]
        else:
            REGISTRY[policy.name] = before


def town(policy: Mapping[str, Any], start: str = START) -> Config:
    """Return the town with policies, by name; the first month is in a calendar month.

    Their parameters are typed and completed, but not checked: a case may ask for what a user may
    not.
    """
    from sim.config.convert import to_config

    config = to_config({**TOWN, "policy": dict(policy)})
    return dataclasses.replace(config, city=dataclasses.replace(config.city, start=start))


def hashes(config: Config, engine: str) -> list[str]:
    """Return the state hash at the start and after each month."""
    from sim.burn_in import Start
    from sim.city import City
    from sim.state.initial import initial_state

    start = Start(initial_state(config, 1), float("nan"))
    city = City(dataclasses.replace(config, engine=engine), 1, start)
    found = [city.state_hash()]
    for _ in range(MONTHS):
        city.step()
        found.append(city.state_hash())
    return found
