"""The words of a command as axes: which key takes which values, and which are drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hydra.core.config_loader import ConfigLoader
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import IntervalSweep, Override, OverrideType
from omegaconf import DictConfig

from sim.config.errors import ConfigError
from sim.experiment.designs.uncertainty import Uncertainty

_DECIDES_NOTHING = "it decides no run, and a design has one; give one value"
#: Top-level keys that are the same for a whole design, and why.
_NOT_SWEPT = {
    "experiment": _DECIDES_NOTHING,
    "metrics": _DECIDES_NOTHING,
    "engine": _DECIDES_NOTHING,
    "store": _DECIDES_NOTHING,
    "executor": _DECIDES_NOTHING,
    "retry": _DECIDES_NOTHING,
    "fail_fast": _DECIDES_NOTHING,
    "series": _DECIDES_NOTHING,
    "months": "worlds are compared at one horizon; give one value, or each length a store",
}
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")


@dataclass(frozen=True)
class Axis:
    """A key and the values that it takes.

    Attributes
    ----------
    key : str
        Dotted key, or the name of a group of configurations.
    values : tuple of str
        As Hydra writes them.
    plain : bool
        Whether a value is set on a composed configuration, rather than composed by Hydra.
    """

    key: str
    values: tuple[str, ...]
    plain: bool

    @property
    def swept(self) -> bool:
        """Return whether there are several values."""
        return len(self.values) > 1

    def typed(self) -> list[Any]:
        """Return the values as Hydra reads them."""
        return [typed(self.key, value) for value in self.values]


def typed(key: str, word: str) -> Any:
    """Return a value as Hydra reads it; its grammar, which is slow, is asked where it must be."""
    if _WHOLE.fullmatch(word):
        return int(word)
    return OverridesParser.create().parse_override(f"{key}={word}").value()


def concerns(key: str, base: DictConfig) -> bool:
    """Return whether a key is there in a combination of groups."""
    parts = key.split(".")
    return parts[0] != "policy" or len(parts) < 2 or parts[1] in base.policy


def is_lever(key: str) -> bool:
    """Return whether a key is one of the policies', which somebody decides."""
    return key.split(".")[0] == "policy"


def is_group(loader: ConfigLoader, key: str) -> bool:
    """Return whether values of a key are chosen by name, from files."""
    return bool(loader.get_group_options(key))


def read(
    loader: ConfigLoader, words: Sequence[str]
) -> tuple[dict[str, Axis], dict[str, Uncertainty]]:
    """Return the axes and what is drawn, each key once: what comes later wins, in the place of the
    first.

    Raises
    ------
    ConfigError
        For a word that no design can have.
    """
    axes: dict[str, Axis] = {}
    drawn: dict[str, Uncertainty] = {}
    for override in OverridesParser.create(config_loader=loader).parse_overrides(list(words)):
        key = override.get_key_element()
        found = _uncertainty(override)
        if found is not None:
            drawn[key] = found
            axes.pop(key, None)
        else:
            axes[key] = _axis(loader, override)
            drawn.pop(key, None)
    for key in (*(key for key, axis in axes.items() if axis.swept), *drawn):
        reason = _NOT_SWEPT.get(key.split(".")[0])
        if reason:
            raise ConfigError(key, f"cannot be swept: {reason}")
    if "seed" in drawn:
        raise ConfigError("seed", "is not drawn; give values: seed=range(0,10)")
    return axes, drawn


def _axis(loader: ConfigLoader, override: Override) -> Axis:
    key = str(override.get_key_element())
    if override.is_sweep_override():
        values = tuple(str(value) for value in override.sweep_string_iterator())
    else:
        values = (override.get_value_element_as_str(),)
    if not values:
        raise ConfigError(key, "the range is empty; give at least one value")
    plain = (
        override.type == OverrideType.CHANGE
        and not override.is_hydra_override()
        and not is_group(loader, override.key_or_group)
        and (len(values) > 1 or key.startswith("policy."))
    )
    return Axis(key, values, plain)


def _uncertainty(override: Override) -> Uncertainty | None:
    """Return what an override asks to be drawn: `interval(a,b)`, `int(interval(a,b))`,
    `tag(log,interval(a,b))`, `tag(drawn,choice(a,b))`; None for any other."""
    key = str(override.get_key_element())
    if not override.is_sweep_override():
        return None
    sweep: Any = override.value()
    tags = set(getattr(sweep, "tags", ()))
    if isinstance(sweep, IntervalSweep):
        if tags - {"log"}:
            raise ConfigError(
                key, f"unknown tag {min(tags - {'log'})!r} of an interval; known: log"
            )
        ends: tuple[Any, ...] = (sweep.start, sweep.end)
        whole = all(isinstance(end, int) for end in ends)
        kind = "log" if tags else "integer" if whole else "uniform"
        return Uncertainty.of(key, {"low": sweep.start, "high": sweep.end, "distribution": kind})
    if "drawn" in tags:
        choices = [typed(key, str(value)) for value in override.sweep_string_iterator()]
        return Uncertainty.of(key, {"choices": choices})
    return None
