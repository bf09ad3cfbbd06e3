"""Is a household satisfied with its neighbours, and what is a home worth to it, where it relocates?

Every comparison is of whole numbers, so that a share of exactly the wanted one is one: in floats
.3 x 10 is not 3. Who uses which switch stands in docs/switches.md.
"""

from sim.behaviour.switches import Switches
from sim.compiled import rule
from sim.config.choices import (
    CLIFF,
    COUNT,
    LIKE_COUNT,
    LIKE_SHARE,
    PEAKED,
    SATISFIED,
    SHARE_OF_WANTED,
    SPIKED,
    STEPS,
    UNLIKE_SHARE,
)

WORST = -2.0  # below what any home is worth


@rule
def neighbours(occupied: int, cells: int, p: Switches) -> int:
    """Return what a share is a share of: households around, or cells around."""
    return cells if p.count_empty else occupied


@rule
def satisfied(like: int, occupied: int, cells: int, wanted: int, parts: int, p: Switches) -> bool:
    """Return whether a household with these neighbours is satisfied.

    Parameters
    ----------
    like, occupied, cells : int
        Around the home, all by the same weight: households of its group, all households, homes.
    wanted, parts : int
        Numerator and denominator of the share or number that its group wants (or tolerates).

    Notes
    -----
    Schelling (1971), Journal of Mathematical Sociology 1:143-186. Without neighbours the switch
    decides, unless nothing is wanted, of which nobody alike is enough.
    """
    decides = p.isolated_happy or p.isolated_avoided or wanted > 0
    if occupied == 0 and (decides or p.satisfaction == UNLIKE_SHARE):
        return p.isolated_happy
    if p.satisfaction == LIKE_COUNT:
        gap = like * parts - wanted
    elif p.satisfaction == LIKE_SHARE:
        gap = like * parts - wanted * neighbours(occupied, cells, p)
    else:  # unlike neighbours are tolerated up to a share (Gauvin et al. 2009)
        gap = wanted * neighbours(occupied, cells, p) - (occupied - like) * parts
    return gap > 0 or (gap == 0 and p.equal_happy)


@rule
def beyond_best(like: int, total: int, p: Switches) -> float:
    """Return a value that falls from 1 at the best share to `worth_of_all` at a share of 1.

    One division of whole numbers, so that shares that are worth the same are equally good.
    """
    span = (p.best_parts - p.best) * total
    lost = (p.all_worth_parts - p.all_worth) * p.best_parts * (total - like)
    return (p.all_worth * span + lost) / (p.all_worth_parts * span)


@rule
def peaked(like: int, total: int, p: Switches) -> float:
    """Return a value that rises to 1 at the best share and falls to `worth_of_all` at a share of 1.

    Grauwin et al. (2009), PNAS 106:20622-20626; Zhang (2004), Journal of Economic Behavior and
    Organization 54:533-550; Pancs and Vriend (2007), Journal of Public Economics 91:1-24.
    """
    if like * p.best_parts <= p.best * total:
        return like * p.best_parts / (p.best * total)
    return beyond_best(like, total, p)


@rule
def cliff(like: int, total: int, p: Switches) -> float:
    """Return a value of 0 below the best share, where it is 1, and less above, as far as
    `worth_of_all`: the preferences p50 of Pancs and Vriend (2007)."""
    if like * p.best_parts < p.best * total:
        return 0.0
    return beyond_best(like, total, p)


@rule
def staircase(like: int, total: int, p: Switches) -> float:
    """Return a value that rises from 0 to 1 in `steps` levels, each as wide in shares.

    Two levels are a threshold at one half, very many the share itself. Bruch and Mare (2006),
    American Journal of Sociology 112:667-709.
    """
    level = like * p.steps // total
    return (level if level < p.steps else p.steps - 1) / (p.steps - 1)


@rule
def score(like: int, occupied: int, cells: int, wanted: int, parts: int, p: Switches) -> float:
    """Return what a home with these neighbours is worth to a household; see `satisfied`."""
    if p.isolated_avoided and occupied == 0:
        return WORST
    if p.score == SATISFIED:
        return 1.0 if satisfied(like, occupied, cells, wanted, parts, p) else 0.0
    if p.score == COUNT:
        return like / p.unit_weight
    total = neighbours(occupied, cells, p)
    if total <= 0:  # isolated: all its own if it is satisfied so, else none
        like, total = 1 if p.isolated_happy else 0, 1
    if p.score == PEAKED:
        return peaked(like, total, p)
    if p.score == CLIFF:
        return cliff(like, total, p)
    if p.score == STEPS:
        return staircase(like, total, p)
    if p.score == SPIKED:
        return 1.0 if like * p.best_parts == p.best * total else 0.0
    if p.score == SHARE_OF_WANTED:
        enough = satisfied(like, occupied, cells, wanted, parts, p)
        return 1.0 if enough else like * parts / (total * wanted)
    return like / total


@rule
def two_traits(
    ethnicity: float, status: float, threshold: float, taste: float, p: Switches
) -> float:
    """Return the worth of a home by the shares of one's ethnicity and of one's status.

    `taste` is the weight of ethnicity to the household's group; `threshold` its own share wanted.
    Zuccotti, Lorenz, Paolillo, Rodriguez Sanchez and Serka (2023).
    """
    return taste * (ethnicity - threshold) + p.beta_status * (status - threshold)


@rule
def recommendation(ethnicity: float, status: float, taste: float, p: Switches) -> float:
    """Return the chance that a free place is recommended to a household, from 0 to 1.

    The mean of the shares of its ethnicity and status, weighted by its tastes for them (Zuccotti et
    al. 2023); 1 where it has none.
    """
    total = taste + p.beta_status
    if total <= 0.0:
        return 1.0
    return (taste * ethnicity + p.beta_status * status) / total
