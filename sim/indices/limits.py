"""How large a city may be for chance, and for households drawn anew, to be computed."""

MOST_PEOPLE = 3_000_000_000
"""Households of a city: the product of two numbers of them fits in 64 bits."""

LARGEST_UNIT = 2_000_000
"""Households of a unit where sums over all numbers of them are taken, from a table in memory."""


class TooLarge(ValueError):
    """A city, or a unit, of more households than can be computed with."""


def within_limits(households: float, largest_unit: int = 0) -> None:
    """Refuse a city that is too large.

    Parameters
    ----------
    households : float
        Of the city.
    largest_unit : int
        Households of the largest unit, where sums over all numbers of them are taken.

    Raises
    ------
    TooLarge
        Naming the limit.
    """
    if households > MOST_PEOPLE:
        raise TooLarge(
            f"chance is computed for at most {MOST_PEOPLE:,} households, not {households:,.0f}"
        )
    if largest_unit > LARGEST_UNIT:
        raise TooLarge(
            f"chance is computed exactly for units of at most {LARGEST_UNIT:,} households, "
            f"not {largest_unit:,}"
        )


def check_request(replicates: int, level: float) -> None:
    """Refuse a number of replicates, or a level, of which no interval can be had."""
    if replicates < 2:
        raise ValueError(f"replicates must be at least 2, not {replicates}")
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must be between 0 and 1, not {level}")
