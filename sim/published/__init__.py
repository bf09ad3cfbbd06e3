"""The published models of relocation: run one, and measure what its paper measured.

    sim.published.measure("netlogo_segregation", wanted=0.3, seeds=20)

Each model is an experiment, `experiment=published/<name>`, whose own parameters live under `paper.`
"""

from sim.published.measure import Estimate, estimate, measure, models, parameters

__all__ = ["Estimate", "estimate", "measure", "models", "parameters"]
