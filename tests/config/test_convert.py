"""Typing plain data: conversions that are allowed, and the line for those that are not."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from sim.config.convert import typed
from sim.config.errors import ConfigError, nearest
from sim.config.schema import Config, Group
from sim.config.validate import check


@dataclass
class Inner:
    since: str
    limits: dict[str, float] = field(default_factory=dict)


@dataclass
class Outer:
    number: float = 1.0
    count: int | None = None
    either: int | str = 0
    flag: bool = False
    inner: list[Inner] = field(default_factory=list)
    anything: Any = None


def test_nested_data_is_typed():
    data = {"number": 2, "inner": [{"since": 2010, "limits": {"malay": 25}}], "anything": [1]}
    found = typed(Outer, data, "")
    assert found == Outer(2.0, inner=[Inner("2010", {"malay": 25.0})], anything=[1])
    assert type(found.inner[0].limits["malay"]) is float


def test_what_is_absent_has_its_default():
    assert typed(Outer, {}, "") == Outer()
    assert typed(Outer, {"count": None, "either": "x"}, "") == Outer(either="x")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ({"numbre": 1}, "a.numbre: unknown key 'numbre' (nearest: number)"),
        ({"number": "2"}, "a.number: '2' is not allowed; give a number"),
        ({"number": True}, "a.number: True is not allowed; give a number"),
        ({"count": 1.0}, "a.count: 1.0 is not allowed; give a whole number"),
        ({"either": [1]}, "a.either: [1] is not allowed; give a whole number or text"),
        ({"flag": 1}, "a.flag: 1 is not allowed; give true or false"),
        ({"inner": "x"}, "a.inner: 'x' is not allowed; give a list"),
        ({"inner": [{}]}, "a.inner[0].since: missing; give a value"),
        ({"inner": [{"since": "x", "limits": 3}]}, "a.inner[0].limits: 3 is not allowed"),
        ({"inner": [{"since": None}]}, "a.inner[0].since: None is not allowed; give text"),
    ],
)
def test_what_is_wrong_is_named(data, line):
    with pytest.raises(ConfigError) as caught:
        typed(Outer, data, "a")
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_nearest():
    assert nearest("dissimilarty", ["gini", "dissimilarity"]) == "dissimilarity"
    assert nearest("zzz", ["gini"]) is None


def test_a_configuration_built_in_python_is_checked_too():
    config = Config()
    with pytest.raises(ConfigError, match=r"city\.groups"):
        check(config)
    config.city.groups = {"all": Group()}
    check(config)
    config.months = "ten"
    with pytest.raises(ConfigError, match="months: 'ten'"):
        check(config)
    config.months = 3
    config.policy = {"ethnic_quota": {}}
    with pytest.raises(ConfigError, match=r"policy\.ethnic_quota\.counts: missing"):
        check(config)
