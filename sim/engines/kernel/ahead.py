"""What the next searchers will look at, asked from the memory early: hints that change nothing.

In a large city most of a decision is waiting for memory. Whose turn comes is known, and so are the
draws for the homes that it will see; a home that is taken meanwhile makes a hint useless, not
wrong.
"""

from sim.behaviour.parameters import Parameters
from sim.compiled import rule
from sim.draws import philox, picked
from sim.engines.kernel.queue import Queue
from sim.engines.kernel.search import CANDIDATE, vacancies_seen, vacancy_at
from sim.engines.kernel.world import World
from sim.memory import fetch

FAR, MIDDLE, NEAR = 6, 3, 2  # turns ahead
TENANTS_AHEAD = 24  # rows


@rule
def look_ahead(w: World, queue: Queue, i: int, count: int, month: int, p: Parameters) -> None:
    """Ask for what turns a little later will read: first the households, then their homes, then the
    homes that they will draw."""
    if i + FAR < count:
        fetch_household(w, int(queue.ids[i + FAR]))
    if i + MIDDLE < count:
        fetch_home(w, w.state.households.dwelling[queue.ids[i + MIDDLE]], p)
    if i + NEAR < count:
        fetch_candidates(w, int(queue.ids[i + NEAR]), month, p)


@rule
def fetch_household(w: World, household: int) -> None:
    """Ask for what a search reads of a household."""
    people = w.state.households
    fetch(people.dwelling, household)
    fetch(people.market, household)
    fetch(people.income, household)
    fetch(people.group, household)
    fetch(people.fifth, household)
    fetch(people.standing, household)
    fetch(people.strain, household)
    fetch(people.moved, household)
    fetch(people.rent, household)
    fetch(people.loan, household)


@rule
def fetch_home(w: World, cell: int, p: Parameters) -> None:
    """Ask for what a search reads of a home that is lived in, and for the counts around it, which
    change if it is left."""
    if cell < 0:
        return
    homes = w.state.dwellings
    fetch(homes.sector, cell)
    fetch(homes.rental, cell)
    fetch(homes.reserved_until, cell)
    fetch(homes.base_rent, cell)
    fetch_worth(w, cell)
    for down in range(-2, 3):
        other = cell + down * p.cols
        if 0 <= other < p.rows * p.cols:
            fetch(w.counts.around, other)
            fetch(w.counts.around_standing, other)


@rule
def fetch_worth(w: World, cell: int) -> None:
    """Ask for what decides the worth of a home."""
    fetch(w.counts.around, cell)
    fetch(w.counts.around_standing, cell)
    fetch(w.state.dwellings.quality, cell)
    fetch(w.state.zones.neighbourhood, cell)


@rule
def fetch_candidates(w: World, household: int, month: int, p: Parameters) -> None:
    """Ask for the homes that a household will draw first, as the lists stand now."""
    total = vacancies_seen(w, household, False, p)
    words = (0, 0, 0, 0)
    for k in range(p.candidates if total > 0 else 0):
        if k & 1 == 0:
            words = philox(p.seed, month, household, CANDIDATE, k >> 1)
        place = picked(total, words, k)
        market, cell = vacancy_at(w, household, place, False, p)
        fetch(w.counts.window, cell)
        fetch_worth(w, cell)
        if market < 2:
            fetch(w.state.zones.block, cell)
            fetch(w.state.dwellings.record, cell)


@rule
def fetch_tenancy(w: World, household: int, rows: int) -> None:
    """Ask for what a tenant's month reads of its home; owners' homes are seldom looked at."""
    people, homes = w.state.households, w.state.dwellings
    if household >= rows or people.rent[household] == 0:
        return
    cell = people.dwelling[household]
    if cell >= 0:
        fetch(homes.sector, cell)
        fetch(homes.rental, cell)
        fetch(homes.reserved_until, cell)
        fetch(w.state.zones.block, cell)
