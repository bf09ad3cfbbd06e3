"""The full grid: every combination of the values."""

from sim.experiment.designs.base import Method

METHOD = Method("grid", "every combination of the values")
