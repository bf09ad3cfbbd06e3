"""The reference engine of relocation: Mesa agents that count their neighbours afresh at every look.

Slow and plain on purpose; it shares the rules and the draws of the compiled engine, and none of its
bookkeeping.
"""

import numpy as np
from mesa.discrete_space import OrthogonalMooreGrid, OrthogonalVonNeumannGrid

from sim.behaviour import eligibility, relocation, satisfaction
from sim.behaviour.switches import switches
from sim.config.choices import (
    ALL,
    DRAWN,
    LOGIT,
    PAIRS,
    RANDOM_ORDER,
    UNHAPPY,
    VON_NEUMANN,
)
from sim.draws import Purpose, pick, uniform, word
from sim.engines.host import Host
from sim.engines.reference.memory import grid_of
from sim.engines.reference.relocator import Relocator, Site
from sim.engines.surroundings import surroundings
from sim.engines.turns import Turns, begin
from sim.state.columns import Ints


class RelocationReference:
    """Runs a month of relocation agent by agent."""

    def __init__(self, city: Host, flows: Turns) -> None:
        self.city, self.flows = city, flows
        self.p = self.switches = switches(city.config, city.parameters.seed)
        self.gumbel: list[float] = city.tables.gumbel.tolist()
        state = city.state
        self.tables = surroundings(city.config, state.zones, self.p, len(state.households.group))
        pairs = zip(self.tables.wanted.tolist(), self.tables.parts.tolist(), strict=True)
        self.wanted: list[tuple[int, int]] = list(pairs)
        kind = OrthogonalVonNeumannGrid if self._diamond else OrthogonalMooreGrid
        rows, cols = city.config.city.size
        self.grid = grid_of(kind, (rows, cols), self.p.torus, city.random)
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
        """Begin a month: nothing has happened in it, and the quota's counts are as on its first."""
        begin(self.flows)
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

    def relocate(self, most: int) -> Ints:
        """Let households relocate for a month, never for several; return what happened in it."""
        month = self.city.month
        self.begin_month()
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
        return np.array([self.flows])

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
        homes.household[:], vacancies.place[:] = -1, 0
        for household in self.households:
            people.dwelling[household.number] = household.site.cell
            people.moved[household.number] = household.moved
            homes.household[household.site.cell] = household.number
        for cell, site in self.sites.items():
            homes.record[cell], homes.vacant_since[cell] = site.record, site.vacant_since
        for place, site in enumerate(self.vacant):
            vacancies.homes[0, place], vacancies.place[site.cell] = site.cell, place
