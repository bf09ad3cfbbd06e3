"""Cities for tests, written out so that they depend on no preset, and a recount of their books."""

import copy
import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import assume

import sim.state.columns as c
from sim.behaviour.parameters import quota_classes
from sim.burn_in import Start
from sim.city import City
from sim.config.schema import Config
from sim.config.validate import validate
from sim.state.initial import InfeasibleCity, initial_state

TOWN: dict[str, Any] = {
    "city": {
        "size": [23, 19],
        "block": 4,
        "neighbourhood": 2,
        "empty_land": 0.1,
        "public": {
            "share": 0.7,
            "rental": 0.1,
            "vacancy_owned": 0.04,
            "vacancy_rental": 0.08,
            "rent": 1800.0,
        },
        "private": {
            "share": 0.3,
            "rental": 0.5,
            "vacancy_owned": 0.06,
            "vacancy_rental": 0.08,
            "rent": 2600.0,
        },
        "groups": {
            name: {
                "share": share,
                "public_rate": rate,
                "income_ratio": ratio,
                "quota_class": quota_class,
            }
            for name, share, rate, ratio, quota_class in (
                ("ash", 0.6, 0.7, 1.0, "ash"),
                ("birch", 0.25, 0.8, 0.8, "rest"),
                ("cedar", 0.15, 0.6, 1.1, "rest"),
            )
        },
        "income": {"median": 9000.0, "sigma": 0.78, "no_work": 0.1},
        "initial": "random",
    },
    "preferences": {"own_group": 2.0, "appeal_sigma": {"birch": 0.5}},
    "rules": {"consider_owner": 1.0, "consider_renter": 3.0, "minimum_occupation": 2},
    "market": {"reset_months": 6, "project_rate": 0.2, "project_homes": 12},
    "metrics": {"families": []},
    "months": 12,
}
"""A mixed town of 437 cells in which something of everything happens within a year."""

QUOTA = {
    "limits": [
        {
            "since": "1989-03",
            "block": {"ash": 75.0, "rest": 60.0},
            "neighbourhood": {"ash": 72.0, "rest": 55.0},
        }
    ]
}
"""Limits that bind in `TOWN`."""


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `changes` laid over it, key by key; `policy` and `groups` are replaced."""
    result = copy.deepcopy(dict(base))
    for key, value in changes.items():
        replaced = key in ("policy", "groups") or not isinstance(value, Mapping)
        result[key] = copy.deepcopy(value) if replaced else merged(result.get(key, {}), value)
    return result


def town(**changes: Any) -> Config:
    """Return `TOWN` with changes, checked as any user's config is."""
    return validate(merged(TOWN, changes))


def built(config: Config, seed: int) -> City:
    """Return the city, or let Hypothesis draw another config if this one has no first month.

    It is given its start, so that limits below a class's share, which a checked config cannot have,
    are drawn too.
    """
    try:
        return City(config, seed, Start(initial_state(config, seed), float("nan")))
    except InfeasibleCity:
        assume(False)
        raise


def with_engine(config: Config, engine: str) -> Config:
    """Return the same config for another engine."""
    return dataclasses.replace(config, engine=engine)


def hashes(config: Config, seed: int = 1, months: int | None = None, **more: Any) -> list[str]:
    """Return the state hash before the first month and after each."""
    city = City(config, seed, **more)
    found = [city.state_hash()]
    for _ in range(config.months if months is None else months):
        city.step()
        found.append(city.state_hash())
    return found


def owners_of_record(city: City) -> tuple[c.Ints, c.Ints]:
    """Return public homes by owner of record, counted afresh: by block and by neighbourhood.

    One row a unit, one column a quota class and a last one for the homes ever sold.
    """
    zones, record = city.state.zones, city.state.dwellings.record
    classes = len(quota_classes(city.config))
    tables = []
    for labels in (zones.block, zones.neighbourhood):
        table = np.zeros((int(labels.max()) + 1, classes + 1), np.int64)
        sold = np.flatnonzero(record >= 0)
        np.add.at(table, (labels[sold], record[sold]), 1)
        np.add.at(table, (labels[sold], np.full(len(sold), classes)), 1)
        tables.append(table)
    return tables[0], tables[1]


def residents_on_record(city: City) -> tuple[c.Ints, c.Ints]:
    """Return public homes whose owner of record is of permanent residents: by block and by
    neighbourhood."""
    zones, homes = city.state.zones, city.state.dwellings
    here = (homes.record >= 0) & (homes.record_citizenship == 1)
    blocks, places = (
        np.bincount(labels[here], minlength=int(labels.max()) + 1)
        for labels in (zones.block, zones.neighbourhood)
    )
    return blocks, places


def around(city: City) -> tuple[c.Ints, c.Ints]:
    """Return the households within Moore radius 2 of each cell, counted afresh by looking.

    By group and in all, and the sum of their income ranks.
    """
    rows, cols = city.config.city.size
    people, living = city.state.households, city.state.dwellings.household.reshape(rows, cols)
    groups = len(city.config.city.groups)
    counts = np.zeros((rows * cols, groups + 1), np.int64)
    standing = np.zeros(rows * cols, np.int64)
    near = [(r, q) for r in range(-2, 3) for q in range(-2, 3) if (r, q) != (0, 0)]
    for row in range(rows):
        for col in range(cols):
            for other_row, other_col in ((row + r, col + q) for r, q in near):
                if city.config.rules.torus:
                    other_row, other_col = other_row % rows, other_col % cols
                elif not (0 <= other_row < rows and 0 <= other_col < cols):
                    continue
                one = living[other_row, other_col]
                if one >= 0:
                    cell = row * cols + col
                    counts[cell, people.group[one]] += 1
                    counts[cell, groups] += 1
                    standing[cell] += people.standing[one]
    return counts, standing


def limits_in_force(city: City) -> tuple[c.Ints, c.Ints]:
    """Return the month's limits by block and by neighbourhood, hundredths of a per cent."""
    return city.levers.tables.block_limit, city.levers.tables.neighbourhood_limit
