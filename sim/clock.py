"""Months of a run as months of the calendar."""


def calendar_month(start: str, month: int) -> str:
    """Return the calendar month ("2021-02") of a run's month; month 1 is `start`, so is every
    earlier one.

    Months of the burn-in (0 and before) live under the rules of the start.
    """
    year, first = (int(part) for part in start.split("-")[:2])
    index = year * 12 + first - 1 + max(month - 1, 0)
    return f"{index // 12:04d}-{index % 12 + 1:02d}"
