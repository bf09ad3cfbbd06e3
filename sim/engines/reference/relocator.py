"""Homes, and households that relocate, of the reference engine: Mesa agents, slow on purpose.

They count their neighbours afresh at every look.
"""

from typing import TYPE_CHECKING

import mesa
from mesa.discrete_space import Cell

from sim.behaviour import relocation, satisfaction
from sim.config.choices import (
    AFFORDABLE,
    ALL,
    AS_IF_MOVED,
    AS_IT_LIVES,
    LEAST_IMPROVEMENT,
    LOGIT,
    LOGIT_CHOICE,
    MOST_IMPROVEMENT,
    NEAREST,
    NEVER,
    PAIRS,
    RANDOM_VACANCY,
    RANDOM_WALK,
    RECENTLY_EMPTIED,
    RELEVANCE_DISTANCE,
    SIMILAR_NEIGHBOURHOOD,
    TWO_TRAITS,
    UNHAPPY,
)
from sim.draws import Purpose, gumbel, pick, uniform, word
from sim.engines.reference.memory import Numbers
from sim.portable import exp, sqrt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.engines.reference.relocation import RelocationReference

LONGEST_WALK = 10_000
LONGEST = 10.0


class Site:
    """A home: where it is, which zone it lies in, who lives there, whose it last was."""

    def __init__(self, engine: "RelocationReference", cell: int, place: Cell) -> None:
        state = engine.city.state
        self.engine, self.cell, self.place = engine, cell, place
        self.block = int(state.zones.block[cell])
        self.neighbourhood = int(state.zones.neighbourhood[cell])
        self.record = int(state.dwellings.record[cell])
        self.vacant_since = int(state.dwellings.vacant_since[cell])
        self.status = int(state.dwellings.quality[cell])
        self.household: Relocator | None = None
        self.seen: Relocator | None = None  # who lived there at the start of the month

    def around(self) -> "list[tuple[Site, int]]":
        """Return the homes that count around this one, each with its weight."""
        engine = self.engine
        if engine.p.zonal:
            weights = engine.weights_in(self.block)
            return [(site, weights[site.block]) for site in engine.in_zones(list(weights))]
        near = self.place.get_neighborhood(radius=engine.p.radius, include_center=False)
        near = [cell for cell in near if cell is not self.place]  # as on a ring of one row
        return [(engine.site_of[cell], 1) for cell in near if cell in engine.site_of]


