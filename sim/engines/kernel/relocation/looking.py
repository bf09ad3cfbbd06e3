"""What a household sees around a home, and what the home is worth to it."""

from sim.behaviour import relocation, satisfaction
from sim.behaviour.switches import Switches
from sim.compiled import routine, rule
from sim.config.choices import AS_IF_MOVED, NEVER, TWO_TRAITS
from sim.draws import uniform
from sim.engines.kernel.offers import ENFORCEMENT, class_allowed
from sim.engines.kernel.relocation.world import (
    RelocationWorld,
    group_of,
    home_of,
    neighbour,
    unit_of,
    weight_between,
)


@rule
def itself(w: RelocationWorld, home: int, cell: int, p: Switches) -> int:
    """Return by what weight one's own presence, at home, in the counts around a cell is wrong."""
    if p.sees_itself == NEVER:
        return -weight_between(w, home, cell, p)
    if p.sees_itself == AS_IF_MOVED:
        return p.unit_weight - weight_between(w, home, cell, p)
    return 0


@rule
def seen(w: RelocationWorld, group: int, home: int, cell: int, p: Switches) -> tuple[int, int, int]:
    """Return who would surround a household of a group with a home in a cell: its own group, all
    households, homes."""
    unit, total = unit_of(w, cell, p), w.counts.around.shape[1] - 1
    add = itself(w, home, cell, p)
    like = w.counts.around[unit, group] + add
    cells = w.counts.homes[unit] + 0
    if p.zonal and p.sees_itself == NEVER:
        cells -= p.unit_weight
    if not p.zonal and p.sees_itself == AS_IF_MOVED:
        cells += p.unit_weight
    return int(like), int(w.counts.around[unit, total] + add), cells


@routine
def content(w: RelocationWorld, household: int, cell: int, p: Switches) -> bool:
    """Return whether a household would be satisfied in a cell."""
    return is_content(w, household, cell, p)


@rule
def is_content(w: RelocationWorld, household: int, cell: int, p: Switches) -> bool:
    """Return the same as `content`; copied into the loop of the plain rule."""
    if p.score == TWO_TRAITS:
        return worth_of_traits(w, household, cell, p) >= 0.0
    return enough(w, group_of(w, household), home_of(w, household), cell, p)


@rule
def content_at_home(w: RelocationWorld, cell: int, p: Switches) -> bool:
    """Return whether the household that lives in a cell is satisfied there."""
    if p.score == TWO_TRAITS:
        return worth_of_traits(w, w.state.dwellings.household[cell] + 0, cell, p) >= 0.0
    return enough(w, w.counts.group[cell] + 0, cell, cell, p)


@rule
def enough(w: RelocationWorld, group: int, home: int, cell: int, p: Switches) -> bool:
    """Return whether its neighbours in a cell would satisfy a household of a group with a home."""
    like, occupied, cells = seen(w, group, home, cell, p)
    wanted, parts = w.around.wanted[group], w.around.parts[group]
    return satisfaction.satisfied(like, occupied, cells, wanted, parts, p)


@routine
def shares_of_traits(
    w: RelocationWorld, household: int, cell: int, p: Switches
) -> tuple[float, float]:
    """Return the shares of a household's ethnicity and of its status around a cell."""
    unit, total = unit_of(w, cell, p), w.counts.around.shape[1] - 1
    group = group_of(w, household)
    add = itself(w, home_of(w, household), cell, p)
    ethnicity, status, occupied = add, add, w.counts.seen[unit, total] + add
    for other in range(total):
        if w.around.ethnicity[other] == w.around.ethnicity[group]:
            ethnicity += w.counts.seen[unit, other]
        if w.around.status[other] == w.around.status[group]:
            status += w.counts.seen[unit, other]
    if occupied <= 0:
        return 0.0, 0.0
    return ethnicity / occupied, status / occupied


@rule
def worth_of_traits(w: RelocationWorld, household: int, cell: int, p: Switches) -> float:
    """Return what a home is worth by ethnicity and status."""
    ethnicity, status = shares_of_traits(w, household, cell, p)
    taste = w.around.taste[group_of(w, household)]
    threshold = w.around.threshold[household]
    return satisfaction.two_traits(ethnicity, status, threshold, taste, p)


@rule
def judged(w: RelocationWorld, household: int, cell: int, p: Switches) -> tuple[float, bool]:
    """Return what a home is worth to a household, and whether it would be satisfied there."""
    if p.score == TWO_TRAITS:
        value = worth_of_traits(w, household, cell, p)
        return value, value >= 0.0
    group = group_of(w, household)
    like, occupied, cells = seen(w, group, home_of(w, household), cell, p)
    wanted, parts = w.around.wanted[group], w.around.parts[group]
    value = satisfaction.score(like, occupied, cells, wanted, parts, p)
    return value, satisfaction.satisfied(like, occupied, cells, wanted, parts, p)


@routine
def worth(w: RelocationWorld, household: int, cell: int, p: Switches) -> float:
    """Return what a home is worth to a household."""
    return judged(w, household, cell, p)[0]


@routine
def others_gain(w: RelocationWorld, group: int, zone: int, change: int, p: Switches) -> float:
    """Return what all households of a zone gain when one of a group enters (1) or leaves (-1) it.

    For whole zones in which households count themselves; the one that enters or leaves is left out.
    """
    total, homes = w.counts.around.shape[1] - 1, w.counts.homes[zone] + 0
    occupied = w.counts.around[zone, total] + 0
    gain = 0.0
    for other in range(total):
        like = w.counts.around[zone, other] + 0
        number = like - 1 if other == group and change < 0 else like
        after = like + change if other == group else like
        if number > 0:
            wanted, parts = w.around.wanted[other], w.around.parts[other]
            before = satisfaction.score(like, occupied, homes, wanted, parts, p)
            new = satisfaction.score(after, occupied + change, homes, wanted, parts, p)
            gain += number * (new - before)
    return gain


@rule
def affords(w: RelocationWorld, household: int, cell: int, p: Switches) -> bool:
    """Return whether a household's income lets it live among the neighbours of a cell."""
    income, poorer, neighbours = w.state.households.income[household], 0, 0
    for k in range(len(w.around.down)):
        other = neighbour(w, cell, k, p)
        if other >= 0 and w.state.dwellings.household[other] >= 0:
            living = w.state.dwellings.household[other]
            if living != household:
                neighbours += 1
                poorer += 1 if income >= w.state.households.income[living] else 0
    return relocation.can_afford(poorer, neighbours, p)


@rule
def forbidden(w: RelocationWorld, household: int, cell: int, month: int, p: Switches) -> bool:
    """Return whether a quota forbids a household to take a home."""
    buyer = w.tables.quota_class[w.state.households.group[household]]
    block, place = w.state.zones.block[cell], w.state.zones.neighbourhood[cell]
    block_limit = w.levers.block_limit[block, buyer]
    place_limit = w.levers.neighbourhood_limit[place, buyer]
    if block_limit >= 10000 and place_limit >= 10000:
        return False
    if class_allowed(w, buyer, cell, block_limit, place_limit):
        return False
    return bool(uniform(p.seed, month, household, ENFORCEMENT, cell) < w.levers.enforcement[0])


@rule
def meant_for(w: RelocationWorld, household: int, cell: int, p: Switches) -> bool:
    """Return whether a home is for households of this one's status, where homes are tied to it."""
    if not p.tied_homes:
        return True
    status = w.around.status[group_of(w, household)]
    return bool(w.state.dwellings.quality[cell] == status)
