"""What measurement sees: the fixed shape of a city and its households at the end of a month."""

from typing import Any, Protocol

from numpy.typing import NDArray


class Geometry(Protocol):
    """The cells of a city and the zones they belong to.

    Attributes
    ----------
    rows, cols : int
        Size of the grid; cells are numbered row by row.
    block_of, neighbourhood_of : ndarray of int32, shape (rows * cols,)
        Zone of each cell, from 0.
    torus : bool
        Whether the edges of the grid meet.
    """

    @property
    def rows(self) -> int: ...
    @property
    def cols(self) -> int: ...
    @property
    def block_of(self) -> NDArray[Any]: ...
    @property
    def neighbourhood_of(self) -> NDArray[Any]: ...
    @property
    def torus(self) -> bool: ...


class Snapshot(Protocol):
    """The households of a city at one time, one entry a cell.

    Attributes
    ----------
    group : ndarray of int8
        Index into the city's groups; -1 where there is no household.
    income : ndarray of int64
        Cents a month; 0 where there is no household.
    sector : ndarray of int8
        -1 unbuilt, 0 public, 1 private.
    """

    @property
    def group(self) -> NDArray[Any]: ...
    @property
    def income(self) -> NDArray[Any]: ...
    @property
    def sector(self) -> NDArray[Any]: ...
