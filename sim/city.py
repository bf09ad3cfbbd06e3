"""The city: its state and the order of a month."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.agents import HouseholdSet, HouseholdView
from sim.behaviour.parameters import Parameters, Tables, parameters, tables
from sim.calendar import PolicyCalendar
from sim.config.schema import Config
from sim.config.validate import check
from sim.measurement.zone_map import zone_map
from sim.months.housing_market import HousingMarket
from sim.months.relocation import Relocating
from sim.records import Records
from sim.records_of_relocation import RelocationRecords
from sim.snapshot import Snapshot, geometry, snapshot
from sim.state.buildings import Buildings
from sim.state.columns import INITIAL, MONTH, State, copy, state_hash
from sim.state.initial import initial_state
from sim.state.settlement import settlement

if TYPE_CHECKING:
    import pandas as pd

    from sim.burn_in import Start
    from sim.engines.flows import Flows
    from sim.engines.turns import Turns


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
    life : HousingMarket or Relocating
        The order of a month, and what happened in the last one (`flows`).
    running : bool
        Whether the city still changes: False once its rule to stop holds (`rules.stop`).
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
        neighbourhoods = len(self.state.rent_level)
        self.parameters: Parameters = parameters(config, self.seed_of_run)
        self.tables: Tables = tables(config, self.seed_of_run, neighbourhoods)
        self.buildings = Buildings(self.state, self.seed_of_run)
        self.calendar = PolicyCalendar(config, self.state.zones, self.buildings, self.seed_of_run)
        self.levers = self.calendar.levers(first_month + 1)
        self._everyone: tuple[int, HouseholdSet | None] = (0, None)
        relocating = config.rules.model == "relocation"
        self.life: HousingMarket | Relocating
        self._records: Records | RelocationRecords
        if relocating:
            self.life = Relocating(self)
            self._records = RelocationRecords(self)
        else:
            self.life = HousingMarket(self)
            self._records = Records(self)
        self._records.observe(self)

    def _first_state(self, start: "Start | None") -> State:
        if start is None and self.config.city.initial == "burned_in":
            from sim.burn_in import burned_in

            start = burned_in(self.config, self.seed_of_run)
        self.start = start
        if start is not None:
            return copy(start.state)
        if self.config.rules.model == "relocation":
            return settlement(self.config, self.seed_of_run)
        return initial_state(self.config, self.seed_of_run)

    @property
    def flows(self) -> "Flows | Turns":
        """What happened in the last month."""
        return self.life.flows

    @property
    def month(self) -> int:
        """Months lived."""
        return int(self.state.clock[MONTH])

    def step(self) -> None:
        """Live one month, by the rules in force; a city that has come to rest stays as it is."""
        self._live(1)

    def _live(self, most: int) -> None:
        """Live a month, or up to `most` between which neither rules change nor anybody looks."""
        self.state.clock[MONTH] += 1
        if self.calendar.turns(self.month):
            self.levers = self.calendar.levers(self.month)
        self.life.month(most)
        self.running = not self.life.stopped
        self._records.observe(self)

    def live(self, months: int) -> int:
        """Live up to so many months of those that are left, until the city rests.

        As `step` does, month by month, and with the same records; sooner where only the end
        matters, since boards live months at once that no rule and no measure divides. Mesa's own
        count of steps stands still.

        Returns
        -------
        int
            Months lived.
        """
        begun, end = self.month, min(self.month + months, self.config.months)
        while self.running and self.month < end:
            self._live(self._undivided(end) - self.month)
        return self.month - begun

    def _undivided(self, end: int) -> int:
        """Return the last of the months to come, up to `end`, that can be lived in one piece: no
        rule changes after the first of them, and nothing is measured before the last."""
        last = self.month + 1
        while last < end and not (self._records.due(last) or self.calendar.turns(last + 1)):
            last += 1
        return last

    def run(self) -> "City":
        """Live all months of the config that are left, until the city rests; return the city."""
        while self.running and self.month < self.config.months:
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

    def zone_map(
        self, index: str, *groups: str, level: str = "block", stock: str = "all"
    ) -> np.ndarray[Any, Any]:
        """Return a local index (location quotient, local entropy, ...) of each zone, cell by cell.

        Parameters are those of `sim.measurement.zone_map.zone_map`, and so is what is returned.

        Examples
        --------
        >>> city.zone_map("location_quotient", "malay", level="neighbourhood")  # doctest: +SKIP
        """
        where, names = geometry(self.config, self.state.zones), list(self.config.city.groups)
        return zone_map(self.snapshot(), where, names, index, groups, level, stock)

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
