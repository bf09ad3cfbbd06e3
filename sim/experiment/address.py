"""The address of a run: a digest of everything that decides its trajectory, and of nothing else."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sim.config.schema import Config, Relocation, Satisfaction
from sim.config.validate import plain_part
from sim.policies.base import AT_REST
from sim.version import RESULTS_VERSION

#: Top-level keys that decide a trajectory. Engine, metrics, store and the study's name do not.
DECIDING = ("city", "preferences", "rules", "market", "policy", "months", "seed")

#: Top-level keys that say how a command is carried out and what it keeps, and nothing about a run.
CARRYING_OUT = ("executor", "retry", "fail_fast", "series")

#: Keys that came later, with the default under which they change nothing: left out of the address
#: while they have it, so that the addresses of older runs live on. Dotted key -> default; a `*`
#: stands for any group.
ADDED_LATER: dict[str, Any] = {
    **{f"preferences.{key}": value for key, value in vars(Satisfaction()).items()},
    **{f"rules.{key}": value for key, value in vars(Relocation()).items()},
    "rules.model": "housing_market",
    "city.vacancy": 0.2,
    "city.numbers": "exact",
    "city.zones": "squares",
    "city.areas": None,
    "city.people_per_household": 1.0,
    "city.contiguity": None,
    "city.incomes": None,
    "city.groups.*.ethnicity": "",
    "city.groups.*.status": "",
    "city.groups.*.permanent_residents": 0.0,
    "market.rents": "relative",
    "market.natural_vacancy": None,
    "market.prices": "rents",
    "market.asking_markup": 0.03,
    "market.asking_decline": 0.01,
    "market.asking_floor": 0.0,
    "market.newcomers": 0.05,
    "market.elsewhere": 0.0,
    "market.formation": 0.0,
    "market.dissolution": 0.0,
    "market.supply": "programme",
    "market.construction_months": 24,
    "market.construction_cost": 0.55,
    "market.land_cost": 0.30,
    "market.developer_return": 0.10,
    "market.most_projects": None,
    "market.redevelopment_years": None,
    "market.redevelopment_notice": 12,
    **{
        f"{place}.*.{key}": value
        for place in ("policy", "city.burn_in.policy")
        for key, value in AT_REST.items()
    },
}

#: Words about numbers, wherever they stand: where the numbers come from decides no run.
WORDS = ("source", "unit", "preset", "as_of", "not_modelled")

#: Files that a configuration names; their content decides, not their place.
FILES = ("table", "areas", "contiguity", "incomes")


def address(config: Config) -> str:
    """Return the run's address: SHA-256 over canonical JSON, 64 hexadecimal characters.

    A file that the configuration names enters by its content, so that moving it changes nothing.
    """
    return Addresser().address(config)


class Addresser:
    """Finds the addresses of runs, what several of them have in common once.

    Configurations may share their parts (`sim.config.validate.Validator`), which stay as they are.
    """

    def __init__(self) -> None:
        self._parts: dict[tuple[str, int, bool], tuple[Any, str]] = {}

    def address(self, config: Config) -> str:
        """Return the address of one run."""
        return self.addresses(config, [config.seed])[0]

    def addresses(self, config: Config, seeds: Iterable[int]) -> list[str]:
        """Return the addresses of the runs that differ from one in their seed alone."""
        texts = {name: self._text(name, config) for name in DECIDING if name != "seed"}
        texts["group_order"] = canonical_json(list(config.city.groups))
        texts["results_version"] = canonical_json(RESULTS_VERSION)
        body = "".join(f'"{name}":{text},' for name, text in sorted(texts.items()))
        common = hashlib.sha256(f'{{{body}"seed":'.encode())  # the last key: JSON is sorted
        found = []
        for seed in seeds:
            digest = common.copy()
            digest.update(f"{canonical_json(seed)}}}".encode())
            found.append(digest.hexdigest())
        return found

    def _text(self, name: str, config: Config) -> str:
        """Return the canonical JSON of what decides a run under one key."""
        part = getattr(config, name)
        idle = name == "policy" and not _has_permanent_residents(config)
        known = self._parts.get((name, id(part), idle))
        if known is None:
            known = self._parts[name, id(part), idle] = (part, _deciding_text(name, config))
        return known[1]


def _deciding_text(name: str, config: Config) -> str:
    content = {name: plain_part(getattr(config, name))}
    if name == "city":
        content["city"] |= table_digests(config)
    for key, default in ADDED_LATER.items():
        if key.startswith(f"{name}."):
            _leave_out(content, key.split("."), default)
    leave_out_idle_limits(content, config)
    return canonical_json(_without_words(content[name]))


def leave_out_idle_limits(content: dict[str, Any], config: Config) -> None:
    """Leave limits on permanent residents out of a configuration's policies where they are idle.

    They are where they are empty, and everywhere in a city in which no household is one.

    Parameters
    ----------
    content : dict
        The keys `city` and `policy`, as far as they are there, as plain data; changed in place.
    config : Config
        The configuration.
    """
    some = _has_permanent_residents(config)
    settling = content.get("city", {}).get("burn_in", {}).get("policy", {})
    for policies in (content.get("policy", {}), settling):
        for parameters in policies.values():
            for entry in (parameters or {}).get("limits", ()):
                if not (some and entry.get("permanent_residents")):
                    entry.pop("permanent_residents", None)


def _has_permanent_residents(config: Config) -> bool:
    return any(group.permanent_residents for group in config.city.groups.values())


def table_digests(config: Config) -> dict[str, str | None]:
    """Return a digest of each file that the city names, None where it names none."""
    found: dict[str, str | None] = {}
    for key in FILES:
        path = getattr(config.city, key)
        found[key] = None
        if path is not None:
            found[key] = f"sha256:{hashlib.sha256(Path(path).read_bytes()).hexdigest()}"
    return found


def canonical_json(value: Any) -> str:
    """Return JSON that is equal for equal data: sorted keys, shortest floats, no NaN, no -0.0."""
    return json.dumps(
        _normal(value), sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False
    )


def config_json(config: Config, text: Callable[[str, Any], str] | None = None) -> str:
    """Return the whole configuration as JSON from which the run can be made again.

    Keys keep their order, because the order of the groups decides a run. `text` returns the JSON of
    what stands under a key, if it knows a quicker way than `part_json`.
    """
    of = text or (lambda key, part: part_json(part))
    parts = {key: part for key, part in vars(config).items() if key not in CARRYING_OUT}
    return "{" + ", ".join(f'"{key}": {of(key, part)}' for key, part in parts.items()) + "}"


def part_json(part: Any) -> str:
    """Return a part of a configuration as JSON, its keys in their order."""
    return json.dumps(part, default=vars, allow_nan=False, ensure_ascii=False)


def world_name(policies: dict[str, Any]) -> str:
    """Return the policies in force, sorted and joined by `+`, or `none`.

    A policy whose numbers come from a preset has the preset's name after its own and a slash.
    """
    return "+".join(sorted(map(_with_preset, policies.items()))) or "none"


def _with_preset(policy: tuple[str, Any]) -> str:
    name, parameters = policy
    preset = parameters.get("preset") if isinstance(parameters, dict) else None
    return f"{name}/{preset}" if preset else name


def _normal(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    if isinstance(value, float):
        return value + 0.0
    return value


def _without_words(value: Any) -> Any:
    """Return the data without the words about a number, which a better citation may change."""
    if isinstance(value, dict):
        return {k: _without_words(v) for k, v in value.items() if k not in WORDS}
    if isinstance(value, list):
        return [_without_words(item) for item in value]
    return value


def _leave_out(node: dict[str, Any], path: list[str], default: Any) -> None:
    for place, part in enumerate(path[:-1]):
        if part == "*":
            for below in node.values():
                _leave_out(below, path[place + 1 :], default)
            return
        node = node.get(part, {})
    if path[-1] in node and node[path[-1]] == default:
        del node[path[-1]]
