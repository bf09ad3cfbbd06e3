"""What a worker does: settle a city or run one, and say how far it is."""

import dataclasses
import math
import os
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.config.schema import Config
from sim.experiment.provenance import Provenance, peak_memory, provenance
from sim.experiment.store.months import NOTHING, Months

REPORT_EVERY = 0.2  # seconds between two reports of progress
AT_ONCE = 100_000  # cells times months lived at once at first; more where that takes no time

BURN_IN, RUN, WARM_UP = "burn_in", "run", "warm_up"


@dataclass(frozen=True)
class Simulator:
    """Where a worker finds the simulator: import paths, so that a test can put in another.

    Attributes
    ----------
    city : str
        Module with the class `City`.
    burn_in : str
        Module with `key`, `burned_in` and `Start`.
    """

    city: str = "sim.city"
    burn_in: str = "sim.burn_in"


SIMULATOR = Simulator()


@dataclass(frozen=True)
class Task:
    """One piece of work for a worker.

    Attributes
    ----------
    kind : str
        `burn_in`, `run` or `warm_up`.
    key : str
        Content address of the burn-in, address of the run, or what a warm-up compiles.
    config : Config
        Configuration, its seed included.
    start : str or None
        File of the settled city: written by a burn-in, read by a run.
    alone : bool
        Whether no other task may be lost with it: a worker was lost that may have been at it.
    """

    kind: str
    key: str
    config: Config
    start: str | None = None
    alone: bool = False


@dataclass
class Outcome:
    """What a task brought: the error's traceback, empty if there was none, and a run's results."""

    error: str = ""
    state_hash: str = ""
    drift_before: float | None = None  # of D a year, over the end of the burn-in
    started: str = ""
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory_mb: float | None = None
    series: Months = NOTHING
    final: Months = NOTHING
    made: Provenance = field(default_factory=provenance)


def perform(task: Task, simulator: Simulator, report: Callable[[int], object]) -> Outcome:
    """Do one task; an error becomes part of the outcome. `report` takes months newly done."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        outcome = _perform(task, simulator, report)
    except Exception:
        outcome = Outcome(error=traceback.format_exc().strip())
    outcome.started = started
    outcome.peak_memory_mb = peak_memory()
    outcome.wall_seconds = time.perf_counter() - wall
    outcome.cpu_seconds = time.process_time() - cpu
    return outcome


def _perform(task: Task, simulator: Simulator, report: Callable[[int], object]) -> Outcome:
    burn_in = import_module(simulator.burn_in)
    config = task.config
    if task.kind == BURN_IN:
        assert task.start is not None
        done = Throttled(report)
        _save(burn_in.burned_in(config, config.seed, done), Path(task.start))
        done.tell()
        return Outcome()
    city_class = import_module(simulator.city).City
    if task.kind == WARM_UP:
        start = burn_in.burned_in(config, config.seed) if needs_burn_in(config) else None
        city_class(config, config.seed, start).run().series()
        return Outcome()
    start = None if task.start is None else _settled(burn_in, task.start)
    city = city_class(config, config.seed, start)
    done = Throttled(report)
    at_once = max(1, AT_ONCE // math.prod(config.city.size))
    while city.month < config.months and city.running:
        if not done(city.live(at_once)):
            at_once *= 2
    done(config.months - city.month)
    done.tell()
    drift = None if start is None or math.isnan(start.drift) else float(start.drift)
    months = Months.of(city.series()).to_the_end(config.months)
    series, final = months.kept(config.series)
    return Outcome(state_hash=city.state_hash(), drift_before=drift, series=series, final=final)


_last_settled: tuple[str, Any] = ("", None)


def _settled(burn_in: Any, path: str) -> Any:
    """Return a settled city; the last one is kept, since runs that share one come together."""
    global _last_settled
    known, settled = _last_settled
    if known != path:
        settled = burn_in.Start.load(Path(path))
        _last_settled = (path, settled)
    return settled


class Throttled:
    """Reports months newly done now and then, and on `tell` those that it has not reported yet."""

    def __init__(self, report: Callable[[int], object]) -> None:
        self._report, self._untold, self._last = report, 0, time.perf_counter()

    def __call__(self, months: int) -> bool:
        """Count months newly done; return whether it was time to report them."""
        self._untold += months
        due = time.perf_counter() - self._last > REPORT_EVERY
        if due:
            self.tell()
        return due

    def tell(self) -> None:
        """Report what has not been reported."""
        months = self.take()
        if months:
            self._report(months)

    def take(self) -> int:
        """Return the months not reported yet, which count as reported from now on."""
        months = self._untold
        self._untold, self._last = 0, time.perf_counter()
        return months


def needs_burn_in(config: Config) -> bool:
    """Return whether the run starts from a settled city."""
    return config.city.initial == "burned_in"


def warm_ups(config: Config) -> list[Task]:
    """Return tasks that compile what the runs need, each in a worker of its own: what lives the
    months, and what measures them (a city that lives by the engine that is not compiled).

    In the first, homes are built and tenants displaced at once, so that people come and go.
    Whatever goes wrong in them is left for the runs themselves to report.
    """
    if config.rules.model == "relocation":
        return [Task(WARM_UP, "months", dataclasses.replace(config, months=2))]
    side = min(2 * config.city.block, *config.city.size)
    burn_in = dataclasses.replace(config.city.burn_in, months=2)
    city = dataclasses.replace(config.city, size=[side, side], burn_in=burn_in)
    unmeasured = dataclasses.replace(config.metrics, families=[])
    restless = dataclasses.replace(
        config.market,
        project_rate=1.0,
        project_homes=10,
        displacement_burden=0.0,
        displacement_months=1,
        displacement_search=1,
    )
    growing = dataclasses.replace(city, empty_land=0.5)
    lived = dataclasses.replace(config, city=growing, market=restless, metrics=unmeasured, months=3)
    random = dataclasses.replace(city, initial="random")
    measured = dataclasses.replace(config, city=random, months=2, engine="reference")
    return [Task(WARM_UP, "months", lived), Task(WARM_UP, "measurement", measured)]


def _save(start: Any, path: Path) -> None:
    """Save a settled city so that the file is complete or absent."""
    temporary = path.with_name(f"tmp-{os.getpid()}-{path.name}")
    start.save(temporary)
    temporary.replace(path)
