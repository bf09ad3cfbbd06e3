"""A worker says how far it is: often enough to watch, not so often that it costs time."""

import dataclasses
import json

import numpy as np
import pytest

import sim
from sim.experiment import worker
from sim.experiment.address import config_json
from sim.experiment.recording import ConfigTexts
from sim.experiment.store.months import Months
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


def test_a_city_that_comes_to_rest_is_carried_on_to_the_last_month():
    config = sim.compose("months=9", "rules=teaching")
    config.city.name = "rest-3"
    told = []
    outcome = perform(Task(RUN, "key", config, None), FAKE, told.append)
    assert not outcome.error
    assert sum(told) == 9
    series = outcome.series.columns()
    assert series["month"].tolist() == list(range(10))
    assert series["moves"][3] > 0
    assert series["moves"][4:].tolist() == [0.0] * 6  # nobody moves in a city at rest
    assert series["gini.block.all"][3:].tolist() == [3.0] * 7


def test_a_city_that_does_not_rest_is_recorded_as_it_is():
    months = Months.of({"month": np.arange(4), "moves": np.array([0.0, 1.0, 2.0, 3.0])})
    assert months.to_the_end(3) is months


def test_why_a_value_is_undefined_is_carried_on_too():
    words = np.array([None, "nobody"], object)
    series = {"month": np.arange(2), "moves": np.ones(2), "gini": np.ones(2), "undefined": words}
    columns = Months.of(series).to_the_end(4).columns()
    assert columns["undefined"] == [None, "nobody", "nobody", "nobody", "nobody"]
    assert columns["moves"].tolist() == [1.0, 1.0, 0.0, 0.0, 0.0]
    assert columns["gini"].tolist() == [1.0] * 5
    assert columns["month"].tolist() == [0, 1, 2, 3, 4]


def test_relocation_rests_before_the_horizon_and_its_record_reaches_it():
    words = ["experiment=published/mesa_example", "city.size=[8,8]", "months=60"]
    outcome = perform(
        Task(RUN, "key", sim.compose(*words, "engine=reference"), None), worker.SIMULATOR, print
    )
    assert not outcome.error
    series = outcome.series.columns()
    lengths = {name: len(values) for name, values in series.items()}
    assert set(lengths.values()) == {61}
    rest = int(np.flatnonzero(series["unhappy"] == 0)[0])
    assert 0 < rest < 60
    for name in ("moves", "considered", "refusals", "moves.blue"):
        assert not series[name][rest + 1 :].any(), name
    assert len(set(series["similarity_fraction"][rest:])) == 1
    assert series["dissimilarity.block.all"][rest] == series["dissimilarity.block.all"][-1]


def test_configurations_are_written_as_they_are_one_by_one():
    texts = ConfigTexts()
    for words in (["seed=1"], ["seed=2"], ["seed=2", "policy=rent_growth"], ["city.block=12"]):
        config = sim.compose("city=small", *words)
        for each in (config, dataclasses.replace(config, seed=7), config):
            assert texts(each) == config_json(each)
    assert json.loads(texts(config))["city"] == dataclasses.asdict(config)["city"]
