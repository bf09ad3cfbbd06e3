"""Local divergence: how far the mix of each unit is from the city's."""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.indices.base import Floats, Index, divide
from sim.indices.hypergeometric import moments
from sim.indices.logarithms import n_log_n
from sim.indices.table import Table, table_of


def local_divergence(counts: ArrayLike) -> Floats:
    """Return the Kullback-Leibler divergence of each unit's mix from the city's.

    Parameters
    ----------
    counts : array_like of int, shape (..., units, groups)
        Households; groups without members have no effect.

    Returns
    -------
    ndarray of float64, shape (..., units)
        Nats: 0 (the city's shares) to -ln of the smallest group's share (that group alone); NaN in
        units without households.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape.

    Notes
    -----
    D_j = sum_m p_jm ln(p_jm / P_m), P_m = X_m / T, 0 ln 0 = 0. Kullback and Leibler (1951); Theil
    (1972); Roberto (2015), "The divergence index", arXiv:1508.01167. The mean over households,
    sum_j t_j D_j / T, is the mutual information M.
    """
    return from_table(table_of(counts))


def from_table(table: Table) -> Floats:
    """Return the local divergences of a table, shape (..., units)."""
    everybody = table.group.sum(axis=-1)[..., None, None]
    ratio = divide(table.x * everybody, table.unit[..., None, :] * table.group[..., None])
    terms = table.share * np.log(np.where(ratio > 0.0, ratio, 1.0))
    found = np.maximum(terms.sum(axis=-2), 0.0)
    return np.where(table.unit > 0.0, found, np.nan)


def expected(counts: ArrayLike) -> Floats:
    """Return E[D_j] when households are shuffled over the same homes; exact.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
        Only the unit sizes and the group totals matter.

    Returns
    -------
    ndarray of float64, shape (units,)
        About (M - 1) (1 - t_j / T) / (2 t_j) of M groups; NaN in units without households.
    """
    table = table_of(counts)
    group, unit = table.group.astype(np.int64), table.unit.astype(np.int64)
    sizes, place = np.unique(unit, return_inverse=True)
    size, present = np.maximum(sizes, 1), group[group > 0]
    known = n_log_n(int(size.max(initial=1)))
    each = moments(int(group.sum()), present, size, known)[:, :, 1].sum(axis=0)
    share = present / max(1, group.sum())
    found = (each - known[size]) / size - (share * np.log(share)).sum()
    return np.where(sizes > 0, np.maximum(found, 0.0), np.nan)[place]


INDEX = Index(
    name="local_divergence",
    symbol="D_j",
    label="Local divergence",
    definition="How far the mix of each unit is from the city's: how surprising it is to somebody "
    "who knows the city.",
    formula="D_j = Σ_m p_jm ln(p_jm / (X_m / T))",
    reading="0.69: as far from the city's mix as a unit of one group alone that is half the city "
    "(ln 2 = 0.69); 0: the city's mix. The mean over households is M.",
    level="A map of units of about 50 households or more: chance alone gives units of n households "
    "(M − 1) / (2 n) with M groups.",
    dimension="local",
    low=0.0,
    high=math.inf,
    citation="Kullback & Leibler 1951; Theil 1972; Roberto 2015",
    spatial=False,
    data="counts",
    undefined="nobody lives in the unit",
    function=local_divergence,
    expected=expected,
    expected_note="exact (hypergeometric E[x ln x]), for each unit",
    correction="none",
    even=0.0,
    divided=None,
    axioms=frozenset({"units", "groups", "scale", "months"}),
    local=True,
    from_table=from_table,
)
