"""Saltelli's design, from which Sobol's sensitivity indices are estimated.

Two matrices A and B of scrambled Sobol points, and each again with one column of the other
(Saltelli 2002, Computer Physics Communications 145(2):280-297). For each base point: a row of A,
one per uncertainty of A with the column of B, one per uncertainty of B with the column of A, and a
row of B. These are the rows and their order in SALib's `sample.sobol`, so that its `analyze.sobol`
takes the outcomes as they come; a test holds the two equal where SALib is installed.
"""

import numpy as np

from sim.experiment.designs.base import Method, Unit, power_of_two
from sim.experiment.designs.sobol import draw as sobol_points


def draw(dimensions: int, samples: int, seed: int) -> Unit:
    """Return points in the unit cube, shape (samples x (2 x dimensions + 2), dimensions)."""
    both = sobol_points(2 * dimensions, samples, seed)
    a, b = both[:, :dimensions], both[:, dimensions:]
    rows = [a]
    for own, other in ((a, b), (b, a)):
        for column in range(dimensions):
            crossed = own.copy()
            crossed[:, column] = other[:, column]
            rows.append(crossed)
    rows.append(b)
    return np.stack(rows, axis=1).reshape(-1, dimensions)


METHOD = Method(
    "saltelli", "for Sobol's sensitivity indices: samples x (2 x uncertainties + 2) points", draw,
    power_of_two,
)  # fmt: skip
