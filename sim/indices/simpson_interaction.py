"""Simpson interaction I: how often two households of the city are of different groups."""

from numpy.typing import ArrayLike

from sim.indices.base import AXIOMS, Floats, Index, divide
from sim.indices.table import Table, table_of


def simpson_interaction(counts: ArrayLike) -> Floats:
    """Return the Simpson interaction of the city as a whole; how units differ plays no part.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households.

    Returns
    -------
    ndarray of float64, shape (...)
        0 (one group) to 1 - 1 / M (M groups of one size); NaN when nobody lives in the city.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    I = sum_m P_m (1 - P_m), with P_m = X_m / T; 1 - I is Simpson's concentration. Gini (1912);
    Simpson (1949), Nature 163:688; Lieberson (1969).
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the Simpson interaction of a table."""
    total = table.group.sum(axis=-1, keepdims=True)
    pairs = (table.group * (total - table.group)).sum(axis=-1)
    return divide(pairs, total[..., 0] * total[..., 0])


def of_city(shares: Floats) -> float:
    """Return the Simpson interaction of the shares of one city, shape (groups,)."""
    return float((shares * (1.0 - shares)).sum())


INDEX = Index(
    name="simpson_interaction",
    symbol="I",
    label="Simpson interaction",
    definition="Chance that two households drawn at random from the city are of different groups.",
    formula="I = Σ_m (X_m / T)(1 − X_m / T)",
    reading="0.51: of a hundred pairs of households drawn from the city, 51 are of two groups.",
    level="The city, or any part of it as a whole: it says how diverse the place is, not how its "
    "groups live apart.",
    dimension="diversity",
    low=0.0,
    high=1.0,
    citation="Gini 1912; Simpson 1949; Lieberson 1969",
    spatial=False,
    data="counts",
    undefined="nobody lives in the city",
    function=simpson_interaction,
    expected=None,
    expected_note="chance has no meaning: shuffling households over homes does not change it",
    correction="none",
    even=of_city,
    divided=of_city,
    axioms=AXIOMS,
    from_table=from_table,
)
