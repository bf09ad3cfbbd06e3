"""Min-max index: how little of what two groups cover together both of them cover."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.table import Table, table_of


def min_max(counts: ArrayLike) -> Floats:
    """Return the min-max index of two groups.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, 2)
        Households of the two groups; see `against_rest` and `between`.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (every unit has the city's shares) to 1 (no unit holds both groups); at least D. NaN when
        either group is absent.

    Raises
    ------
    ValueError
        If counts are negative, not whole or not of two groups.

    Notes
    -----
    1 - sum_j min(x_j / X, y_j / Y) / sum_j max(x_j / X, y_j / Y), which is also 2 D / (1 + D).
    Numerator and denominator are whole numbers here. O'Sullivan and Wong (2007), Geographical
    Analysis 39:147-168.
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the min-max index of a table of two groups."""
    own, other = over_city(table)
    most = np.maximum(own, other).sum(axis=-1)
    return divide(np.abs(own - other).sum(axis=-1), most)


def over_city(table: Table) -> tuple[Floats, Floats]:
    """Return x_j Y and y_j X of two groups, whole numbers; NaN where either group is absent.

    Returns
    -------
    own, other : ndarray of float64, shape (..., units)

    Raises
    ------
    ValueError
        If the table does not hold two groups.
    """
    if table.x.shape[-2] != 2:
        raise ValueError(f"counts must be of two groups, not of {table.x.shape[-2]}")
    missing = np.where(table.group > 0, table.group, np.nan)
    return (
        np.asarray(table.x[..., 0, :] * missing[..., 1, None]),
        np.asarray(table.x[..., 1, :] * missing[..., 0, None]),
    )


INDEX = Index(
    name="min_max",
    symbol="MM",
    label="Min-max",
    definition="Of what two groups' maps cover when one is laid over the other, the part that only "
    "one of them covers.",
    formula="MM = 1 − Σ_j min(x_j1 / X_1, x_j2 / X_2) / Σ_j max(x_j1 / X_1, x_j2 / X_2) "
    "= 2 D / (1 + D)",
    reading="0.46: draw where each of two groups lives, each map with the same amount of ink; of "
    "the area inked at all, 46 % is inked by one group only.",
    level="As dissimilarity D, of which it is another scale (D = 0.3 is 0.46): units of about 50 "
    "households or more.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="O'Sullivan & Wong 2007",
    spatial=False,
    data="two",
    undefined="either group is absent",
    function=min_max,
    expected=None,
    expected_note="estimated by shuffling households over the same homes; no closed form",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS,
    from_table=from_table,
)
