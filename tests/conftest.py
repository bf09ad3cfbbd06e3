"""What every test may use."""

import pytest

import sim.experiment.dry_run as dry_run_module
import sim.experiment.execute as execute_module
import sim.experiment.replay as replay_module
from sim.experiment.worker import Simulator

FAKE = Simulator("tests.experiment.fake_city", "tests.experiment.fake_city")


def put_in_the_fake(put):
    """Put the fake city in the place of the real one, with `setattr` or what is like it."""
    put(execute_module, "SIMULATOR", FAKE)
    put(replay_module, "SIMULATOR", FAKE)
    put(dry_run_module, "SIMULATOR", FAKE)


@pytest.fixture
def fake(monkeypatch):
    """Put the fake city in the place of the real one, in workers too."""
    put_in_the_fake(monkeypatch.setattr)
    return FAKE
