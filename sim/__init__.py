"""A housing-segregation simulator: a city of households, its rules, and what they do.

Light to import: Mesa, pandas, Matplotlib, Numba and Hydra load when they are used.
"""

import importlib
import logging
from typing import Any

from sim.version import RESULTS_VERSION, __version__

#: Mesa logs every step, and Hydra would print it.
logging.getLogger("MESA").setLevel(logging.WARNING)

_LAZY = {
    "City": "sim.city",
    "Config": "sim.config.schema",
    "ConfigError": "sim.config.errors",
    "compose": "sim.experiment.compose",
    "load": "sim.results",
}
_MODULES = ("published", "results")

__all__ = [
    "RESULTS_VERSION",
    "City",
    "Config",
    "ConfigError",
    "__version__",
    "compose",
    "load",
    "published",
    "results",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name in _MODULES:
        return importlib.import_module(f"sim.{name}")
    if name not in _LAZY:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(importlib.import_module(_LAZY[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY, *_MODULES})
