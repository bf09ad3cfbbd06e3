"""Dissimilarity of one ethnicity from all others between the areas of a city: Zuccotti et al."""

from collections.abc import Callable

import numpy as np

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board

ETHNICITIES = ("white_british", "asian", "black", "other")


def dissimilarity_of(board: Board, ethnicity: str) -> float:
    """Return Duncan's D between an ethnicity and the rest; NaN if either is absent."""
    if ethnicity not in board.ethnicities:
        return float("nan")
    own = np.flatnonzero(board.trait == board.ethnicities.index(ethnicity))
    living = board.by_zone
    here = living[:, own[own < living.shape[1]]].sum(axis=1)
    rest = living.sum(axis=1) - here
    if not here.any() or not rest.any():
        return float("nan")
    return 0.5 * float(np.abs(here / here.sum() - rest / rest.sum()).sum())


def _of(ethnicity: str) -> Callable[[Board], float]:
    return lambda board: dissimilarity_of(board, ethnicity)


MEASURES_OF_ETHNICITIES = tuple(
    Measure(
        f"dissimilarity_{ethnicity}",
        f"dissimilarity index, {ethnicity.replace('_', ' ')} against the rest",
        "share",
        "Half the sum over areas of the absolute difference between the area's share of the "
        "ethnicity and its share of everybody else.",
        "Duncan and Duncan 1955; Zuccotti, Lorenz, Paolillo, Rodriguez Sanchez and Serka 2023",
        _of(ethnicity),
    )
    for ethnicity in ETHNICITIES
)
