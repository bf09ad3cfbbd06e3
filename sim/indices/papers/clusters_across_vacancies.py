"""Pancs and Vriend's clusters: agents of one kind joined at sides, also across empty cells that
nobody of the other kind touches."""

import numpy as np
from numpy.typing import NDArray

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.joined import SIDES, joined


def painted(board: Board) -> NDArray[np.int64]:
    """Return the board on which empty zones touched by one group only are that group's."""
    grid = board.grid
    zone = joined(np.where(grid < 0, 0, -1), board.torus, corners=False)[1]
    touches = np.zeros((grid.size, int(grid.max()) + 1), bool)
    for down, right in SIDES:
        for sign in (1, -1):
            other = np.roll(grid, (sign * down, sign * right), (0, 1))
            seen = (grid < 0) & (other >= 0)
            if not board.torus:
                edge = 0 if sign > 0 else -1
                seen[edge if down else slice(None), edge if right else slice(None)] = False
            touches[zone[seen], other[seen]] = True
    owned = np.where(touches.sum(axis=1) == 1, touches.argmax(axis=1), -1)
    return np.where(grid < 0, owned[zone], grid)


def clusters_across_vacancies(board: Board) -> float:
    """Return how many clusters there are of both kinds, joined at sides or across empty zones."""
    return float(joined(painted(board), board.torus, corners=False)[0])


MEASURE = Measure(
    "clusters_across_vacancies",
    "clusters",
    "clusters",
    "Sets of like households joined at the sides of their cells, or through a zone of empty cells "
    "whose only neighbours at a side are of that kind.",
    "Pancs and Vriend 2007",
    clusters_across_vacancies,
)
