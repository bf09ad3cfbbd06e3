"""The measures of published relocation models, one a file: name -> measure."""

from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.like_share import MEASURE as LIKE_SHARE
from sim.indices.papers.like_to_unlike import MEASURE as LIKE_TO_UNLIKE
from sim.indices.papers.percent_similar import MEASURE as PERCENT_SIMILAR
from sim.indices.papers.percent_unhappy import MEASURE as PERCENT_UNHAPPY
from sim.indices.papers.run_length import MEASURE as RUN_LENGTH
from sim.indices.papers.segregation_coefficient import MEASURE as SEGREGATION_COEFFICIENT
from sim.indices.papers.share_happy import MEASURE as SHARE_HAPPY
from sim.indices.papers.similarity_fraction import MEASURE as SIMILARITY_FRACTION
from sim.indices.papers.without_unlike import MEASURE as WITHOUT_UNLIKE

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        LIKE_SHARE,
        LIKE_TO_UNLIKE,
        PERCENT_SIMILAR,
        PERCENT_UNHAPPY,
        RUN_LENGTH,
        SEGREGATION_COEFFICIENT,
        SHARE_HAPPY,
        SIMILARITY_FRACTION,
        WITHOUT_UNLIKE,
    )
}

__all__ = ["MEASURES", "Board", "Measure"]
