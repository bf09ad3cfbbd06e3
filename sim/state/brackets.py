"""Incomes from a table of brackets, of which each group has its own part: the poorest first."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.config.schema import CityConfig
from sim.draws import Purpose
from sim.state import keyed
from sim.state.columns import Ints
from sim.state.initial import InfeasibleCity

COLUMNS = ("low", "high", "share")
BRACKET, PLACE = 2, 3  # indices of the draws for an income
CENTS_A_MONTH = 100.0 / 12.0  # of a dollar a year
TWO_32 = 4294967296.0


def bracketed_incomes(city: CityConfig, groups: Ints, seed: int) -> Ints:
    """Return incomes in cents a month, drawn from the brackets of `city.incomes`; keyed by row.

    The groups share out the brackets in their order, the poorest first: the first one has those
    that end within its share of the households, and so on. A household draws a bracket of its
    group's by the brackets' shares, and any income within it, all as likely.

    Raises
    ------
    InfeasibleCity
        If the file is no such table, or a group has no bracket.

    Notes
    -----
    Mauro and Pappalardo (2024), CEUR Workshop Proceedings 3651, BMDA-7.
    """
    low, high, share = _read(Path(city.incomes or ""))
    owner = owners(share, [group.share for group in city.groups.values()])
    rows = range(len(groups))
    bracket_mark = keyed.words(rows, seed, Purpose.INCOME, BRACKET) / TWO_32
    place = keyed.words(rows, seed, Purpose.INCOME, PLACE) / TWO_32
    out = np.zeros(len(groups), np.int64)
    for number, name in enumerate(city.groups):
        own = np.flatnonzero(owner == number)
        if len(own) == 0:
            raise InfeasibleCity(f"city.incomes: no bracket is left for the group {name}")
        mine = np.flatnonzero(groups == number)
        ends = np.cumsum(share[own])
        drawn = np.searchsorted(ends[:-1], bracket_mark[mine] * ends[-1], side="right")
        bottom, top = low[own][drawn], high[own][drawn]
        yearly = bottom + place[mine] * (top - bottom)
        out[mine] = np.floor(CENTS_A_MONTH * yearly + 0.5).astype(np.int64)
    return out


def owners(share: NDArray[np.float64], of_groups: Sequence[float]) -> NDArray[np.int64]:
    """Return whose each bracket is: the first group within whose cumulated share it ends."""
    ends = np.cumsum(share) / share.sum()
    within = np.cumsum(of_groups) + 1e-9
    found: NDArray[np.int64] = np.minimum(np.searchsorted(within, ends), len(of_groups) - 1)
    return found


def _read(path: Path) -> tuple[NDArray[np.float64], ...]:
    """Return the columns of a table of brackets, in order of income."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            rows = [[float(row[name]) for name in COLUMNS] for row in csv.DictReader(handle)]
        low, high, share = np.array(rows, np.float64).reshape(-1, 3).T
        ordered = bool((np.diff(low) > 0).all())
        if not rows or not ordered or (low > high).any() or (share < 0).any() or share.sum() <= 0:
            raise ValueError(rows)
    except (OSError, UnicodeError, csv.Error, KeyError, TypeError, ValueError) as error:
        raise InfeasibleCity(
            f"city.incomes is {str(path)!r}: it needs the columns low, high and share: numbers, a"
            " bracket of income in each row, the lowest first"
        ) from error
    return low, high, share
