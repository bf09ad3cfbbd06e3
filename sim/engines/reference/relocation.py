"""The reference engine of relocation: Mesa agents that count their neighbours afresh at every look.

Slow and plain on purpose; it shares the rules and the draws of the compiled engine, and none of its
bookkeeping.
"""

from typing import TYPE_CHECKING

import mesa
import numpy as np
from mesa.discrete_space import Cell, OrthogonalMooreGrid, OrthogonalVonNeumannGrid

from sim.behaviour import eligibility, relocation, satisfaction
from sim.behaviour.switches import Switches, switches
from sim.config.choices import (
    AFFORDABLE,
    ALL,
    AS_IF_MOVED,
    AS_IT_LIVES,
    DRAWN,
    LEAST_IMPROVEMENT,
    LOGIT,
    LOGIT_CHOICE,
    MOST_IMPROVEMENT,
    NEAREST,
    NEVER,
    PAIRS,
    RANDOM_ORDER,
    RANDOM_VACANCY,
    RANDOM_WALK,
    RECENTLY_EMPTIED,
    RELEVANCE_DISTANCE,
    SIMILAR_NEIGHBOURHOOD,
    TWO_TRAITS,
    UNHAPPY,
    VON_NEUMANN,
)
from sim.draws import Purpose, gumbel, pick, uniform, word
from sim.engines.host import Host
from sim.engines.surroundings import surroundings
from sim.engines.turns import Turns
from sim.portable import exp, sqrt

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class RelocationReference:
    """Runs a month of relocation agent by agent."""

    def __init__(self, city: Host, flows: Turns) -> None:
        self.city, self.flows = city, flows
        self.p: Switches = switches(city.config, city.parameters.seed)
        self.stop = self.p.stop
        self.gumbel: list[float] = city.tables.gumbel.tolist()
        state = city.state
        self.tables = surroundings(city.config, state.zones, self.p, len(state.households.group))
        pairs = zip(self.tables.wanted.tolist(), self.tables.parts.tolist(), strict=True)
        self.wanted: list[tuple[int, int]] = list(pairs)
        kind = OrthogonalVonNeumannGrid if self._diamond else OrthogonalMooreGrid
        rows, cols = city.config.city.size
        self.grid = kind((rows, cols), torus=self.p.torus, capacity=1, random=city.random)
        built = np.flatnonzero(state.dwellings.sector >= 0).tolist()
        self.sites = {c: Site(self, c, self.grid[(c // cols, c % cols)]) for c in built}
        self.site_of = {site.place: site for site in self.sites.values()}
        self._zones: dict[int, list[Site]] = {}
        for site in self.sites.values():
            self._zones.setdefault(site.block, []).append(site)
        self.households = [Relocator(self, k) for k in range(len(state.households.group))]
        listed = state.vacancies.homes[0, : int(state.vacancies.length[0])].tolist()
        self.vacant = [self.sites[cell] for cell in listed]
        self.begin_month()
        self._count_unhappy()

    @property
    def _diamond(self) -> bool:
        return self.p.neighbourhood == VON_NEUMANN

    def weights_in(self, zone: int) -> dict[int, int]:
        """Return the weight of the households of each zone in the counts of one."""
        first, to = self.tables.first.tolist(), self.tables.to.tolist()
        weights = self.tables.weight.tolist()
        return {to[k]: weights[k] for k in range(first[zone], first[zone + 1])}

    def in_zones(self, zones: list[int]) -> list[Site]:
        """Return the homes of some zones."""
        return [site for zone in zones for site in self._zones.get(zone, [])]

    def begin_month(self) -> None:
        """Note the quota's counts as on the first of the month."""
        self._first = {site.cell: site.record for site in self.sites.values()}

    def forbids(self, buyer: Relocator, site: Site, month: int) -> bool:
        """Return whether a quota forbids a household to take a home."""
        levers, own = self.city.levers.tables, buyer.quota_class
        live = levers.live[0] == 1

        def counted(zone: str, of: int) -> tuple[int, int]:
            here = [s for s in self.sites.values() if getattr(s, zone) == of]
            records = [s.record if live else self._first[s.cell] for s in here]
            return sum(r == own for r in records), sum(r >= 0 for r in records)

        limits = (
            int(levers.block_limit[site.block, own]),
            int(levers.neighbourhood_limit[site.neighbourhood, own]),
        )
        if min(limits) >= eligibility.NO_LIMIT:
            return False
        block = counted("block", site.block)
        place = counted("neighbourhood", site.neighbourhood)
        if eligibility.quota_allows(own, site.record, *block, limits[0], *place, limits[1]):
            return False
        drawn = uniform(self.p.seed, month, buyer.number, Purpose.ENFORCEMENT, site.cell)
        return drawn < float(levers.enforcement[0])

    def others_gain(self, group: int, zone: int, change: int) -> float:
        """Return what all households of a zone gain when one of a group enters or leaves it."""
        living = [site.household for site in self._zones[zone] if site.household is not None]
        homes, gain = len(self._zones[zone]), 0.0
        for other in range(len(self.city.config.city.groups)):
            like = sum(one.group == other for one in living)
            number = like - 1 if other == group and change < 0 else like
            after = like + change if other == group else like
            if number > 0:
                wanted = self.wanted[other]
                before = satisfaction.score(like, len(living), homes, *wanted, self.p)
                new = satisfaction.score(after, len(living) + change, homes, *wanted, self.p)
                gain += number * (new - before)
        return gain

    # The month ---------------------------------------------------------------------------------

    def relocate(self) -> None:
        """Let households relocate for a month."""
        month = self.city.month
        if self.p.activation == DRAWN:
            self._draw_turns(month)
        else:
            waiting = [h for h in self.households if not self.p.at_start or h.would_move(month)]
            waiting.sort(key=lambda one: self._place(one, month))
            for household in waiting:
                if not self.p.on_turn or household.would_move(month):
                    household.step(household.number, month)
        self._count_unhappy()
        self._write()

    def _place(self, household: Relocator, month: int) -> tuple[int, int]:
        if self.p.activation == RANDOM_ORDER:
            drawn = word(self.p.seed, month, household.number, Purpose.ORDER, 0)
            return drawn, household.number
        return household.site.cell, household.number

    def _wishing(self) -> list[Relocator]:
        """Return those among whom the next is drawn, by group and id."""
        if not self.p.tracked:
            return self.households
        wishing = [one for one in self.households if not one.content(one.site)]
        return sorted(wishing, key=lambda one: (one.group, one.number))

    def _draw_turns(self, month: int) -> None:
        p = self.p
        for turn in range(len(self._wishing())):
            wishing = self._wishing()
            if not wishing:
                return
            one = wishing[pick(len(wishing), p.seed, month, turn, Purpose.TURN, 0)]
            if p.movers in (UNHAPPY, ALL):
                one.step(turn, month)
                continue
            others = [o for o in wishing if not p.tracked or o.group != one.group]
            if not others:
                return
            other = others[pick(len(others), p.seed, month, turn, Purpose.PARTNER, 0)]
            if other.group != one.group and not self._near(one, other):
                self._change_places(one, other, turn, month)

    def _near(self, one: Relocator, other: Relocator) -> bool:
        """Return whether two households are neighbours, who do not exchange homes if any pair may
        (Zhang 2004)."""
        near = [site for site, _ in one.site.around()]
        return self.p.movers == PAIRS and other.site in near

    def _change_places(self, one: Relocator, other: Relocator, turn: int, month: int) -> None:
        """Let two households exchange homes; they change back if they do not accept."""
        p = self.p
        for household in (one, other):
            self.flows.tried[household.group] += 1
        a, b = one.site, other.site
        before, before_other = one.worth(a), other.worth(b)
        self._exchange(one, other)
        after, after_other = one.worth(b), other.worth(a)
        if p.acceptance == LOGIT:
            gain = (after - before) + (after_other - before_other)
            chance = relocation.logit(gain, p.temperature)
            stays = uniform(p.seed, month, turn, Purpose.ACCEPT, 0) >= chance
        else:
            first = relocation.acceptable(before, after, False, one.content(b), p)
            second = relocation.acceptable(before_other, after_other, False, other.content(a), p)
            stays = not (first and second)
        if stays:
            self._exchange(one, other)
            return
        for household in (one, other):
            household.moved = month
            self.flows.moved[household.group] += 1

    def _exchange(self, one: Relocator, other: Relocator) -> None:
        a, b = one.site, other.site
        one.cell = None
        other.cell = None
        one.enter(b)
        other.enter(a)

    def move(self, household: Relocator, site: Site, month: int) -> None:
        """Move a household to a vacant home; the one that it leaves takes its place on the list."""
        left = household.site
        left.household, left.vacant_since = None, month
        self.vacant[self.vacant.index(site)] = left
        household.enter(site)
        household.moved = month
        self.flows.moved[household.group] += 1

    def _count_unhappy(self) -> None:
        self.flows.unhappy[:] = 0
        for site in self.sites.values():
            site.seen = site.household
        for household in self.households:
            if not household.content(household.site):
                self.flows.unhappy[household.group] += 1

    def _write(self) -> None:
        """Write what the agents hold to the city's columns."""
        people, homes = self.city.state.households, self.city.state.dwellings
        vacancies = self.city.state.vacancies
        homes.household[:] = vacancies.place[:] = -1
        for household in self.households:
            people.dwelling[household.number] = household.site.cell
            people.moved[household.number] = household.moved
            homes.household[household.site.cell] = household.number
        for cell, site in self.sites.items():
            homes.record[cell], homes.vacant_since[cell] = site.record, site.vacant_since
        for place, site in enumerate(self.vacant):
            vacancies.homes[0, place], vacancies.place[site.cell] = site.cell, place
