"""Policies whose numbers change nothing, said before the first month."""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.config.schema import Config
from sim.policies.catalogue import files

MOST = 5  # notes that are told one by one


def idle(name: str, parameters: Mapping[str, Any], config: Config) -> str:
    """Return why a policy can change nothing in a run; "" where it may.

    Parameters
    ----------
    name : str
        The policy.
    parameters : mapping
        Of it, complete.
    config : Config
        Of the run.

    Notes
    -----
    A policy says more of its own numbers by a class method `idle(parameters, config)`, which
    returns a reason or "".
    """
    from sim.policies import REGISTRY

    start, places = parameters["start"], parameters.get("places")
    if start > config.months:
        return f"it starts in month {start}, and the run ends with month {config.months}"
    if places is not None and not places:
        return "it holds in no neighbourhood (places is [])"
    asked = getattr(REGISTRY.get(name), "idle", None)
    return str(asked(parameters, config)) if asked is not None else ""


def notes(configs: Iterable[Config]) -> list[str]:
    """Return a line for each policy of these runs that can change nothing, each once.

    Where the numbers are not those of a preset, the line names the presets that there are.
    """
    found: dict[tuple[str, str | None, str], None] = {}
    for config in configs:
        for name, parameters in config.policy.items():
            reason = idle(name, parameters, config)
            if reason:
                found[name, parameters.get("preset"), reason] = None
    lines = [_note(*key) for key in found]
    more = [f"note: and {len(lines) - MOST} more such policies"] if len(lines) > MOST else []
    return lines[:MOST] + more


def _note(name: str, preset: str | None, reason: str) -> str:
    called = f"{name}/{preset}" if preset else name
    others = [] if preset else [known for known in files() if known.startswith(f"{name}/")]
    hint = f"; with the numbers of a real rule: policy={', '.join(others)}" if others else ""
    return f"note: {called} changes nothing: {reason}{hint}"
