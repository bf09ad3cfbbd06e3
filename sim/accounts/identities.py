"""Accounts: what must balance in every month of every city, whatever mechanisms are at work.

An identity is checked from the state before and after a month and from what was counted in it, by
other means than those that keep them. `accounts` returns one line for each that does not hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.accounts import money
from sim.engines.flows import (
    ARRIVED,
    BOUGHT_BACK,
    DEPARTED,
    DISPLACED,
    DISSOLVED,
    FORMED,
    WITHDRAWN,
    Flows,
)
from sim.state.columns import (
    MARKETS,
    PRIVATE_OWNED,
    PRIVATE_RENTAL,
    PUBLIC,
    RESERVED,
    UNBUILT,
    Dwellings,
    Ints,
    State,
)

NOWHERE = len(MARKETS)  # in tables of homes by market: not built
COMING, GOING = (ARRIVED, FORMED), (DISPLACED, DEPARTED, DISSOLVED)


@dataclass(frozen=True)
class Month:
    """A month with all that its accounts look at.

    Attributes
    ----------
    before, after : State
        At the end of the month before, and at the end of this one.
    flows : Flows
        What was counted in it.
    number : int
        Which month.
    built, reserved : int
        Homes that supply says were finished in it, in all and reserved.
    owners : tuple of array
        Public homes by owner of record as the engine counts them: by block and by neighbourhood,
        (units, classes + 2): classes, permanent residents, and all that were ever sold.
    saved : array of int64, shape (rows,)
        What a cap took off each household's contract, cents a month.
    """

    before: State
    after: State
    flows: Flows
    number: int
    built: int
    reserved: int
    owners: tuple[Ints, Ints]
    saved: Ints


def accounts(month: Month) -> list[str]:
    """Return one line for each identity that does not hold; an empty list if the books balance."""
    checks = (households, residence, vacancies, dwellings, records, *money.CHECKS)
    return [f"month {month.number}: {line}" for check in checks for line in check(month)]


def markets(homes: Dwellings) -> Ints:
    """Return the market of each cell's home, `NOWHERE` where none is built."""
    kind = 2 * homes.sector.astype(np.int64) + homes.rental
    kind = np.where(homes.reserved_until >= 0, RESERVED, kind)
    found: Ints = np.where(homes.sector == UNBUILT, NOWHERE, kind)
    return found


def living(state: State) -> Ints:
    """Return the households of the city."""
    found: Ints = np.flatnonzero(state.households.dwelling >= 0)
    return found


def households(m: Month) -> Iterator[str]:
    """Those at the end are those at the start, and who came, less who went, by group and fifth."""
    shape = m.flows.events.shape[1:]
    counts = []
    for state in (m.before, m.after):
        people, here = state.households, living(state)
        table = np.zeros(shape, np.int64)
        np.add.at(table, (people.group[here], people.fifth[here]), 1)
        counts.append(table)
    came = m.flows.events[list(COMING)].sum(axis=0)
    went = m.flows.events[list(GOING)].sum(axis=0)
    for group, fifth in np.argwhere(counts[1] != counts[0] + came - went).tolist():
        parts = (int(t[group, fifth]) for t in (counts[1], counts[0], came, went))
        yield "households of group {}, fifth {}: {} are not {} and {} who came less {} gone".format(
            group, fifth + 1, *parts
        )


def residence(m: Month) -> Iterator[str]:
    """Every household of the city lives in one built home, and no two in the same."""
    people, homes = m.after.households, m.after.dwellings
    here, occupied = living(m.after), np.flatnonzero(homes.household >= 0)
    cells = people.dwelling[here]
    if len(here) != len(occupied):
        yield f"{len(here)} households live in {len(occupied)} occupied homes"
    if (wrong := int((homes.household[cells] != here).sum())) > 0:
        yield f"{wrong} households are not those that live in their homes"
    if (wrong := int((homes.sector[cells] == UNBUILT).sum())) > 0:
        yield f"{wrong} households live where nothing is built"


def vacancies(m: Month) -> Iterator[str]:
    """Every vacant home is on the list of its market once, and nothing else is."""
    lists, kind = m.after.vacancies, markets(m.after.dwellings)
    vacant = (kind != NOWHERE) & (m.after.dwellings.household < 0)
    seen = np.zeros(len(kind), np.int64)
    for market, name in enumerate(MARKETS):
        listed = lists.homes[market, : lists.length[market]]
        np.add.at(seen, listed, 1)
        if (wrong := int((kind[listed] != market).sum())) > 0:
            yield f"{wrong} homes on the list {name} are of another market"
        if (lists.place[listed] != np.arange(len(listed))).any():
            yield f"homes on the list {name} do not know their place on it"
    if (wrong := int((seen[vacant] != 1).sum())) > 0:
        yield f"{wrong} vacant homes are not on a list once"
    if (wrong := int((seen[~vacant] != 0).sum())) > 0:
        yield f"{wrong} homes on a list are not vacant"


