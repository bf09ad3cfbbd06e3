"""The state of a city: declared columns of households, dwellings, zones and vacancies.

Struct of arrays. Money is in integer cents, time in integer months, real-valued traits in scaled
integers, so nothing drifts. Both engines work on these columns; everything else they keep is
derived from them.
"""

import functools
import hashlib
import sys
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]

# Markets. A vacant dwelling is on exactly one list, a household searches on the lists open to it.
PUBLIC_OWNED, PUBLIC_RENTAL, PRIVATE_OWNED, PRIVATE_RENTAL, RESERVED = range(5)
MARKETS = ("public_owned", "public_rental", "private_owned", "private_rental", "reserved")
UNBUILT, PUBLIC, PRIVATE = -1, 0, 1
NOBODY = -1
ANY_MARKET = -1  # of a household that has had no home here yet, in an open city
MONTH, INITIAL, NEXT_PROJECT, NEW_MARKET_HOMES, NEW_RESERVED_HOMES = range(5)  # places in `clock`
LEVEL_ONE = 1_000_000_000  # a rent level of one


class Households(NamedTuple):
    """One row a household; the row is its id, which is never reused. Rows not in the city have no
    dwelling."""

    group: Ints  # int8: index into the city's groups
    income: Ints  # int64: cents a month, constant in real terms
    fifth: Ints  # int8: fifth of the initial income distribution, 0 (lowest) to 4
    standing: Ints  # int16: share of initial households that earn less, in thousandths
    market: Ints  # int8: the market in which the household searches (sector x tenure), -1: any
    dwelling: Ints  # int32: cell of its home, -1 if not in the city
    moved: Ints  # int32: month of the last move; negative before the comparison
    rent: Ints  # int64: contract rent, cents a month; 0 for owners
    loan: Ints  # int64: loan at purchase, cents; 0 for renters and for owners without mortgage
    # int16: months in a row with a contract rent above the displacement burden; below zero: months
    # of search since the landlord ended the contract
    strain: Ints
    citizenship: Ints  # int8: 1 if all are permanent residents under a quota of their own, else 0


class Dwellings(NamedTuple):
    """One row a cell of the grid, row-major; a cell holds at most one dwelling."""

    sector: Ints  # int8: -1 unbuilt, 0 public, 1 private
    rental: Ints  # int8: 1 if the dwelling is let, 0 if it is owned
    quality: Ints  # int32: thousandths of a standard deviation
    base_rent: Ints  # int64: asking rent at a rent level of one, cents a month
    household: Ints  # int32: id of the household that lives here, -1 if vacant
    record: Ints  # int8: quota class of the owner of record (public sector), -1 if never sold
    vacant_since: Ints  # int32: month in which it was last left
    last_rent: Ints  # int64: the last contract rent, cents a month; 0 if never let
    last_rent_month: Ints  # int32: month of that contract
    reserved_until: Ints  # int32: last month as a reserved home, -1 if it is none
    reserved_income: Ints  # int64: highest income at entry, cents a month
    reserved_rent: Ints  # int64: rent of the reserved home, cents a month
    record_citizenship: Ints  # int8: that of the owner of record (public sector)
    owned_months: Ints  # int32: months that its seller had owned it, if enough for a buy-back; or 0
    sold_by: Ints  # int32: one more than the id of that seller, if it is noted; else 0
    asking: Ints  # int64: price asked when it was put up for sale, cents; 0 where none is asked
    reserved_term: Ints  # int32: months for which each new tenant reserves it; 0: as for the first
    withdrawn: Ints  # int8: 1 since its landlord gave up letting, 2 once a buyer came; else 0


class Zones(NamedTuple):
    """Nested zones as labels of cells, so that real shapes work as well as squares."""

    block: Ints  # int32 per cell
    neighbourhood: Ints  # int32 per cell


class Vacancies(NamedTuple):
    """Dense lists of vacant dwellings by market; removal swaps in the last one."""

    homes: Ints  # int32 (markets, cells): 0 beyond the end of a list
    length: Ints  # int64 (markets,)
    place: Ints  # int32 per cell: its place on its list; 0 if it is on none


SALES_KEPT = 6


