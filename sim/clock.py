"""Months of a run as months of the calendar."""

import re

DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")


def is_date(text: object) -> bool:
    """Return whether a text is a year and month, or a day: `1978-10` or `1978-10-01`."""
    return bool(DATE.fullmatch(str(text)))


def calendar_month(start: str, month: int) -> str:
    """Return the calendar month ("2021-02") of a run's month; month 1 is `start`, so is every
    earlier one.

    Months of the burn-in (0 and before) live under the rules of the start.
    """
    year, first = (int(part) for part in start.split("-")[:2])
    index = year * 12 + first - 1 + max(month - 1, 0)
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_of(start: str, date: str) -> int:
    """Return the run's month of a date (a year and month, or a day); 0 and below before the
    start."""
    (year, first), (then, month) = (
        tuple(int(part) for part in text.split("-")[:2]) for text in (start, date)
    )
    return 12 * (then - year) + month - first + 1
