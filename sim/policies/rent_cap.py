"""Rent cap: how much a tenant's rent may rise in a year, as laws of rent stabilisation write it.

min(fixed + cpi_share x CPI, ceiling), never below `floor`, for homes let on the private market in
buildings that the law covers. Laws cap nominal rents; the model's rents are over incomes. A rent
that may rise by c a year where incomes grow by i may rise over incomes by (1 + c) / (1 + i) - 1,
which is below zero if c < i: the tenant's burden then falls.

Landlords may answer: sell a home that its tenant leaves instead of letting it again, or, where no
law asks for a just cause, end a contract that the cap cuts for a new tenant who pays more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import BILLION, per
from sim.clock import is_date, month_of
from sim.config.schema import Config
from sim.policies.base import Calendar, Counter, Setting, check_calendar, check_range, places
from sim.policies.levers import Levers


@dataclass
class Parameters(Calendar):
    """Parameters of a rent cap.

    Attributes
    ----------
    fixed : float or None
        Fixed part of the highest increase of a contract rent, nominal, a year, 0 to 10; None: no
        cap.
    cpi_share : float
        Share of the growth of consumer prices that is added to it, 0 to 10.
    ceiling : float or None
        Highest increase whatever prices do, nominal, a year, 0 to 10; None: no ceiling.
    floor : float
        Increase that is allowed whatever prices do, nominal, a year, 0 to 10.
    cpi : float
        Growth of consumer prices, nominal, a year, -.5 to 10: a city-wide assumption.
    income_growth : float
        Growth of incomes, nominal, a year, -.5 to 10: what a nominal cap is measured against.
    exempt_years : float
        A building younger than this is exempt; it comes under the cap when it turns so old.
    built_before : str or None
        Month from which new buildings are exempt for good; None: buildings of any date.
    vacancy_decontrol : bool
        Whether the asking rent is free between tenancies.
    oldest_years : float
        Ages of the buildings that stand at the start: uniform from 0 to so many years.
    withdrawal : float
        Probability that a covered rental home whose tenant leaves is sold to owner-occupiers
        instead of being let again, 0 to 1.
    eviction : float
        Probability, at each renewal that the cap cuts, that the landlord ends the contract instead,
        where a new tenant would pay more, 0 to 1.
    just_cause : bool
        Whether contracts are protected: then none is ended without cause, whatever `eviction`.
    """

    fixed: float | None = None
    cpi_share: float = 0.0
    ceiling: float | None = None
    floor: float = 0.0
    cpi: float = 0.025
    income_growth: float = 0.032
    exempt_years: float = 0.0
    built_before: str | None = None
    vacancy_decontrol: bool = True
    oldest_years: float = 80.0
    withdrawal: float = 0.0
    eviction: float = 0.0
    just_cause: bool = False


class RentCap:
    """See the module's docstring."""

    name: ClassVar[str] = "rent_cap"
    Parameters: ClassVar[type] = Parameters
    counters: ClassVar[tuple[Counter, ...]] = (
        Counter("cut_renewals", "Renewals that a cap cut"),
        Counter("cut_lettings", "New tenancies that a cap cut"),
        Counter("rent_saved", "Rent that caps saved tenants", money=True, harm=-1),
        Counter("withdrawn", "Homes withdrawn from rental", harm=1),
        Counter("evicted", "Tenants evicted for a higher rent", harm=1),
    )

    @classmethod
    def check(cls, parameters: Mapping[str, Any], config: Config) -> list[str]:
        """Return what is wrong: ranges, and a date that is none."""
        key = f"policy.{cls.name}"
        problems = check_calendar(cls.name, parameters, config)
        for name, low, high in (
            ("fixed", 0.0, 10.0),
            ("cpi_share", 0.0, 10.0),
            ("ceiling", 0.0, 10.0),
            ("floor", 0.0, 10.0),
            ("cpi", -0.5, 10.0),
            ("income_growth", -0.5, 10.0),
            ("exempt_years", 0.0, 999.0),
            ("oldest_years", 0.0, 999.0),
            ("withdrawal", 0.0, 1.0),
            ("eviction", 0.0, 1.0),
        ):
            if parameters.get(name) is not None:
                problems += check_range(f"{key}.{name}", parameters[name], low, high)
        date, ceiling = parameters["built_before"], parameters["ceiling"]
        if date is not None and not is_date(date):
            problems.append(f"{key}.built_before is {date!r}: it must be a date like 1978-10-01")
        if ceiling is not None and ceiling < parameters["floor"]:
            problems.append(
                f"{key}.floor is {parameters['floor']:g}: it must be at most {key}.ceiling,"
                f" {ceiling:g}"
            )
        return problems

    @classmethod
    def changes(cls, parameters: Mapping[str, Any]) -> list[str]:
        """Return no months: the numbers do not change by themselves."""
        return []

    @classmethod
    def idle(cls, parameters: Mapping[str, Any], config: Config) -> str:
        """Return why it caps nothing, if so."""
        if parameters["fixed"] is None:
            return "it names no cap (fixed is null); give policy.rent_cap.fixed"
        has_private = config.city.private.share > 0 or config.city.empty_land > 0
        return "" if has_private else "the city has no private homes, nor land for some"

    @classmethod
    def rolls(cls, parameters: Mapping[str, Any]) -> bool:
        """Return whether a month may bring new homes under the rule: buildings grow old."""
        return looks_at_age(parameters)

    @classmethod
    def apply(cls, levers: Levers, parameters: Mapping[str, Any], setting: Setting) -> None:
        """Cap the rents of the homes that are covered this month; of two caps the lower binds."""
        cap = nominal_cap(parameters)
        if cap is None:
            return
        over_incomes = (1.0 + cap) / (1.0 + parameters["income_growth"]) - 1.0
        covered = np.isin(setting.neighbourhood_of_block, places(parameters, setting))
        covered &= of_covered_age(parameters, setting)
        levers.cap_rents(covered, per(over_incomes, BILLION), parameters["vacancy_decontrol"])
        withdrawal, eviction = (parameters.get(key, 0.0) for key in ("withdrawal", "eviction"))
        protected = bool(parameters.get("just_cause", False))
        levers.answer_caps(covered, withdrawal, eviction, protected)


def nominal_cap(parameters: Mapping[str, Any]) -> float | None:
    """Return the highest nominal increase of a contract rent a year; None: no cap."""
    if parameters["fixed"] is None:
        return None
    cap = parameters["fixed"] + parameters["cpi_share"] * parameters["cpi"]
    if parameters["ceiling"] is not None:
        cap = min(cap, parameters["ceiling"])
    return float(max(cap, parameters["floor"]))


def of_covered_age(parameters: Mapping[str, Any], setting: Setting) -> NDArray[np.bool_]:
    """Return which blocks have a building old enough, and built early enough, to be covered."""
    covered = np.ones(len(setting.neighbourhood_of_block), np.bool_)
    if not looks_at_age(parameters):
        return covered
    assert setting.buildings is not None
    built = setting.buildings.built(parameters["oldest_years"])
    age = max(setting.month, 1) - built  # the burn-in lives under the rules of the start
    covered &= age >= 12 * parameters["exempt_years"]
    if parameters["built_before"] is not None:
        covered &= built < month_of(setting.start, parameters["built_before"])
    return covered


def looks_at_age(parameters: Mapping[str, Any]) -> bool:
    """Return whether homes are covered by the age of their building."""
    return parameters["exempt_years"] > 0 or parameters["built_before"] is not None
