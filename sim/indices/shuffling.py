"""What chance does: households allocated at random to the same homes.

Unit sizes and group totals stay as they are. A shuffled table is drawn unit by unit from the
multivariate hypergeometric law; incomes, and the households of a grid, are permuted. Every draw is
keyed by the seed and the number of the replicate, so the same call gives the same tables, whatever
the size of a batch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.compiled import compiled
from sim.draws import Purpose, below, philox
from sim.indices.base import Floats, Index, Integers, Undefined
from sim.indices.dissimilarity import expected_pair
from sim.indices.inversion import fine_uniform, hypergeometric
from sim.indices.limits import TooLarge, within_limits
from sim.indices.table import against_rest, between, table_of

SHUFFLE = int(Purpose.SHUFFLE)
BATCH = 1 << 20
"""Cells of the tables that are held at once."""

OTHERS = ("incomes", "lattice", "grid")
"""Kinds of indices that do not start from counts (units, groups)."""


@dataclass(frozen=True)
class Estimate:
    """A mean over shuffled cities.

    Attributes
    ----------
    mean, standard_error : float
    replicates : int
        Shuffled cities where the index has a value.
    """

    mean: float
    standard_error: float
    replicates: int


def shuffled(counts: ArrayLike, replicates: int, seed: int = 0, first: int = 0) -> Integers:
    """Return tables whose households are allocated at random to the same homes.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
        Only the unit sizes and the group totals matter.
    replicates : int
    seed : int
        0 to 2**63 - 1; the key of the draws.
    first : int
        Number of the first replicate; a replicate depends on its number and the seed alone.

    Returns
    -------
    ndarray of int64, shape (replicates, units, groups)

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or there are more than
        `limits.MOST_PEOPLE`.

    Notes
    -----
    The null model of Winship (1977), Social Forces 55:1058-1066. Each number is drawn by inversion
    of its hypergeometric law given the units and groups before it; see `inversion`.
    """
    table = table_of(counts)
    if table.x.ndim != 2:
        raise ValueError(f"counts must have the shape (units, groups), not {np.shape(counts)}")
    within_limits(float(table.group.sum()))
    out = np.zeros((replicates, *np.shape(counts)), np.int64)
    _shuffle(table.unit.astype(np.int64), table.group.astype(np.int64), seed, first, out)
    return out


@compiled
def _shuffle(unit: Integers, group: Integers, seed: int, first: int, out: Integers) -> None:
    """Draw tables of given margins: the draw of unit j and group m is keyed by both."""
    replicates, units, groups = out.shape
    for r in range(replicates):
        left, everybody = group.copy(), 0
        for m in range(groups):
            everybody += left[m]
        for j in range(units):
            rest, homes = everybody, unit[j]
            for m in range(groups - 1):
                if homes == 0:
                    break
                own = left[m]
                u = fine_uniform(seed, first + r, j, SHUFFLE, m)
                number = hypergeometric(rest, own, homes, u)
                out[r, j, m] = number
                left[m] = own - number
                rest -= own
                homes -= number
            if homes > 0:
                out[r, j, groups - 1] = homes
                left[groups - 1] -= homes
            everybody -= unit[j]


def permuted(values: ArrayLike, replicate: int, seed: int = 0) -> Integers:
    """Return whole numbers in random order (Fisher and Yates), keyed by replicate and seed.

    Parameters
    ----------
    values : array_like of int, shape (households,)
        Fewer than 2**31.
    """
    out = np.array(values, dtype=np.int64)
    _permute(seed, replicate, out)
    return out


@compiled
def _permute(seed: int, replicate: int, out: Integers) -> None:
    """Exchange each element, from the last, with one not after it; a block of draws serves two."""
    size = len(out)
    words = philox(seed, replicate, 0, SHUFFLE, 0)
    for k in range(size - 1):
        last = size - 1 - k
        if k & 1:
            other = below(last + 1, words[2], words[3])
        else:
            words = philox(seed, replicate, k >> 1, SHUFFLE, 0)
            other = below(last + 1, words[0], words[1])
        kept = out[last]
        out[last] = out[other]
        out[other] = kept


def batches(counts: ArrayLike, replicates: int, seed: int = 0) -> Iterator[Integers]:
    """Yield shuffled tables, so many at once that memory stays bounded; see `shuffled`."""
    each = max(1, BATCH // max(1, np.size(counts)))
    for first in range(0, replicates, each):
        yield shuffled(counts, min(each, replicates - first), seed, first)


def value_of(index: Index, data: ArrayLike, *columns: Any, **options: Any) -> Floats:
    """Return an index of one city, or of many whose counts are stacked.

    Parameters
    ----------
    index : Index
    data : array_like of int
        Counts of a whole city (..., units, groups); incomes; or a grid (..., rows, cols).
    *columns
        What the index takes besides. An index of `counts` or of `two` columns may be given one
        column (that group against the rest) or two (these two groups alone).
    **options
        Further parameters of the index.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN where undefined.
    """
    array = np.asarray(data)
    if index.data in ("counts", "two") and columns:
        array = (against_rest if len(columns) == 1 else between)(array, *columns)
        columns = ()
    if index.data not in OTHERS and array.ndim == 3 and "months" not in index.axioms:
        each = [index.function(one, *columns, **options) for one in array]
        return np.array(each, dtype=np.float64)
    return np.asarray(index.function(array, *columns, **options), dtype=np.float64)


def values_by_shuffling(
    index: Index, data: ArrayLike, *columns: Any, replicates: int, seed: int = 0, **options: Any
) -> Floats:
    """Return the index of shuffled cities, shape (replicates,); NaN where undefined.

    Parameters are those of `expected_by_shuffling`.
    """
    if index.local or index.data == "lattice":
        raise ValueError(f"{index.name} is not an index of a city of households to shuffle")
    if replicates < 2:
        raise ValueError(f"replicates must be at least 2, not {replicates}")
    if index.data not in OTHERS:
        parts = [
            value_of(index, batch, *columns, **options) for batch in batches(data, replicates, seed)
        ]
        return np.concatenate(parts)
    array = np.asarray(data)
    lived_in = np.flatnonzero(array >= 0) if index.data == "grid" else np.arange(array.size)
    found, city = np.empty(replicates), array.ravel().astype(np.int64)
    people = city[lived_in]
    for replicate in range(replicates):
        city[lived_in] = permuted(people, replicate, seed)
        found[replicate] = value_of(index, city.reshape(array.shape), *columns, **options)
    return found


def expected_by_shuffling(
    index: Index,
    data: ArrayLike,
    *columns: Any,
    replicates: int = 200,
    seed: int = 0,
    **options: Any,
) -> Estimate | Undefined:
    """Return the mean of an index over cities whose households are allocated at random.

    Parameters
    ----------
    index : Index
        Of any kind but `lattice`, with one value for the city.
    data, *columns, **options
        As in `value_of`. The whole table is shuffled, and the columns are taken from it; units,
        homes and vacant cells stay where they are.
    replicates : int
        Shuffled cities, at least 2.
    seed : int
        0 to 2**63 - 1.

    Returns
    -------
    Estimate or Undefined
        Over the shuffled cities where the index has a value; Undefined where fewer than two have.

    Raises
    ------
    ValueError
        If the index is local or of a lattice, or replicates are fewer than 2.
    """
    found = values_by_shuffling(index, data, *columns, replicates=replicates, seed=seed, **options)
    found = found[~np.isnan(found)]
    if len(found) < 2:
        return undefined(index)
    error = float(found.std(ddof=1)) / len(found) ** 0.5
    return Estimate(float(found.mean()), error, len(found))


def undefined(index: Index) -> Undefined:
    """Return the word for an index without a value, with its reason."""
    return Undefined(f"{index.label} has no value when {index.undefined}")


def chance_of(
    index: Index,
    data: ArrayLike,
    *columns: Any,
    seed: int = 0,
    replicates: int = 200,
    **options: Any,
) -> tuple[float | Undefined, str] | None:
    """Return the value of an index by chance, and how it was found.

    By the index's own expectation where it has one, else by `expected_by_shuffling`, whose
    parameters these are.

    Returns
    -------
    tuple of float or Undefined, and str; or None
        None where the index has no correction for chance.
    """
    if index.correction == "none":
        return None
    exact = _own_expectation(index, data, columns, options)
    if exact is not None:
        value = float(exact)
        return (undefined(index) if np.isnan(value) else value), index.expected_note
    found = expected_by_shuffling(
        index, data, *columns, replicates=replicates, seed=seed, **options
    )
    if isinstance(found, Undefined):
        return found, f"{replicates} shuffles"
    return (
        found.mean,
        f"mean of {found.replicates} shuffles, standard error {found.standard_error:.2g}",
    )


def _own_expectation(
    index: Index, data: ArrayLike, columns: tuple[Any, ...], options: dict[str, Any]
) -> float | None:
    """Return the index's own expectation, None where it has none for these columns or options."""
    if index.expected is None or index.data == "lattice":
        return None
    counts = np.asarray(data)
    try:
        if index.data in ("counts", "two") and columns:
            data = (against_rest if len(columns) == 1 else between)(counts, *columns)
            if np.sum(data) != counts.sum():
                # Two groups among others: their joint size in a unit is random too.
                return expected_pair(counts, *columns) if index.name == "dissimilarity" else None
            columns = ()
        return float(index.expected(data, *columns, **options))
    except (NotImplementedError, TooLarge):
        return None
