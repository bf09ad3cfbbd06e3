"""Minimum occupation: how long the owner of a public home must live in it before it may be sold.

Singapore's flats may be sold after five years, those sold by the board as Plus or Prime since
October 2024 after ten (Housing & Development Board). The period of `rules.minimum_occupation` holds
in any case; the longer one binds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sim.config.schema import Config
from sim.policies.base import Calendar, Counter, Setting, check_calendar, check_range, places
from sim.policies.levers import Levers


@dataclass
class Parameters(Calendar):
    """Parameters of a minimum occupation period.

    Attributes
    ----------
    months : int
        Months for which the owner of a public home must have lived in it before it looks for
        another, 0 to 1,200.
    """

    months: int = 0


class MinimumOccupation:
    """See the module's docstring."""

    name: ClassVar[str] = "minimum_occupation"
    Parameters: ClassVar[type] = Parameters
    counters: ClassVar[tuple[Counter, ...]] = (
        Counter("kept", "Households that a minimum occupation kept from looking"),
    )

    @classmethod
    def check(cls, parameters: Mapping[str, Any], config: Config) -> list[str]:
        """Return what is wrong with the parameters."""
        problems = check_calendar(cls.name, parameters, config)
        return problems + check_range(
            f"policy.{cls.name}.months", parameters["months"], 0.0, 1200.0
        )

    @classmethod
    def changes(cls, parameters: Mapping[str, Any]) -> list[str]:
        """Return no months: the numbers do not change by themselves."""
        return []

    @classmethod
    def idle(cls, parameters: Mapping[str, Any], config: Config) -> str:
        """Return why it binds nobody, if so."""
        if parameters["months"] <= config.rules.minimum_occupation:
            return (
                f"its {parameters['months']} months are no longer than the"
                f" {config.rules.minimum_occupation} of rules.minimum_occupation"
            )
        return ""

    @classmethod
    def apply(cls, levers: Levers, parameters: Mapping[str, Any], setting: Setting) -> None:
        """Lengthen the stay of the blocks in its places; of two periods the longer binds."""
        blocks = np.isin(setting.neighbourhood_of_block, places(parameters, setting))
        stay = levers.tables.minimum_stay
        stay[blocks] = np.maximum(stay[blocks], parameters["months"])
