"""Latin hypercube: each uncertainty's range is cut in as many slices as there are points, and each
slice is drawn from once (McKay, Beckman and Conover 1979, Technometrics 21(2):239-245)."""

from sim.experiment.designs.base import Method, Unit, keyed


def draw(dimensions: int, samples: int, seed: int) -> Unit:
    """Return points in the unit cube, shape (samples, dimensions), of `scipy.stats.qmc`."""
    from scipy.stats import qmc

    points: Unit = keyed(qmc.LatinHypercube, dimensions, seed).random(samples)
    return points


METHOD = Method("latin_hypercube", "each slice of each uncertainty is drawn from once", draw)
