"""Whose turn it is in a month of relocation, and in what order."""

from sim.behaviour.switches import Switches
from sim.compiled import rule
from sim.config.choices import ALL, DRAWN, PAIRS, RANDOM_ORDER, TWO_TRAITS, UNHAPPY
from sim.draws import uniform, word
from sim.engines.kernel.queue import KEY_BITS, Queue, sort_turns, turn_of
from sim.engines.kernel.relocation.looking import content_at_home, is_content
from sim.engines.kernel.relocation.search import vacancy
from sim.engines.kernel.relocation.world import RelocationWorld, home_of
from sim.memory import fetch

ORDER, RESTLESS = 2, 25  # sim.draws.Purpose
FAR, NEAR = 16, 8  # turns ahead of which the memory is asked


@rule
def would_move(w: RelocationWorld, household: int, month: int, p: Switches) -> bool:
    """Return whether a household looks for another home when its turn comes."""
    if p.movers == ALL or p.movers == PAIRS or p.score == TWO_TRAITS:
        return True
    if not is_content(w, household, home_of(w, household), p):
        return True
    if p.happy_moves <= 0.0:
        return False
    return uniform(p.seed, month, household, RESTLESS, 0) < p.happy_moves


@rule
def known(p: Switches) -> bool:
    """Return whether those whose turn comes are those who were not satisfied a month ago."""
    unhappy = p.movers == UNHAPPY and p.happy_moves <= 0.0 and p.score != TWO_TRAITS
    return unhappy and p.at_start and p.activation != DRAWN


@rule
def turn(w: RelocationWorld, household: int, month: int, p: Switches) -> int:
    """Return what a household's turn is sorted by."""
    if p.activation == RANDOM_ORDER:
        return turn_of(word(p.seed, month, household, ORDER, 0), household)
    return turn_of(home_of(w, household), household)


@rule
def key_bits(w: RelocationWorld, p: Switches) -> int:
    """Return how many bits what turns are sorted by has at most."""
    if p.activation == RANDOM_ORDER:
        return KEY_BITS
    bits = 1
    while len(w.counts.group) > 1 << bits:
        bits += 1
    return bits


@rule
def line_up(w: RelocationWorld, queue: Queue, month: int, p: Switches) -> int:
    """Put the households whose turn comes in `queue.ids`, in order; return how many."""
    count = 0
    if known(p):
        for group in range(len(w.flows.unhappy)):
            count += int(w.flows.unhappy[group])
        for i in range(count):
            queue.turns[i] = turn(w, int(queue.ids[i]), month, p)
    else:
        for household in range(len(w.state.households.dwelling)):
            if not p.at_start or would_move(w, household, month, p):
                queue.turns[count] = turn(w, household, month, p)
                count += 1
    sort_turns(queue, count, key_bits(w, p))
    return count


@rule
def look_ahead(w: RelocationWorld, queue: Queue, i: int, count: int, all_move: bool) -> None:
    """Ask the memory for what turns a little later will touch: the columns of the household first,
    then the counts around its home; where all move, those of the homes that they take too."""
    people, homes, vacancies = w.state.households, w.state.dwellings, w.state.vacancies
    if i + FAR < count:
        household = int(queue.ids[i + FAR])
        fetch(people.dwelling, household)
        fetch(people.group, household)
        if all_move:
            fetch(people.moved, household)
            fetch(vacancies.homes[0], queue.spare[i + FAR])
    if i + NEAR < count:
        left = home_of(w, int(queue.ids[i + NEAR]))
        fetch(w.counts.around, left)
        if all_move:
            cell = vacancy(w, queue.spare[i + NEAR])
            fetch(w.counts.around, cell)
            fetch(homes.vacant_since, left)
            fetch(homes.record, cell)
            for k in range(2):
                one = cell if k == 1 else left
                fetch(homes.household, one)
                fetch(vacancies.place, one)
                fetch(w.counts.group, one)


@rule
def note_unhappy(w: RelocationWorld, queue: Queue, p: Switches) -> None:
    """Count the households that are not satisfied, and list them where it will be their turn."""
    for unit in range(len(w.counts.around) if p.sees_start else 0):
        for group in range(w.counts.around.shape[1]):
            w.counts.seen[unit, group] = w.counts.around[unit, group]
    count = 0
    listed = known(p)
    w.flows.unhappy[:] = 0
    for cell in range(len(w.counts.group)):
        group = w.counts.group[cell]
        if group >= 0 and not content_at_home(w, cell, p):
            w.flows.unhappy[group] += 1
            if listed:
                queue.ids[count] = w.state.dwellings.household[cell]
                count += 1
