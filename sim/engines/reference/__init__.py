"""The reference engine: readable Mesa agents; see `sim.engines.reference.engine`."""

from sim.engines.reference.engine import ReferenceEngine

__all__ = ["ReferenceEngine"]
