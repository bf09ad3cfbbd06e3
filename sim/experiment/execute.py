"""Carry out a design: settle cities, run the worlds, keep every result, survive what goes wrong."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sim.config.schema import Config, ExecutorConfig
from sim.experiment.design import Design, Run
from sim.experiment.executors import Advanced, Event, Executor, Finished, executor_for
from sim.experiment.feasible import refuse_infeasible
from sim.experiment.interrupts import unbroken
from sim.experiment.progress import Progress, display
from sim.experiment.recording import ConfigTexts, record_of
from sim.experiment.schedule import Ended, Schedule
from sim.experiment.store import DONE, RunRecord, Store, refuse_other_design
from sim.experiment.worker import RUN, SIMULATOR, Simulator, Task, perform, warm_ups
from sim.policies.idle import notes
from sim.policies.trials import trials
from sim.screen import fitted

Maker = Callable[[ExecutorConfig, Simulator, int], Executor]

WAIT_SECONDS = 1.0  # for news, before the scheduler looks up
FAILURES_KEPT = 20  # in memory; all are in the store


@dataclass
class Summary:
    """What became of a design.

    Attributes
    ----------
    design : Design
        What was asked for.
    done, failed : int
        Runs done now; failed now.
    skipped, failed_before : int
        Runs done by an earlier command; failed in one, and not run again.
    failures : list of RunRecord
        The first of those that failed now.
    interrupted : bool
        Whether Ctrl-C ended it early.
    stopped : bool
        Whether a failure did (`fail_fast`).
    other_source : bool
        Whether skipped runs were made by other code than this.
    """

    design: Design
    done: int = 0
    skipped: int = 0
    failed: int = 0
    failed_before: int = 0
    failures: list[RunRecord] = field(default_factory=list)
    interrupted: bool = False
    stopped: bool = False
    other_source: bool = False

    @property
    def store(self) -> Path:
        """Return the results folder."""
        return self.design.store

    @property
    def left(self) -> int:
        """Return how many runs of the design were not reached."""
        ended = self.skipped + self.failed_before + self.done + self.failed
        return len(self.design.runs) - ended


def execute(
    design: Design,
    workers: int | None = None,
    simulator: Simulator | None = None,
    executor: ExecutorConfig | None = None,
    make: Maker | None = None,
    extend: bool = False,
) -> Summary:
    """Carry out a design and keep the results in its store.

    Runs that are already done are skipped, so that the same call resumes. Runs that failed are
    skipped too, unless the configuration says `retry=failed`.

    Parameters
    ----------
    design : Design
        The runs.
    workers : int, optional
        As `executor.workers`, before which it goes. 0: in this process.
    simulator : Simulator, optional
        Where the city is found.
    executor : ExecutorConfig, optional
        What carries the runs out; by default what the configuration says.
    make : callable, optional
        Makes the executor from its settings, the simulator and the number of tasks; by default
        `executor_for`.
    extend : bool
        Whether a folder that holds fewer runs than the design takes the others, too.

    Raises
    ------
    ConfigError
        If a city cannot be set up, or the store cannot be written, is in use, or holds another
        design; nothing is written then.
    """
    simulator = simulator or SIMULATOR
    settings = executor or design.runs[0].config.executor
    if workers is not None:
        settings = replace(settings, workers=workers)
    description = design.describe()
    refuse_other_design(design.store, description, extend)  # at once, before cities are built
    refuse_infeasible(design.runs)
    for note in notes(run.config for run in design.runs):
        print(fitted(note, sys.stderr), file=sys.stderr)
    design = with_pilots(design)
    with Store.open(design.store, description, extend) as store:
        if extend:
            store.extend(description, {run.address: run.axes for run in design.runs})
        summary, runs = _to_do(design, store)
        if store.of_other_source(description):
            summary.other_source = summary.skipped > 0
            store.begin_again(description, keep_source=summary.other_source)
        if not runs:
            store.compact()  # an earlier command may have been stopped before it did
            return summary
        try:
            _Sweep(runs, store, summary, settings, simulator, make or executor_for).carry_out()
            if not summary.stopped:
                store.compact()
        except KeyboardInterrupt:
            summary.interrupted = True
    return summary


def _to_do(design: Design, store: Store) -> tuple[Summary, list[Run]]:
    """Return the runs that are neither done nor, unless that is asked for, failed already."""
    statuses = store.statuses()
    again = design.runs[0].config.retry == "failed"
    runs, summary = [], Summary(design)
    for run in design.runs:
        status = statuses.get(run.address)
        if status is None or (again and status != DONE):
            runs.append(run)
        elif status == DONE:
            summary.skipped += 1
        else:
            summary.failed_before += 1
    return summary, runs


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


class _Sweep:
    """Hands batches to an executor and keeps what comes back."""

    def __init__(
        self,
        runs: list[Run],
        store: Store,
        summary: Summary,
        settings: ExecutorConfig,
        simulator: Simulator,
        make: Maker,
    ) -> None:
        first = runs[0].config
        self._store, self._summary, self._fail_fast = store, summary, first.fail_fast
        folder = store.path / "burn_in"
        self._text = ConfigTexts()
        self._schedule = Schedule(runs, folder, simulator, settings.task_seconds)
        self._executor = make(settings, simulator, self._schedule.remaining)
        self._warm_ups = warm_ups(first) if len(runs) > 1 and first.engine == "kernel" else []
        self._what = f"{len(runs)} runs" if len(runs) > 1 else "1 run"
        unit = "steps" if first.rules.model == "relocation" else "months"
        self._progress: Progress = display(self._schedule.months, self._what, unit)

    def carry_out(self) -> None:
        """Carry out every task; on the way out, whatever the reason, keep what has come back."""
        try:
            with self._executor as executor:
                try:
                    self._compile(executor)
                    self._run(executor)
                finally:
                    with unbroken():
                        self._progress.close()
                        self._store.flush()
        finally:
            self._progress.close()

    def _run(self, executor: Executor) -> None:
        schedule = self._schedule
        while schedule.remaining and not self._summary.stopped:
            while schedule.ready and executor.room(schedule.ahead(executor.workers)):
                executor.give(schedule.batch(executor.workers))
            with unbroken():
                self._store.flush_if_due()
            executor.wait(WAIT_SECONDS, self._hear)

    def _compile(self, executor: Executor) -> None:
        """Let workers compile different parts of the engine, before all of them need all of it."""
        if executor.workers < 2 or not self._warm_ups:
            return
        self._progress.stage("compiling")
        waiting = {task.key for task in self._warm_ups}

        def hear(event: Event) -> None:
            if not isinstance(event, Advanced):
                tasks = [event.task] if isinstance(event, Finished) else event.tasks
                waiting.difference_update(task.key for task in tasks)

        for task in self._warm_ups:
            executor.give([task])
        while waiting:
            executor.wait(WAIT_SECONDS, hear)
        self._progress.stage(self._what)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Advanced):
            self._progress.advance(event.months)
            return
        schedule = self._schedule
        ended = schedule.finished(event) if isinstance(event, Finished) else schedule.lost(event)
        for each in ended:
            self._keep(each)

    def _keep(self, ended: Ended) -> None:
        record = record_of(ended.run, ended.outcome, self._text)
        summary = self._summary
        with unbroken():
            self._store.add(record)
            if record.status == DONE:
                summary.done += 1
            else:
                summary.failed += 1
                summary.failures += [record] if summary.failed <= FAILURES_KEPT else []
                summary.stopped |= self._fail_fast
                self._progress.failed(summary.failed)


def run_one(config: Config, start: str | None = None) -> RunRecord:
    """Run one configuration in this process, without a store, and return its record.

    `start` is the file of a settled city. A failure is a record with status `failed`.
    """
    run = Run.of(config)
    task = Task(RUN, run.address, config, start)
    return record_of(run, perform(task, SIMULATOR, lambda months: None))
