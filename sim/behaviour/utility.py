"""The utility of a home to a household: a systematic part, attachment to the present home, and
luck."""

from typing import Any

from sim.behaviour.parameters import Parameters
from sim.behaviour.taste import own_share, taste
from sim.compiled import rule
from sim.draws import gumbel, word

NOTHING = -1.0e300  # utility of no home at all


@rule
def similarity(standing: int, neighbours_standing: int, occupied: int) -> float:
    """Return minus the distance between one's income rank and the neighbours' mean rank, -1 to
    0."""
    if occupied <= 0:
        return 0.0
    gap = standing - neighbours_standing / occupied
    if gap < 0.0:
        gap = -gap
    return -gap / 1000.0


@rule
def burden(payment: int, income: int) -> float:
    """Return the share of income that housing takes, at most 1."""
    if payment <= 0:
        return 0.0
    if payment >= income:
        return 1.0
    return payment / income


@rule
def systematic_utility(
    own: int,
    occupied: int,
    neighbours_standing: int,
    standing: int,
    quality: int,
    payment: int,
    income: int,
    strength: float,
    appeal: float,
    p: Parameters,
) -> float:
    """Return the utility of a home without attachment and luck, in units of the Gumbel scale.

    Parameters
    ----------
    own, occupied : int
        Own-group and all households among the homes in Moore radius 2, without the household
        itself.
    neighbours_standing : int
        Sum of their income ranks, thousandths.
    standing, income : int
        The household's income rank (thousandths) and income (cents a month).
    quality : int
        Of the dwelling, thousandths of a standard deviation.
    payment : int
        What the home would cost, cents a month.
    strength, appeal : float
        The group's own-group taste and the neighbourhood's appeal to it.
    """
    value = taste(own_share(own, occupied), strength, p.taste, p.threshold, p.peak)
    value += appeal
    value += p.similarity * similarity(standing, neighbours_standing, occupied)
    value += p.quality * (quality / 1000.0)
    value -= p.cost * burden(payment, income)
    return value


@rule
def taste_shock(household: int, dwelling: int, month: int, p: Parameters, table: Any) -> float:
    """Return the household's luck with a dwelling: Gumbel, fresh every month or persistent."""
    when = 0 if p.persistent else month
    return gumbel(word(p.seed, when, household, 4, dwelling), table)


@rule
def shock_elsewhere(household: int, month: int, p: Parameters, table: Any) -> float:
    """Return the household's luck with the place elsewhere: Gumbel, as that with a dwelling."""
    when = 0 if p.persistent else month
    return gumbel(word(p.seed, when, household, 34, 0), table)


@rule
def alternative(stay: float, elsewhere: float, found: bool) -> float:
    """Return what the best home found must surpass: the better of staying and living elsewhere.

    `stay` is `NOTHING` for one that must search. While it has found nothing it searches on: it
    neither stays by choice nor leaves by choice. In a closed city `elsewhere` is `NOTHING`.
    """
    if stay <= NOTHING and not found:
        return NOTHING
    return elsewhere if elsewhere > stay else stay


@rule
def attachment(market: int, p: Parameters) -> float:
    """Return the attachment to the present home by tenure."""
    if market == 0 or market == 2:
        return p.attachment_owner
    return p.attachment_renter
