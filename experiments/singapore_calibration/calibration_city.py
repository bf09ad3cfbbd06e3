"""The city of the calibration: it lives as every city does, and its moments are recorded beside
its series. See README.md, where each moment is defined."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import sim.city
from sim.config.folder import config_folder
from sim.indices.dissimilarity import dissimilarity, expected_pair
from sim.indices.shuffling import shuffled
from sim.market import at_limit
from sim.state.columns import PUBLIC

Ints = NDArray[np.int64]
PAIRS = (("chinese", "malay"), ("chinese", "indian"), ("malay", "indian"))
CLASSES = ("chinese", "malay", "indian_others")
AREA = (2, 3)  # neighbourhoods in a planning area: six, as 332 subzones are in 55 planning areas
RENTED = ("public_rental", "private_rental")


class City(sim.city.City):
    """A city whose last state is told by the moments of the calibration."""

    def series(self) -> dict[str, NDArray[Any]]:
        """Return the recorded outcomes, and each moment in every row."""
        columns = super().series()
        rows = len(columns["month"])
        found = segregation(self) | limits(self, columns) | turnover(self, columns)
        return columns | {name: np.full(rows, value) for name, value in found.items()}


def count(units: Ints, members: Ints, shape: tuple[int, int]) -> Ints:
    """Return how many of each kind are in each unit; `members` below 0 are nobody."""
    table = np.zeros(shape, np.int64)
    here = members >= 0
    np.add.at(table, (units[here], members[here]), 1)
    return table


def planning_areas(config: Any) -> Ints:
    """Return the planning area of each neighbourhood: six of them, 2 x 3."""
    side = config.city.block * config.city.neighbourhood
    down, across = (-(-cells // side) for cells in config.city.size)
    row, column = np.divmod(np.arange(down * across), across)
    found: Ints = row // AREA[0] * (-(-across // AREA[1])) + column // AREA[1]
    return found


def segregation(city: sim.city.City) -> dict[str, float]:
    """Return D of pairs of groups between neighbourhoods and planning areas, and by chance."""
    groups = list(city.config.city.groups)
    zones = city.state.zones.neighbourhood.astype(np.int64)
    seen = city.snapshot()
    area = planning_areas(city.config)
    by_zone = count(zones, seen.group.astype(np.int64), (len(area), len(groups)))
    by_area = np.zeros((int(area.max()) + 1, len(groups)), np.int64)
    np.add.at(by_area, area, by_zone)
    found = {}
    for level, table in (("subzone", by_zone), ("area", by_area)):
        for pair in PAIRS:
            if not set(pair) <= set(groups):
                continue
            a, b = (groups.index(name) for name in pair)
            name = f"D.{level}.{pair[0]}-{pair[1]}"
            found[name] = float(dissimilarity(table[:, [a, b]]))
            found[f"{name}.chance"] = float(expected_pair(table, a, b))
    return found


def limits(city: sim.city.City, columns: dict[str, NDArray[Any]]) -> dict[str, float]:
    """Return shares of public blocks and neighbourhoods at a limit, as they are and by chance.

    As they are, they are those that the city records where the limits of 2010 hold everywhere;
    elsewhere, as in a city without a quota, they are those that these limits would give.
    """
    classes, zones = city.calendar.classes, city.state.zones
    if set(classes) != set(CLASSES):
        return {}
    homes = city.state.dwellings
    record = np.where(homes.sector == PUBLIC, homes.record, -1).astype(np.int64)
    blocks = int(zones.block.max()) + 1
    around = np.zeros(blocks, np.int64)
    around[zones.block] = zones.neighbourhood
    owned = count(zones.block.astype(np.int64), record, (blocks, len(classes)))
    by_chance = shuffled(owned, 1, city.seed_of_run)[0]
    found = at_limits(owned, around, classes)
    if holds(city, caps("2010", classes)):
        found |= recorded(columns, classes)
    found |= {
        f"{name}.chance": share for name, share in at_limits(by_chance, around, classes).items()
    }
    return found


def holds(city: sim.city.City, of: dict[str, Ints]) -> bool:
    """Return whether limits, per cent by class, are in force in all of a city."""
    tables = city.levers.tables
    return bool(
        (tables.block_limit == 100 * of["block"]).all()
        and (tables.neighbourhood_limit == 100 * of["neighbourhood"]).all()
    )


def recorded(columns: dict[str, NDArray[Any]], classes: list[str]) -> dict[str, float]:
    """Return the shares at a limit that the city has recorded of its last month, per cent."""
    names = {"neighbourhoods": "neighbourhood", "blocks": "block"}
    names |= {f"blocks.{name}": f"block.{name}" for name in classes}
    return {
        f"limits.{mine}": 100.0 * float(columns[f"at_limit.{name}"][-1])
        for mine, name in names.items()
    }


def at_limits(owned: Ints, around: Ints, classes: list[str]) -> dict[str, float]:
    """Return how many units the limits of 2010 close to a class, per cent.

    Parameters
    ----------
    owned : array of int, shape (blocks, classes)
        Public homes by owner of record.
    around : array of int, shape (blocks,)
        Neighbourhood of each block.
    classes : list of str
    """
    zones = np.zeros((int(around.max()) + 1, len(classes)), np.int64)
    np.add.at(zones, around, owned)
    here, there = owned.sum(axis=1) > 0, zones.sum(axis=1) > 0
    now, before = (caps(since, classes) for since in ("2010", "1989"))
    zone_closed = closed(zones, now["neighbourhood"])
    block_closed = closed(owned, now["block"]) | zone_closed[around]
    found = {
        "limits.neighbourhoods": 100.0 * zone_closed[there].any(axis=1).mean(),
        "limits.blocks": 100.0 * block_closed[here].any(axis=1).mean(),
    }
    over = 100 * zones > before["neighbourhood"] * zones.sum(axis=1)[:, None]
    found["limits.before"] = 100.0 * over[there].any(axis=1).mean()
    without = [k for k, name in enumerate(classes) if name != "indian_others"]
    found["limits.before_two"] = 100.0 * over[there][:, without].any(axis=1).mean()
    for k, name in enumerate(classes):
        found[f"limits.blocks.{name}"] = 100.0 * block_closed[here, k].mean()
    refused = block_closed.astype(float) * (owned.sum(axis=0) / max(owned.sum(), 1))
    lost = (owned * (refused.sum(axis=1)[:, None] - refused)).sum(axis=0)
    for k, name in enumerate(classes):
        found[f"appeals.{name}"] = 100.0 * lost[k] / lost.sum() if lost.sum() else np.nan
    return {name: float(value) for name, value in found.items()}


def closed(owned: Ints, cap: Ints) -> NDArray[np.bool_]:
    """Return which classes may not buy one more home in each unit from an owner of another."""
    return at_limit.closed(owned, np.broadcast_to(100 * cap, owned.shape))


def caps(since: str, classes: list[str]) -> dict[str, Ints]:
    """Return the limits that a date brought, per cent by class, of blocks and neighbourhoods."""
    import yaml

    file = config_folder() / "policy/ethnic_quota.yaml"
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))["ethnic_quota"]["limits"]
    entry = next(e for e in entries if e["since"].startswith(since))
    return {
        level: np.array([entry[level][name] for name in classes], np.int64)
        for level in ("block", "neighbourhood")
    }


def turnover(city: sim.city.City, columns: dict[str, NDArray[Any]]) -> dict[str, float]:
    """Return resales over public flats, and tenants who moved over tenants, per cent a year."""
    years = max(len(columns["month"]) - 1, 1) / 12
    homes = city.state.dwellings
    sold = sum(columns[f"sales.{name}"][1:].sum() for name in city.calendar.classes)
    let = sum(columns[f"taken.{market}"][1:].sum() for market in RENTED)
    let -= columns["arrivals"][1:].sum()  # nearly all of whom rent their first home
    flats = max(int((homes.sector == PUBLIC).sum()), 1)
    tenants = max(int(((homes.rental > 0) & (homes.household >= 0)).sum()), 1)
    return {
        "turnover.resales": 100.0 * float(sold) / flats / years,
        "turnover.renters": 100.0 * float(let) / tenants / years,
    }
