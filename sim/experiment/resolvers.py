"""What an experiment may write between a paper's parameters and the switches: `${less:x}` is 1 - x,
`${inverse:x}` is 1 / x. Numbers are taken as they are written, so that 1 - 0.8 is 0.2.
"""

from fractions import Fraction
from typing import Any


def _exact(value: Any) -> Fraction:
    return Fraction(str(value))


def less(value: Any) -> float:
    """Return 1 - x."""
    return float(1 - _exact(value))


def inverse(value: Any) -> float:
    """Return 1 / x; 0 has none and gives 0, the limit in which only the best is chosen."""
    number = _exact(value)
    return float(1 / number) if number else 0.0


def register() -> None:
    """Make the resolvers known to OmegaConf."""
    from omegaconf import OmegaConf

    for name, function in (("less", less), ("inverse", inverse)):
        OmegaConf.register_new_resolver(name, function, replace=True)
