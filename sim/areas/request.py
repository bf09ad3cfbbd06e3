"""How a table is measured, in the words of the command line."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim.areas.columns import Columns, listed
from sim.config.errors import ConfigError, unknown

KERNELS = ("uniform", "biweight", "gaussian")
RADII = (500.0, 1000.0, 2000.0, 4000.0)
MOST_REPLICATES, LARGEST_SEED = 100_000, 2**63 - 1

FEWEST_FOR_ENDS = 40
"""Replicates: one of forty lies below an end of 95 %, and with fewer nothing does."""

RATIO, PROFILE = "macro_micro_ratio", "spatial_information_theory"
"""The first is the second at the largest radius over the second at the smallest."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """How a table is measured.

    Attributes
    ----------
    indices : tuple of str
        Names of indices; empty for all that the table allows.
    radii : tuple of float
        Of surroundings, in metres; for a table with places.
    kernel : str
        How much people count at a distance; see `sim.indices.kernels`.
    intervals : bool
        Whether bootstrap intervals and the range of chance are told.
    replicates : int or None
        Tables that are shuffled, or drawn anew; None for the usual number.
    seed : int
        Of the draws, 0 to 2**63 - 1.
    """

    indices: tuple[str, ...] = ()
    radii: tuple[float, ...] = RADII
    kernel: str = KERNELS[0]
    intervals: bool = False
    replicates: int | None = None
    seed: int = 0


def request_of(given: Mapping[str, str], columns: Columns) -> Request:
    """Return how a table is measured, from the values of options.

    Raises
    ------
    ConfigError
        For a value that is not allowed, or an option without the column that it needs.
    """
    for option in ("--radius", "--kernel"):
        if option in given and not columns.xy:
            raise ConfigError(option, "needs --xy, where the units are")
    kernel = given.get("--kernel", KERNELS[0])
    if kernel not in KERNELS:
        raise unknown("--kernel", kernel, KERNELS, "kernel")
    radii = _radii(given["--radius"]) if "--radius" in given else RADII
    return Request(
        indices=_indices(given["--indices"], columns, radii) if "--indices" in given else (),
        radii=radii,
        kernel=kernel,
        intervals="--intervals" in given,
        replicates=_replicates(given),
        seed=_whole("--seed", given.get("--seed", "0"), 0, LARGEST_SEED),
    )


def _replicates(given: Mapping[str, str]) -> int | None:
    if "--replicates" not in given:
        return None
    text = given["--replicates"]
    number = _whole("--replicates", text, 2, MOST_REPLICATES)
    if "--intervals" in given and number < FEWEST_FOR_ENDS:
        words = f"{text!r} is not allowed with --intervals; give at least {FEWEST_FOR_ENDS}"
        raise ConfigError("--replicates", f"{words}, or 95 % ends cannot be estimated")
    return number


def _whole(option: str, text: str, least: int, most: int) -> int:
    plain = text.strip()
    if not (
        plain.isascii() and plain.isdigit() and len(plain) < 20 and least <= int(plain) <= most
    ):
        raise ConfigError(
            option, f"{text!r} is not allowed; give a whole number from {least} to {most}"
        )
    return int(plain)


def _radii(text: str) -> tuple[float, ...]:
    radii = []
    for word in listed("--radius", text):
        try:
            radius = float(word)
        except ValueError:
            radius = math.nan
        if not 0 < radius < math.inf or "_" in word:
            raise ConfigError("--radius", f"{word!r} is not allowed; give metres above 0")
        if radius in radii:
            raise ConfigError("--radius", f"{word!r} is given twice; give every radius once")
        radii.append(radius)
    return tuple(sorted(radii))


def _indices(text: str, columns: Columns, radii: tuple[float, ...]) -> tuple[str, ...]:
    """Return the indices that are asked for, and what one of them is computed from."""
    from sim.areas.quantities import NEEDED, OF_SURROUNDINGS, measurable
    from sim.indices import INDICES

    there = {"area": columns.area, "xy": columns.xy}
    asked = listed("--indices", text)
    known = [*measurable(), RATIO]
    for name in asked:
        if name in INDICES and name not in known:
            words = {
                "incomes": "needs the income of every household, which the table has not",
                "grid": "needs a grid of cells, which the table is not",
                "lattice": "needs which units touch, which the table has not",
            }.get(INDICES[name].data, "has a value for each unit; use --local FILE")
            raise ConfigError("--indices", f"{name!r} {words}")
        if name not in known:
            raise unknown("--indices", name, known, "index")
        around = name in OF_SURROUNDINGS or name == RATIO
        needed = ("xy",) if around else NEEDED.get(INDICES[name].data, ())
        for what in needed:
            if not there[what]:
                raise ConfigError("--indices", f"{name!r} needs --{what}")
    if RATIO in asked and len(radii) < 2:
        two = f"{RADII[0]:g},{RADII[-1]:g}"
        raise ConfigError("--indices", f"{RATIO!r} needs two radii; give --radius {two}")
    return (*asked, PROFILE) if RATIO in asked and PROFILE not in asked else asked
