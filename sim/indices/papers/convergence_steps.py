"""How many steps it took until the city was at rest, the last of them not counted."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board


def convergence_steps(board: Board) -> float:
    """Return the months lived but one: in the last, the authors' code only finds the city at
    rest."""
    return float(max(board.month - 1, 0))


MEASURE = Measure(
    "convergence_steps",
    "steps; convergence time n",
    "months",
    "Months lived until the city is at rest or the run is over, the last not counted.",
    "Gambetta, Mauro and Pappalardo 2023; Mauro and Pappalardo 2024",
    convergence_steps,
)
