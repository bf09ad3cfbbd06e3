"""A configuration is checked once; another seed changes nothing, any other change does."""

import dataclasses

import pytest

import sim
from sim.config import validate
from sim.config.errors import ConfigError
from sim.config.passed import has_passed, remember
from sim.config.schema import Config
from sim.config.validate import check


@pytest.fixture
def config() -> Config:
    """Return a configuration that has passed."""
    found = sim.compose("policy=rent_cap", "months=7")
    check(found)
    return found


def test_another_seed_is_not_looked_at_again(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "_check_whole", lambda config: pytest.fail("looked at again"))
    check(dataclasses.replace(config, seed=77))


def test_the_seed_itself_is_still_checked(config: Config) -> None:
    with pytest.raises(ConfigError, match="seed"):
        check(dataclasses.replace(config, seed=-1))
    with pytest.raises(ConfigError, match="seed"):
        check(dataclasses.replace(config, seed=1.5))


def test_what_is_changed_in_place_is_looked_at_again(config: Config) -> None:
    config.city.size = [0, 5]
    assert not has_passed(config)
    with pytest.raises(ConfigError, match=r"city\.size"):
        check(config)
    assert not has_passed(config)


def test_a_policy_registered_anew_is_looked_at_again(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.policies import REGISTRY

    assert has_passed(config)
    monkeypatch.setitem(REGISTRY, "rent_cap", type("Other", (REGISTRY["rent_cap"],), {}))
    assert not has_passed(config)


def test_a_configuration_that_names_a_file_is_never_remembered() -> None:
    config = sim.compose("experiment=published/mesa_example")
    config.city.table = "homes.csv"
    remember(config)
    assert not has_passed(config)
