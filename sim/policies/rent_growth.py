"""Rent growth: a dated, placed change of the growth of rents, and a cap on contract rents.

The growth adds to `market.rent_growth`. The cap limits the increase of a contract rent; with
vacancy decontrol the asking rent is free between tenancies, as under California's Costa-Hawkins
Act of 1995.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sim.behaviour.parameters import BILLION, per
from sim.config.schema import Config
from sim.policies.base import Calendar, Setting, check_calendar, check_range, places
from sim.policies.levers import Levers


@dataclass
class Parameters(Calendar):
    """Parameters of rent growth.

    Attributes
    ----------
    growth : float
        Extra growth of rents over incomes, a year, -1 to 1.
    cap : float or None
        Highest increase of a contract rent over incomes, a year, 0 to 1; None: no cap.
    vacancy_decontrol : bool
        Whether the asking rent is free of the cap between tenancies.
    """

    growth: float = 0.0
    cap: float | None = None
    vacancy_decontrol: bool = True


class RentGrowth:
    """See the module's docstring."""

    name: ClassVar[str] = "rent_growth"
    Parameters: ClassVar[type] = Parameters

    @classmethod
    def check(cls, parameters: Mapping[str, Any], config: Config) -> list[str]:
        """Return what is wrong with the parameters."""
        key = f"policy.{cls.name}"
        problems = check_calendar(cls.name, parameters, config)
        problems += check_range(f"{key}.growth", parameters["growth"], -1.0, 1.0)
        if parameters["cap"] is not None:
            problems += check_range(f"{key}.cap", parameters["cap"], 0.0, 1.0)
        return problems

    @classmethod
    def changes(cls, parameters: Mapping[str, Any]) -> list[str]:
        """Return no months: the numbers do not change by themselves."""
        return []

    @classmethod
    def idle(cls, parameters: Mapping[str, Any], config: Config) -> str:
        """Return why it changes nothing, if so."""
        if parameters["growth"] == 0 and parameters["cap"] is None:
            return "it has no growth and no cap; give policy.rent_growth.growth or .cap"
        return ""

    @classmethod
    def apply(cls, levers: Levers, parameters: Mapping[str, Any], setting: Setting) -> None:
        """Add the growth and tighten the cap in the places; of two caps the lower binds."""
        here = places(parameters, setting)
        levers.growth[here] += per(parameters["growth"], BILLION)
        if parameters["cap"] is None:
            return
        covered = np.isin(setting.neighbourhood_of_block, here)
        levers.cap_rents(covered, per(parameters["cap"], BILLION), parameters["vacancy_decontrol"])
