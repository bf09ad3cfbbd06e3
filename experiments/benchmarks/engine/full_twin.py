"""The C twin of the housing market: full.c, from a city's first state to the hash of its last.

It knows the closed city in which nothing is built, prices follow rents and no rent is capped, with
or without an ethnic quota by live counts; anything else is refused by name.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from program import Program

from sim.behaviour.parameters import BILLION, MILLION, per
from sim.behaviour.tenancy import NO_CAP, longest_strain
from sim.city import City
from sim.months.housing_market import HousingMarket
from sim.state.columns import INITIAL, MONTH, State, copy, state_hash, used_rows, with_room

MARKETS, MOST_GROUPS, EVENTS = 4, 8, 16
PEOPLE = ("group", "income", "fifth", "standing", "market", "dwelling", "moved", "rent", "loan")
PEOPLE += ("strain",)
HOMES = ("sector", "rental", "quality", "base_rent", "household", "record", "vacant_since")
HOMES += ("last_rent", "last_rent_month")
MOVING = ("household", "record", "vacant_since", "last_rent", "last_rent_month")
WHOLE = ("seed", "rows", "cols", "torus", "taste", "persistent", "informed", "candidates", "tries")
WHOLE += ("all_sectors", "minimum_occupation", "reset_months", "entry_burden")
WHOLE += ("displacement_burden", "displacement_months")
MONEY = ("price_yield", "loan_to_value", "instalment", "loan_months", "public_rent_share")
MONEY += ("public_rental_ceiling",)
REAL = ("threshold", "peak", "similarity", "quality", "cost", "attachment_owner")
REAL += ("attachment_renter", "consider_owner", "consider_renter")


class Lived(NamedTuple):
    """What the program says of the months that it lived."""

    seconds: float  # of processor time
    inside: float  # of which the households' part
    decisions: int  # households that looked for a home


def _refuse(city: City) -> None:
    """Raise ValueError for what full.c does not know, by name."""
    market, levers, p = city.config.market, city.levers, city.parameters
    tables, people = levers.tables, city.state.households
    plain = {
        "rules.model": isinstance(city.life, HousingMarket),
        "city.groups": len(city.config.city.groups) <= MOST_GROUPS,
        "market.arrivals": not p.open_city,
        "market.prices": not p.asks,
        "market.rents": market.rents == "relative",
        "market.supply": market.supply == "programme",
        "market.project_rate": market.project_rate == 0,
        "policy": set(city.config.policy) <= {"ethnic_quota"} and not levers.set_asides,
        "policy.ethnic_quota.counts": tables.live[0] == 1,
        "policy.ethnic_quota.buy_back_years": not (tables.buy_back < 10**9).any(),
        "policy.ethnic_quota.rental_block_points": not tables.rental_points.any(),
        "city.groups.permanent_residents": not people.citizenship.any(),
        "policy.rent_cap": bool((tables.rent_cap >= NO_CAP).all()),
        "policy.minimum_occupation": not tables.minimum_stay.any(),
    }
    other = [name for name, same in plain.items() if not same]
    if other:
        raise ValueError(f"full.c knows only the closed market, not this {', '.join(other)}")


def _head(city: City, rows: int) -> bytes:
    """Return what full.c reads first: `Rules`."""
    p, market, tables = city.parameters, city.config.market, city.levers.tables
    whole = [
        *(getattr(p, name) for name in WHOLE),
        longest_strain(p),
        *(getattr(p, name) for name in MONEY),
        per(market.vacancy_response, MILLION),
        per(market.max_monthly_change, BILLION),
        *(city.month, rows, city.state.clock[INITIAL], len(city.config.city.groups)),
        *(tables.block_limit.shape[1], len(tables.block_limit), len(tables.neighbourhood_limit)),
    ]
    real = [*(getattr(p, name) for name in REAL), tables.enforcement[0]]
    return np.array(whole, np.int64).tobytes() + np.array(real, np.float64).tobytes()


def _columns(city: City, rows: int) -> Iterator[NDArray[np.generic]]:
    """Yield the columns and tables of a city in the order of the file."""
    state, tables = city.state, city.tables
    yield from (getattr(state.households, name)[:rows] for name in PEOPLE)
    yield from (getattr(state.dwellings, name) for name in HOMES)
    yield from (state.zones.block, state.zones.neighbourhood, state.vacancies.place)
    lengths = state.vacancies.length[:MARKETS]
    yield lengths
    yield from (state.vacancies.homes[m, : lengths[m]] for m in range(MARKETS))
    yield from (state.rent_level, state.arrivals, tables.quota_class, tables.own_group)
    yield from (tables.appeal, tables.gumbel)
    yield from (city.levers.tables.block_limit, city.levers.tables.neighbourhood_limit)
    yield city.life.market_homes  # type: ignore[union-attr]
    yield city.levers.growth + per(city.config.market.rent_growth, BILLION)


class FullTwin(Program):
    """A running full.c that starts where a city stands, and lives on from there."""

    def __init__(self, city: City) -> None:
        _refuse(city)
        self.first: State = copy(city.state)
        self.groups, rows = len(city.config.city.groups), used_rows(city.state)
        columns = (np.ascontiguousarray(column).tobytes() for column in _columns(city, rows))
        super().__init__("full", _head(city, rows), *columns)

    def live(self, months: int) -> Lived:
        """Live so many months more."""
        taken, inside, decisions = map(int, self.ask(f"run {months}"))
        return Lived(taken / 1e9, inside / 1e9, decisions)

    def last(self) -> tuple[State, dict[str, NDArray[np.generic]]]:
        """Return where the program stands, as a state, and what happened in its last month."""
        content, place = self.written(), 0

        def take(number: int, dtype: object) -> NDArray[np.generic]:
            nonlocal place
            found = np.frombuffer(content, dtype, number, place)  # type: ignore[call-overload]
            place += found.nbytes
            return found  # type: ignore[no-any-return]

        month, rows = take(2, np.int64).tolist()
        state = copy(self.first)
        state = state._replace(households=with_room(state.households, rows))
        state.clock[MONTH] = month
        for name in PEOPLE:
            column = getattr(state.households, name)
            column[:rows] = take(rows, column.dtype)
        for name in MOVING:
            column = getattr(state.dwellings, name)
            column[:] = take(len(column), column.dtype)
        vacancies = state.vacancies
        vacancies.place[:] = take(len(vacancies.place), np.int32)
        vacancies.length[:MARKETS] = take(MARKETS, np.int64)
        for m in range(MARKETS):
            number = int(vacancies.length[m])
            vacancies.homes[m, :number] = take(number, np.int32)
        state.rent_level[:] = take(state.rent_level.size, np.int64).reshape(-1, 2)
        state.arrivals[:] = take(3, np.int64)
        flows: dict[str, NDArray[np.generic]] = {}
        flows["events"] = take(EVENTS * MOST_GROUPS * 5, np.int64).reshape(EVENTS, -1, 5)
        for name in ("utility", "deciders", "refused_utility"):
            flows[name] = take(MOST_GROUPS * 5, np.float64).reshape(-1, 5)
        assert place == len(content)
        return state, {name: each[..., : self.groups, :] for name, each in flows.items()}

    def state_hash(self) -> str:
        """Return the hash of the last state."""
        return state_hash(self.last()[0])
