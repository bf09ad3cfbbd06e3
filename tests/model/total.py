"""A loop to be compiled for columns of any type."""

from typing import Any


def total(column: Any) -> int:
    """Return the sum of a column."""
    result = 0
    for place in range(len(column)):
        result += column[place]
    return int(result)
