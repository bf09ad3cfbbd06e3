"""The measures of published relocation models, one a file: name -> measure."""

from sim.indices.papers.allowed_moves_per_try import MEASURE as ALLOWED_MOVES_PER_TRY
from sim.indices.papers.base import Measure
from sim.indices.papers.board import Board
from sim.indices.papers.c_index import MEASURE as C_INDEX
from sim.indices.papers.clusters import MEASURE as CLUSTERS
from sim.indices.papers.clusters_across_vacancies import MEASURE as CLUSTERS_ACROSS_VACANCIES
from sim.indices.papers.convergence_steps import MEASURE as CONVERGENCE_STEPS
from sim.indices.papers.density_difference import MEASURE as DENSITY_DIFFERENCE
from sim.indices.papers.dissimilarity_of_ethnicity import MEASURES_OF_ETHNICITIES
from sim.indices.papers.homogeneous_share import MEASURE as HOMOGENEOUS_SHARE
from sim.indices.papers.integrated_share import MEASURE as INTEGRATED_SHARE
from sim.indices.papers.like_share import MEASURE as LIKE_SHARE
from sim.indices.papers.like_to_unlike import MEASURE as LIKE_TO_UNLIKE
from sim.indices.papers.mean_payoff import MEASURE as MEAN_PAYOFF
from sim.indices.papers.mixed_pair_share import MEASURE as MIXED_PAIR_SHARE
from sim.indices.papers.morans_i_of_agents import MEASURE as MORANS_I_OF_AGENTS
from sim.indices.papers.moves_made import MEASURE as MOVES_MADE
from sim.indices.papers.normalised_utility import MEASURE as NORMALISED_UTILITY
from sim.indices.papers.perc_happy import MEASURE as PERC_HAPPY
from sim.indices.papers.percent_similar import MEASURE as PERCENT_SIMILAR
from sim.indices.papers.percent_unhappy import MEASURE as PERCENT_UNHAPPY
from sim.indices.papers.run_length import MEASURE as RUN_LENGTH
from sim.indices.papers.segregation_coefficient import MEASURE as SEGREGATION_COEFFICIENT
from sim.indices.papers.segregation_level import MEASURE as SEGREGATION_LEVEL
from sim.indices.papers.share_all_alike import MEASURE as SHARE_ALL_ALIKE
from sim.indices.papers.share_happy import MEASURE as SHARE_HAPPY
from sim.indices.papers.similarity_fraction import MEASURE as SIMILARITY_FRACTION
from sim.indices.papers.total_segregation import MEASURE as TOTAL_SEGREGATION
from sim.indices.papers.tract_dissimilarity import MEASURE as TRACT_DISSIMILARITY
from sim.indices.papers.wealth_correlation import MEASURE as WEALTH_CORRELATION
from sim.indices.papers.without_unlike import MEASURE as WITHOUT_UNLIKE

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        ALLOWED_MOVES_PER_TRY,
        CLUSTERS,
        CLUSTERS_ACROSS_VACANCIES,
        CONVERGENCE_STEPS,
        C_INDEX,
        DENSITY_DIFFERENCE,
        HOMOGENEOUS_SHARE,
        INTEGRATED_SHARE,
        LIKE_SHARE,
        LIKE_TO_UNLIKE,
        MEAN_PAYOFF,
        MIXED_PAIR_SHARE,
        MORANS_I_OF_AGENTS,
        MOVES_MADE,
        NORMALISED_UTILITY,
        PERCENT_SIMILAR,
        PERCENT_UNHAPPY,
        PERC_HAPPY,
        RUN_LENGTH,
        SEGREGATION_COEFFICIENT,
        SEGREGATION_LEVEL,
        SHARE_ALL_ALIKE,
        SHARE_HAPPY,
        SIMILARITY_FRACTION,
        TOTAL_SEGREGATION,
        TRACT_DISSIMILARITY,
        WEALTH_CORRELATION,
        WITHOUT_UNLIKE,
        *MEASURES_OF_ETHNICITIES,
    )
}

__all__ = ["MEASURES", "Board", "Measure"]
