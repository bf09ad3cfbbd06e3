"""Information theory index H: how much less diverse units are than the city."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, Integers, Table, divide, table_of
from sim.indices.logarithms import entropy_of, n_log_n, x_log_x
from sim.indices.margins import Margins, margins_of


def information_theory(counts: ArrayLike) -> Floats:
    """Return the multi-group information theory index (Theil's H).

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households; units without households and groups without members have no effect.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (every unit as diverse as the city) to 1 (no unit holds two groups); NaN when fewer than
        two groups are present.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    H = 1 - sum_j t_j E_j / (T E), with E the Theil entropy and 0 ln 0 = 0. Theil and Finizza
    (1971); Theil (1972); properties: Reardon and Firebaugh (2002).
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the index of a table."""
    inside = x_log_x(table.unit).sum(axis=-1) - x_log_x(table.x).sum(axis=-1).sum(axis=-1)
    return _one_minus(inside, table.group)


def _one_minus(inside: ArrayLike, group: Floats | Integers) -> Floats:
    """Return 1 - (sum of t_j E_j) / (T E), within 0 to 1."""
    ratio = divide(inside, group.sum(axis=-1) * entropy_of(group))
    return np.asarray(np.clip(1.0 - ratio, 0.0, 1.0))


def expected(counts: ArrayLike | Margins) -> float:
    """Return E[H], exact, when households are shuffled over the same homes; NaN if H is undefined.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups), or Margins
        Only the unit sizes and the group totals matter.
    """
    fixed = margins_of(counts)
    if fixed.mixed == 0:
        return float("nan")
    table = n_log_n(int(fixed.sizes.max()))
    inside = (table[fixed.sizes] - fixed.moments[:, :, 1].sum(axis=0)) * fixed.units
    return float(_one_minus(inside.sum(), fixed.totals))


INDEX = Index(
    name="information_theory",
    symbol="H",
    label="Information theory index",
    definition="How much less diverse the average household's unit is than the city, as a share of "
    "the city's diversity.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Theil & Finizza 1971; Theil 1972",
    spatial=False,
    data="counts",
    undefined="fewer than two groups are present",
    function=information_theory,
    expected=expected,
    expected_note="exact (hypergeometric E[x ln x])",
)
