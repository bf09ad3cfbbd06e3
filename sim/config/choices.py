"""The words of the switches of relocation, and the numbers by which the rules know them."""

# preferences.satisfaction
LIKE_SHARE, LIKE_COUNT, UNLIKE_SHARE = range(3)
SATISFACTIONS = ("like_share", "like_count", "unlike_share")
# preferences.isolated
ISOLATED = ("happy", "unhappy", "avoided")
# preferences.sees_itself
NEVER, AS_IT_LIVES, AS_IF_MOVED = range(3)
SEES_ITSELF = ("never", "as_it_lives", "as_if_moved")
# preferences.sees_neighbours
NOW, AT_MONTH_START = range(2)
SEES_NEIGHBOURS = ("now", "at_start")
# preferences.neighbourhood
MOORE, VON_NEUMANN, ZONE, CONTIGUOUS_ZONES = range(4)
NEIGHBOURHOODS = ("moore", "von_neumann", "zone", "contiguous_zones")
# preferences.score
SATISFIED, SHARE, SHARE_OF_WANTED, COUNT, PEAKED, CLIFF, TWO_TRAITS, STEPS, SPIKED = range(9)
SCORES = (
    "satisfied",
    "share",
    "share_of_wanted",
    "count",
    "peaked",
    "cliff",
    "ethnicity_and_status",
    "steps",
    "spiked",
)
# rules.activation
RANDOM_ORDER, SCAN_ORDER, DRAWN = range(3)
ACTIVATIONS = ("random_order", "scan_order", "drawn")
# rules.decided
ON_TURN, AT_START, AT_START_AND_ON_TURN = range(3)
DECIDED = ("on_turn", "at_start", "at_start_and_on_turn")
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
ANY, SATISFIED_THERE, BETTER, NOT_WORSE, LOGIT, AFFORDABLE = range(6)
ACCEPTANCES = ("any", "satisfied", "better", "not_worse", "logit", "affordable")
# rules.stop
ALL_HAPPY, NOBODY_MOVED, NEVER_STOPS = range(3)
STOPS = ("all_happy", "nobody_moved", "never")
