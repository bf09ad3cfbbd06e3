"""The measures of published relocation models, one a file: name -> measure."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.percent_similar import MEASURE as PERCENT_SIMILAR
from sim.indices.papers.similarity_fraction import MEASURE as SIMILARITY_FRACTION

MEASURES: dict[str, Measure] = {
    measure.name: measure for measure in (PERCENT_SIMILAR, SIMILARITY_FRACTION)
}

__all__ = ["MEASURES", "Board", "Measure"]
