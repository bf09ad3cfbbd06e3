"""The city: its state and the order of a month."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.agents import HouseholdSet, HouseholdView
from sim.behaviour.parameters import (
    BILLION,
    Parameters,
    Tables,
    parameters,
    per,
    quota_classes,
    tables,
)
from sim.behaviour.tenancy import longest_strain
from sim.calendar import PolicyCalendar
from sim.config.schema import Config
from sim.config.validate import check
from sim.engines import make_engine
from sim.engines.flows import no_flows, reset
from sim.market import rents
from sim.market.arrivals import GROWTH, GROWTH_RESERVED, Arrivals
from sim.market.projects import Projects, release
from sim.records import Records
from sim.snapshot import Snapshot, snapshot
from sim.state.columns import (
    INITIAL,
    MONTH,
    NEW_MARKET_HOMES,
    NEW_RESERVED_HOMES,
    State,
    copy,
    state_hash,
)
from sim.state.initial import initial_state

if TYPE_CHECKING:
    import pandas as pd

    from sim.burn_in import Start


class City(mesa.Model):  # type: ignore[misc]
    """A grid city of households under housing rules; one step is one month.

    Parameters
    ----------
    config : Config
        From `sim.compose`, or built by hand.
    seed : int, optional
        0 to 2**63 - 1; the config's own seed by default.
    start : Start, optional
        A burned-in city to start from (copied, not changed); made here if the config asks for one.
        Whoever gives one has checked the config.
    first_month : int
        The month of the start: 0, or negative during a burn-in.

    Attributes
    ----------
    month : int
        Months lived; 0 before the first step. Negative during a burn-in.
    state : State
        All columns that decide the future; see `sim.state.columns`.
    flows : Flows
        What happened in the last month.
    """

    def __init__(
        self,
        config: Config,
        seed: int | None = None,
        start: "Start | None" = None,
        first_month: int = 0,
    ) -> None:
        self.seed_of_run = config.seed if seed is None else seed
        super().__init__(rng=self.seed_of_run)
        self.config = config
        if start is None:
            check(config)
        self.state = self._first_state(start)
        self.state.clock[MONTH] = first_month
        groups, classes = len(config.city.groups), len(quota_classes(config))
        neighbourhoods = len(self.state.rent_level)
        self.parameters: Parameters = parameters(config, self.seed_of_run)
        self.tables: Tables = tables(config, self.seed_of_run, neighbourhoods)
        self.flows = no_flows(groups, classes)
        self.calendar = PolicyCalendar(config, self.state.zones)
        self.levers = self.calendar.levers(first_month + 1)
        self.projects = Projects(config, self.state, self.seed_of_run)
        self.newcomers = Arrivals(self.state, self.seed_of_run)
        self.market_homes = rents.market_homes(self.state)
        self._everyone: tuple[int, HouseholdSet | None] = (0, None)
        self.homes_built = (0, 0)  # in all, and reserved
        self.engine = make_engine(config.engine, self)
        self._records = Records(self)
        self._records.observe(self)

    def _first_state(self, start: "Start | None") -> State:
        if start is None and self.config.city.initial == "burned_in":
            from sim.burn_in import burned_in

            start = burned_in(self.config, self.seed_of_run)
        self.start = start
        if start is not None:
            return copy(start.state)
        return initial_state(self.config, self.seed_of_run)

    @property
    def month(self) -> int:
        """Months lived."""
        return int(self.state.clock[MONTH])

    def step(self) -> None:
        """Live one month: calendar, departures and arrivals, supply, rents, displacement,
        search."""
        self.state.clock[MONTH] += 1
        reset(self.flows)
        if self.calendar.turns(self.month):
            self.levers = self.calendar.levers(self.month)
        self.engine.begin_month()
        self._turnover()
        self._supply()
        growth = self.levers.growth + per(self.config.market.rent_growth, BILLION)
        rents.update_levels(self.state, self.market_homes, growth, self.config.market)
        self.engine.search()
        self._records.observe(self)

    def _turnover(self) -> None:
        """Let those leave who searched in vain; let their successors and growth arrive."""
        people, limit = self.state.households, longest_strain(self.parameters)
        leavers = np.flatnonzero((people.strain >= limit) & (people.dwelling >= 0))
        if len(leavers):
            self.engine.depart(leavers)
        rows: list[int] = []
        for stream, place in ((GROWTH, NEW_MARKET_HOMES), (GROWTH_RESERVED, NEW_RESERVED_HOMES)):
            homes = int(self.state.clock[place])
            if homes:
                occupied = 1.0 - self.config.city.private.vacancy_rental
                arriving = int(homes * occupied + 0.5)
                self.state, new = self.newcomers.grow(self.state, stream, arriving, self._band())
                rows += new
                self.state.clock[place] = 0
        if len(leavers):
            self.state, new = self.newcomers.replace(self.state, leavers)
            rows += new
        if rows:
            self.engine.arrive(np.array(rows, np.int64))

    def _band(self) -> tuple[int, int]:
        """Return the incomes (cents) that reserved homes are for: lowest and highest."""
        homes = self.state.dwellings
        reserved = homes.reserved_until >= 0
        if not reserved.any():
            return 0, 0
        rent, highest = homes.reserved_rent[reserved].min(), homes.reserved_income[reserved].max()
        return int(rent) * 1_000_000 // max(self.parameters.displacement_burden, 1), int(highest)

    def _supply(self) -> None:
        """Finish projects, assign set-asides, release reserved homes whose term is over."""
        market, reserved = self.projects.build(self.state, self.levers.set_asides, self.month)
        self.state.clock[NEW_MARKET_HOMES] += market
        self.state.clock[NEW_RESERVED_HOMES] += reserved
        released = release(self.state, self.month)
        self.homes_built = (self.homes_built[0] + market + reserved, self.homes_built[1] + reserved)
        if market or reserved or released:
            self.market_homes = rents.market_homes(self.state)

    def run(self) -> "City":
        """Live all months of the config that are left; return the city itself."""
        while self.month < self.config.months:
            self.step()
        return self

    def run_model(self) -> None:
        """Run the horizon: Mesa's name for `run`."""
        self.run()

    @property
    def agents(self) -> HouseholdSet:
        """The households in the city: a Mesa AgentSet of views on its rows."""
        month, everyone = self._everyone
        if month != self.month or everyone is None:
            everyone = HouseholdSet.of(self)
            self._everyone = (self.month, everyone)
        return everyone

    def __getstate__(self) -> dict[str, Any]:
        """Leave the views out of a pickle: they are made on demand."""
        return {**self.__dict__, "_everyone": (0, None)}

    @property
    def agent_types(self) -> list[type]:
        """The one type of agent."""
        return [HouseholdView]

    @property
    def agents_by_type(self) -> dict[type, HouseholdSet]:
        """The households under their one type."""
        return {HouseholdView: self.agents}

    def snapshot(self) -> Snapshot:
        """Return who lives where, cell by cell, for measurement and maps."""
        return snapshot(self.state)

    def state_hash(self) -> str:
        """Return a digest of everything that decides the future, hex; the same on every
        platform."""
        return state_hash(self.state)

    def series(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return the recorded outcomes: name -> one value a month from month 0 (`month`
        included)."""
        return self._records.columns()

    @property
    def records(self) -> "pd.DataFrame":
        """The recorded outcomes as a DataFrame: index month, one column an outcome."""
        import pandas as pd

        return pd.DataFrame(self.series()).set_index("month")

    @property
    def initial_households(self) -> int:
        """Number of households in the first month."""
        return int(self.state.clock[INITIAL])
