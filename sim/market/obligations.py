"""What zoning rules ask of one project: homes reserved on its site or elsewhere, or a fee."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.behaviour.parameters import MILLION, per
from sim.draws import Purpose, uniform
from sim.policies.levers import SetAside

TAKES_PART, PAYS, ELSEWHERE, GIVES_UP = range(4)  # indices of the draws of a project
ALMOST = 1e-9  # products of shares are rounded down to whole homes, but not for their last bit


class Kept(NamedTuple):
    """Homes that one rule reserves for one band of incomes."""

    number: int
    income: int  # highest at entry, cents a month
    rent: int  # cents a month
    term: int  # months
    restarts: bool


class Plan(NamedTuple):
    """What is built on a site, and what is owed for it."""

    homes: int  # on the site, with the bonus
    on_site: tuple[Kept, ...] = ()
    elsewhere: tuple[Kept, ...] = ()
    fee: int = 0  # cents
    pass_through: int = 0  # of the rents of market homes, parts per million

    @property
    def reserved(self) -> int:
        """Homes reserved on the site."""
        return sum(kept.number for kept in self.on_site)

    @property
    def owed_elsewhere(self) -> int:
        """Homes reserved on other land."""
        return sum(kept.number for kept in self.elsewhere)


class Site(NamedTuple):
    """A block that might be built on."""

    block: int
    size: int  # homes of a project without a bonus
    room: int  # homes that the land holds
    elsewhere: int  # homes that there is other land for


def drawn(share: float, what: int, block: int, seed: int) -> bool:
    """Return whether a project is among a share of all; the same draw in every world."""
    return share > 0.0 and uniform(seed, 0, block, Purpose.ZONING, what) < share


def binding(rules: Sequence[SetAside], size: int, neighbourhood: int) -> list[SetAside]:
    """Return the rules under which a project of `size` homes in a neighbourhood falls."""
    return [
        rule
        for rule in rules
        if rule.share > 0.0
        and size >= rule.smallest_project
        and (rule.places is None or neighbourhood in rule.places)
    ]


def plan(rules: Sequence[SetAside], site: Site, median: int, price: int, seed: int) -> Plan:
    """Return what a project builds under the rules that it takes part in.

    Parameters
    ----------
    rules : sequence of SetAside
        Set-asides add up; of their bonuses the largest counts.
    site : Site
    median : int
        Median household income of the city, cents a month.
    price : int
        Mean price of private homes at the start, cents.
    seed : int
        Of the run.
    """
    if not rules:
        return Plan(min(site.size, site.room))
    ways = [(rule, _way(rule, site, seed)) for rule in rules]
    bonus = max((rule.bonus for rule, way in ways if way != PAYS), default=0.0)
    homes = min(int(site.size * (1.0 + bonus) + ALMOST), site.room)
    on_site: list[Kept] = []
    elsewhere: list[Kept] = []
    fee, free, left = 0, homes, site.elsewhere
    for rule, way in ways:
        if way == PAYS:
            owed = int(rule.share * homes + ALMOST)
            fee += owed * (per(rule.fee_per_home, MILLION) * price // MILLION)
            continue
        number = int(rule.share * homes * (1.0 + rule.off_site_ratio) + ALMOST)
        if way == ELSEWHERE and number <= left:
            elsewhere += split(rule, number, median)
            left -= number
            continue
        number = min(int(rule.share * homes + ALMOST), free)
        on_site += split(rule, number, median)
        free -= number
    passed = sum(per(rule.pass_through, MILLION) for rule in rules)
    return Plan(homes, tuple(on_site), tuple(elsewhere), fee, passed)


def _way(rule: SetAside, site: Site, seed: int) -> int:
    """Return how a project meets a rule: it pays, builds elsewhere, or (`TAKES_PART`) on site."""
    if site.size <= rule.fee_below or drawn(rule.fee_share, PAYS, site.block, seed):
        return PAYS
    if drawn(rule.off_site_share, ELSEWHERE, site.block, seed):
        return ELSEWHERE
    return TAKES_PART


def split(rule: SetAside, number: int, median: int) -> list[Kept]:
    """Return a rule's reserved homes by band: each reaches its part of the whole, rounded down."""
    found, done, part = [], 0, 0.0
    for band in rule.bands:
        part += band.share
        upto = number if band is rule.bands[-1] else min(int(part * number + ALMOST), number)
        limit = median * per(band.income_share, MILLION) // MILLION
        rent = max(limit * per(band.rent_burden, MILLION) // MILLION, 1)
        found.append(Kept(upto - done, limit, rent, rule.term_months, rule.restarts))
        done = upto
    return found
