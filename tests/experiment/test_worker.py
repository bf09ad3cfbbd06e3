"""A worker says how far it is: often enough to watch, not so often that it costs time."""

import pytest

import sim
from sim.experiment import worker
from sim.experiment.worker import BURN_IN, RUN, Task, perform
from tests.conftest import FAKE


@pytest.fixture
def clock(monkeypatch):
    """A clock by which every look at it is 0.07 s later."""
    now = iter(range(10_000))
    monkeypatch.setattr(worker.time, "perf_counter", lambda: next(now) * 0.07)


@pytest.mark.parametrize("kind", [BURN_IN, RUN])
def test_months_are_told_now_and_then_and_all_of_them(clock, tmp_path, kind):
    config = sim.compose("months=120", "city.burn_in.months=120", "rules=teaching")
    told = []
    start = str(tmp_path / "start.npz") if kind == BURN_IN else None
    assert not perform(Task(kind, "key", config, start), FAKE, told.append).error
    assert sum(told) == 120
    assert 12 <= len(told) <= 60


def test_the_real_burn_in_tells_its_months(clock, tmp_path):
    words = ["city=small", "city.size=[20,20]", "city.burn_in.months=24", "engine=reference"]
    told = []
    task = Task(BURN_IN, "key", sim.compose(*words), str(tmp_path / "start.npz"))
    assert not perform(task, worker.SIMULATOR, told.append).error
    assert sum(told) == 24
    assert len(told) > 1
