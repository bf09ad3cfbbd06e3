"""What each number may be and which words are known: one table, read by `sim.config.validate`.

A `*` in a key stands for any name or position.
"""

from dataclasses import dataclass

from sim.config.choices import (
    ACCEPTANCES,
    ACTIVATIONS,
    DECIDED,
    DISTANCES,
    ISOLATED,
    MARKET_SEARCHES,
    MOVERS,
    NEIGHBOURHOODS,
    SATISFACTIONS,
    SCORES,
    SEARCHES,
    SEES_ITSELF,
    SEES_NEIGHBOURS,
    STOPS,
)

INFINITE = float("inf")


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`; an end is excluded if `open_low` or `open_high`."""

    low: float
    high: float = INFINITE
    open_low: bool = False
    open_high: bool = False

    def holds(self, value: float) -> bool:
        """Return whether the value lies in the range; not for NaN and infinities."""
        if not -INFINITE < value < INFINITE:
            return False
        above = value > self.low if self.open_low else value >= self.low
        return above and (value < self.high if self.open_high else value <= self.high)

    def words(self) -> str:
        """Return the range as a reader says it."""
        low = f"above {_text(self.low)}" if self.open_low else f"of at least {_text(self.low)}"
        if self.high == INFINITE:
            return low
        return f"{low} and {'below' if self.open_high else 'at most'} {_text(self.high)}"


def _text(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:g}"


SHARE = Range(0, 1)
SHARE_NOT_ALL = Range(0, 1, open_high=True)
POSITIVE = Range(0, open_low=True)
NOT_NEGATIVE = Range(0)
AT_LEAST_ONE = Range(1)
SEEDS = Range(0, 2**63 - 1)

RANGES: dict[str, Range] = {
    "executor.workers": NOT_NEGATIVE,
    "executor.task_seconds": NOT_NEGATIVE,
    "seed": SEEDS,
    "months": Range(1, 12_000),
    "city.size[*]": Range(1, 20_000),
    "city.block": AT_LEAST_ONE,
    "city.neighbourhood": AT_LEAST_ONE,
    "city.empty_land": SHARE_NOT_ALL,
    "city.rent_spread": Range(0, 5),
    "city.public_rental_income_ceiling": NOT_NEGATIVE,
    "city.*.share": SHARE,
    "city.*.rental": SHARE,
    "city.*.vacancy_owned": SHARE,
    "city.*.vacancy_rental": SHARE,
    "city.*.rent": POSITIVE,
    "city.groups.*.share": Range(0, 1, open_low=True),
    "city.groups.*.public_rate": SHARE,
    "city.groups.*.income_ratio": POSITIVE,
    "city.groups.*.permanent_residents": SHARE,
    "city.income.median": POSITIVE,
    "city.income.sigma": Range(0, 5),
    "city.income.no_work": SHARE,
    "city.burn_in.months": Range(0, 12_000),
    "city.burn_in.hazard_factor": POSITIVE,
    "city.vacancy": SHARE_NOT_ALL,
    "city.people_per_household": POSITIVE,
    "preferences.radius": Range(1, 50),
    "preferences.best_share": Range(0, 1, open_low=True, open_high=True),
    "preferences.worth_of_all": Range(-1, 1),
    "preferences.steps": Range(2, 1000),
    "preferences.beta_ethnicity": Range(0, 100),
    "preferences.beta_ethnicity_of.*": Range(0, 100),
    "preferences.beta_status": Range(0, 100),
    "preferences.score_threshold[*]": Range(1, 100),
    "rules.happy_moves": SHARE,
    "rules.sample": Range(0, 1_000_000),
    "rules.shortlist": Range(0, 1_000_000),
    "rules.relevance_power": Range(0, 10),
    "rules.relevance_floor": Range(0, 1, open_low=True),
    "rules.distance_power": Range(-10, 10),
    "rules.policy_share": SHARE,
    "rules.disallowed": SHARE,
    "rules.temperature": Range(0, 1e9),
    "rules.collective": SHARE,
    "preferences.threshold": SHARE,
    "preferences.peak": Range(0, 1, open_low=True),
    "preferences.own_group": Range(-100, 100),
    "preferences.own_group_of.*": Range(-100, 100),
    "preferences.appeal_sigma.*": Range(0, 100),
    "preferences.income_similarity": Range(-100, 100),
    "preferences.quality": Range(-100, 100),
    "preferences.cost": Range(-100, 100),
    "preferences.attachment_owner": Range(-100, 100),
    "preferences.attachment_renter": Range(-100, 100),
    "rules.candidates": Range(1, 1000),
    "rules.patience": Range(1, 1000),
    "rules.consider_owner": Range(0, 12),
    "rules.consider_renter": Range(0, 12),
    "rules.minimum_occupation": NOT_NEGATIVE,
    "market.rent_growth": Range(-1, 1, open_low=True),
    "market.vacancy_response": Range(0, 12),
    "market.max_monthly_change": SHARE_NOT_ALL,
    "market.reset_months": AT_LEAST_ONE,
    "market.entry_burden": SHARE,
    "market.displacement_burden": SHARE,
    "market.displacement_months": AT_LEAST_ONE,
    "market.displacement_search": AT_LEAST_ONE,
    "market.price_yield": Range(0, 1, open_low=True),
    "market.loan_to_value": SHARE,
    "market.instalment": SHARE,
    "market.loan_months": AT_LEAST_ONE,
    "market.public_rent_share": SHARE,
    "market.project_rate": SHARE,
    "market.project_homes": AT_LEAST_ONE,
    "market.natural_vacancy": SHARE_NOT_ALL,
    "market.asking_markup": SHARE,
    "market.asking_decline": SHARE_NOT_ALL,
    "market.asking_floor": Range(0, 10),
    "market.newcomers": Range(0, 12),
    "market.elsewhere": Range(-100, 100),
    "market.formation": Range(0, 12),
    "market.dissolution": Range(0, 12),
    "market.construction_months": Range(0, 1200),
    "market.construction_cost": Range(0, 100),
    "market.land_cost": Range(0, 100),
    "market.developer_return": Range(-1, 100),
    "market.most_projects": Range(0, 1_000_000),
    "market.redevelopment_years": Range(0, 999),
    "market.redevelopment_notice": Range(1, 1200),
    "metrics.radii[*]": Range(1, 1000),
    "metrics.chance_every": AT_LEAST_ONE,
    "metrics.every": AT_LEAST_ONE,
}

CHOICES: dict[str, tuple[str, ...]] = {
    "engine": ("kernel", "reference"),
    "executor.name": ("in_process", "processes", "dask"),
    "retry": ("none", "failed"),
    "series": ("monthly", "yearly", "final"),
    "city.initial": (
        "burned_in",
        "random",
        "segregated",
        "checkerboard",
        "even",
        "from_table",
    ),
    "city.numbers": ("exact", "by_cell"),
    "city.zones": ("squares", "rows", "areas"),
    "city.burn_in.initial": ("random", "segregated"),
    "preferences.taste": ("linear", "threshold", "inverted_u"),
    "preferences.shock": ("fresh", "persistent"),
    "preferences.satisfaction": SATISFACTIONS,
    "preferences.at_equality": ("happy", "unhappy"),
    "preferences.isolated": ISOLATED,
    "preferences.empty_cells": ("left_out", "counted"),
    "preferences.sees_itself": SEES_ITSELF,
    "preferences.sees_neighbours": SEES_NEIGHBOURS,
    "preferences.neighbourhood": NEIGHBOURHOODS,
    "preferences.score": SCORES,
    "rules.model": ("housing_market", "relocation"),
    "rules.search": (*MARKET_SEARCHES, *SEARCHES),
    "rules.activation": ACTIVATIONS,
    "rules.decided": DECIDED,
    "rules.movers": MOVERS,
    "rules.ties": ("random", "first"),
    "rules.distance": DISTANCES,
    "rules.acceptance": ACCEPTANCES,
    "rules.stop": STOPS,
    "rules.sectors_open": ("own", "all"),
    "market.arrivals": ("replace", "market"),
    "market.rents": ("relative", "natural_vacancy"),
    "market.prices": ("rents", "asking"),
    "market.supply": ("programme", "developers"),
}
