"""What a configuration may say: plain dataclasses, one per top-level key that a user types.

They are the schema that the command line, `sim.compose` and `City` share. OmegaConf reads them as
structured configs, so every type here is one that it supports; ranges and cross-checks are in
`sim.config.validate`. The meaning, unit and source of each default stand in `configs/`.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Group:
    """One population group of the city.

    Attributes
    ----------
    share : float
        Share of the city's households, 0 to 1; the shares of all groups sum to 1.
    public_rate : float
        Share of the group's households that live in the public sector, 0 to 1.
    income_ratio : float
        Median household income of the group relative to the reference group's, above 0.
    quota_class : str
        The class under which an ethnic quota counts the group.
    permanent_residents : float
        Share of the group's households in public homes whose members are all permanent residents
        and no citizens (in Singapore: of another nationality than Malaysian), 0 to 1.
    ethnicity, status : str
        What a group that stands for both is like (`preferences.score=ethnicity_and_status`); empty:
        the group's own name.
    """

    share: float = 1.0
    public_rate: float = 1.0
    income_ratio: float = 1.0
    quota_class: str = "all"
    permanent_residents: float = 0.0
    ethnicity: str = ""
    status: str = ""


@dataclass
class Sector:
    """Housing stock of one sector (public or private), constant within a block.

    Attributes
    ----------
    share : float
        Share of built blocks, 0 to 1; the two sectors sum to 1.
    rental : float
        Share of the sector's dwellings that are rented, 0 to 1.
    vacancy_owned, vacancy_rental : float
        Share of dwellings that stand empty at the start, by tenure, 0 to 1.
    rent : float
        Mean asking (or imputed) rent at the start, dollars a month.
    """

    share: float = 1.0
    rental: float = 0.0
    vacancy_owned: float = 0.05
    vacancy_rental: float = 0.05
    rent: float = 1000.0


@dataclass
class Income:
    """Household income from work, dollars a month, constant in real terms."""

    median: float = 5000.0
    sigma: float = 0.8
    no_work: float = 0.0


@dataclass
class BurnIn:
    """How the city settles before the comparison.

    `policy` holds the policies in force during it, as the top-level `policy` does afterwards.
    """

    initial: str = "random"
    months: int = 480
    hazard_factor: float = 4.0
    policy: dict[str, Any] = field(default_factory=dict)


@dataclass
class CityConfig:
    """The city: land, homes, zones, people, and how it starts. See docs/odd.md, section 2."""

    name: str = "city"
    size: list[int] = field(default_factory=lambda: [60, 60])
    block: int = 10
    neighbourhood: int = 6
    start: str = "2020-07"
    empty_land: float = 0.0
    public: Sector = field(default_factory=Sector)
    private: Sector = field(default_factory=lambda: Sector(share=0.0))
    rent_spread: float = 0.25
    groups: dict[str, Group] = field(default_factory=dict)
    income: Income = field(default_factory=Income)
    public_rental_income_ceiling: float = 1500.0
    initial: str = "burned_in"
    table: str | None = None
    burn_in: BurnIn = field(default_factory=BurnIn)
    vacancy: float = 0.2
    numbers: str = "exact"
    zones: str = "squares"
    areas: str | None = None
    people_per_household: float = 1.0
    contiguity: str | None = None
    incomes: str | None = None


@dataclass
class UtilityPreferences:
    """What a household wants in the housing market: the systematic utility of a home and its taste
    shock."""

    taste: str = "linear"
    own_group: float = 1.0
    own_group_of: dict[str, float] = field(default_factory=dict)
    threshold: float = 0.3
    peak: float = 0.5
    appeal_sigma: dict[str, float] = field(default_factory=dict)
    income_similarity: float = 1.0
    quality: float = 0.5
    cost: float = 2.0
    attachment_owner: float = 1.6
    attachment_renter: float = 1.5
    shock: str = "fresh"


@dataclass
class Satisfaction:
    """What satisfies a household, and what a home is worth to it, where it relocates."""

    satisfaction: str = "like_share"
    wanted: str = "3/10"
    wanted_of: dict[str, str] = field(default_factory=dict)
    at_equality: str = "happy"
    isolated: str = "unhappy"
    empty_cells: str = "left_out"
    sees_itself: str = "never"
    sees_neighbours: str = "now"
    neighbourhood: str = "moore"
    radius: int = 1
    contiguity_weight: str = "0"
    score: str = "satisfied"
    best_share: float = 0.5
    worth_of_all: float = 0.0
    steps: int = 4
    beta_ethnicity: float = 0.0
    beta_ethnicity_of: dict[str, float] = field(default_factory=dict)
    beta_status: float = 0.0
    score_threshold: list[int] = field(default_factory=lambda: [6, 14])


@dataclass
class PreferencesConfig(Satisfaction, UtilityPreferences):
    """What a household wants: one part for the housing market, one where households relocate."""


@dataclass
class MarketSearch:
    """Who looks for a home on the housing market, when, and among which homes."""

    candidates: int = 10
    patience: int = 4
    consider_owner: float = 0.05
    consider_renter: float = 0.35
    sectors_open: str = "own"
    minimum_occupation: int = 60


@dataclass
class Relocation:
    """Who relocates, when and where to, after Schelling and those who followed."""

    activation: str = "random_order"
    decided: str = "at_start"
    movers: str = "unhappy"
    happy_moves: float = 0.0
    sample: int = 0
    shortlist: int = 1
    ties: str = "random"
    distance: str = "manhattan"
    relevance_power: float = 0.0
    relevance_floor: float = 0.1
    distance_power: float = 0.0
    policy_share: float = 1.0
    recommended: bool = False
    tied_homes: bool = False
    acceptance: str = "any"
    afford: str = "1/2"
    disallowed: float = 0.0
    temperature: float = 0.0
    collective: float = 0.0
    stop: str = "all_happy"


@dataclass
class RulesConfig(Relocation, MarketSearch):
    """How households move: by search on the housing market, or by relocating."""

    model: str = "housing_market"
    search: str = "informed"
    torus: bool = False


@dataclass
class MarketConfig:
    """Money: rents, purchase, displacement, arrivals and new homes."""

    rent_growth: float = 0.0
    vacancy_response: float = 0.3
    max_monthly_change: float = 0.02
    reset_months: int = 24
    entry_burden: float = 0.30
    displacement_burden: float = 0.50
    displacement_months: int = 3
    displacement_search: int = 3
    price_yield: float = 0.05
    loan_to_value: float = 0.75
    instalment: float = 0.00454
    loan_months: int = 300
    public_rent_share: float = 0.10
    arrivals: str = "replace"
    project_rate: float = 0.01
    project_homes: int = 82
    rents: str = "relative"
    natural_vacancy: float | None = None
    prices: str = "rents"
    asking_markup: float = 0.03
    asking_decline: float = 0.01
    asking_floor: float = 0.0
    newcomers: float = 0.05
    elsewhere: float = 0.0
    formation: float = 0.0
    dissolution: float = 0.0
    supply: str = "programme"
    construction_months: int = 24
    construction_cost: float = 0.55
    land_cost: float = 0.30
    developer_return: float = 0.10
    most_projects: int | None = None
    redevelopment_years: float | None = None
    redevelopment_notice: int = 12


@dataclass
class MetricsConfig:
    """What is measured every month. It never changes a run."""

    families: list[str] = field(default_factory=list)
    radii: list[int] = field(default_factory=lambda: [2, 5, 10])
    chance_every: int = 12
    of_papers: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=lambda: ["block", "neighbourhood"])
    every: int = 1
    pilots: list[str] = field(default_factory=list)
    money: bool = False
    accounts: bool = False


@dataclass
class ExecutorConfig:
    """Where runs are carried out. It decides no run."""

    name: str = "processes"
    workers: int | None = None
    address: str | None = None
    task_seconds: float = 0.07


@dataclass
class Config:
    """A whole run but for its seed: every top-level key that a user can type.

    `policy` maps the name of each policy in force to its parameters (see `sim.policies`). `paper`
    holds a published model's own parameters, from which an experiment fills the others.
    """

    experiment: str = "adhoc"
    city: CityConfig = field(default_factory=CityConfig)
    preferences: PreferencesConfig = field(default_factory=PreferencesConfig)
    rules: RulesConfig = field(default_factory=RulesConfig)
    market: MarketConfig = field(default_factory=MarketConfig)
    policy: dict[str, Any] = field(default_factory=dict)
    metrics: MetricsConfig = field(default_factory=MetricsConfig)
    paper: dict[str, Any] = field(default_factory=dict)
    engine: str = "kernel"
    seed: int = 1
    months: int = 240
    store: str = "results/${experiment}"
    executor: ExecutorConfig = field(default_factory=ExecutorConfig)
    retry: str = "none"
    fail_fast: bool = False
    series: str = "monthly"
