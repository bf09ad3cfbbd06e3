"""Areas of a real city read from a table: how many homes each has, who lives there, which touch."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.config.schema import CityConfig
from sim.draws import Purpose
from sim.state import keyed
from sim.state.columns import Zones
from sim.state.initial import InfeasibleCity


def statuses(city: CityConfig) -> list[str]:
    """Return the statuses in the order in which the groups first name them."""
    return list(dict.fromkeys(g.status or name for name, g in city.groups.items()))


def ethnicities(city: CityConfig) -> list[str]:
    """Return the ethnicities in the order in which the groups first name them."""
    return list(dict.fromkeys(g.ethnicity or name for name, g in city.groups.items()))


@dataclass(frozen=True)
class Areas:
    """Households by area and group; each area's homes lie in consecutive cells, area by area.

    Attributes
    ----------
    households : ndarray of int64, shape (areas, groups)
    homes_of : ndarray of int64, shape (areas, kinds)
        Homes by kind: by the status of those whom they are for, or all of one kind where they are
        for anybody.
    status_of : ndarray of int64, shape (groups,)
        Kind of home that each group may live in.
    names : list of str
        First column of the table.
    """

    households: NDArray[np.int64]
    homes_of: NDArray[np.int64]
    status_of: NDArray[np.int64]
    names: list[str]

    @property
    def homes(self) -> int:
        """Homes in all."""
        return int(self.homes_of.sum())

    @property
    def status_of_home(self) -> NDArray[np.int64]:
        """Status of those whom each home is for."""
        areas, kinds = self.homes_of.shape
        return np.repeat(np.tile(np.arange(kinds), areas), self.homes_of.ravel())

    @property
    def area_of_home(self) -> NDArray[np.int64]:
        """Area of each home."""
        return np.repeat(np.arange(len(self.homes_of)), self.homes_of.sum(axis=1))

    def zones(self, city: CityConfig) -> Zones:
        """Return the area of every cell, as block and as neighbourhood; cells that are left over
        hold no home and count to the last area."""
        cells = city.size[0] * city.size[1]
        if cells < self.homes:
            raise InfeasibleCity(
                f"city.size has {cells} cells: the areas of city.areas need {self.homes} homes"
            )
        label = np.full(cells, len(self.homes_of) - 1, np.int32)
        label[: self.homes] = self.area_of_home
        return Zones(label, label.copy())

    def groups_by_cell(self, city: CityConfig, cells: int, seed: int) -> NDArray[np.int8]:
        """Return the group that lives in each cell, -1 where nobody does.

        Each area and each kind of home has as many households as `households` says: of the same
        groups (`city.initial=from_table`, or `even`, for which the numbers are those of
        `spread_evenly`), or of groups shuffled over the whole city among homes of the same kind
        (`random`).
        """
        group = np.full(cells, -1, np.int8)
        order = keyed.order(range(self.homes), seed, Purpose.SITE)
        area, kind = self.area_of_home[order], self.status_of_home[order]
        place = area * self.homes_of.shape[1] + kind
        by_place = np.argsort(place, kind="stable")
        first = np.searchsorted(place[by_place], np.arange(self.homes_of.size))
        living: list[list[int]] = [[] for _ in range(self.homes_of.shape[1])]
        who: list[list[int]] = [[] for _ in range(self.homes_of.shape[1])]
        for a, row in enumerate(self.households):
            for k in range(self.homes_of.shape[1]):
                groups = np.repeat(np.arange(len(row)), np.where(self.status_of == k, row, 0))
                start = first[a * self.homes_of.shape[1] + k]
                living[k] += order[by_place[start : start + len(groups)]].tolist()
                who[k] += groups.tolist()
        for k in range(self.homes_of.shape[1]):
            sites, groups = np.array(living[k], np.int64), np.array(who[k], np.int8)
            if city.initial == "random":
                sites = keyed.order(sites, seed, Purpose.SITE, 1)
            group[sites] = groups
        return group


def read_areas(city: CityConfig, tied: bool = False) -> Areas:
    """Return the areas of `city.areas`, a CSV with one column of people per group.

    Homes are tied to the status of those who live there in the table, or all of one kind.

    Raises
    ------
    InfeasibleCity
        If the file is no such table.
    """
    kinds = statuses(city) if tied else ["any"]
    status_of = np.array(
        [kinds.index(g.status or name) if tied else 0 for name, g in city.groups.items()]
    )
    names, counts = _rows(Path(city.areas or ""), list(city.groups))
    people = np.array(counts)
    households = np.floor(people / city.people_per_household + 0.5).astype(np.int64)
    by_status = np.stack(
        [households[:, status_of == k].sum(axis=1) for k in range(len(kinds))], axis=1
    )
    homes_of = np.floor(by_status / (1.0 - city.vacancy) + 0.5).astype(np.int64)
    if city.initial == "even":
        households = spread_evenly(households, status_of)
        by_status = np.stack(
            [households[:, status_of == k].sum(axis=1) for k in range(len(kinds))], axis=1
        )
    return Areas(households, np.maximum(homes_of, by_status), status_of, names)


def spread_evenly(households: NDArray[np.int64], kind: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return as many households of each kind of home in each area, with the city's mix of groups.

    Each number is rounded on its own, so that those of the city may change a little: the "shuffled"
    start of Zuccotti, Lorenz, Paolillo, Rodriguez Sanchez and Serka (2023).
    """
    even = np.zeros_like(households)
    for k in range(int(kind.max()) + 1):
        own = np.flatnonzero(kind == k)
        here = households[:, own]
        shares = here.sum(axis=0) / max(int(here.sum()), 1)
        even[:, own] = np.floor(here.sum(axis=1)[:, np.newaxis] * shares + 0.5)
    return even


def _rows(path: Path, columns: list[str]) -> tuple[list[str], list[list[float]]]:
    """Return the first column of a CSV file, and the named ones as numbers, row by row."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeError, csv.Error) as error:
        raise InfeasibleCity(f"city.areas is {str(path)!r}: no CSV file in UTF-8") from error
    found, names = [], []
    for number, row in enumerate(rows, start=2):
        try:
            counts = [float(row[name]) for name in columns]
            if not all(0 <= count < float("inf") for count in counts):
                raise ValueError(counts)
        except (KeyError, TypeError, ValueError) as error:
            raise InfeasibleCity(
                f"city.areas, line {number}: it needs a number of at least 0 for each of"
                f" {', '.join(columns)}"
            ) from error
        found.append(counts)
        names.append(next(iter(row.values())))
    if not found:
        raise InfeasibleCity(f"city.areas is {str(path)!r}: it has no row")
    return names, found


def read_contiguity(path: str, names: list[str]) -> list[list[int]]:
    """Return for each area those that touch it, from a CSV of pairs of names, one pair a row.

    Raises
    ------
    InfeasibleCity
        If the file is no such table.
    """
    number = {name: k for k, name in enumerate(names)}
    touching: list[list[int]] = [[] for _ in names]
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as handle:
            pairs = [(row[0], row[1]) for row in list(csv.reader(handle))[1:]]
    except (OSError, UnicodeError, csv.Error, IndexError) as error:
        raise InfeasibleCity(
            f"city.contiguity is {path!r}: it needs the names of two areas in each row"
        ) from error
    for pair in pairs:
        if pair[0] == pair[1] or not set(pair) <= set(number):
            raise InfeasibleCity(f"city.contiguity: {', '.join(pair)} are no two areas of the city")
        a, b = number[pair[0]], number[pair[1]]
        touching[a].append(b)
        touching[b].append(a)
    return [sorted(dict.fromkeys(row)) for row in touching]
