"""What every kind of design says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Unit = NDArray[np.float64]


@dataclass(frozen=True)
class Method:
    """A kind of design.

    Attributes
    ----------
    name : str
        As a user writes it: `hydra.sweeper.design=<name>`.
    about : str
        What it does, in a few words.
    draw : callable or None
        Takes dimensions, samples and the design's seed; returns points in the unit cube, shape
        (rows, dimensions). None where nothing is drawn.
    check : callable
        Takes the samples; returns what is allowed if so many cannot be, else an empty text.
    """

    name: str
    about: str
    draw: Callable[[int, int, int], Unit] | None = None
    check: Callable[[int], str] = lambda samples: ""


def keyed(sampler: Any, dimensions: int, seed: int, **options: Any) -> Any:
    """Return one of SciPy's samplers whose draws are those of a seed.

    It is handed a generator, not the seed itself, from which versions of SciPy make different ones.
    """
    import inspect

    word = "rng" if "rng" in inspect.signature(sampler.__init__).parameters else "seed"
    return sampler(dimensions, **{word: np.random.default_rng(seed)}, **options)


def power_of_two(samples: int) -> str:
    """Return which numbers are allowed if a number is no power of two."""
    if samples & (samples - 1) == 0:
        return ""
    below = 1 << (samples.bit_length() - 1)
    return f"a power of two, for example {below} or {2 * below}: the sequence is even only then"
