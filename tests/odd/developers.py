"""Section 7.9 of docs/odd.md, developers, written from that page alone.

Homes on free land that take months to build; without redevelopment, and without what zoning rules
ask of developers.
"""

from tests.odd.draws import PROJECT
from tests.odd.policies import PolicyCity
from tests.odd.start import PRIVATE, PRIVATE_RENTAL, ppm


class DeveloperCity(PolicyCity):
    """A city whose builders begin what pays (`market.supply=developers`) or follow a programme."""

    def __init__(self, config, seed):
        super().__init__(config, seed)
        self.begun, self.looked_at = {}, []
        self.finish, self.homes_begun = [0] * self.n_blocks, [0] * self.n_blocks
        self.later |= {
            "finish": (self.finish, None),
            "homes": (self.homes_begun, None),
        }

    def finish_projects(self):
        if self.market["supply"] == "programme":
            super().finish_projects()
            return
        self.begin_projects()
        self.finish_due()
        self.release()

    def pace(self, month):
        per_year = self.market["project_rate"] * self.initial_homes
        return int(per_year * month / (12 * self.market["project_homes"]))

    def begin_projects(self):
        most, number = self.market["most_projects"], 0
        if most is None:
            most = self.pace(self.month) - self.pace(self.month - 1)
        self.looked_at = []
        for block in self.free_blocks:
            if number == most:
                return
            if block not in self.begun:
                revenue, cost = self.account(block)
                wanted = 10**6 + ppm(self.market["developer_return"])
                self.looked_at.append((block, revenue, cost))
                if revenue * 10**6 >= cost * wanted:
                    self.begin(block)
                    number += 1

    def ground(self, block):
        """Return the cells of a project on a block, in order."""
        cells = [c for c in self.cells if self.block[c] == block]
        return self.draws.keyed_order(cells, PROJECT, 1)[: self.market["project_homes"]]

    def account(self, block):
        """Return the revenue and the cost of a project, cents."""
        cells, revenue = self.ground(block), 0
        for c in cells:
            level = self.level[self.neighbourhood[c]][PRIVATE]
            revenue += self.price(max(1, self.base_rent(c, PRIVATE) * level // 10**9))
        mean = self.price(round(100 * self.city["private"]["rent"]))
        land = ppm(self.market["land_cost"]) * mean // 10**6
        construction = ppm(self.market["construction_cost"]) * mean // 10**6
        return revenue, len(cells) * (land + construction)

    def begin(self, block):
        homes, end = self.homes, self.month + self.market["construction_months"]
        cells = self.ground(block)
        self.begun[block] = end
        for c in cells:
            homes["rental"][c], homes["vacant_since"][c] = 1, end
            homes["base_rent"][c] = self.base_rent(c, PRIVATE)
        self.finish[block], self.homes_begun[block] = end, len(cells)

    def finish_due(self):
        for block in sorted(self.begun):
            if self.begun[block] != self.month:
                continue
            for c in self.ground(block):
                self.homes["sector"][c] = PRIVATE
                self.vacant[PRIVATE_RENTAL].append(c)
                self.clock_built += 1
            self.finish[block] = self.homes_begun[block] = 0