def dwellings(m: Month) -> Iterator[str]:
    """Homes change their market only by building, pulling down, withdrawal and release."""
    old, new = markets(m.before.dwellings), markets(m.after.dwellings)
    ended = (m.before.sites.clear > 0) & (m.after.sites.clear == 0)
    old[ended[m.after.zones.block]] = NOWHERE  # pulled down, and perhaps built anew at once
    names = (*MARKETS, "unbuilt")
    table = np.zeros((NOWHERE + 1, NOWHERE + 1), np.int64)
    np.add.at(table, (old, new), 1)
    raised, kept = int(table[NOWHERE, :NOWHERE].sum()), int(table[NOWHERE, RESERVED])
    if (raised, kept) != (m.built, m.reserved):
        yield (
            f"{raised} homes were built ({kept} reserved), and supply says {m.built} ({m.reserved})"
        )
    withdrawn = int(m.flows.deeds[WITHDRAWN].sum())
    sold = int(table[[PRIVATE_RENTAL, RESERVED], PRIVATE_OWNED].sum())  # some were released first
    given_up = (m.before.dwellings.withdrawn == 0) & (m.after.dwellings.withdrawn > 0)
    sold += int((given_up & (old != NOWHERE) & (new == NOWHERE)).sum())  # and pulled down at once
    if sold != withdrawn:
        yield f"{sold} homes to let became homes for owners, and {withdrawn} were withdrawn"
    early = (old == RESERVED) & (new != RESERVED) & (new != NOWHERE)
    early &= m.before.dwellings.reserved_until >= m.number
    if early.any():
        yield f"{int(early.sum())} reserved homes were released before their term was over"
    allowed = {(NOWHERE, to) for to in range(NOWHERE)} | {(PRIVATE_RENTAL, PRIVATE_OWNED)}
    allowed |= {(RESERVED, PRIVATE_RENTAL), (RESERVED, PRIVATE_OWNED)}
    for was, now in np.argwhere(table > 0).tolist():
        if was != now and now != NOWHERE and (was, now) not in allowed:
            yield f"{int(table[was, now])} homes turned from {names[was]} to {names[now]}"
    gone = np.flatnonzero((old != NOWHERE) & (new == NOWHERE))
    block = m.after.zones.block[gone]
    unplanned = (m.before.sites.clear[block] == 0) & (m.after.sites.clear[block] == 0)
    unplanned &= m.after.sites.finish[block] == 0
    if unplanned.any():
        yield f"{int(unplanned.sum())} homes were pulled down where nobody builds"


def records(m: Month) -> Iterator[str]:
    """Every public home has at most one owner of record, the engine's books count them, and a home
    once sold stays so unless it is bought back or pulled down."""
    was, homes, zones = m.before.dwellings, m.after.dwellings, m.after.zones
    classes = m.owners[0].shape[1] - 2
    if (homes.record >= classes).any() or (homes.record < -1).any():
        yield "an owner of record is of no quota class"
        return
    if (wrong := int((homes.record[homes.sector != PUBLIC] >= 0).sum())) > 0:
        yield f"{wrong} homes that are not public have an owner of record"
    sold = np.flatnonzero(homes.record >= 0)
    for name, labels, kept in zip(
        ("block", "neighbourhood"), (zones.block, zones.neighbourhood), m.owners, strict=True
    ):
        table = np.zeros(kept.shape, np.int64)
        np.add.at(table, (labels[sold], homes.record[sold]), 1)
        residents = sold[homes.record_citizenship[sold] == 1]
        table[:, classes] = np.bincount(labels[residents], minlength=len(kept))
        table[:, -1] = np.bincount(labels[sold], minlength=len(kept))
        for unit in np.flatnonzero((table != kept).any(axis=1)).tolist():
            yield (
                f"{name} {unit} has owners of record {table[unit].tolist()}, and the engine's books"
                f" say {kept[unit].tolist()}"
            )
    lost = int(((was.record >= 0) & (homes.record < 0) & (homes.sector != UNBUILT)).sum())
    if lost > (bought := int(m.flows.deeds[BOUGHT_BACK].sum())):
        yield f"{lost} homes lost their owner of record, and {bought} were bought back"
