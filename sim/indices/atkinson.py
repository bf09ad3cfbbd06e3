"""Atkinson index A(b): unevenness with a say in which units weigh, those with few or with many."""

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.min_max import over_city
from sim.indices.table import Table, table_of


def atkinson(counts: ArrayLike, b: float = 0.5) -> Floats:
    """Return the Atkinson index of a group and those it is compared with.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, 2)
        Households: column 0 the group, column 1 those it is compared with; see `against_rest` and
        `between`.
    b : float
        Between 0 and 1, both excluded. Below 0.5, units where the group is under-represented weigh
        more than those where it is over-represented; above 0.5, less; at 0.5 both weigh alike.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (every unit has the city's shares) to 1 (no unit holds both); NaN when either is absent.

    Raises
    ------
    ValueError
        If counts are negative, not whole or not of two groups, or b is not between 0 and 1.

    Notes
    -----
    A(b) = 1 - P / (1 - P) |sum_j (1 - p_j)^(1 - b) p_j^b t_j / (P T)|^(1 / (1 - b)), computed as
    1 - (sum_j (x_j / X)^b (y_j / Y)^(1 - b))^(1 / (1 - b)), the same without its cancellations.
    Atkinson (1970), Journal of Economic Theory 2:244-263; James and Taeuber (1985), Sociological
    Methodology 15:1-32.
    """
    return from_table(table_of(counts), b)


def from_table(table: Table, b: float = 0.5) -> Floats:
    """Return the Atkinson index of a table of two groups."""
    if not 0.0 < b < 1.0:
        raise ValueError(f"b must be between 0 and 1, both excluded, not {b}")
    own, other = over_city(table)
    if b == 0.5:
        mixed = np.sqrt(own * other)
    else:
        mixed = own**b * other ** (1.0 - b)
    alike = divide(mixed.sum(axis=-1), table.group.prod(axis=-1))
    with np.errstate(under="ignore"):
        return np.asarray(np.clip(1.0 - alike ** (1.0 / (1.0 - b)), 0.0, 1.0))


INDEX = Index(
    name="atkinson",
    symbol="A",
    label="Atkinson",
    definition="How little the ways that a group and the others spread over the units have in "
    "common; b says whether units with few or with many of the group weigh more.",
    formula="A(b) = 1 − [Σ_j (x_j1 / X_1)^b (x_j2 / X_2)^(1 − b)]^(1 / (1 − b)), b = 0.5 "
    "unless said otherwise",
    reading="0.19 (b = 0.5): the two groups' spreads over the units agree to 90 %, because "
    "1 − 0.9² = 0.19.",
    level="Units of about 50 households or more: in smaller ones chance alone raises it (read the "
    "corrected value). Compare only values of one b.",
    dimension="evenness",
    low=0.0,
    high=1.0,
    citation="Atkinson 1970; James & Taeuber 1985",
    spatial=False,
    data="two",
    undefined="either group is absent",
    function=atkinson,
    expected=None,
    expected_note="estimated by shuffling households over the same homes; no closed form",
    even=0.0,
    divided=1.0,
    axioms=AXIOMS | {"transfers"},
    from_table=from_table,
)
