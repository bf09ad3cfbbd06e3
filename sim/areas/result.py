"""Everything that is measured of a table, as plain words, numbers and None."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.areas.chance import (
    NOTHING,
    chances,
    notes_of_chance,
    replicates_for,
    was_drawn,
)
from sim.areas.digits import percent
from sim.areas.entry import entry, plain
from sim.areas.quantities import OF_SURROUNDINGS, Quantity, quantities
from sim.areas.request import Request
from sim.areas.spatial import surroundings
from sim.areas.sure import add_intervals, notes_of_intervals
from sim.areas.table import Areas
from sim.indices.base import Integers, divide
from sim.indices.decomposition import Decomposition
from sim.indices.exposure import exposure_matrix
from sim.indices.information_theory import decomposition as parts_of_h
from sim.indices.mutual_information import decomposition as parts_of_m

SHUFFLES, RESAMPLES = 200, 500
"""Replicates if nothing is said, for values by chance and for intervals."""

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
    usual, least = (RESAMPLES, 100) if request.intervals else (SHUFFLES, 20)
    replicates = replicates_for(people, request.replicates, usual, least)
    result: dict[str, Any] = {
        "source": areas.source,
        "units": int(np.count_nonzero(areas.population)),
        "people": int(people.sum()),
        "groups": list(areas.groups),
        "people_by_group": dict(zip(areas.groups, map(int, areas.counts.sum(axis=0)), strict=True)),
        "multigroup": {},
        "groups_vs_rest": {},
        "pairs": {},
    }
    _add_quantities(result, areas, request, replicates)
    if not request.indices or "exposure" in request.indices:
        result["exposure_matrix"] = _matrix(areas)
    if areas.district is not None and len(areas.groups) > 1:
        result["districts"] = _districts(areas)
    around = not request.indices or any(name in OF_SURROUNDINGS for name in request.indices)
    if areas.xy is not None and around:
        result["spatial"] = surroundings(areas, request, replicates)
    result["notes"] = [*notes(areas), *notes_of_chance(result, replicates)]
    if request.intervals:
        result["notes"] += notes_of_intervals(people)
    if was_drawn(result):
        result["replicates"], result["seed"] = replicates, request.seed
    return result


def _add_quantities(
    result: dict[str, Any], areas: Areas, request: Request, replicates: int
) -> None:
    """Add every index of all groups, of each and of two."""
    people = areas.people
    told = [
        (quantity, *_value(quantity, people)) for quantity in quantities(areas, request.indices)
    ]
    defined = [quantity for quantity, value, _ in told if not np.isnan(value)]
    found = dict(
        zip(map(id, defined), chances(defined, people, replicates, request.seed), strict=True)
    )
    for quantity, value, reason in told:
        place = result
        for key in quantity.section:
            place = place.setdefault(key, {})
        totals = quantity.data(people).sum(axis=0, dtype=np.float64)
        chance = found.get(id(quantity), NOTHING)
        place[quantity.name] = entry(quantity.index, value, chance, totals / totals.sum())
        if reason:
            place[quantity.name]["undefined"] = reason
    if request.intervals:
        add_intervals(result, defined, people, replicates, request.seed)


def _value(quantity: Quantity, people: Integers) -> tuple[float, str]:
    """Return the value of a quantity, NaN where undefined, and why, if it says so itself."""
    try:
        return float(quantity.values(people)), ""
    except ValueError as error:
        if not quantity.quadratic:
            raise
        return float("nan"), str(error)


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
        yield f"{numbered(empty, 'unit')} without people left out{land}"
    if areas.blank:
        yield f"{numbered(areas.blank, 'blank row')} skipped"
    if areas.others is not None:
        number, total = int(areas.others.sum()), int(areas.population.sum())
        yield (
            f"{number:,} of {total:,} people ({percent(number / total)} %) are in none of the "
            "named groups: they count as the rest and in exposure, not in multigroup and pairs"
        )
    counts = areas.people
    sums = counts.sum(axis=0)
    doubled = np.flatnonzero((2 * counts == sums).all(axis=1))
    if len(counts) > 2 and len(doubled):
        row = int(areas.rows[doubled[0]])
        yield f"row {row} is the sum of all other rows: if it is a total, take it out"


def numbered(number: int, what: str) -> str:
    """Return a number of things, as in `1 unit` and `2,000 units`."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")