class Relocator(mesa.discrete_space.CellAgent):  # type: ignore[misc]
    """A household that may relocate."""

    _ids = Numbers()

    def __init__(self, engine: "RelocationReference", number: int) -> None:
        super().__init__(engine.city)
        self.engine, self.number, self.p = engine, number, engine.p
        row = engine.city.state.households
        self.group, self.income = int(row.group[number]), int(row.income[number])
        self.moved = int(row.moved[number])
        self.ethnicity = int(engine.tables.ethnicity[self.group])
        self.status = int(engine.tables.status[self.group])
        self.taste = float(engine.tables.taste[self.group])
        self.wanted = engine.wanted[self.group]
        self.quota_class = int(engine.city.tables.quota_class[self.group])
        self.site: Site = engine.sites[int(row.dwelling[number])]
        self.enter(self.site)

    def enter(self, site: Site) -> None:
        """Live in a home from now on."""
        self.site, site.household, self.cell = site, self, site.place
        site.record = self.quota_class

    # What it sees ------------------------------------------------------------------------------

    def neighbours(self, site: Site) -> "Iterator[tuple[Relocator, int]]":
        """Yield the households that it counts around a home, each with its weight."""
        for other, weight in site.around():
            if other.household is None:
                continue
            if other.household is self and self.p.sees_itself != AS_IT_LIVES:
                continue
            yield other.household, weight
        if self.p.sees_itself == AS_IF_MOVED:
            yield self, self.p.unit_weight

    def homes(self, site: Site) -> int:
        """Return the weighted number of homes that it counts around a home."""
        total = sum(weight for _, weight in site.around())
        if self.p.zonal:
            return total - (self.p.unit_weight if self.p.sees_itself == NEVER else 0)
        return total + (self.p.unit_weight if self.p.sees_itself == AS_IF_MOVED else 0)

    def seen(self, site: Site) -> tuple[int, int, int]:
        """Return who would surround it: its own group, all households, homes."""
        around = list(self.neighbours(site))
        like = sum(weight for other, weight in around if other.group == self.group)
        return like, sum(weight for _, weight in around), self.homes(site)

    def traits(self, site: Site) -> tuple[float, float]:
        """Return the shares of its ethnicity and of its status around a home."""
        around = list(self.neighbours(site))
        if self.p.sees_start:
            around = [(near.seen, w) for near, w in site.around() if near.seen is not None]
        occupied = sum(weight for _, weight in around)
        if occupied <= 0:
            return 0.0, 0.0
        ethnicity = sum(weight for other, weight in around if other.ethnicity == self.ethnicity)
        status = sum(weight for other, weight in around if other.status == self.status)
        return ethnicity / occupied, status / occupied

    def worth(self, site: Site) -> float:
        """Return what a home is worth to it."""
        if self.p.score == TWO_TRAITS:
            threshold = float(self.engine.tables.threshold[self.number])
            ethnicity, status = self.traits(site)
            return satisfaction.two_traits(ethnicity, status, threshold, self.taste, self.p)
        return satisfaction.score(*self.seen(site), *self.wanted, self.p)

    def content(self, site: Site) -> bool:
        """Return whether it would be satisfied in a home."""
        if self.p.score == TWO_TRAITS:
            return self.worth(site) >= 0.0
        return satisfaction.satisfied(*self.seen(site), *self.wanted, self.p)

    def mean_income(self, site: Site) -> float:
        """Return the mean income around a home, its own where it lives near."""
        living = [(o.household, w) for o, w in site.around() if o.household is not None]
        occupied = sum(weight for _, weight in living)
        if occupied <= 0:
            return 0.0
        return sum(weight * other.income for other, weight in living) / occupied

    # Its turn ----------------------------------------------------------------------------------

    def would_move(self, month: int) -> bool:
        """Return whether it looks for another home when its turn comes."""
        p = self.p
        if p.movers in (ALL, PAIRS) or p.score == TWO_TRAITS or not self.content(self.site):
            return True
        return (
            p.happy_moves > 0.0
            and uniform(p.seed, month, self.number, Purpose.RESTLESS, 0) < p.happy_moves
        )

    def step(self, turn: int, month: int) -> None:
        """Look for another home, and move if it accepts what it finds."""
        p, flows = self.p, self.engine.flows
        before = self.worth(self.site)
        if p.score == TWO_TRAITS:
            before += self.luck(turn, month, 0)
            if before >= 0.0 and p.movers == UNHAPPY:
                return
        flows.tried[self.group] += 1
        site = self.choose(turn, month, before)
        if site is None or not self.accepts(site, turn, month, before):
            return
        if self.engine.forbids(self, site, month):
            flows.refused[self.group] += 1
            return
        self.engine.move(self, site, month)

    def luck(self, turn: int, month: int, option: int) -> float:
        """Return a Gumbel shock."""
        drawn = word(self.p.seed, month, turn, Purpose.TASTE, option)
        return gumbel(drawn, self.engine.gumbel)

    def accepts(self, site: Site, turn: int, month: int, before: float) -> bool:
        """Return whether it makes a move that depends on luck."""
        p = self.p
        if p.score == TWO_TRAITS:
            return self.worth(site) + self.luck(turn, month, 1) > before
        if p.acceptance == AFFORDABLE and not self.affords(site):
            lucky = uniform(p.seed, month, turn, Purpose.ACCEPT, 0) < p.disallowed
            self.engine.flows.disallowed[self.group] += lucky
            return lucky
        if p.acceptance != LOGIT:
            return True
        gain = self.worth(site) - before
        if p.collective > 0.0 and site.block != self.site.block:
            leaving = self.engine.others_gain(self.group, self.site.block, -1)
            gain += p.collective * (leaving + self.engine.others_gain(self.group, site.block, 1))
        chance = relocation.logit(gain, p.temperature)
        return uniform(p.seed, month, turn, Purpose.ACCEPT, 0) < chance

    # Where it looks ----------------------------------------------------------------------------

    def would_take(self, site: Site, before: float) -> bool:
        """Return whether it would take a home for sure."""
        after, satisfied = self.worth(site), self.content(site)
        return relocation.acceptable(before, after, self.content(self.site), satisfied, self.p)

    def affords(self, site: Site) -> bool:
        """Return whether its income lets it live among the neighbours of a home."""
        living = [o.household for o, _ in site.around() if o.household not in (None, self)]
        poorer = sum(self.income >= other.income for other in living if other is not None)
        return relocation.can_afford(poorer, len(living), self.p)

    def meant_for(self, site: Site) -> bool:
        """Return whether a home is for households of its status."""
        return not self.p.tied_homes or site.status == self.status

    def choose(self, turn: int, month: int, before: float) -> Site | None:
        """Return the home to which it would move."""
        p, vacant = self.p, self.engine.vacant
        if not vacant:
            return None
        if p.search == RANDOM_WALK:
            site = self.walk(turn, month)
            return site if site is not None and self.would_take(site, before) else None
        if p.search == RANDOM_VACANCY:
            return self.random_vacancy(turn, month, before)
        if (
            p.policy_share < 1.0
            and uniform(p.seed, 0, self.number, Purpose.FOLLOW, 0) >= p.policy_share
        ):
            return vacant[pick(len(vacant), p.seed, month, turn, Purpose.CANDIDATE, 0)]
        options = self.options(turn, month, before)
        if not options:
            return None
        if p.shortlist > 0:
            options.sort(key=lambda one: (-one[1], one[2], one[0].cell))
            options = options[: p.shortlist]
        if p.shortlist == 1:
            return None if options[0][0] is self.site else options[0][0]
        site = self.draw(options, uniform(p.seed, month, turn, Purpose.SHORTLIST, 0))
        return None if site is self.site else site

    def random_vacancy(self, turn: int, month: int, before: float) -> Site | None:
        """Return the first of some vacancies drawn at random that it would take."""
        p, vacant = self.p, self.engine.vacant
        once = p.recommended or p.tied_homes
        for k in range(LONGEST_WALK if once else max(p.sample, 1)):
            site = vacant[pick(len(vacant), p.seed, month, turn, Purpose.CANDIDATE, k)]
            if not self.meant_for(site):
                continue
            if p.recommended:
                chance = satisfaction.recommendation(*self.traits(site), self.taste, p)
                if uniform(p.seed, month, turn, Purpose.RECOMMEND, k) >= chance:
                    continue
            if self.would_take(site, before):
                return site
            if once:
                return None
        return None

    def walk(self, turn: int, month: int) -> Site | None:
        """Return the first empty home on which a random walk ends a step."""
        p = self.p
        down, right = float(self.site.cell // p.cols), float(self.site.cell % p.cols)
        for k in range(LONGEST_WALK):
            heading = uniform(p.seed, month, turn, Purpose.WALK, 2 * k)
            length = LONGEST * uniform(p.seed, month, turn, Purpose.WALK, 2 * k + 1)
            step = relocation.step_of_walk(heading, length)
            row = relocation.cell_at(down + step[0], p.rows, p.torus)
            col = relocation.cell_at(right + step[1], p.cols, p.torus)
            if row < 0 or col < 0:
                continue
            down, right = down + step[0], right + step[1]
            cell = row * p.cols + col
            if cell == self.site.cell:
                return None
            site = self.engine.sites.get(cell)
            if site is not None and site.household is None:
                return site
        return None

    def options(self, turn: int, month: int, before: float) -> list[tuple[Site, float, int]]:
        """Return the vacancies that it sees and would take: home, weight, order among equals."""
        p, vacant = self.p, self.engine.vacant
        seen = list(vacant)
        if p.sample > 0:
            for k in range(min(p.sample, len(seen))):  # different homes, in the order drawn
                place = k + pick(len(seen) - k, p.seed, month, turn, Purpose.CANDIDATE, k)
                seen[k], seen[place] = seen[place], seen[k]
            seen = seen[: p.sample]
        found = []
        for site in seen:
            if not self.meant_for(site) or not self.would_take(site, before):
                continue
            tie = word(p.seed, month, turn, Purpose.TIE, site.cell) if p.random_ties else site.cell
            found.append((site, self.weight(site, month), tie))
        if relocation.may_stay(p):
            home = self.site
            tie = word(p.seed, month, turn, Purpose.TIE, home.cell) if p.random_ties else home.cell
            found.append((home, self.weight(home, month), tie))
        if p.search == LOGIT_CHOICE:
            best = max(worth for _, worth, _ in found)
            return [(site, exp((worth - best) / p.temperature), tie) for site, worth, tie in found]
        return found

    def weight(self, site: Site, month: int) -> float:
        """Return what a vacancy is ranked and drawn by."""
        p, home = self.p, self.site.cell
        if p.search == NEAREST:
            return -1.0 * relocation.distance_between(home, site.cell, p)
        if p.search == RELEVANCE_DISTANCE:
            return relocation.pull(home, site.cell, p)
        if p.search == RECENTLY_EMPTIED:
            return 1.0 / (1 + month - site.vacant_since)
        if p.search in (MOST_IMPROVEMENT, LOGIT_CHOICE):
            return self.worth(site)
        if p.search == LEAST_IMPROVEMENT:
            worth = self.worth(site)
            return 1.0 / worth if worth > 0.0 else 1.0e12
        if p.search == SIMILAR_NEIGHBOURHOOD:
            return 1.0 / sqrt(self._gap(site) + 1.0)
        if p.search == SIMILAR_NEIGHBOURHOOD + 1:
            return sqrt(self._gap(site) + 1.0)
        return 1.0

    def _gap(self, site: Site) -> float:
        """Return by how much the mean incomes around its home and another differ, dollars a
        year."""
        return 0.12 * abs(self.mean_income(self.site) - self.mean_income(site))

    def draw(self, options: list[tuple[Site, float, int]], mark: float) -> Site:
        """Return one of the options, drawn in proportion to their weights."""
        total = 0.0
        for _, weight, _ in options:
            total += weight
        mark *= total
        for site, weight, _ in options[:-1]:
            mark -= weight
            if mark < 0.0:
                return site
        return options[-1][0]
