"""How a recorded column is summarised over a window of months, and what it is called in a table.

The flows below are written by `City` every month; the indices come from `sim.indices`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """One row of a comparison table.

    Attributes
    ----------
    name : str
        The recorded column, or the name of the ratio.
    label : str
        What a reader sees.
    unit : str
        Unit after summarising.
    kind : str
        `mean` (mean of the months), `annual` (sum of the months, per year), `last` (value at the end) or
        `ratio` (sum of `numerator` over sum of `denominator`).
    numerator, denominator : str
        Columns of a ratio, else empty.
    harm : int
        +1 if more of it is worse for households, -1 if less is worse, 0 if it is neither.
    """

    name: str
    label: str
    unit: str
    kind: str = "mean"
    numerator: str = ""
    denominator: str = ""
    harm: int = 0
