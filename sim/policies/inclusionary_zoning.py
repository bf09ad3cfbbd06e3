"""Inclusionary zoning: new projects reserve a share of their homes for low incomes, for a density
bonus.

Hypothetical for Singapore, which has no such programme. Form and magnitudes follow the mandatory
programmes of the United States (set-asides of 10-20 %, targets of 50-80 % of the area median
income, terms of 30 years and more: Wang and Balachandran 2021; density bonus of up to 22 %:
Montgomery County Code, chapter 25A). Homes stand in for floor area.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from sim.config.schema import Config
from sim.policies.base import Calendar, Counter, Setting, check_calendar, check_range
from sim.policies.levers import Band, Levers, SetAside


@dataclass
class BandParameters:
    """Part of the reserved homes that is for one band of incomes.

    Attributes
    ----------
    share : float
        Of the reserved homes, 0 to 1; the shares of all bands sum to 1.
    income_share, rent_burden : float
        As those of the policy, for this band.
    """

    share: float
    income_share: float
    rent_burden: float


@dataclass
class Parameters(Calendar):
    """Parameters of inclusionary zoning.

    Attributes
    ----------
    set_aside : float
        Share of a project's homes that is reserved, 0 to 1; rounded down to whole homes.
    density_bonus : float
        Extra homes over the project's own number that the city allows for it, 0 to 1.
    smallest_project : int
        Homes from which a project is bound.
    income_share : float
        Highest income at entry over the city's median household income.
    rent_burden : float
        Rent of a reserved home over that highest income.
    term_years : float
        Years for which a home stays reserved.
    bands : list of mapping or None
        Bands of incomes among the reserved homes: for each its `share` of them, `income_share` and
        `rent_burden`; None: one band, of the two numbers above.
    fee_per_home : float
        Fee for each home not reserved, over the mean price of private homes at the start, 0 to 100.
    fee_below : int
        Projects of up to so many homes pay the fee instead of reserving homes.
    fee_share : float
        Share of projects, drawn by key, that pay it whatever their size, 0 to 1.
    off_site_share : float
        Share of projects, drawn by key, that build their reserved homes on other land, 0 to 1.
    off_site_ratio : float
        So many more of them, over those owed on their own site, 0 to 10.
    mandatory : bool
        Whether projects must take part. Where not, developers (`market.supply=developers`) do if
        the bonus makes it pay better.
    take_up : float
        Share of the programme's projects, drawn by key, that take part where they need not, 0 to 1.
    term_restarts : bool
        Whether the term begins anew when a reserved home changes hands.
    price_pass_through : float
        Market homes of bound projects cost so much more, share, 0 to .2.
    supply_response : float
        Share of the programme's projects, drawn by key, that are not built while the rule binds
        them, 0 to .08.
    """

    set_aside: float = 0.15
    density_bonus: float = 0.22
    smallest_project: int = 20
    income_share: float = 0.60
    rent_burden: float = 0.30
    term_years: float = 30.0
    bands: list[BandParameters] | None = None
    fee_per_home: float = 0.0
    fee_below: int = 0
    fee_share: float = 0.0
    off_site_share: float = 0.0
    off_site_ratio: float = 0.0
    mandatory: bool = True
    take_up: float = 0.5
    term_restarts: bool = False
    price_pass_through: float = 0.0
    supply_response: float = 0.0


_FIRST = (
    *("set_aside", "density_bonus", "smallest_project"),
    *("income_share", "rent_burden", "term_years"),
)
_CALENDAR = tuple(field.name for field in fields(Calendar))
#: Parameters that came later, with the values under which they change nothing.
LATER: dict[str, Any] = {
    field.name: field.default
    for field in fields(Parameters)
    if field.name not in (*_FIRST, *_CALENDAR)
}
_HIGHEST = {
    "set_aside": 1.0,
    "density_bonus": 1.0,
    "smallest_project": 1e6,
    "income_share": 5.0,
    "rent_burden": 1.0,
    "term_years": 999.0,
    "fee_per_home": 100.0,
    "fee_below": 1e6,
    "fee_share": 1.0,
    "off_site_share": 1.0,
    "off_site_ratio": 10.0,
    "take_up": 1.0,
    "price_pass_through": 0.20,
    "supply_response": 0.08,
}


class InclusionaryZoning:
    """See the module's docstring."""

    name: ClassVar[str] = "inclusionary_zoning"
    Parameters: ClassVar[type] = Parameters
    counters: ClassVar[tuple[Counter, ...]] = (
        Counter("reserved_lettings", "Reserved homes let"),
        Counter("reserved_saved", "Rent that reserved homes save tenants", money=True, harm=-1),
        Counter("fees_paid", "Fees paid instead", money=True, of_households=False),
        Counter("homes_by_fund", "Homes built by the fund", of_households=False, since_start=True),
        Counter(
            "reserved_dearer",
            "Home-months reserved above the market rent",
            harm=1,
            of_households=False,
        ),
    )

    @classmethod
    def check(cls, parameters: Mapping[str, Any], config: Config) -> list[str]:
        """Return what is wrong with the parameters."""
        key, given = f"policy.{cls.name}", {**LATER, **parameters}
        problems = check_calendar(cls.name, given, config)
        for name, high in _HIGHEST.items():
            problems += check_range(f"{key}.{name}", given[name], 0.0, high)
        problems += _check_bands(f"{key}.bands", given["bands"])
        if given["supply_response"] > 0.0 and config.market.supply == "developers":
            problems.append(
                f"{key}.supply_response is {given['supply_response']:g}: with"
                " market.supply=developers builders decide for themselves; it must be 0"
            )
        return problems

    @classmethod
    def changes(cls, parameters: Mapping[str, Any]) -> list[str]:
        """Return no months: the numbers do not change by themselves."""
        return []

    @classmethod
    def idle(cls, parameters: Mapping[str, Any], config: Config) -> str:
        """Return why no project is bound, if so."""
        if parameters["set_aside"] == 0:
            return "it reserves nothing (set_aside is 0)"
        if config.market.project_homes < parameters["smallest_project"]:
            return (
                f"it binds projects of {parameters['smallest_project']} homes or more, and"
                f" market.project_homes is {config.market.project_homes}"
            )
        if config.city.empty_land == 0 and config.market.redevelopment_years is None:
            return "the city has no land to build on (city.empty_land is 0)"
        return ""

    @classmethod
    def apply(cls, levers: Levers, parameters: Mapping[str, Any], setting: Setting) -> None:
        """Add the set-aside to those that projects must meet."""
        given = {**LATER, **parameters}
        where = given["places"]
        levers.set_asides.append(
            SetAside(
                share=given["set_aside"],
                bonus=given["density_bonus"],
                smallest_project=given["smallest_project"],
                bands=bands_of(given),
                term_months=round(12 * given["term_years"]),
                places=None if where is None else frozenset(where),
                restarts=given["term_restarts"],
                mandatory=given["mandatory"],
                take_up=given["take_up"],
                fee_per_home=given["fee_per_home"],
                fee_below=given["fee_below"],
                fee_share=given["fee_share"],
                off_site_share=given["off_site_share"],
                off_site_ratio=given["off_site_ratio"],
                pass_through=given["price_pass_through"],
                supply_response=given["supply_response"],
            )
        )


def bands_of(parameters: Mapping[str, Any]) -> tuple[Band, ...]:
    """Return the bands of incomes among the reserved homes."""
    if not parameters["bands"]:
        return (Band(1.0, parameters["income_share"], parameters["rent_burden"]),)
    return tuple(Band(**band) for band in parameters["bands"])


def _check_bands(key: str, bands: list[dict[str, float]] | None) -> list[str]:
    """Return what is wrong with bands of incomes."""
    problems = []
    for i, band in enumerate(bands or []):
        for name, high in (("share", 1.0), ("income_share", 5.0), ("rent_burden", 1.0)):
            problems += check_range(f"{key}[{i}].{name}", band[name], 0.0, high)
    total = sum(band["share"] for band in bands or [])
    if bands is not None and not problems and abs(total - 1.0) > 1e-6:
        problems.append(f"{key} have shares that sum to {total:g}: they must sum to 1")
    return problems
