"""Who is handed out when, and what becomes of tasks whose worker is gone."""

import random
from collections import deque

import pytest

from sim.config.schema import ExecutorConfig
from sim.experiment import execute as execute_module
from sim.experiment.execute import execute
from sim.experiment.executors import Finished, Lost
from sim.experiment.schedule import Schedule
from sim.experiment.worker import BURN_IN, RUN, Outcome, perform
from tests.conftest import FAKE
from tests.experiment.sweeps import design, same, tables

IN_PROCESS = ExecutorConfig("in_process")


class Shuffled:
    """An executor whose tasks end in a drawn order, and whose workers are lost now and then.

    A worker is never lost twice over the same task, so that every task is done in the end.
    """

    def __init__(self, seed, losses=0.0, workers=3):
        self.workers, self._chance, self._losses = workers, random.Random(seed), losses
        self._held = [deque() for _ in range(workers)]
        self._lost = set()
        self.order = []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def room(self, ahead):
        return any(len(held) <= ahead for held in self._held)

    def give(self, batch):
        assert batch
        assert not any(task.alone for task in batch) or len(batch) == 1
        held = min(self._held, key=len)
        assert not (batch[0].alone and held), "nothing else may be lost with it"
        held.extend(batch)

    def wait(self, seconds, tell):
        held = self._chance.choice([held for held in self._held if held])
        if self._chance.random() < self._losses and held[0].key not in self._lost:
            tasks = tuple(held)
            suspects = tasks[: self._chance.randint(1, len(tasks))]
            if not self._lost & {task.key for task in suspects}:
                self._lost |= {task.key for task in suspects}
                held.clear()
                tell(Lost(tasks, suspects, "gone"))
                return
        task = held.popleft()
        self.order.append(task.key)
        tell(Finished(task, perform(task, FAKE, lambda months: None)))


def swept(monkeypatch, executor, wanted):
    with monkeypatch.context() as patched:
        patched.setattr(execute_module, "executor_for", lambda *a: executor)
        patched.setattr(execute_module, "warm_ups", lambda config: [])
        return execute(wanted, simulator=FAKE)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_completion_and_lost_workers_change_no_result(tmp_path, monkeypatch, seed):
    city = {"initial": "burned_in", "name": "fail-7"}
    seeds = range(1, 31)
    plain, mixed = tmp_path / "plain", tmp_path / "mixed"
    execute(design(plain, seeds, **city), simulator=FAKE, executor=IN_PROCESS)
    executor = Shuffled(seed, losses=0.3)
    summary = swept(monkeypatch, executor, design(mixed, seeds, **city))
    assert (summary.done, summary.failed) == (29, 1)
    assert executor.order != sorted(executor.order)
    assert len(executor._lost) > 3
    assert same(plain, mixed)


def test_two_folders_that_differ_are_told_apart(tmp_path):
    execute(design(tmp_path / "one"), simulator=FAKE, executor=IN_PROCESS)
    execute(design(tmp_path / "two", seeds=range(1, 6)), simulator=FAKE, executor=IN_PROCESS)
    assert same(tmp_path / "one", tmp_path / "one")
    assert not same(tmp_path / "one", tmp_path / "two")
    assert "wall_seconds" not in tables(tmp_path / "one")[0]


def schedule(tmp_path, seeds=range(1, 5), **city):
    return Schedule(design(tmp_path, seeds, **city).runs, tmp_path, FAKE, 0.07)


def test_a_run_over_which_two_workers_are_lost_is_given_up(tmp_path):
    plan = schedule(tmp_path)
    (first,) = plan.batch(2)
    assert plan.lost(Lost((first,), (first,), "gone")) == []
    (again,) = plan.batch(2)
    assert again.key == first.key
    assert again.alone
    (ended,) = plan.lost(Lost((again,), (again,), "gone again"))
    assert ended.run.address == first.key
    assert ended.outcome.error == "gone again"
    assert plan.remaining == 3


def test_tasks_that_were_only_near_go_back_freely_and_in_their_order(tmp_path):
    plan = schedule(tmp_path)
    tasks = [task for _ in range(3) for task in plan.batch(1)]
    for _ in range(5):
        assert plan.lost(Lost(tuple(tasks), tuple(tasks[:1]), "gone")) in ([], [tasks[0]])
        keys = [task.key for task in tasks]
        assert plan.ahead(1) == 0  # the first goes to a worker that has nothing else
        tasks = [task for _ in range(3) for task in plan.batch(1)]
        assert [task.key for task in tasks] == keys
        assert [task.alone for task in tasks] == [True, False, False]
        plan._tries.clear()


def test_runs_wait_for_their_burn_in_and_fail_with_it(tmp_path):
    plan = schedule(tmp_path, seeds=(1, 2), initial="burned_in")
    burn_ins = [*plan.batch(1), *plan.batch(1)]
    assert [task.kind for task in burn_ins] == [BURN_IN, BURN_IN]
    assert not plan.ready
    assert plan.finished(Finished(burn_ins[0], Outcome())) == []
    (run,) = plan.batch(1)
    assert run.kind == RUN
    assert run.start == burn_ins[0].start
    (ended,) = plan.finished(Finished(burn_ins[1], Outcome(error="no settling")))
    assert ended.outcome.error == "its burn-in failed: no settling"
    assert plan.remaining == 1


def test_runs_that_share_a_settled_city_come_together(tmp_path):
    runs = [
        run
        for policy in ("none", "rent_growth")
        for run in design(tmp_path, (1, 2, 3), f"policy={policy}", initial="burned_in").runs
    ]
    plan = Schedule(runs, tmp_path, FAKE, 0.07)
    for burn_in in [task for _ in range(3) for task in plan.batch(1)]:
        perform(burn_in, FAKE, lambda months: None)
    again = Schedule(runs, tmp_path, FAKE, 0.07)
    starts = [task.start for _ in range(6) for task in again.batch(1)]
    assert len(set(starts)) == 3
    assert starts == sorted(starts)
