"""Zones as pieces of land, for the indices that ask how large they are or where they lie."""

from dataclasses import dataclass

import numpy as np

from sim.indices.base import Floats, Index
from sim.measurement.snapshot import Geometry


@dataclass(frozen=True)
class Land:
    """The zones of a level as pieces of land.

    Attributes
    ----------
    area : ndarray of float64, shape (zones,)
        Cells.
    place : ndarray of float64, shape (zones, 2)
        Mean row and column of its cells.
    """

    area: Floats
    place: Floats


def land(geometry: Geometry, level: str) -> Land:
    """Return the zones of a level as pieces of land."""
    zone = geometry.block_of if level == "block" else geometry.neighbourhood_of
    of = np.asarray(zone).astype(np.int64)
    row, col = np.divmod(np.arange(len(of)), geometry.cols)
    area = np.bincount(of).astype(np.float64)
    middle = [np.bincount(of, weights=each) / np.maximum(area, 1.0) for each in (row, col)]
    return Land(area, np.stack(middle, axis=1))


def besides_counts(index: Index, land: Land) -> list[Floats]:
    """Return what an index takes of the zones besides counts: nothing, their areas or places."""
    if index.data.startswith("areas"):
        return [land.area]
    return [land.place] if index.data.startswith("placed") else []
