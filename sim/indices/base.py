"""What an index declares about itself, and the word for a value that does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isinf
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


ROUNDING = 1e-12
"""Relative difference of two values that rounding accounts for."""


@dataclass(frozen=True)
class Undefined:
    """The value of an index that does not exist, and why.

    Attributes
    ----------
    reason : str
        One sentence for a reader.
    """

    reason: str

    def __str__(self) -> str:
        return f"undefined: {self.reason}"


Kind = Literal[
    "counts",
    "two",
    "group",
    "pair",
    "areas",
    "areas_pair",
    "placed",
    "placed_pair",
    "placed_counts",
    "incomes",
    "lattice",
    "grid",
]
"""What an index is computed from.

`counts`
    Counts (units, groups): an index of all groups together.
`two`
    Counts of exactly two columns, (units, 2): the group and those it is compared with. See
    `against_rest` and `between`.
`group`, `pair`
    Counts (units, groups) of the whole city and the column of one group, or of two.
`areas`, `areas_pair`
    As `group` and `pair`, and the land area of each unit, (units,).
`placed`, `placed_pair`, `placed_counts`
    As `group`, `pair` and `counts`, and where each unit is, (units, 2).
`incomes`
    Income and unit of each household, both (households,).
`lattice`
    Values by unit and which units touch.
`grid`
    The group of each cell's household, (rows, cols), -1 for nobody.
"""

Axiom = Literal["units", "empty", "groups", "scale", "merging", "transfers", "months"]
AXIOMS: frozenset[Axiom] = frozenset({"units", "empty", "groups", "scale", "merging", "months"})
"""What `check_index` expects of an index of counts unless it declares otherwise.

`units`, `groups`
    The order of units, and of groups, does not matter.
`empty`
    Units where nobody lives and groups without members do not matter.
`scale`
    Every count times a constant gives the same value.
`merging`
    Units of one composition may be merged, or one be divided.
`transfers`
    A household that moves to a unit where its group has a smaller share lowers the value
    (Reardon and Firebaugh 2002), and so do two that change places.
`months`
    Counts (months, units, groups) give a value for each month.
