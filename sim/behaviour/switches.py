"""The switches of relocation as numbers that the rules read, the same bits for every engine.

Who uses which switch, and what each does, is documented in docs/switches.md.
"""

from typing import NamedTuple

from sim.config import choices
from sim.config.fractions import fraction, near_fraction
from sim.config.schema import Config


class Switches(NamedTuple):
    """Scalars of preferences and rules where households relocate."""

    seed: int
    torus: bool
    rows: int
    cols: int
    satisfaction: int
    equal_happy: bool
    isolated_happy: bool
    isolated_avoided: bool
    count_empty: bool
    sees_itself: int
    sees_start: bool  # whether the neighbours are seen as at the start of the month
    neighbourhood: int
    zonal: bool
    radius: int
    unit_weight: int  # weight of one neighbour in the counts
    contiguous_weight: int  # weight of one household of a contiguous zone
    score: int
    best: int  # numerator of the share that is worth most
    best_parts: int  # its denominator
    all_worth: int  # numerator of the worth of a home among one's own only
    all_worth_parts: int
    steps: int
    beta_ethnicity: float
    beta_status: float
    activation: int
    at_start: bool
    on_turn: bool
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
    afford: int  # numerator of the share of neighbours that one must not be poorer than
    afford_of: int
    disallowed: float
    temperature: float
    collective: float
    stop: int
    tracked: bool  # whether it is kept up to date who would move: where one is drawn at a time
    sees_income: bool  # whether the neighbours' incomes matter


def switches(config: Config, seed: int) -> Switches:
    """Return the switches of a config."""
    want, rules = config.preferences, config.rules
    weight = fraction(want.contiguity_weight)
    neighbourhood = choices.NEIGHBOURHOODS.index(want.neighbourhood)
    unit = weight.denominator if neighbourhood == choices.CONTIGUOUS_ZONES else 1
    best, all_worth = near_fraction(want.best_share), near_fraction(want.worth_of_all)
    drawn_unhappy = rules.activation == "drawn" and rules.movers in ("unhappy", "unhappy_pairs")
    tracked = drawn_unhappy and want.score != "ethnicity_and_status"
    return Switches(
        seed=seed,
        torus=rules.torus,
        rows=config.city.size[0],
        cols=config.city.size[1],
        satisfaction=choices.SATISFACTIONS.index(want.satisfaction),
        equal_happy=want.at_equality == "happy",
        isolated_happy=want.isolated == "happy",
        isolated_avoided=want.isolated == "avoided",
        count_empty=want.empty_cells == "counted",
        sees_itself=choices.SEES_ITSELF.index(want.sees_itself),
        sees_start=want.sees_neighbours == "at_start",
        neighbourhood=neighbourhood,
        zonal=neighbourhood >= choices.ZONE,
        radius=want.radius,
        unit_weight=unit,
        contiguous_weight=weight.numerator if neighbourhood == choices.CONTIGUOUS_ZONES else 0,
        score=choices.SCORES.index(want.score),
        best=best.numerator,
        best_parts=best.denominator,
        all_worth=all_worth.numerator,
        all_worth_parts=all_worth.denominator,
        steps=want.steps,
        beta_ethnicity=want.beta_ethnicity,
        beta_status=want.beta_status,
        activation=choices.ACTIVATIONS.index(rules.activation),
        at_start=rules.decided != "on_turn",
        on_turn=rules.decided != "at_start",
        movers=choices.MOVERS.index(rules.movers),
        happy_moves=rules.happy_moves,
        search=choices.SEARCHES.index(rules.search),
        sample=rules.sample,
        shortlist=rules.shortlist,
        random_ties=rules.ties == "random",
        distance=choices.DISTANCES.index(rules.distance),
        relevance_power=rules.relevance_power,
        relevance_floor=rules.relevance_floor * max(config.city.size),
        distance_power=rules.distance_power,
        policy_share=rules.policy_share,
        recommended=rules.recommended,
        tied_homes=rules.tied_homes,
        acceptance=choices.ACCEPTANCES.index(rules.acceptance),
        afford=fraction(rules.afford).numerator,
        afford_of=fraction(rules.afford).denominator,
        disallowed=rules.disallowed,
        temperature=rules.temperature,
        collective=rules.collective,
        stop=choices.STOPS.index(rules.stop),
        tracked=tracked,
        sees_income=rules.search in ("similar_neighbourhood", "different_neighbourhood"),
    )
