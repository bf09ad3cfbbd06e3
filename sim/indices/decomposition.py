"""Segregation of a city as that between its districts and that within them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.indices.base import Floats, divide
from sim.indices.logarithms import times_entropy
from sim.indices.table import table_of


@dataclass(frozen=True)
class Decomposition:
    """An index of a city as what lies between its districts and what lies within them.

    `total` is `between` + `inside`, and `inside` the sum of `weight` times `within`.

    Attributes
    ----------
    total : float
        The index of all units.
    between : float
        The index of the districts, each taken as one unit.
    districts : ndarray, shape (districts,)
        Their names, sorted.
    weight : ndarray of float64, shape (districts,)
        At least 0; NaN where `total` is undefined.
    within : ndarray of float64, shape (districts,)
        The index of each district's own units; NaN where it is undefined, with weight 0.
    """

    total: float
    between: float
    districts: NDArray[Any]
    weight: Floats
    within: Floats

    @property
    def contribution(self) -> Floats:
        """Weight times value of each district, shape (districts,).

        0 where it has no weight; NaN where the weight is undefined.
        """
        return np.where(self.weight == 0.0, 0.0, self.weight * self.within)

    @property
    def inside(self) -> float:
        """What lies within districts; NaN where `total` is undefined."""
        return float(self.contribution.sum())


@dataclass(frozen=True)
class Diversities:
    """Households times diversity (entropy, nats) at three scales.

    Attributes
    ----------
    districts : ndarray, shape (districts,)
        Names, sorted.
    households : ndarray of float64, shape (districts,)
    district : ndarray of float64, shape (districts,)
        Households of each district times the diversity of the district as a whole, T_d E_d.
    units : ndarray of float64, shape (districts,)
        Sum over a district's units of t_j E_j.
    city : float
        T E.
    """

    districts: NDArray[Any]
    households: Floats
    district: Floats
    units: Floats
    city: float

    @property
    def total(self) -> float:
        """Households of the city."""
        return float(self.households.sum())

    def between(self, of: float) -> float:
        """Return what the city's diversity exceeds that of its districts by, over `of`."""
        return float(np.maximum(divide(self.city - self.district.sum(), of), 0.0))

    def within(self, of: Floats) -> Floats:
        """Return what each district's diversity exceeds that of its units by, over `of`."""
        return np.asarray(np.maximum(divide(self.district - self.units, of), 0.0))


def diversities(counts: ArrayLike, district: ArrayLike) -> Diversities:
    """Return households times diversity of a city, its districts and their units.

    Parameters
    ----------
    counts : array_like of int, shape (units, groups)
        Households.
    district : array_like, shape (units,)
        Name or number of the district that each unit lies in.

    Raises
    ------
    ValueError
        If counts are negative, not whole or of the wrong shape, or there is not one district for
        each unit.
    """
    table = table_of(counts)
    labels = np.asarray(district)
    if table.x.ndim != 2 or labels.shape != table.unit.shape:
        raise ValueError(
            f"counts of shape (units, groups) need one district for each unit: "
            f"{np.shape(counts)} and {labels.shape}"
        )
    names, place = np.unique(labels, return_inverse=True)
    size = len(names)
    x = np.array([np.bincount(place, weights=own, minlength=size) for own in table.x])
    return Diversities(
        districts=names,
        households=x.sum(axis=0),
        district=times_entropy(x.T),
        units=np.bincount(place, times_entropy(table.x.T), size).astype(np.float64),
        city=float(times_entropy(table.group)),
    )
