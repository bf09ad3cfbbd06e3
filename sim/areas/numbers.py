"""Counts of people and measurements, as they are written in a table."""

import math
import re
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from sim.indices.base import Integers

LARGEST_COUNT = 2**53
"""Larger whole numbers have no exact float."""

LONGEST_NUMBER = 40
"""Characters of a count."""

WANTED = "give a whole number of at least 0"
_WHOLE = re.compile(r"\+?[0-9]+(\.00?)?")
_POWER = re.compile(r"\+?[0-9]+(\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_HUGE = re.compile(r"\+?[1-9][0-9]*(\.[0-9]*)?[eE]\+?[1-9][0-9]{2,}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([,.' _\u00a0\u2009\u202f\u2019][0-9]{3})+(\.[0-9]*)?")


def count(text: str) -> int:
    """Return the whole number of people that a text says.

    `12`, `+12`, `12.0` (as pandas writes a column with gaps) and `1e+05` (as R writes 100000) are
    whole numbers. `1.000` is not: it may be meant as a thousand.

    Raises
    ------
    ValueError
        With what is wrong and what is allowed, for any other text.
    """
    plain = text.strip()
    if _HUGE.fullmatch(plain):
        raise ValueError(f"{_short(plain)} is not allowed; give at most 2**53 = {LARGEST_COUNT}")
    if len(plain) > LONGEST_NUMBER or not (_WHOLE.fullmatch(plain) or _POWER.fullmatch(plain)):
        raise ValueError(f"{_wrong(plain)}; {WANTED}")
    number = Decimal(plain)
    if number > LARGEST_COUNT:
        raise ValueError(f"{_short(plain)} is not allowed; give at most 2**53 = {LARGEST_COUNT}")
    if number % 1 != 0:
        raise ValueError(f"{_wrong(plain)}; {WANTED}")
    return int(number)


def _wrong(plain: str) -> str:
    """Return what is wrong with a count."""
    if not plain:
        return "the field is empty"
    if _THOUSANDS.fullmatch(plain):
        if _NUMBER.fullmatch(plain):
            return f"{_short(plain)} is not whole, or its point separates thousands"
        return f"{_short(plain)} has a separator of thousands"
    if _NUMBER.fullmatch(plain):
        if plain[0] == "-":
            return f"{_short(plain)} is negative"
        return f"{_short(plain)} is " + ("too long" if len(plain) > LONGEST_NUMBER else "not whole")
    return f"{_short(plain)} is not a number"


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def counts(texts: Sequence[str]) -> Integers | None:
    """Return the counts of a column if all are written in digits alone, None if not."""
    joined = "".join(texts)
    if not (joined.isascii() and joined.isdigit() and all(texts)):
        return None
    if max(map(len, texts)) > 15:
        return None
    return np.fromiter(map(int, texts), np.int64, len(texts))


def measurement(text: str) -> float:
    """Return the finite number that a text says.

    Raises
    ------
    ValueError
        With what is wrong and what is allowed.
    """
    plain = text.strip()
    if not plain:
        raise ValueError("the field is empty; give a number")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"{_short(plain)} is not a number; write it like 1234.5")
    number = float(plain)
    if not math.isfinite(number):
        raise ValueError(f"{_short(plain)} is not finite; give a finite number")
    return number


def longitude(text: str) -> float:
    """Return the degrees to the east that a text says; raises as `measurement`."""
    return _degrees(text, 180)


def latitude(text: str) -> float:
    """Return the degrees to the north that a text says; raises as `measurement`."""
    return _degrees(text, 90)


def _degrees(text: str, most: int) -> float:
    number = measurement(text)
    if abs(number) > most:
        raise ValueError(f"{_short(text.strip())} is not allowed; give degrees, -{most} to {most}")
    return number


def positive(text: str) -> float:
    """Return the finite number above 0 that a text says; raises as `measurement`."""
    number = measurement(text)
    if number <= 0:
        raise ValueError(f"{_short(text.strip())} is not above 0; give a land area")
    return number
