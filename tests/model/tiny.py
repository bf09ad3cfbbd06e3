"""Cities of a few homes, placed by hand, for cases whose answer can be worked out on paper."""

from collections.abc import Sequence
from typing import Any

import numpy as np

import sim.state.columns as c
from sim.behaviour.parameters import quota_classes
from sim.burn_in import Start
from sim.city import City
from sim.config.validate import validate
from sim.state.initial import initial_state
from tests.model.cities import merged

SIDE, ROWS = 5, 2  # a block is two rows of five homes
INCOME, RENT = 900_000, 180_000  # cents a month, of every household and of every home

BASE: dict[str, Any] = {
    "city": {
        "block": SIDE,
        "neighbourhood": 100,
        "public": {"share": 1.0, "rental": 0.0},
        "private": {"share": 0.0},
        "initial": "random",
        "income": {"no_work": 0.0},
    },
    "preferences": {
        "own_group": 0.0,
        "income_similarity": 0.0,
        "quality": 10.0,
        "cost": 0.0,
        "attachment_owner": -100.0,  # whoever may move prefers any other home
        "attachment_renter": -100.0,
    },
    "rules": {
        "consider_owner": 12.0,
        "consider_renter": 12.0,
        "candidates": 100,
        "minimum_occupation": 60,
    },
    "market": {"vacancy_response": 0.0, "project_rate": 0.0},
    "metrics": {"families": []},
}


def cell_of(block: int, home: int, blocks: int) -> int:
    """Return the cell of a home of a block; blocks stand side by side."""
    return (home // SIDE) * SIDE * blocks + block * SIDE + home % SIDE


def tiny_city(
    blocks: Sequence[str],
    *,
    engine: str = "kernel",
    settled: Sequence[str] = (),
    better: Sequence[Sequence[int]] = (),
    rental: Sequence[Sequence[int]] = (),
    private: Sequence[Sequence[int]] = (),
    seed: int = 1,
    tenure: str = "public",
    **changes: Any,
) -> City:
    """Return a city of homes placed by hand: public, `private` (let), or private and `owned`.

    Parameters
    ----------
    blocks : sequence of str
        Ten homes a block: `a` a household of group a that owns its home; `.` a vacant home never
        sold, `./b` a vacant home whose owner of record is of class b. A `+` after the class makes
        it a household of permanent residents, or its home.
    settled : sequence of str
        Groups whose minimum occupation period is not over, so that they stay.
    better : sequence of (block, home)
        Homes ten standard deviations better than the others: who may have one takes it.
    rental : sequence of (block, home)
        Homes that are let, not owned.
    private : sequence of (block, home)
        Homes that are private, and have no owner of record.
    """
    homes = [text.split() for text in blocks]
    assert all(len(row) == ROWS * SIDE for row in homes)
    living = [(b, k, t) for b, row in enumerate(homes) for k, t in enumerate(row) if t[0] != "."]
    names = sorted({_name(t) for row in homes for t in row} - {"."})
    count = len(homes) * ROWS * SIDE
    groups = {n: {"share": 1.0 / len(names), "quota_class": n} for n in names}
    vacancy = (count - len(living)) / count
    public, rented = tenure == "public", tenure == "private"
    sectors = {
        "public": {"share": 1.0 if public else 0.0, "vacancy_owned": vacancy},
        "private": {
            "share": 0.0 if public else 1.0,
            "rental": 1.0 if rented else 0.0,
            "rent": 100.0,
            "vacancy_rental": vacancy,
            "vacancy_owned": vacancy,
        },
    }
    if not public:
        groups = {n: group | {"public_rate": 0.0} for n, group in groups.items()}
    city = {"size": [ROWS, SIDE * len(homes)], "groups": groups, **sectors}
    config = validate(merged(merged(BASE, {"city": city, "engine": engine}), changes))
    state = initial_state(config, seed)
    classes = quota_classes(config)
    people, dwellings = state.households, state.dwellings
    assert len(people.group) == len(living)
    dwellings.household[:] = dwellings.record[:] = -1
    dwellings.quality[:], dwellings.base_rent[:] = 0, RENT
    dwellings.last_rent[:] = 0
    for number, (block, home, token) in enumerate(living):
        cell = cell_of(block, home, len(homes))
        people.dwelling[number], dwellings.household[cell] = cell, number
        people.group[number] = names.index(_name(token))
        people.citizenship[number] = token.endswith("+")
        if public:
            _own(dwellings, cell, classes.index(_name(token)), token)
        people.moved[number] = -1 if token in settled else -100
    people.income[:], people.standing[:], people.fifth[:] = INCOME, 500, 2
    people.loan[:] = 0
    people.rent[:] = RENT if rented else 0
    vacancies = c.empty_vacancies(count)
    state = state._replace(vacancies=vacancies)
    for block, home in rental:
        dwellings.rental[cell_of(block, home, len(homes))] = 1
    for block, home in private:
        dwellings.sector[cell_of(block, home, len(homes))] = c.PRIVATE
    for block, row in enumerate(homes):
        for home, token in enumerate(row):
            if token[0] != ".":
                continue
            cell = cell_of(block, home, len(homes))
            if "/" in token:
                _own(dwellings, cell, classes.index(_name(token)), token)
            c.list_vacancy(state, cell)
    dwellings.record[dwellings.sector == c.PRIVATE] = -1
    for block, home in better:
        dwellings.quality[cell_of(block, home, len(homes))] = 10_000
    return City(config, seed, start=Start(state, float("nan")))


def _name(token: str) -> str:
    """Return the class that a token of `tiny_city` names."""
    return token.split("/")[-1].rstrip("+")


def _own(dwellings: c.Dwellings, cell: int, quota_class: int, token: str) -> None:
    """Enter the owner of record of a home."""
    dwellings.record[cell] = quota_class
    dwellings.record_citizenship[cell] = token.endswith("+")


def owners(city: City) -> dict[str, int]:
    """Return the homes by class of the owner of record, in the whole city."""
    record = city.state.dwellings.record
    counts = np.bincount(record[record >= 0], minlength=len(quota_classes(city.config)))
    return dict(zip(quota_classes(city.config), counts.tolist(), strict=True))
