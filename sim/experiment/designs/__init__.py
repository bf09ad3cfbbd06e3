"""The kinds of designs: how the points of an experiment are chosen, by name."""

from sim.experiment.designs import grid, latin_hypercube, listed, saltelli, sobol
from sim.experiment.designs.base import Method

#: Name, as a user writes it -> the kind of design.
DESIGNS: dict[str, Method] = {
    module.METHOD.name: module.METHOD for module in (grid, listed, latin_hypercube, sobol, saltelli)
}

__all__ = ["DESIGNS", "Method"]