class Sales(NamedTuple):
    """The last sales, as the price over that of the same home at the start, parts per billion."""

    block: Ints  # int64 (blocks, SALES_KEPT): a ring, filled from place 0
    block_number: Ints  # int64 (blocks,): sales so far
    neighbourhood: Ints  # int64 (neighbourhoods, sectors, SALES_KEPT)
    neighbourhood_number: Ints  # int64 (neighbourhoods, sectors)


class Sites(NamedTuple):
    """Where homes are being built or pulled down.

    A cell on which a home is being built has no sector yet; its `vacant_since` is the month in
    which the home is finished, and its rent and what reserves it are written already.
    """

    finish: Ints  # int64 (blocks,): month in which the last homes are finished; 0 where none are
    clear: Ints  # int64 (blocks,): month in which the old homes are pulled down; 0 where none are
    homes: Ints  # int64 (blocks,): homes that are being built
    reserved: Ints  # int64 (blocks,): of which reserved
    fund: Ints  # int64 (1,): fees paid instead of homes and not yet spent, cents
    elsewhere: Ints  # int64 (1,): one more than the block that takes homes owed elsewhere; 0: none


class State(NamedTuple):
    """Everything that decides the future of a run, with the config and the seed."""

    households: Households
    dwellings: Dwellings
    zones: Zones
    vacancies: Vacancies
    rent_level: Ints  # int64 (neighbourhoods, sectors), 1e9 = the level at the start
    # int64 (3,): arrivals so far by stream (growth in market homes, in reserved homes, replacing)
    arrivals: Ints
    clock: Ints  # int64 (5,): month, initial households, next project, homes built last month
    sales: Sales
    sites: Sites


#: Columns that came later; zero wherever nothing needs them.
LATER = (
    *("citizenship", "record_citizenship", "owned_months", "sold_by", "asking"),
    "reserved_term",
    "withdrawn",
)

HOUSEHOLD_TYPES = {
    "group": np.int8,
    "income": np.int64,
    "fifth": np.int8,
    "standing": np.int16,
    "market": np.int8,
    "dwelling": np.int32,
    "moved": np.int32,
    "rent": np.int64,
    "loan": np.int64,
    "strain": np.int16,
    "citizenship": np.int8,
}
DWELLING_TYPES = {
    "sector": np.int8,
    "rental": np.int8,
    "quality": np.int32,
    "base_rent": np.int64,
    "household": np.int32,
    "record": np.int8,
    "vacant_since": np.int32,
    "last_rent": np.int64,
    "last_rent_month": np.int32,
    "reserved_until": np.int32,
    "reserved_income": np.int64,
    "reserved_rent": np.int64,
    "record_citizenship": np.int8,
    "owned_months": np.int32,
    "sold_by": np.int32,
    "asking": np.int64,
    "reserved_term": np.int32,
    "withdrawn": np.int8,
}


def empty_households(rows: int) -> Households:
    """Return `rows` rows of which none is in the city."""
    columns = {name: np.zeros(rows, dtype) for name, dtype in HOUSEHOLD_TYPES.items()}
    columns["dwelling"][:] = NOBODY
    return Households(**columns)


def empty_dwellings(cells: int) -> Dwellings:
    """Return `cells` unbuilt cells."""
    columns = {name: np.zeros(cells, dtype) for name, dtype in DWELLING_TYPES.items()}
    for name in ("sector", "household", "record", "reserved_until"):
        columns[name][:] = -1
    return Dwellings(**columns)


def empty_vacancies(cells: int) -> Vacancies:
    """Return empty vacancy lists."""
    homes = np.zeros((len(MARKETS), cells), np.int32)  # takes memory only where homes are listed
    return Vacancies(homes, np.zeros(len(MARKETS), np.int64), np.zeros(cells, np.int32))


def no_sales(blocks: int, neighbourhoods: int) -> Sales:
    """Return books without a sale."""
    return Sales(
        np.zeros((blocks, SALES_KEPT), np.int64),
        np.zeros(blocks, np.int64),
        np.zeros((neighbourhoods, 2, SALES_KEPT), np.int64),
        np.zeros((neighbourhoods, 2), np.int64),
    )


def no_sites(blocks: int) -> Sites:
    """Return a city in which nobody builds."""
    finish, clear, homes, reserved = (np.zeros(blocks, np.int64) for _ in range(4))
    fund, elsewhere = np.zeros(1, np.int64), np.zeros(1, np.int64)
    return Sites(finish, clear, homes, reserved, fund, elsewhere)


