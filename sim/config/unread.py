"""Numbers that no part of a run reads, because the law that they belong to is not in force.

They would be ignored in silence. What a user writes is checked (`compose`, the command line, a
sweep), not what a results folder holds, so that older folders go on.
"""

import functools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.config.errors import ConfigError
from sim.config.schema import Config, MarketConfig


class Reader(NamedTuple):
    """Under which configurations a key is read, in code and in words."""

    reads: Callable[[Config], bool]
    needs: str


def _pays_fees(config: Config) -> bool:
    zoning: Mapping[str, Any] = config.policy.get("inclusionary_zoning") or {}
    return bool(zoning.get("fee_below", 0) > 0 or zoning.get("fee_share", 0.0) > 0.0)


def _builds(config: Config) -> bool:
    return config.market.supply == "developers"


_ASKING = Reader(lambda config: config.market.prices == "asking", "market.prices=asking")
_OPEN = Reader(lambda config: config.market.arrivals == "market", "market.arrivals=market")
_DEVELOPERS = Reader(_builds, "market.supply=developers")
_COSTS = Reader(
    lambda config: _builds(config) or _pays_fees(config),
    "market.supply=developers, or a policy=inclusionary_zoning that takes fees",
)
_AGED = Reader(
    lambda config: _builds(config) and config.market.redevelopment_years is not None,
    "market.supply=developers and market.redevelopment_years",
)
MARKET = {
    "asking_markup": _ASKING,
    "asking_decline": _ASKING,
    "asking_floor": _ASKING,
    "newcomers": _OPEN,
    "elsewhere": _OPEN,
    "construction_months": _DEVELOPERS,
    "construction_cost": _COSTS,
    "land_cost": _COSTS,
    "developer_return": _DEVELOPERS,
    "most_projects": _DEVELOPERS,
    "redevelopment_notice": _AGED,
}
#: Parts of a rent cap that cap nothing without its fixed part, with their values at rest.
CAP = {"cpi_share": 0.0, "ceiling": None, "floor": 0.0}


def refuse_unread(configs: Sequence[Config], swept: Collection[str] = ()) -> None:
    """Refuse a number that none of the runs of a design reads.

    A number that a shipped market has is taken, since it comes with the market; so is one that some
    of the runs read, since a design may sweep the law too.

    Parameters
    ----------
    configs : sequence of Config
        Of the runs of one design.
    swept : collection of str
        Keys of which the design has several values.

    Raises
    ------
    ConfigError
        For the first such key, with the value and what would read it.
    """
    for key, values, harmless, needs in _unread(configs):
        if key in swept:
            raise ConfigError(
                key, f"no run of this design reads it, so all would be the same: give {needs}"
            )
        for value in sorted(values - harmless):
            raise ConfigError(key, f"{value:g} is read by no part of this run: give {needs}")


def _unread(configs: Sequence[Config]) -> Iterator[tuple[str, set[Any], frozenset[Any], str]]:
    """Yield each key that no run reads, its values, those that are taken, and what would read
    it."""
    for name, reader in MARKET.items():
        if not any(map(reader.reads, configs)):
            values = {getattr(config.market, name) for config in configs}
            yield f"market.{name}", values, _shipped(name), reader.needs
    caps = [config.policy["rent_cap"] for config in configs if "rent_cap" in config.policy]
    if any(cap["fixed"] is not None or cap.get("preset") for cap in caps):
        return
    for name, rest in CAP.items():
        values, needs = {cap[name] for cap in caps}, "policy.rent_cap.fixed, 0 or more"
        yield f"policy.rent_cap.{name}", values, frozenset({rest}), needs


@functools.cache
def _shipped(name: str) -> frozenset[Any]:
    """Return the values of a key of the market by default and in each shipped market."""
    import yaml

    from sim.config.folder import config_folder

    found = {getattr(MarketConfig(), name)}
    for path in (config_folder() / "market").glob("*.yaml"):
        market = yaml.safe_load(path.read_text(encoding="utf-8"))
        found |= {market[name]} if name in market else set()
    return frozenset(found)
