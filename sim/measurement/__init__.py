"""Measuring a city: from a snapshot at the end of each month to the columns of a run."""

from sim.measurement.measurement import Measurement
from sim.measurement.names import FAMILIES, LEVELS, Description, describe
from sim.measurement.snapshot import Geometry, Snapshot

__all__ = ["FAMILIES", "LEVELS", "Description", "Geometry", "Measurement", "Snapshot", "describe"]
