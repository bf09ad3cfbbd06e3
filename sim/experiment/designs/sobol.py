"""Sobol's sequence, scrambled: points that fill the cube evenly, and go on where they ended when
more are asked for (Owen 1998, Journal of Complexity 14(4):466-489)."""

from sim.experiment.designs.base import Method, Unit, keyed, power_of_two


def draw(dimensions: int, samples: int, seed: int) -> Unit:
    """Return points in the unit cube, shape (samples, dimensions), of `scipy.stats.qmc`."""
    from scipy.stats import qmc

    sampler = keyed(qmc.Sobol, dimensions, seed, scramble=True)
    points: Unit = sampler.random_base2(samples.bit_length() - 1)
    return points


METHOD = Method("sobol", "Sobol's sequence, scrambled", draw, power_of_two)
