"""What every test may use."""

import pytest

import sim.experiment.execute as execute_module
import sim.experiment.replay as replay_module
from sim.experiment.worker import Simulator

FAKE = Simulator("tests.experiment.fake_city", "tests.experiment.fake_city")


@pytest.fixture
def fake(monkeypatch):
    """Put the fake city in the place of the real one, in workers too."""
    monkeypatch.setattr(execute_module, "SIMULATOR", FAKE)
    monkeypatch.setattr(replay_module, "SIMULATOR", FAKE)
    return FAKE
