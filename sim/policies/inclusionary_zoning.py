"""Inclusionary zoning: new projects reserve a share of their homes for low incomes, for a density
bonus.

Hypothetical for Singapore, which has no such programme. Form and magnitudes follow the mandatory
programmes of the United States (set-asides of 10-20 %, targets of 50-80 % of the area median
income, terms of 30 years and more: Wang and Balachandran 2021; density bonus of up to 22 %:
Montgomery County Code, chapter 25A). Homes stand in for floor area.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sim.config.schema import Config
from sim.policies.base import Calendar, Setting, check_calendar, check_range
from sim.policies.levers import Levers, SetAside


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
    """

    set_aside: float = 0.15
    density_bonus: float = 0.22
    smallest_project: int = 20
    income_share: float = 0.60
    rent_burden: float = 0.30
    term_years: float = 30.0


class InclusionaryZoning:
    """See the module's docstring."""

    name: ClassVar[str] = "inclusionary_zoning"
    Parameters: ClassVar[type] = Parameters

    @classmethod
    def check(cls, parameters: Mapping[str, Any], config: Config) -> list[str]:
        """Return what is wrong with the parameters."""
        key = f"policy.{cls.name}"
        problems = check_calendar(cls.name, parameters, config)
        for name, high in (
            ("set_aside", 1.0),
            ("density_bonus", 1.0),
            ("smallest_project", 1e6),
            ("income_share", 5.0),
            ("rent_burden", 1.0),
            ("term_years", 999.0),
        ):
            problems += check_range(f"{key}.{name}", parameters[name], 0.0, high)
        return problems

    @classmethod
    def changes(cls, parameters: Mapping[str, Any]) -> list[str]:
        """Return no months: the numbers do not change by themselves."""
        return []

    @classmethod
    def apply(cls, levers: Levers, parameters: Mapping[str, Any], setting: Setting) -> None:
        """Add the set-aside to those that projects must meet."""
        where = parameters.get("places")
        levers.set_asides.append(
            SetAside(
                share=parameters["set_aside"],
                bonus=parameters["density_bonus"],
                smallest_project=parameters["smallest_project"],
                income_share=parameters["income_share"],
                rent_burden=parameters["rent_burden"],
                term_months=round(12 * parameters["term_years"]),
                places=None if where is None else frozenset(where),
            )
        )
