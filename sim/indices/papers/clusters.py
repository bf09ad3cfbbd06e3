"""Singh, Vainchtein and Weiss's clusters: agents of one kind joined at sides or corners."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.joined import joined


def clusters(board: Board) -> float:
    """Return how many clusters there are of both kinds; households touch at sides and corners."""
    return float(joined(board.grid, board.torus, corners=True)[0])


MEASURE = Measure(
    "clusters",
    "number of clusters N_C",
    "clusters",
    "Sets of like households that are joined at sides or corners of their cells.",
    "Singh, Vainchtein and Weiss 2009",
    clusters,
)