def with_room(households: Households, rows: int) -> Households:
    """Return the same households in columns of at least `rows` rows, which at least double."""
    have = len(households.group)
    if rows <= have:
        return households
    larger = empty_households(max(rows, 2 * have))
    for name in Households._fields:
        getattr(larger, name)[:have] = getattr(households, name)
    return larger


def market_of(dwellings: Dwellings, cell: int) -> int:
    """Return the market of the dwelling in a built cell."""
    if dwellings.reserved_until[cell] >= 0:
        return RESERVED
    return 2 * int(dwellings.sector[cell]) + int(dwellings.rental[cell])


def list_vacancy(state: State, cell: int) -> None:
    """Put a vacant dwelling at the end of its market's list."""
    market = market_of(state.dwellings, cell)
    place = int(state.vacancies.length[market])
    state.vacancies.homes[market, place] = cell
    state.vacancies.place[cell] = place
    state.vacancies.length[market] = place + 1


def unlist_vacancy(state: State, cell: int) -> None:
    """Take a dwelling off its market's list; the last one of the list takes its place."""
    vacancies = state.vacancies
    market = market_of(state.dwellings, cell)
    place, last = int(vacancies.place[cell]), int(vacancies.length[market]) - 1
    moved = int(vacancies.homes[market, last])
    vacancies.homes[market, place] = moved
    vacancies.place[moved] = place
    vacancies.homes[market, last] = 0
    vacancies.place[cell] = 0
    vacancies.length[market] = last


def copy(state: State) -> State:
    """Return a copy that shares no memory with `state`."""
    households = Households(*(column.copy() for column in state.households))
    dwellings = Dwellings(*(column.copy() for column in state.dwellings))
    vacancies = Vacancies(*(column.copy() for column in state.vacancies))
    return State(
        households,
        dwellings,
        state.zones,
        vacancies,
        state.rent_level.copy(),
        state.arrivals.copy(),
        state.clock.copy(),
        Sales(*(column.copy() for column in state.sales)),
        Sites(*(column.copy() for column in state.sites)),
    )


def used_rows(state: State) -> int:
    """Return one more than the highest id handed out so far."""
    initial = int(state.clock[INITIAL])
    return max(initial, *(initial + 3 * (int(n) - 1) + k + 1 for k, n in enumerate(state.arrivals)))


def state_hash(state: State) -> str:
    """Return the SHA-256 of everything that decides the future, hex; the same on every platform.

    Columns are taken in declared order as little-endian integers; the order of the vacancy lists
    counts. Columns that came later (`LATER`) are taken where they are not zero throughout, after
    their name, so that cities without what they are for keep their hashes.
    """
    digest = hashlib.sha256()
    rows = used_rows(state)
    people, homes = state.households._asdict(), state.dwellings._asdict()
    parts: list[Ints] = [column[:rows] for name, column in people.items() if name not in LATER]
    parts += [column for name, column in homes.items() if name not in LATER]
    parts += [state.vacancies.homes[m, : state.vacancies.length[m]] for m in range(len(MARKETS))]
    parts += [state.rent_level, state.arrivals, state.clock]
    for part in parts:
        _digest(digest, part)
    people = {name: column[:rows] for name, column in people.items() if name in LATER}
    homes = {name: column for name, column in homes.items() if name in LATER}
    for name, part in (people | homes | state.sales._asdict() | state.sites._asdict()).items():
        if part.any():
            digest.update(name.encode())
            _digest(digest, part)
    return digest.hexdigest()


def _digest(digest: "hashlib._Hash", part: Ints) -> None:
    digest.update(_label(part.dtype, part.shape))
    little = part if sys.byteorder == "little" else part.astype(part.dtype.newbyteorder("<"))
    digest.update(little.data if little.flags.c_contiguous else np.ascontiguousarray(little).data)


@functools.lru_cache(maxsize=1000)
def _label(dtype: "np.dtype[np.integer]", shape: tuple[int, ...]) -> bytes:
    """Return what tells a column from others of the same bytes."""
    return f"{dtype.str.lstrip('<>=|')}{shape}".encode()
