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
)


@rule
def neighbours(occupied: int, cells: int, p: Switches) -> int:
    """Return what a share is a share of: households around, or cells around."""
    return cells if p.count_empty else occupied


@rule
def satisfied(like: int, occupied: int, cells: int, p: Switches) -> bool:
    """Return whether a household with these neighbours is satisfied.

    Parameters
    ----------
    like, occupied, cells : int
        Around the home, all by the same weight: households of its group, all households, homes.

    Notes
    -----
    Schelling (1971), Journal of Mathematical Sociology 1:143-186.
    """
    if occupied == 0:
        return p.isolated_happy
    if p.satisfaction == LIKE_COUNT:
        gap = like * p.wanted_of - p.wanted
    elif p.satisfaction == LIKE_SHARE:
        gap = like * p.wanted_of - p.wanted * neighbours(occupied, cells, p)
    else:  # unlike neighbours are tolerated up to a share (Gauvin et al. 2009)
        gap = p.wanted * neighbours(occupied, cells, p) - (occupied - like) * p.wanted_of
    return gap > 0 or (gap == 0 and p.equal_happy)


@rule
def own_share(like: int, occupied: int, cells: int, p: Switches) -> float:
    """Return the share of one's own; of an isolated household 1 if it is satisfied so, else 0."""
    total = neighbours(occupied, cells, p)
    if total <= 0:
        return 1.0 if p.isolated_happy else 0.0
    return like / total


@rule
def peaked(share: float, p: Switches) -> float:
    """Return a value that rises to 1 at the best share and falls to `worth_of_all` at a share of 1.

    Grauwin et al. (2009), PNAS 106:20622-20626; Zhang (2004), Journal of Mathematical Sociology
    28:147-170; Pancs and Vriend (2007), Journal of Public Economics 91:1-24.
    """
    if share <= p.best_share:
        return share / p.best_share
    return p.worth_of_all + (1.0 - p.worth_of_all) * (1.0 - share) / (1.0 - p.best_share)


@rule
def cliff(share: float, p: Switches) -> float:
    """Return a value of 0 below the best share, where it is 1, and less above, as far as
    `worth_of_all`: the preferences p50 of Pancs and Vriend (2007)."""
    if share < p.best_share:
        return 0.0
    return p.worth_of_all + (1.0 - p.worth_of_all) * (1.0 - share) / (1.0 - p.best_share)


@rule
def score(like: int, occupied: int, cells: int, p: Switches) -> float:
    """Return what a home with these neighbours is worth to a household."""
    if p.score == SATISFIED:
        return 1.0 if satisfied(like, occupied, cells, p) else 0.0
    if p.score == COUNT:
        return like / p.unit_weight
    share = own_share(like, occupied, cells, p)
    if p.score == PEAKED:
        return peaked(share, p)
    if p.score == CLIFF:
        return cliff(share, p)
    if p.score == SHARE_OF_WANTED:
        return 1.0 if satisfied(like, occupied, cells, p) else share * p.wanted_of / p.wanted
    return share


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
