"""A local index as a map: the value of each zone, in every cell of it."""

from collections.abc import Sequence

import numpy as np

from sim.indices import INDICES
from sim.indices.base import Floats
from sim.measurement.names import LEVELS, STOCKS
from sim.measurement.snapshot import Geometry, Snapshot

LOCAL = tuple(
    name for name, index in INDICES.items() if index.local and not index.data.startswith("placed")
)
"""Indices that have a map."""


def zone_map(
    snapshot: Snapshot,
    geometry: Geometry,
    names: Sequence[str],
    index: str,
    groups: Sequence[str] = (),
    level: str = "block",
    stock: str = "all",
) -> Floats:
    """Return a local index of a city's zones, on its cells.

    Parameters
    ----------
    snapshot : Snapshot
    geometry : Geometry
    names : sequence of str
        The city's groups.
    index : str
        Of `LOCAL`.
    groups : sequence of str
        Whose value: one group where the index has one for each (location quotient); two where it
        compares two (concentration at the extremes); none elsewhere.
    level : str
        `block` or `neighbourhood`.
    stock : str
        `all` or `public`: which homes count.

    Returns
    -------
    ndarray of float64, shape (rows, cols)
        NaN where nobody lives in the zone.

    Raises
    ------
    ValueError
        Naming what is not known and what is.
    """
    for what, given, known in (("index", index, LOCAL), ("level", level, LEVELS),
                               ("stock", stock, STOCKS)):  # fmt: skip
        if given not in known:
            raise ValueError(f"there is no map of the {what} {given!r}, only {', '.join(known)}")
    for group in groups:
        if group not in names:
            raise ValueError(f"no group is called {group!r}; there are {', '.join(names)}")
    columns = [list(names).index(group) for group in groups]
    zone = geometry.block_of if level == "block" else geometry.neighbourhood_of
    of = np.asarray(zone).astype(np.int64)
    here = np.asarray(snapshot.group) >= 0
    if stock == "public":
        here &= np.asarray(snapshot.sector) == 0
    counts = np.zeros((int(of.max()) + 1, len(names)), dtype=np.int64)
    np.add.at(counts, (of[here], np.asarray(snapshot.group)[here]), 1)
    values = _values(index, counts, columns)
    return np.asarray(values[of].reshape(geometry.rows, geometry.cols))


def _values(index: str, counts: np.ndarray, columns: list[int]) -> Floats:
    """Return the value of each zone."""
    declared = INDICES[index]
    if declared.data == "pair":
        if len(columns) != 2:
            raise ValueError(f"{index} needs two groups, not {len(columns)}")
        return np.asarray(declared.function(counts, *columns))
    found = np.asarray(declared.function(counts))
    if found.ndim == 1 and columns:
        raise ValueError(f"{index} is about all groups together; name none")
    if found.ndim == 2 and len(columns) != 1:
        raise ValueError(f"{index} has a value for each group: name one")
    return found if found.ndim == 1 else found[:, columns[0]]
