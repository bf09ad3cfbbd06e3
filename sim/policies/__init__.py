"""The rules of the city, one per file. Names in a config resolve here, never to code."""

from pathlib import Path
from typing import TypeVar

from sim.policies.base import Policy
from sim.policies.ethnic_quota import EthnicQuota
from sim.policies.inclusionary_zoning import InclusionaryZoning
from sim.policies.minimum_occupation import MinimumOccupation
from sim.policies.rent_cap import RentCap
from sim.policies.rent_growth import RentGrowth

REGISTRY: dict[str, type[Policy]] = {
    policy.name: policy
    for policy in (EthnicQuota, InclusionaryZoning, MinimumOccupation, RentCap, RentGrowth)
}

#: Files of numbers of the policies that were registered from outside, by name.
SETTINGS: dict[str, Path] = {}

Kind = TypeVar("Kind", bound=type[Policy])


def register(policy: Kind, settings: str | Path | None = None) -> Kind:
    """Make a policy of yours known by its name, as those of this package are.

    Parameters
    ----------
    policy : type
        A class as `sim.policies.base.Policy` describes it; also usable as a decorator.
    settings : path, optional
        Its YAML file, laid out as those of `configs/policy`: needed by `policy=<name>` in Hydra's
        words and by `check_policy`, not by a configuration built in Python.

    Returns
    -------
    type
        The same class.

    Raises
    ------
    ValueError
        If another policy has this name.

    Notes
    -----
    A sweep with several workers starts them afresh: there the module that registers must be
    imported too, or `hydra.sweeper.workers=0`.
    """
    known = REGISTRY.get(policy.name)
    if known is not None and known is not policy:
        raise ValueError(f"{policy.name!r} is the name of {known.__module__}.{known.__name__}")
    REGISTRY[policy.name] = policy
    if settings is not None:
        SETTINGS[policy.name] = Path(settings)
    return policy
