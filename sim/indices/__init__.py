"""Segregation indices: one per file, each a pure function with its value expected by chance."""

from difflib import get_close_matches
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules
from typing import Any

import numpy as np

from sim.indices.base import Index, Undefined
from sim.indices.grid import months_of
from sim.indices.table import check_columns, table_of, units_of

__all__ = ["INDICES", "Index", "Undefined", "find", "measure"]

FIRST = (
    "dissimilarity",
    "gini",
    "information_theory",
    "isolation",
    "exposure",
    "correlation_ratio",
    "neighbourhood_sorting",
    "rank_order_information_theory",
    "morans_i",
    "spatial_information_theory",
    "like_neighbour_share",
)
"""The indices that a default run records, in the order of their columns."""


def _declared() -> dict[str, Index]:
    """Return the indices of all modules of this package: the first ones, then in order of name."""
    others = sorted(each.name for each in iter_modules(__path__) if not each.ispkg)
    names = [*FIRST, *(name for name in others if name not in FIRST)]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    declared = [module.INDEX for module in modules if hasattr(module, "INDEX")]
    return {index.name: index for index in declared}


INDICES: dict[str, Index] = _declared()


def find(name: str) -> Index:
    """Return the declaration of an index.

    Raises
    ------
    ValueError
        If there is no such index; names the nearest.
    """
    if name in INDICES:
        return INDICES[name]
    near = get_close_matches(name, INDICES, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(INDICES))}"
    raise ValueError(f"no index is called {name!r}; {hint}")


def measure(name: str, *data: Any, **options: Any) -> float | Undefined:
    """Return the value of an index of one city at one time.

    Parameters
    ----------
    name : str
        A key of `INDICES`.
    *data, **options
        What the index takes, by its `data`: `counts` (counts of shape (units, groups)); `group`
        (counts, group); `pair` (counts, group, other); `incomes` (income, unit); `lattice` (values,
        contiguity); `grid` (the group of each cell, shape (rows, cols), and options).

    Returns
    -------
    float or Undefined
        Never NaN. Undefined where there is no unit, no group, no household or no cell.

    Raises
    ------
    ValueError
        If there is no such index, there is no such group, or the data have the wrong shape, sign or
        type; for many months, and for an index with a value for each unit (call its `function`).
    """
    index = find(name)
    given = signature(index.function).bind(*data, **options)
    if _nothing(index, given.arguments):
        value = np.asarray(np.nan)
    else:
        value = np.asarray(index.function(*given.args, **given.kwargs))
    if value.ndim:
        raise ValueError(
            f"measure gives one number, and this is {value.size} of {name}, of shape {value.shape}:"
            f" call INDICES[{name!r}].function"
        )
    if np.isnan(value):
        return Undefined(f"{index.label} has no value when {index.undefined}")
    return float(value)


def _nothing(index: Index, given: dict[str, Any]) -> bool:
    """Check what all indices of a kind take alike, number units anew where one has a large number;
    return whether there is nothing to measure."""
    names = list(given)
    first = given[names[0]]
    if index.data == "grid":
        return months_of(first)[0].size == 0
    if index.data == "incomes":
        given[names[1]] = units_of(given[names[1]], np.size(first))
        return np.size(first) == 0
    if index.data == "lattice":
        return False
    table = table_of(first)
    if index.data != "two":
        check_columns(table.x.shape[-2], *(given[name] for name in names[1 : 1 + index.columns]))
    return table.x.size == 0
