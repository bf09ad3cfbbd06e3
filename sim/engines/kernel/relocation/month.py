"""A month of relocation: whose turn it is, whether it moves, and with whom it changes places."""

from sim.behaviour import relocation
from sim.behaviour.switches import Switches
from sim.compiled import routine, rule
from sim.config.choices import AFFORDABLE, LOGIT, PAIRS, TWO_TRAITS, UNHAPPY
from sim.draws import gumbel, pick, uniform, word
from sim.engines.kernel.queue import Queue
from sim.engines.kernel.relocation.looking import (
    affords,
    content,
    forbidden,
    is_content,
    others_gain,
    worth,
)
from sim.engines.kernel.relocation.moves import exchange, move, move_plainly
from sim.engines.kernel.relocation.order import line_up, look_ahead, note_unhappy, would_move
from sim.engines.kernel.relocation.plain import fill_content, note_plainly, plainly
from sim.engines.kernel.relocation.search import CANDIDATE, Options, choose, vacancy
from sim.engines.kernel.relocation.world import (
    RelocationWorld,
    count_there,
    group_of,
    home_of,
    unit_of,
    weight_between,
    wish,
    wishing,
    wishing_one,
)

TASTE, TURN, PARTNER, ACCEPT = 4, 20, 21, 24  # sim.draws.Purpose


@rule
def relocate(
    w: RelocationWorld, household: int, turn: int, month: int, o: Options, p: Switches
) -> None:
    """Let a household look for another home, and move if it accepts what it finds."""
    group = group_of(w, household)
    home = home_of(w, household)
    matters = p.score == TWO_TRAITS or relocation.compares(p)
    before = worth(w, household, home, p) if matters else 0.0
    if p.score == TWO_TRAITS:
        before += gumbel(word(p.seed, month, turn, TASTE, 0), w.tables.gumbel)
        if before >= 0.0 and p.movers == UNHAPPY:
            return
    w.flows.tried[group] += 1
    cell = choose(w, household, turn, month, before, o, p)
    if cell < 0 or not accepted(w, household, cell, turn, month, before, p):
        return
    if forbidden(w, household, cell, month, p):
        w.flows.refused[group] += 1
        return
    move(w, household, cell, month, p)


@rule
def accepted(
    w: RelocationWorld,
    household: int,
    cell: int,
    turn: int,
    month: int,
    before: float,
    p: Switches,
) -> bool:
    """Return whether a move that depends on luck is made; one that does not is."""
    if p.score == TWO_TRAITS:
        luck = gumbel(word(p.seed, month, turn, TASTE, 1), w.tables.gumbel)
        return worth(w, household, cell, p) + luck > before
    if p.acceptance == AFFORDABLE and not affords(w, household, cell, p):
        lucky = uniform(p.seed, month, turn, ACCEPT, 0) < p.disallowed
        w.flows.disallowed[group_of(w, household)] += 1 if lucky else 0
        return lucky
    if p.acceptance != LOGIT:
        return True
    gain = worth(w, household, cell, p) - before
    if p.collective > 0.0:
        group = group_of(w, household)
        here = unit_of(w, home_of(w, household), p)
        there = unit_of(w, cell, p)
        if here != there:
            leaving = others_gain(w, group, here, -1, p)
            gain += p.collective * (leaving + others_gain(w, group, there, 1, p))
    return uniform(p.seed, month, turn, ACCEPT, 0) < relocation.logit(gain, p.temperature)


@routine
def change_places(
    w: RelocationWorld, one: int, other: int, turn: int, month: int, p: Switches
) -> None:
    """Let two households exchange homes; they change back if they do not accept.

    Those who are not near each other see what it would be like without trying it.
    """
    people = w.state.households
    w.flows.tried[group_of(w, one)] += 1
    w.flows.tried[group_of(w, other)] += 1
    a, b = home_of(w, one), home_of(w, other)
    before, before_other = worth(w, one, a, p), worth(w, other, b, p)
    tries = p.movers != PAIRS or p.zonal
    if tries:
        exchange(w, one, other, month, p)
    after, after_other = worth(w, one, b, p), worth(w, other, a, p)
    if p.acceptance == LOGIT:
        gain = (after - before) + (after_other - before_other)
        stays = uniform(p.seed, month, turn, ACCEPT, 0) >= relocation.logit(gain, p.temperature)
    else:
        first = relocation.acceptable(before, after, False, content(w, one, b, p), p)
        second = relocation.acceptable(before_other, after_other, False, content(w, other, a, p), p)
        stays = not (first and second)
    if stays == tries:
        exchange(w, one, other, month, p)
    if stays:
        return
    people.moved[one] = people.moved[other] = month
    w.flows.moved[group_of(w, one)] += 1
    w.flows.moved[group_of(w, other)] += 1


@rule
def drawn_one(w: RelocationWorld, rank: int, without: int) -> int:
    """Return the one of that rank, by group and id, of those who would move, one group left out."""
    for group in range(w.counts.wishing.shape[0]):
        if group == without:
            continue
        number = wishing(w, group)
        if rank < number:
            return wishing_one(w, group, rank)
        rank -= number
    return -1


@rule
def wishing_in_all(w: RelocationWorld, without: int) -> int:
    """Return how many would move, one group left out."""
    total = 0
    for group in range(w.counts.wishing.shape[0]):
        if group != without:
            total += wishing(w, group)
    return total


