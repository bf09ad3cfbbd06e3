"""The mean over households of the share of like neighbours, 0 without any: Gambetta, Mauro and
Pappalardo, whose households without neighbours are happy all the same."""

from sim.indices.papers.base import Measure
from sim.indices.papers.similarity_fraction import similarity_fraction

MEASURE = Measure(
    "total_segregation",
    "segregation level S",
    "share",
    "Like neighbours over neighbours, mean over all households; 0 for one without neighbours.",
    "Gambetta, Mauro and Pappalardo 2023",
    similarity_fraction,
)
