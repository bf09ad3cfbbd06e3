"""The calendar of a run's policies: which hold in a month, and the levers that they set
together."""

from sim.behaviour.parameters import quota_classes
from sim.clock import calendar_month
from sim.config.schema import Config
from sim.policies import REGISTRY
from sim.policies.base import Setting, holds, rolls
from sim.policies.levers import Levers, resting
from sim.policies.pilots import drawn, grows, reached
from sim.state.buildings import Buildings
from sim.state.columns import Zones
from sim.state.land import neighbourhood_of_block


class PolicyCalendar:
    """Sets the levers month by month; policies are applied in the order of their names."""

    def __init__(self, config: Config, zones: Zones, buildings: Buildings, seed: int) -> None:
        self.start, self.seed = config.city.start, seed
        self.buildings = buildings
        self.classes = quota_classes(config)
        self.places = neighbourhood_of_block(zones)
        self.neighbourhoods = int(zones.neighbourhood.max()) + 1
        self.policies = {
            name: parameters | {"places": drawn(parameters, seed, self.neighbourhoods)}
            for name, parameters in sorted(config.policy.items())
        }
        self.changes = {
            date
            for name, parameters in self.policies.items()
            for date in REGISTRY[name].changes(parameters)
        }
        self.rolling = any(rolls(REGISTRY[name], p) for name, p in self.policies.items())

    def turns(self, month: int) -> bool:
        """Return whether the levers may differ from the month before."""
        if not self.policies:
            return False
        edges = {p[key] for p in self.policies.values() for key in ("start", "stop")}
        dated = calendar_month(self.start, month) in self.changes
        phased = any(grows(parameters, month) for parameters in self.policies.values())
        return month in edges or dated or phased or self.rolling

    def levers(self, month: int) -> Levers:
        """Return the levers of a month, set by every policy that holds."""
        levers = resting(len(self.places), self.neighbourhoods, len(self.classes))
        setting = Setting(
            calendar_month(self.start, month),
            self.classes,
            self.places,
            self.neighbourhoods,
            month,
            self.start,
            self.buildings,
        )
        for name, parameters in self.policies.items():
            if holds(parameters, month):
                here = reached(parameters, month, self.seed, self.neighbourhoods)
                REGISTRY[name].apply(levers, {**parameters, "places": here}, setting)
        return levers
