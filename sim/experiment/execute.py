"""Carry out a design: settle cities, run the worlds, keep every result, survive what goes wrong."""

import json
import shlex
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

from sim.config.schema import Config
from sim.experiment.address import config_json
from sim.experiment.design import Design, Run
from sim.experiment.feasible import refuse_infeasible
from sim.experiment.pool import Pool, default_workers
from sim.experiment.progress import Progress, display
from sim.experiment.provenance import commit, source, versions
from sim.experiment.store import DONE, FAILED, RunRecord, Store, refuse_other_design
from sim.experiment.worker import (
    BURN_IN,
    RUN,
    SIMULATOR,
    Outcome,
    Simulator,
    Task,
    needs_burn_in,
    perform,
    warm_ups,
)
from sim.policies.pilots import pilots
from sim.policies.trials import trials

TRIES = 2  # a task whose worker is killed is tried once more


@dataclass
class Summary:
    """What became of a design.

    Attributes
    ----------
    design : Design
        What was asked for.
    done, skipped, failed : int
        Runs done now; done by an earlier command; failed now.
    failures : list of RunRecord
        The failed ones.
    interrupted : bool
        Whether Ctrl-C ended it early.
    other_source : bool
        Whether skipped runs were made by other code than this.
    """

    design: Design
    done: int = 0
    skipped: int = 0
    failed: int = 0
    failures: list[RunRecord] = field(default_factory=list)
    interrupted: bool = False
    other_source: bool = False

    @property
    def store(self) -> Path:
        """Return the results folder."""
        return self.design.store

    @property
    def left(self) -> int:
        """Return how many runs of the design were not reached."""
        return len(self.design.runs) - self.skipped - self.done - self.failed


def execute(
    design: Design, workers: int | None = None, simulator: Simulator | None = None
) -> Summary:
    """Carry out a design in worker processes and keep the results in its store.

    Runs that are already done are skipped, so that the same call resumes.

    Parameters
    ----------
    design : Design
        The runs.
    workers : int, optional
        Worker processes; by default one per processor. 0: in this process.
    simulator : Simulator, optional
        Where the city is found.

    Raises
    ------
    ConfigError
        If a city cannot be set up, or the store cannot be written, is in use, or holds another
        design; nothing is written then.
    """
    simulator = simulator or SIMULATOR
    description = design.describe()
    refuse_other_design(design.store, description)  # at once, before cities are built
    refuse_infeasible(design.runs)
    design = with_pilots(design)
    with Store.open(design.store, description) as store:
        finished = store.finished()
        runs = [run for run in design.runs if run.address not in finished]
        summary = Summary(design, skipped=len(design.runs) - len(runs))
        if store.of_other_source(description):
            summary.other_source = summary.skipped > 0
            store.begin_again(description, keep_source=summary.other_source)
        if not runs:
            store.compact()  # an earlier command may have been stopped before it did
            return summary
        schedule = Schedule(runs, store, summary, simulator)
        try:
            _carry_out(schedule, workers, simulator)
        except KeyboardInterrupt:
            summary.interrupted = True
        finally:
            schedule.progress.close()
            store.flush()
        if not summary.interrupted:
            store.compact()
    return summary


def with_pilots(design: Design) -> Design:
    """Return the design with the pilots of all its worlds measured in every world.

    A policy that is tried in some places is compared with the same places without it, so that the
    effects inside, next door and elsewhere are paired. What is measured decides no run.
    """
    if len(design.runs) < 2:  # one run measures its own
        return design
    tried = sorted({word for run in design.runs for word in trials(run.config)})
    return replace(design, runs=[_measuring(run, tried) for run in design.runs])


def _measuring(run: Run, tried: Iterable[str]) -> Run:
    metrics = run.config.metrics
    words = list(dict.fromkeys([*metrics.pilots, *tried]))
    if words == metrics.pilots or run.config.rules.model == "relocation":
        return run
    return replace(run, config=replace(run.config, metrics=replace(metrics, pilots=words)))


def _carry_out(schedule: "Schedule", workers: int | None, simulator: Simulator) -> None:
    count = default_workers() if workers is None else workers
    if count == 0:
        while schedule.ready:
            task = schedule.ready.popleft()
            schedule.finish(task, perform(task, simulator, schedule.progress.advance))
        return
    with Pool(min(count, schedule.remaining), simulator) as pool:
        if count > 1 and schedule.warm_ups:
            schedule.progress.stage("compiling")
            for task in schedule.warm_ups:  # so that two workers do not compile the same
                pool.give(task)
            while pool.busy:
                list(pool.events(1.0))
            schedule.progress.stage(schedule.what)
        while schedule.remaining:
            while pool.idle and schedule.ready:
                pool.give(schedule.ready.popleft())
            schedule.store.flush_if_due()
            for event in pool.events(1.0):
                schedule.progress.advance(event.months)
                if event.outcome is not None:
                    schedule.finish(event.task, event.outcome, event.lost)