@rule
def who_could(w: RelocationWorld, without: int, p: Switches) -> int:
    """Return among how many the next is drawn, one group left out where it is known who would."""
    return wishing_in_all(w, without) if p.tracked else len(w.state.households.dwelling)


@routine
def drawn_month(w: RelocationWorld, month: int, queue: Queue, o: Options, p: Switches) -> None:
    """Give as many turns as there are who would move at first, each to one drawn of those now."""
    for turn in range(who_could(w, -1, p)):
        number = who_could(w, -1, p)
        if number == 0:
            break
        one = pick(number, p.seed, month, turn, TURN, 0)
        if p.tracked:
            one = drawn_one(w, one, -1)
        relocate(w, one, turn, month, o, p)
    note_unhappy(w, queue, p)


@routine
def roaming_month(w: RelocationWorld, month: int, queue: Queue, o: Options, p: Switches) -> None:
    """Give turns as `drawn_month` does, where anybody takes a random vacancy that satisfies
    (`roaming`).

    Without a call from its loop, which would hand over every column of the city.
    """
    number, total = len(w.state.households.dwelling), int(w.state.vacancies.length[0])
    for turn in range(number):
        household = pick(number, p.seed, month, turn, TURN, 0)
        w.flows.tried[group_of(w, household)] += 1
        if total > 0:
            cell = vacancy(w, pick(total, p.seed, month, turn, CANDIDATE, 0))
            if is_content(w, household, cell, p):
                move_plainly(w, household, cell, month, p)
    note_unhappy(w, queue, p)


@rule
def near(w: RelocationWorld, one: int, other: int, p: Switches) -> bool:
    """Return whether two households are neighbours, who do not exchange homes if any pair may
    (Zhang 2004)."""
    return p.movers == PAIRS and weight_between(w, home_of(w, one), home_of(w, other), p) > 0


@routine
def paired_month(w: RelocationWorld, month: int, queue: Queue, o: Options, p: Switches) -> None:
    """The same, each turn to two of different groups, who may change places."""
    for turn in range(who_could(w, -1, p)):
        number = who_could(w, -1, p)
        if number == 0:
            break
        one = pick(number, p.seed, month, turn, TURN, 0)
        if p.tracked:
            one = drawn_one(w, one, -1)
        group = group_of(w, one)
        others = who_could(w, group, p)
        if others == 0:
            break
        other = pick(others, p.seed, month, turn, PARTNER, 0)
        if p.tracked:
            other = drawn_one(w, other, group)
        if group_of(w, other) != group and not near(w, one, other, p):
            change_places(w, one, other, turn, month, p)
    note_unhappy(w, queue, p)


@routine
def plain_month(w: RelocationWorld, month: int, queue: Queue, o: Options, p: Switches) -> None:
    """Give turns as `listed_month` does, where the rule is the plain one.

    Without a call from its loop, which would hand over every column of the city.
    """
    p = plainly(p)
    count = line_up(w, queue, month, p)
    total = int(w.state.vacancies.length[0])
    all_move = total > 0 and not p.on_turn
    for i in range(count if all_move else 0):
        queue.spare[i] = pick(total, p.seed, month, int(queue.ids[i]), CANDIDATE, 0)
    for i in range(count):
        look_ahead(w, queue, i, count, all_move)
        household = int(queue.ids[i])
        if p.on_turn and not would_move(w, household, month, p):
            continue
        w.flows.tried[group_of(w, household)] += 1
        if all_move:
            move_plainly(w, household, vacancy(w, queue.spare[i]), month, p)
        elif total > 0:
            place = pick(total, p.seed, month, household, CANDIDATE, 0)
            move_plainly(w, household, vacancy(w, place), month, p)
    note_plainly(w, queue)


@routine
def listed_month(w: RelocationWorld, month: int, queue: Queue, o: Options, p: Switches) -> None:
    """Give a turn to every household, or to those who would move at the start, in an order."""
    count = line_up(w, queue, month, p)
    for i in range(count):
        household = int(queue.ids[i])
        if not p.on_turn or would_move(w, household, month, p):
            relocate(w, household, household, month, o, p)
    note_unhappy(w, queue, p)


def count_all(w: RelocationWorld, queue: Queue, p: Switches) -> None:
    """Count afresh what the kernel keeps up to date."""
    people, homes = w.state.households, w.state.dwellings
    for household in range(len(people.dwelling)):
        cell = home_of(w, household)
        w.counts.group[cell] = group_of(w, household)
        count_there(w, cell, household, 1, p)
    for cell in range(len(homes.record)):
        if homes.record[cell] >= 0:
            sold = w.counts.block.shape[1] - 1
            block, place = w.state.zones.block[cell], w.state.zones.neighbourhood[cell]
            w.counts.block[block, homes.record[cell]] += 1
            w.counts.block[block, sold] += 1
            w.counts.neighbourhood[place, homes.record[cell]] += 1
            w.counts.neighbourhood[place, sold] += 1
    for household in range(len(people.dwelling) if p.tracked else 0):
        wish(w, household, not content(w, household, home_of(w, household), p))
    fill_content(w, p)
    note_unhappy(w, queue, p)
