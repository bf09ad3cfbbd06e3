"""The switches of relocation as numbers that the rules read, the same bits for every engine.

Who uses which switch, and what each does, is documented in docs/switches.md.
"""

from fractions import Fraction
from typing import NamedTuple

from sim.config.schema import Config

# preferences.satisfaction
LIKE_SHARE, LIKE_COUNT, UNLIKE_SHARE = range(3)
SATISFACTIONS = ("like_share", "like_count", "unlike_share")
# preferences.sees_itself
NEVER, AS_IT_LIVES, AS_IF_MOVED = range(3)
SEES_ITSELF = ("never", "as_it_lives", "as_if_moved")
# preferences.neighbourhood
MOORE, VON_NEUMANN, ZONE, CONTIGUOUS_ZONES = range(4)
NEIGHBOURHOODS = ("moore", "von_neumann", "zone", "contiguous_zones")
# preferences.score
SATISFIED, SHARE, COUNT, PEAKED, TWO_TRAITS = range(5)
SCORES = ("satisfied", "share", "count", "peaked", "ethnicity_and_status")
# rules.activation
RANDOM_ORDER, SCAN_ORDER, DRAWN = range(3)
ACTIVATIONS = ("random_order", "scan_order", "drawn")
# rules.movers
UNHAPPY, ALL, UNHAPPY_PAIRS, PAIRS = range(4)
MOVERS = ("unhappy", "all", "unhappy_pairs", "pairs")
# rules.search, where households relocate
(
    RANDOM_VACANCY,
    RANDOM_WALK,
    FIRST_ACCEPTABLE,
    NEAREST,
    MOST_IMPROVEMENT,
    LEAST_IMPROVEMENT,
    RELEVANCE_DISTANCE,
    RECENTLY_EMPTIED,
    SIMILAR_NEIGHBOURHOOD,
    DIFFERENT_NEIGHBOURHOOD,
    LOGIT_CHOICE,
) = range(11)
SEARCHES = (
    "random_vacancy",
    "random_walk",
    "first_acceptable",
    "nearest",
    "most_improvement",
    "least_improvement",
    "relevance_distance",
    "recently_emptied",
    "similar_neighbourhood",
    "different_neighbourhood",
    "logit_choice",
)
MARKET_SEARCHES = ("informed", "blind")
# rules.distance
MANHATTAN, CHEBYSHEV, EUCLIDEAN = range(3)
DISTANCES = ("manhattan", "chebyshev", "euclidean")
# rules.acceptance
ANY, SATISFIED_THERE, BETTER, NOT_WORSE, LOGIT = range(5)
ACCEPTANCES = ("any", "satisfied", "better", "not_worse", "logit")
# rules.stop
ALL_HAPPY, NOBODY_MOVED, NEVER_STOPS = range(3)
STOPS = ("all_happy", "nobody_moved", "never")

LARGEST_FRACTION = 1_000_000  # numerator and denominator of a fraction that a key may hold


class Switches(NamedTuple):
    """Scalars of preferences and rules where households relocate."""

    seed: int
    torus: bool
    rows: int
    cols: int
    satisfaction: int
    wanted: int  # numerator of the share or number wanted (or tolerated)
    wanted_of: int  # its denominator, times the weight of one neighbour where it is a number
    equal_happy: bool
    isolated_happy: bool
    count_empty: bool
    sees_itself: int
    neighbourhood: int
    zonal: bool
    radius: int
    unit_weight: int  # weight of one neighbour in the counts
    contiguous_weight: int  # weight of one household of a contiguous zone
    score: int
    best_share: float
    worth_of_all: float
    beta_ethnicity: float
    beta_status: float
    activation: int
    at_start: bool
    movers: int
    happy_moves: float
    search: int
    sample: int
    shortlist: int
    random_ties: bool
    distance: int
    relevance_power: float
    relevance_floor: float  # cells
    distance_power: float
    policy_share: float
    recommended: bool
    tied_homes: bool
    acceptance: int
    temperature: float
    collective: float
    stop: int
    tracked: bool  # whether it is kept up to date who would move: where one is drawn at a time
    sees_income: bool  # whether the neighbours' incomes matter


def fraction(text: str) -> Fraction:
    """Return the exact number that a key holds: `0.3` is 3/10, `1/3` is one third, `3` is three.

    Raises
    ------
    ValueError
        If the text is no number of at least 0, or its terms are above `LARGEST_FRACTION`.
    """
    number = Fraction(text)
    if number < 0 or max(number.numerator, number.denominator) > LARGEST_FRACTION:
        raise ValueError(text)
    return number


def switches(config: Config, seed: int) -> Switches:
    """Return the switches of a config."""
    want, rules = config.preferences, config.rules
    wanted = fraction(want.wanted)
    weight = fraction(want.contiguity_weight)
    neighbourhood = NEIGHBOURHOODS.index(want.neighbourhood)
    unit = weight.denominator if neighbourhood == CONTIGUOUS_ZONES else 1
    satisfaction = SATISFACTIONS.index(want.satisfaction)
    counted = satisfaction == LIKE_COUNT
    drawn_unhappy = rules.activation == "drawn" and rules.movers in ("unhappy", "unhappy_pairs")
    tracked = drawn_unhappy and want.score != "ethnicity_and_status"
    return Switches(
        seed=seed,
        torus=rules.torus,
        rows=config.city.size[0],
        cols=config.city.size[1],
        satisfaction=satisfaction,
        wanted=wanted.numerator * (unit if counted else 1),
        wanted_of=wanted.denominator,
        equal_happy=want.at_equality == "happy",
        isolated_happy=want.isolated == "happy",
        count_empty=want.empty_cells == "counted",
        sees_itself=SEES_ITSELF.index(want.sees_itself),
        neighbourhood=neighbourhood,
        zonal=neighbourhood >= ZONE,
        radius=want.radius,
        unit_weight=unit,
        contiguous_weight=weight.numerator if neighbourhood == CONTIGUOUS_ZONES else 0,
        score=SCORES.index(want.score),
        best_share=want.best_share,
        worth_of_all=want.worth_of_all,
        beta_ethnicity=want.beta_ethnicity,
        beta_status=want.beta_status,
        activation=ACTIVATIONS.index(rules.activation),
        at_start=rules.decided == "at_start",
        movers=MOVERS.index(rules.movers),
        happy_moves=rules.happy_moves,
        search=SEARCHES.index(rules.search),
        sample=rules.sample,
        shortlist=rules.shortlist,
        random_ties=rules.ties == "random",
        distance=DISTANCES.index(rules.distance),
        relevance_power=rules.relevance_power,
        relevance_floor=rules.relevance_floor * max(config.city.size),
        distance_power=rules.distance_power,
        policy_share=rules.policy_share,
        recommended=rules.recommended,
        tied_homes=rules.tied_homes,
        acceptance=ACCEPTANCES.index(rules.acceptance),
        temperature=rules.temperature,
        collective=rules.collective,
        stop=STOPS.index(rules.stop),
        tracked=tracked,
        sees_income=rules.search in ("similar_neighbourhood", "different_neighbourhood"),
    )
