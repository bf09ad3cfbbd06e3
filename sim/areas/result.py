"""Everything that is measured of a table, as plain words, numbers and None."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.areas.chance import chances, replicates_for, shuffled_values
from sim.areas.entry import entry, plain
from sim.areas.quantities import Quantity, quantities
from sim.areas.request import Request
from sim.areas.spatial import surroundings
from sim.areas.table import Areas
from sim.indices.base import Floats, Integers, Undefined, divide
from sim.indices.decomposition import Decomposition
from sim.indices.exposure import exposure_matrix
from sim.indices.information_theory import decomposition as parts_of_h
from sim.indices.intervals import bootstrap
from sim.indices.mutual_information import decomposition as parts_of_m

SHUFFLES, RESAMPLES = 200, 500
"""Replicates if nothing is said, for values by chance and for intervals."""

LEVEL = 0.95
OUTSIDE = "(none of these)"
"""What people of the total are called who are in none of the named groups."""


def measured(areas: Areas, request: Request) -> dict[str, Any]:
    """Return the indices of a table by section, each with its value by chance.

    Parameters
    ----------
    areas : Areas
        Units without people included.
    request : Request

    Returns
    -------
    dict
        As `--json` prints it; docs/measure.md says what each key means.
    """
    people = areas.people
    asked = quantities(areas, request.indices)
    usual = RESAMPLES if request.intervals else SHUFFLES
    replicates = replicates_for(people, request.replicates, usual)
    found = chances(asked, people, replicates, request.seed)
    shares = dict(zip(areas.groups, map(int, areas.counts.sum(axis=0)), strict=True))
    result: dict[str, Any] = {
        "source": areas.source,
        "units": int(np.count_nonzero(areas.population)),
        "people": int(people.sum()),
        "groups": list(areas.groups),
        "people_by_group": shares,
        "multigroup": {},
        "groups_vs_rest": {},
        "pairs": {},
    }
    for quantity, chance in zip(asked, found, strict=True):
        place = result
        for key in quantity.section:
            place = place.setdefault(key, {})
        totals = quantity.data(people).sum(axis=0, dtype=np.float64)
        value = float(quantity.values(people))
        place[quantity.name] = entry(quantity.index, value, chance, totals / totals.sum())
    if request.intervals:
        _add_intervals(result, asked, people, replicates, request.seed)
    if not request.indices or "exposure" in request.indices:
        result["exposure_matrix"] = _matrix(areas)
    if areas.district is not None and len(areas.groups) > 1:
        result["districts"] = _districts(areas)
    if areas.xy is not None:
        result["spatial"] = surroundings(areas, request, replicates)
    shuffled = (
        "spatial" in result
        or request.intervals
        or any(chance.how == "shuffled" for chance in found)
    )
    result["notes"] = list(notes(areas))
    if shuffled:
        result["replicates"], result["seed"] = replicates, request.seed
    return result


def _add_intervals(
    result: dict[str, Any], asked: Sequence[Quantity], people: Integers, replicates: int, seed: int
) -> None:
    """Add to every quantity that has a value how sure it is, and where chance leaves it."""
    known = [quantity for quantity in asked if quantity.index.correction != "none"]
    drawn = shuffled_values(known, people, replicates, seed)
    for quantity, values in zip(known, drawn, strict=True):
        place = result
        for key in (*quantity.section, quantity.name):
            place = place[key]
        if place["value"] is None:
            continue
        there = values[~np.isnan(values)]
        if len(there) > 1:
            place["chance"] = _range_of_chance(place["value"], there)
        interval = bootstrap(
            quantity.index,
            quantity.data(people),
            *quantity.columns,
            *quantity.extra,
            replicates=replicates,
            level=LEVEL,
            seed=seed,
            **quantity.options,
        )
        if not isinstance(interval, Undefined):
            place["interval"] = {
                "low": interval.low,
                "high": interval.high,
                "level": LEVEL,
                "bias_corrected": interval.corrected,
                "standard_error": interval.standard_error,
                "replicates": interval.replicates,
            }


def _range_of_chance(value: float, there: Floats) -> dict[str, Any]:
    """Return where chance leaves a value, and how often it reaches the city's."""
    low, high = np.quantile(there, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    reached = int(np.count_nonzero(there >= value - 1e-12))
    return {
        "low": float(low),
        "high": float(high),
        "level": LEVEL,
        "p_value": (1 + reached) / (1 + len(there)),
        "replicates": len(there),
    }


def _matrix(areas: Areas) -> dict[str, dict[str, float | None]]:
    """Return the exposure of each named group to every group, and to the people of none."""
    names = [*areas.groups, *([] if areas.others is None else [OUTSIDE])]
    matrix = exposure_matrix(areas.people)
    return {
        one: {other: plain(float(matrix[i, j])) for j, other in enumerate(names)}
        for i, one in enumerate(areas.groups)
    }


def _districts(areas: Areas) -> dict[str, Any]:
    """Return what of M and H lies between districts, and what within them."""
    assert areas.district is not None
    parts = {
        "mutual_information": parts_of_m(areas.counts, areas.district),
        "information_theory": parts_of_h(areas.counts, areas.district),
    }
    told: dict[str, Any] = {"number": len(areas.districts)}
    told |= {name: _parts(part) for name, part in parts.items()}
    told["each"] = {
        name: {
            "people": int(areas.population[areas.district == code].sum()),
            **{
                index: {
                    "value": plain(float(part.within[code])),
                    "contribution": plain(float(part.contribution[code])),
                }
                for index, part in parts.items()
            },
        }
        for code, name in enumerate(areas.districts)
    }
    return told


def _parts(part: Decomposition) -> dict[str, float | None]:
    return {
        "total": plain(part.total),
        "between": plain(part.between),
        "within": plain(part.inside),
        "share_between": plain(float(divide(part.between, part.total))),
    }


def notes(areas: Areas) -> Iterator[str]:
    """Yield what a reader must know of how the table was taken."""
    empty = int(np.count_nonzero(areas.population == 0))
    if empty:
        land = "; their land counts" if areas.area is not None else ""
        yield f"{_numbered(empty, 'unit')} without people left out{land}"
    if areas.blank:
        yield f"{_numbered(areas.blank, 'blank row')} skipped"
    if areas.others is not None:
        number, total = int(areas.others.sum()), int(areas.population.sum())
        yield (
            f"{number:,} of {total:,} people ({100 * number / total:.1f} %) are in none of the "
            "named groups: they count as the rest and in exposure, not in multigroup and pairs"
        )
    counts = areas.people
    sums = counts.sum(axis=0)
    doubled = np.flatnonzero((2 * counts == sums).all(axis=1))
    if len(counts) > 2 and len(doubled):
        row = int(areas.rows[doubled[0]])
        yield f"row {row} is the sum of all other rows: if it is a total, take it out"


def _numbered(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
