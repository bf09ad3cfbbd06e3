"""A results folder: Parquet parts written whole by one writer, readable while it grows.

A part is written to a temporary file, synced, and renamed, so that a part that exists is complete.
A run counts as finished when its row is in `runs`; its series is written first. Users read a folder
by `sim.results.load`.
"""

from sim.experiment.store.design_file import refuse_other_design
from sim.experiment.store.errors import NotKept
from sim.experiment.store.names import DONE, FAILED
from sim.experiment.store.record import RunRecord
from sim.experiment.store.writer import Store

__all__ = ["DONE", "FAILED", "NotKept", "RunRecord", "Store", "refuse_other_design"]
