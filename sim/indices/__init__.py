"""Segregation indices: one per file, each a pure function with its value expected by chance."""

from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sim.indices.base import Index, Undefined

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
        Never NaN.

    Raises
    ------
    ValueError
        If there is no such index, or the data have the wrong shape, sign or type.
    """
    index = find(name)
    value = float(index.function(*data, **options))
    if value != value:
        return Undefined(f"{index.label} has no value when {index.undefined}")
    return value
