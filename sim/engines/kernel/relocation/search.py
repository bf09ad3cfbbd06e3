"""Where a household looks for another home, and which one it chooses."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour import relocation, satisfaction
from sim.behaviour.switches import Switches
from sim.compiled import routine, rule
from sim.config.choices import (
    AFFORDABLE,
    ANY,
    FIRST_ACCEPTABLE,
    LEAST_IMPROVEMENT,
    LOGIT,
    LOGIT_CHOICE,
    MOST_IMPROVEMENT,
    NEAREST,
    RANDOM_VACANCY,
    RANDOM_WALK,
    RECENTLY_EMPTIED,
    RELEVANCE_DISTANCE,
    SATISFIED_THERE,
    SIMILAR_NEIGHBOURHOOD,
)
from sim.draws import pick, uniform, word
from sim.engines.kernel.relocation.looking import (
    content,
    judged,
    meant_for,
    shares_of_traits,
    worth,
)
from sim.engines.kernel.relocation.world import RelocationWorld, group_of, home_of, unit_of
from sim.portable import exp, sqrt

CANDIDATE, WALK, TIE, SHORTLIST, FOLLOW, RECOMMEND = 3, 22, 23, 27, 28, 29  # sim.draws.Purpose
LONGEST_WALK = 10_000  # steps, and free places asked about, before a household stays where it is
LONGEST = 10.0  # cells of one step (Wilensky 1997, NetLogo Segregation model)


class Options(NamedTuple):
    """Room for the homes that one household compares."""

    cell: NDArray[np.int64]  # (cells,)
    weight: NDArray[np.float64]  # (cells,) what they are ranked and drawn by
    tie: NDArray[np.int64]  # (cells,) the order of those of equal weight
    place: NDArray[np.int64]  # (cells,) places of vacancies on their list, those drawn in front


@rule
def vacancy(w: RelocationWorld, place: int) -> int:
    """Return the vacant home at a place of the list."""
    return int(w.state.vacancies.homes[0, place] + 0)


@rule
def takes_any(p: Switches) -> bool:
    """Return whether households take whatever they look at, but for luck."""
    return p.acceptance == ANY or p.acceptance == LOGIT


@rule
def was_content(w: RelocationWorld, household: int, p: Switches) -> bool:
    """Return whether a household is satisfied where it lives, if that matters for what it takes."""
    return p.happy_moves > 0.0 and content(w, household, home_of(w, household), p)


@rule
def would_take(w: RelocationWorld, household: int, cell: int, before: float, p: Switches) -> bool:
    """Return whether a household would take a home for sure."""
    if takes_any(p):
        return True
    if p.acceptance == SATISFIED_THERE or p.acceptance == AFFORDABLE:
        return content(w, household, cell, p)
    was = was_content(w, household, p)
    after = worth(w, household, cell, p)
    return relocation.acceptable(before, after, was, content(w, household, cell, p), p)


@rule
def random_vacancy(
    w: RelocationWorld, household: int, turn: int, month: int, before: float, p: Switches
) -> int:
    """Return the first of some vacancies drawn at random that the household would take, or -1."""
    total = int(w.state.vacancies.length[0])
    tries = p.sample if p.sample > 0 else 1
    if p.recommended or p.tied_homes:
        tries = LONGEST_WALK
    for k in range(tries):
        cell = vacancy(w, pick(total, p.seed, month, turn, CANDIDATE, k))
        if not meant_for(w, household, cell, p):
            continue
        if p.recommended and not recommended(w, household, cell, turn, month, k, p):
            continue
        if would_take(w, household, cell, before, p):
            return cell
        if p.recommended or p.tied_homes:
            return -1
    return -1


@rule
def recommended(
    w: RelocationWorld, household: int, cell: int, turn: int, month: int, k: int, p: Switches
) -> bool:
    """Return whether a free place is recommended to a household."""
    ethnicity, status = shares_of_traits(w, household, cell, p)
    taste = w.around.taste[group_of(w, household)]
    chance = satisfaction.recommendation(ethnicity, status, taste, p)
    return uniform(p.seed, month, turn, RECOMMEND, k) < chance


@rule
def random_walk(w: RelocationWorld, household: int, turn: int, month: int, p: Switches) -> int:
    """Return the first empty cell on which a random walk from home ends a step, home included."""
    home = home_of(w, household)
    down, right = home // p.cols * 1.0, home % p.cols * 1.0
    for k in range(LONGEST_WALK):
        heading = uniform(p.seed, month, turn, WALK, 2 * k)
        length = LONGEST * uniform(p.seed, month, turn, WALK, 2 * k + 1)
        step = relocation.step_of_walk(heading, length)
        row = relocation.cell_at(down + step[0], p.rows, p.torus)
        col = relocation.cell_at(right + step[1], p.cols, p.torus)
        if row < 0 or col < 0:
            continue  # no step leads out of the city
        down, right = down + step[0], right + step[1]
        cell = int(row * p.cols + col)
        if cell == home:
            return -1
        if w.counts.group[cell] < 0 and w.state.dwellings.sector[cell] >= 0:
            return int(cell)
    return -1


@rule
def mean_income(w: RelocationWorld, cell: int, p: Switches) -> float:
    """Return the mean income around a cell, cents a month; 0 where nobody lives."""
    unit, total = unit_of(w, cell, p), w.counts.around.shape[1] - 1
    occupied = w.counts.around[unit, total]
    if occupied <= 0:
        return 0.0
    return float(w.counts.income[unit] / occupied)


@rule
def by_worth(p: Switches) -> bool:
    """Return whether homes are ranked or drawn by what they are worth."""
    worst_first = p.search == LEAST_IMPROVEMENT
    return worst_first or p.search == MOST_IMPROVEMENT or p.search == LOGIT_CHOICE


@rule
def weight_of(
    w: RelocationWorld, home: int, cell: int, value: float, month: int, p: Switches
) -> float:
    """Return what a vacancy is ranked and drawn by: the more, the sooner it is chosen."""
    if p.search == LEAST_IMPROVEMENT:
        return 1.0 / value if value > 0.0 else 1.0e12
    if by_worth(p):
        return value
    if p.search == NEAREST:
        return -1.0 * relocation.distance_between(home, cell, p)
    if p.search == RELEVANCE_DISTANCE:
        return relocation.pull(home, cell, p)
    if p.search == RECENTLY_EMPTIED:
        return float(1.0 / (1 + month - w.state.dwellings.vacant_since[cell]))
    if p.search == FIRST_ACCEPTABLE:
        return 1.0
    gap = 0.12 * abs(mean_income(w, home, p) - mean_income(w, cell, p))  # dollars a year
    if p.search == SIMILAR_NEIGHBOURHOOD:
        return 1.0 / sqrt(gap + 1.0)
    return sqrt(gap + 1.0)


@rule
def draw_places(o: Options, total: int, number: int, turn: int, month: int, p: Switches) -> None:
    """Put a number of different places, drawn at random of all, in front."""
    for place in range(total):
        o.place[place] = place
    for k in range(number):
        other = k + pick(total - k, p.seed, month, turn, CANDIDATE, k)
        o.place[k], o.place[other] = o.place[other], o.place[k]


@rule
def odds(o: Options, count: int, p: Switches) -> None:
    """Turn what homes are worth into their odds, relative to the best: exp(worth / temperature)."""
    best = o.weight[0]
    for i in range(1, count):
        best = max(best, o.weight[i])
    for i in range(count):
        o.weight[i] = exp((o.weight[i] - best) / p.temperature)


@routine
def compare(
    w: RelocationWorld,
    household: int,
    turn: int,
    month: int,
    before: float,
    o: Options,
    p: Switches,
) -> int:
    """List the vacancies that a household sees and would take; return how many.

    Each is looked at once and without a call, which would hand over every column of the city.
    """
    total, home = int(w.state.vacancies.length[0]), home_of(w, household)
    seen_homes = p.sample if 0 < p.sample < total else total
    if p.sample > 0:
        draw_places(o, total, seen_homes, turn, month, p)
    stays = relocation.may_stay(p)
    was = was_content(w, household, p)
    count = 0
    for k in range(seen_homes + 1 if stays else seen_homes):
        at_home = k == seen_homes
        cell = home if at_home else vacancy(w, o.place[k] if p.sample > 0 else k)
        if not at_home and not meant_for(w, household, cell, p):
            continue
        value, there = 0.0, False
        if by_worth(p) or not takes_any(p):
            value, there = judged(w, household, cell, p)
        if not (at_home or takes_any(p) or relocation.acceptable(before, value, was, there, p)):
            continue
        o.cell[count] = cell
        o.weight[count] = weight_of(w, home, cell, value, month, p)
        o.tie[count] = word(p.seed, month, turn, TIE, cell) if p.random_ties else cell
        count += 1
    if p.search == LOGIT_CHOICE:
        odds(o, count, p)
    return count


@rule
def goes_before(o: Options, place: int, weight: float, tie: int, cell: int) -> bool:
    """Return whether an option comes before the one at a place: weight, then tie, then cell."""
    if weight != o.weight[place]:
        return bool(weight > o.weight[place])
    if tie != o.tie[place]:
        return bool(tie < o.tie[place])
    return bool(cell < o.cell[place])


@rule
def first_of(o: Options, count: int) -> int:
    """Return the place of the best option."""
    best = 0
    for i in range(1, count):
        if goes_before(o, best, o.weight[i], o.tie[i], o.cell[i]):
            best = i
    return best


@rule
def bring_forward(o: Options, count: int, short: int) -> None:
    """Put the best options in front, in order; those behind them are lost."""
    for i in range(1, count):
        cell, weight, tie = o.cell[i], o.weight[i], o.tie[i]
        place = i
        if i >= short:
            place = short - 1
            if not goes_before(o, place, weight, tie, cell):
                continue
        while place > 0 and goes_before(o, place - 1, weight, tie, cell):
            o.cell[place], o.weight[place] = o.cell[place - 1], o.weight[place - 1]
            o.tie[place] = o.tie[place - 1]
            place -= 1
        o.cell[place], o.weight[place], o.tie[place] = cell, weight, tie


@rule
def draw_one(o: Options, count: int, mark: float) -> int:
    """Return the cell of one of the first options, drawn in proportion to their weights."""
    total = 0.0
    for i in range(count):
        total += o.weight[i]
    mark *= total
    for i in range(count - 1):
        mark -= o.weight[i]
        if mark < 0.0:
            return int(o.cell[i])
    return int(o.cell[count - 1])


@rule
def choose(
    w: RelocationWorld,
    household: int,
    turn: int,
    month: int,
    before: float,
    o: Options,
    p: Switches,
) -> int:
    """Return the cell to which a household would move, -1 if there is none."""
    if w.state.vacancies.length[0] == 0:
        return -1
    if p.search == RANDOM_WALK:
        cell = random_walk(w, household, turn, month, p)
        return cell if cell >= 0 and would_take(w, household, cell, before, p) else -1
    if p.search == RANDOM_VACANCY:
        return random_vacancy(w, household, turn, month, before, p)
    if p.policy_share < 1.0 and uniform(p.seed, 0, household, FOLLOW, 0) >= p.policy_share:
        return vacancy(w, pick(w.state.vacancies.length[0], p.seed, month, turn, CANDIDATE, 0))
    count = compare(w, household, turn, month, before, o, p)
    if count == 0:
        return -1
    short = p.shortlist if 0 < p.shortlist < count else count
    home = home_of(w, household)
    if p.shortlist == 1:
        best = int(o.cell[first_of(o, count)])
        return -1 if best == home else best
    if p.shortlist > 0:
        bring_forward(o, count, short)
    cell = draw_one(o, short, uniform(p.seed, month, turn, SHORTLIST, 0))
    return -1 if cell == home else cell
