"""Exact numbers in text: `0.3` is 3/10, `1/3` is one third, `3` is three."""

import functools
from fractions import Fraction

LARGEST_TERM = 1_000_000  # numerator and denominator: products of them stay whole numbers
ENOUGH_DIGITS = Fraction(1, 10**9)
LARGEST_PARTS = 10_000  # the same of what is multiplied with another one and with households


@functools.lru_cache(maxsize=4096)
def fraction(text: str) -> Fraction:
    """Return the exact number of at least 0 that a text says.

    More digits than such numbers have are those of a float: 0.3333333333333333 is one third.

    Raises
    ------
    ValueError
        If the text is no such number, or no fraction of terms up to `LARGEST_TERM` is it.
    """
    try:
        said = Fraction(text)
    except ZeroDivisionError:
        raise ValueError(text) from None
    number = said.limit_denominator(LARGEST_TERM)
    if number < 0 or number.numerator > LARGEST_TERM or abs(number - said) > ENOUGH_DIGITS:
        raise ValueError(text)
    return number


@functools.lru_cache(maxsize=4096)
def near_fraction(number: float) -> Fraction:
    """Return the fraction with a denominator of at most `LARGEST_PARTS` that a float stands for."""
    return Fraction(str(number)).limit_denominator(LARGEST_PARTS)


def canonical(text: str) -> str:
    """Return a number in its one way of writing; what is none stays as it is."""
    try:
        return str(fraction(text))
    except ValueError:
        return text
