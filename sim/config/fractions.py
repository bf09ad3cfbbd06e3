"""Exact numbers in text: `0.3` is 3/10, `1/3` is one third, `3` is three."""

from fractions import Fraction

LARGEST_TERM = 1_000_000  # numerator and denominator: products of them stay whole numbers
LARGEST_PARTS = 10_000  # the same of what is multiplied with another one and with households


def fraction(text: str) -> Fraction:
    """Return the exact number of at least 0 that a text says.

    Raises
    ------
    ValueError
        If the text is no such number, or a term of it is above `LARGEST_TERM`.
    """
    try:
        number = Fraction(text)
    except ZeroDivisionError:
        raise ValueError(text) from None
    if number < 0 or max(number.numerator, number.denominator) > LARGEST_TERM:
        raise ValueError(text)
    return number


def near_fraction(number: float) -> Fraction:
    """Return the fraction with a denominator of at most `LARGEST_PARTS` that a float stands for."""
    return Fraction(str(number)).limit_denominator(LARGEST_PARTS)


def canonical(text: str) -> str:
    """Return a number in its one way of writing; what is none stays as it is."""
    try:
        return str(fraction(text))
    except ValueError:
        return text
