"""A paper's own measure under the paper's own name."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.indices.papers.board import Board


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes
    ----------
    name : str
        Column under which it is recorded.
    called : str
        What the paper calls it.
    unit : str
    definition : str
    citation : str
    function : callable
        From a `Board` to a float; NaN where it is undefined.
    """

    name: str
    called: str
    unit: str
    definition: str
    citation: str
    function: Callable[[Board], float]