class Schedule:
    """Which tasks are ready, which wait for a burn-in, and what is done with their outcomes."""

    def __init__(
        self, runs: list[Run], store: Store, summary: Summary, simulator: Simulator
    ) -> None:
        self.store, self._summary = store, summary
        self._runs = {run.address: run for run in runs}
        self._tries: dict[str, int] = {}
        self._waiting: dict[str, list[Task]] = {}
        self.ready: deque[Task] = deque()
        burn_ins, months = self._plan(runs, simulator)
        self.ready.extendleft(reversed(burn_ins))
        self.remaining = len(runs) + len(burn_ins)
        self.warm_ups = _warm_ups(runs)
        self.what = f"{len(runs)} runs" if len(runs) > 1 else "1 run"
        unit = "steps" if runs[0].config.rules.model == "relocation" else "months"
        self.progress: Progress = display(months, self.what, unit)

    def _plan(self, runs: Iterable[Run], simulator: Simulator) -> tuple[list[Task], int]:
        """Sort runs into ready and waiting ones; return the burn-ins needed and all months."""
        key_of = import_module(simulator.burn_in).key
        burn_ins: list[Task] = []
        months = 0
        for run in runs:
            config = run.config
            months += config.months
            if not needs_burn_in(config):
                self.ready.append(Task(RUN, run.address, config))
                continue
            key = key_of(config, config.seed)
            path = self.store.path / "burn_in" / f"{key}.npz"
            task = Task(RUN, run.address, config, str(path))
            if path.exists():
                self.ready.append(task)
                continue
            if key not in self._waiting:
                burn_ins.append(Task(BURN_IN, key, config, str(path)))
                months += config.city.burn_in.months
            self._waiting.setdefault(key, []).append(task)
        return burn_ins, months

    def finish(self, task: Task, outcome: Outcome, lost: bool = False) -> None:
        """Take the outcome of a task; one whose worker was killed is tried once more."""
        self._tries[task.key] = self._tries.get(task.key, 0) + 1
        if lost and self._tries[task.key] < TRIES:
            self.ready.appendleft(task)
            return
        self.remaining -= 1
        if task.kind == RUN:
            self._keep(task, outcome)
            return
        for waiting in self._waiting.pop(task.key):
            if outcome.error:
                self.remaining -= 1
                error = f"its burn-in failed: {outcome.error}"
                self._keep(waiting, Outcome(error=error))
            else:
                self.ready.append(waiting)

    def _keep(self, task: Task, outcome: Outcome) -> None:
        record = record_of(self._runs[task.key], outcome)
        self.store.add(record)
        if outcome.error:
            self._summary.failed += 1
            self._summary.failures.append(record)
            self.progress.failed(self._summary.failed)
        else:
            self._summary.done += 1


def record_of(run: Run, outcome: Outcome) -> RunRecord:
    """Return what is kept of a run."""
    return RunRecord(
        address=run.address,
        world=run.world,
        seed=run.config.seed,
        status=FAILED if outcome.error else DONE,
        error=outcome.error,
        replay=replay_command(run.config, run.address),
        state_hash=outcome.state_hash,
        drift_before=outcome.drift_before,
        wall_seconds=outcome.wall_seconds,
        cpu_seconds=outcome.cpu_seconds,
        source=source(),
        versions=versions(),
        commit=commit(),
        config=config_json(run.config),
        pilots=json.dumps(pilots(run.config)) if pilots(run.config) else "",
        axes=run.axes,
        series=outcome.series,
    )


def run_one(config: Config, start: str | None = None) -> RunRecord:
    """Run one configuration in this process, without a store, and return its record.

    `start` is the file of a settled city. A failure is a record with status `failed`.
    """
    run = Run.of(config)
    return record_of(run, perform(Task(RUN, run.address, config, start), SIMULATOR, _silent))


def replay_command(config: Config, address: str) -> str:
    """Return the command that makes one run of a store again."""
    return f"python -m sim replay {address[:12]} --store {shlex.quote(config.store)}"


def _silent(months: int) -> None:
    """Take no notice of progress."""


def _warm_ups(runs: list[Run]) -> list[Task]:
    """Return small tasks that compile the engine; none where there is nothing to compile."""
    config = runs[0].config
    return [] if len(runs) < 2 or config.engine != "kernel" else warm_ups(config)
