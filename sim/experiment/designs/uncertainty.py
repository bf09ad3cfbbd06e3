"""An uncertainty: a key whose value nobody decides, and from what range it is drawn."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim import portable
from sim.config.convert import refused
from sim.config.errors import ConfigError, unknown

DISTRIBUTIONS = ("uniform", "log", "integer", "choices")
DIGITS = 6  # of a drawn number that are kept, relative to its range, so that tables can be read


@dataclass(frozen=True)
class Uncertainty:
    """A key and the values that are drawn for it.

    Attributes
    ----------
    key : str
        Dotted key.
    low, high : float
        Ends of the range, both possible; not used for choices.
    distribution : str
        `uniform`; `log`: uniform in the logarithm; `integer`: whole numbers, each as likely;
        `choices`: each of a list as likely.
    choices : tuple
        The list.
    """

    key: str
    low: float = 0.0
    high: float = 1.0
    distribution: str = "uniform"
    choices: tuple[Any, ...] = ()

    @classmethod
    def of(cls, key: str, said: Any) -> "Uncertainty":
        """Return what a user says: `[low, high]`, or a mapping with the keys of this class.

        Raises
        ------
        ConfigError
            One line, if that is no range.
        """
        if isinstance(said, Sequence) and not isinstance(said, str) and len(said) == 2:
            said = {"low": said[0], "high": said[1]}
        if not isinstance(said, Mapping):
            raise refused(key, said, "[low, high], {low, high, distribution} or {choices: [a, b]}")
        names = ("low", "high", "distribution", "choices")
        for name in said:
            if name not in names:
                raise unknown(key, name, names, "word of an uncertainty")
        if "choices" in said:
            return cls._of_choices(key, said)
        kind = said.get("distribution", "uniform")
        if kind not in DISTRIBUTIONS:
            raise unknown(key, kind, DISTRIBUTIONS, "distribution")
        low, high = (_number(key, name, said.get(name)) for name in ("low", "high"))
        if not low < high:
            raise refused(key, [low, high], "a range whose low is below its high")
        if kind == "log" and low <= 0:
            raise refused(key, [low, high], "a range above 0 where the distribution is log")
        if kind == "integer" and not (low == int(low) and high == int(high)):
            raise refused(key, [low, high], "whole numbers where the distribution is integer")
        return cls(key, low, high, kind)

    @classmethod
    def _of_choices(cls, key: str, said: Mapping[str, Any]) -> "Uncertainty":
        choices = said["choices"]
        if {"low", "high"} & set(said) or said.get("distribution", "choices") != "choices":
            raise ConfigError(key, "has choices and a range; give one of them")
        if not isinstance(choices, Sequence) or isinstance(choices, str) or len(choices) < 2:
            raise refused(key, choices, "two or more choices, [a, b]")
        return cls(key, distribution="choices", choices=tuple(choices))

    def described(self) -> dict[str, Any]:
        """Return what `design.json` says of it."""
        if self.choices:
            return {"choices": list(self.choices)}
        return {"low": self.low, "high": self.high, "distribution": self.distribution}

    def _whole_ends(self) -> tuple[int, int]:
        first, last = math.ceil(self.low), math.floor(self.high)
        if first > last:
            raise refused(self.key, [self.low, self.high], "a range with a whole number in it")
        return first, last

    def value(self, unit: float, whole: bool) -> Any:
        """Return the value at a quantile.

        Parameters
        ----------
        unit : float
            0 to below 1.
        whole : bool
            Whether the key takes whole numbers only.
        """
        if self.choices:
            return self.choices[min(int(unit * len(self.choices)), len(self.choices) - 1)]
        if self.distribution == "integer" or (whole and self.distribution == "uniform"):
            first, last = self._whole_ends()
            return min(first + int(unit * (last - first + 1)), last)
        if self.distribution == "log":
            ratio = portable.log(self.high / self.low)
            drawn = self.low * portable.exp(unit * ratio)
            digits = DIGITS - _exponent(drawn)
        else:
            drawn = self.low + unit * (self.high - self.low)
            digits = DIGITS - _exponent(self.high - self.low)
        drawn = min(max(round(drawn, digits), self.low), self.high)
        if not whole:
            return drawn
        first, last = self._whole_ends()
        return min(max(round(drawn), first), last)


def _exponent(number: float) -> int:
    return int(f"{number:e}".partition("e")[2])


def _number(key: str, name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise refused(key, value, f"a number as {name} of the range, as in [0.1, 0.5]")
    return value
