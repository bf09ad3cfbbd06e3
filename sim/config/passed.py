"""Which configurations have passed their checks in this process.

A check costs as much as the rest of a small city's setting up, and the cities of a sweep differ in
little but their seeds.
"""

import hashlib
import pickle

from sim.config.schema import Config

KEPT = 10_000  # configurations remembered at most

_passed: set[bytes] = set()


def remember(config: Config) -> None:
    """Note that a configuration has passed, also in the process that checked it for this one."""
    key = _key(config)
    if key is not None:
        if len(_passed) >= KEPT:
            _passed.clear()
        _passed.add(key)


def has_passed(config: Config) -> bool:
    """Return whether a configuration has passed, with whatever seed."""
    return bool(_passed) and _key(config) in _passed


def _key(config: Config) -> bytes | None:
    """Return a digest of all but the seed; None where files, which may change, are named.

    Policies enter with their classes, because one may be registered anew under the same name.
    """
    from sim.policies import REGISTRY

    city = config.city
    if any((city.table, city.areas, city.contiguity, city.incomes)):
        return None
    content = {key: value for key, value in vars(config).items() if key != "seed"}
    classes = [id(REGISTRY.get(name)) for name in (*config.policy, *city.burn_in.policy)]
    try:
        return hashlib.sha256(pickle.dumps((content, classes))).digest()
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