"""


@dataclass(frozen=True, kw_only=True)
class Index:
    """Declaration of one segregation index.

    Attributes
    ----------
    name, symbol : str
        Name in columns and configurations; symbol in the literature.
    label, definition : str
        Short name for tables; one sentence on what the number says.
    formula : str
        In words of one line, with the notation of docs/indices.md: x_jm households of group m in
        unit j, t_j, X_m and T their sums over groups, units and both, p_jm = x_jm / t_j.
    reading : str
        How to read a value: one sentence with a number in it, for somebody who never saw one.
    level : str
        Where it makes sense: which units, how large.
    dimension : str
        Dimension of segregation (Massey and Denton 1988): evenness, exposure, concentration,
        centralisation or clustering; or diversity, income, local.
    low, high : float
        Range of the index.
    citation : str
        The paper that introduced the index, and the one whose form is computed.
    spatial : bool
        Whether the value depends on where units or cells lie.
    data : Kind
        What `function` takes.
    undefined : str
        When the index has no value, completing "undefined when ...".
    function : callable
        The index; NaN where undefined.
    expected : callable or None
        The value expected when households are allocated at random to the same homes, from what
        `function` takes; None where it is estimated by shuffling, or where chance has no meaning.
    expected_note : str
        How exact `expected` is; or why there is none.
    correction : str
        `rescaled`: (V - V*) / (maximum - V*); `ratio`: V / V*; `none`.
    maximum : float or callable
        Largest value, for the rescaled correction; of the groups' shares, shape (..., groups),
        where it depends on them.
    even, divided : float, callable or None
        Value of a city where every unit has the city's shares, and of one where no unit holds two
        groups; of the groups' shares, largest index first, where it depends on them. None where
        there is no such value.
    axioms : frozenset of Axiom
        What `check_index` holds it to.
    local : bool
        Whether it has a value for each unit, (units,) or (units, groups), not for the city.
    from_table : callable or None
        The index of many months at once, from a `Table` and the columns that `function` takes.
    from_surroundings : callable or None
        An index of surroundings, from true counts (units, groups), the counts around each unit, of
        the same shape, and the columns that it is about.
    expected_around : callable or None
        The value expected by chance of an index of surroundings, from what `from_surroundings`
        takes, of one month; None where it must be shuffled.
    from_summary : callable or None
        The same from a `summary.Summary` and the columns, of many months at once.
    from_tally : callable or None
        An index of neighbours on a grid from `neighbours.tally`, of many months at once.
    of_groups : int
        How many groups an index of `grid` is about: 0 (all together), 1 or 2.
    """

    name: str
    symbol: str
    label: str
    definition: str
    formula: str = ""
    reading: str = ""
    level: str = ""
    dimension: str
    low: float
    high: float
    citation: str
    spatial: bool
    data: Kind
    undefined: str
    function: Callable[..., Any]
    expected: Callable[..., Any] | None
    expected_note: str
    correction: Literal["rescaled", "ratio", "none"] = "rescaled"
    maximum: float | Callable[[Floats], ArrayLike] = 1.0
    even: float | Callable[[Floats], float] | None = 0.0
    divided: float | Callable[[Floats], float] | None = 1.0
    axioms: frozenset[Axiom] = AXIOMS
    local: bool = False
    from_table: Callable[..., Any] | None = None
    from_surroundings: Callable[..., Any] | None = None
    expected_around: Callable[..., Any] | None = None
    from_summary: Callable[..., Any] | None = None
    from_tally: Callable[..., Any] | None = None
    of_groups: int = 0

    @property
    def columns(self) -> int:
        """How many groups a value is about: 0 (all together), 1 (one and the rest) or 2."""
        about = {"two": 1, "group": 1, "areas": 1, "placed": 1,
                 "pair": 2, "areas_pair": 2, "placed_pair": 2}  # fmt: skip
        return about.get(self.data, self.of_groups)

    @property
    def span(self) -> str:
        """The range in words."""
        if isinf(self.low):
            return "any number" if isinf(self.high) else f"up to {self.high:g}"
        return f"{self.low:g} and more" if isinf(self.high) else f"{self.low:g} to {self.high:g}"

    def correct(
        self, value: ArrayLike, chance: ArrayLike, shares: ArrayLike | None = None
    ) -> Floats:
        """Return the value corrected for chance: 0 at the random allocation (or 1, for a ratio).

        Parameters
        ----------
        value, chance : array_like of float
            Observed value and the value expected under random allocation; NaN where undefined.
        shares : array_like of float, shape (..., groups), optional
            The groups' shares of the city, for an index whose `maximum` depends on them.

        Returns
        -------
        ndarray of float
            At most `maximum`; negative where the city is more even than chance. NaN where either is
            undefined or where chance alone reaches the maximum, but for rounding (1e-12 of it).

        Raises
        ------
        ValueError
            If the index has no correction, or its maximum depends on shares that are not given.

        Notes
        -----
        Winship (1977), Social Forces 55:1058-1066.
        """
        seen, random = np.asarray(value, float), np.asarray(chance, float)
        if self.correction == "none":
            raise ValueError(f"{self.name} has no correction for chance: {self.expected_note}")
        if self.correction == "ratio":
            return divide(seen, random)
        if not callable(self.maximum):
            most = np.asarray(self.maximum)
        elif shares is None:
            raise ValueError(f"the correction of {self.name} needs the groups' shares of the city")
        else:
            most = np.asarray(self.maximum(np.asarray(shares, float)))
        room = most - random
        return divide(seen - random, np.where(room > ROUNDING * np.abs(most), room, np.nan))


def divide(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return the quotient, NaN where the denominator is zero or either is NaN; never warns."""
    top, bottom = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    if top.ndim == bottom.ndim == 0:
        return np.asarray(float(top) / float(bottom) if bottom != 0.0 else np.nan)
    with np.errstate(all="ignore"):
        return np.asarray(np.where(bottom != 0.0, top / bottom, np.nan))
