"""The sentence on a city of one neighbourhood, between which nothing can differ."""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.config.schema import CityConfig
from sim.policies.pilots import neighbourhoods

ONE = (
    "This city is one neighbourhood: what is measured between neighbourhoods is that of one unit,"
    " which has the city's mix, so evenness is 0 by definition (city.neighbourhood)."
)


def one_zone(city: Mapping[str, Any], columns: Iterable[str]) -> str:
    """Return the sentence if it applies, else "".

    Parameters
    ----------
    city : mapping
        Of the run's configuration.
    columns : iterable of str
        What was recorded.
    """
    shape = {key: city[key] for key in ("size", "block", "neighbourhood") if key in city}
    if len(shape) < 3 or neighbourhoods(CityConfig(**shape)) > 1:
        return ""
    return ONE if any(".neighbourhood." in str(column) for column in columns) else ""
