"""check_policy: every policy of the registry passes, and policies that are broken do not."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
import yaml

import sim
from sim.behaviour.parameters import BILLION, per
from sim.cli import main
from sim.config import ConfigError
from sim.policies import REGISTRY, SETTINGS, register
from sim.policies.base import Calendar, check_calendar, check_range, places
from sim.policies.check import check_policy

FOLDER = Path(__file__).parent


def tried(name):
    """Return the parameters to try of a policy: its file's harmless and biting ones."""
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    return [[case["set"] for case in data[part]] for part in ("harmless", "biting")]


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_policy_of_the_registry(name):
    harmless, biting = tried(name)
    check_policy(REGISTRY[name], harmless, biting)


# A policy from elsewhere --------------------------------------------------------------------------


@dataclass
class Parameters(Calendar):
    """Parameters of a rent tax.

    Attributes
    ----------
    rate : float
        Of rents, a year, 0 to 1; landlords pass it on.
    rises : list of str
        Months in which the rate doubles, one after the other.
    """

    rate: float = 0.02
    rises: list[str] = dataclasses.field(default_factory=list)


class RentTax:
    """A tax on rents, which makes them grow."""

    name: ClassVar[str] = "rent_tax"
    Parameters: ClassVar[type] = Parameters

    @classmethod
    def check(cls, parameters, config):
        problems = check_calendar(cls.name, parameters, config)
        return problems + check_range(f"policy.{cls.name}.rate", parameters["rate"], 0.0, 1.0)

    @classmethod
    def changes(cls, parameters):
        return list(parameters["rises"])

    @classmethod
    def rate_of(cls, parameters, setting):
        return parameters["rate"] * 2 ** sum(month <= setting.date for month in parameters["rises"])

    @classmethod
    def apply(cls, levers, parameters, setting):
        here = places(parameters, setting)
        levers.growth[here] += per(cls.rate_of(parameters, setting), BILLION)


YAML = """\
# A tax on rents that landlords pass on.
rent_tax:
  start: 1        # month of the comparison, 1 = first
  stop: null      # month, null = never
  places: null    # neighbourhoods, null = everywhere
  sample: null    # so many of them
  phase_in: 0     # months
  preset: null    # programme
  as_of: null     # date
  rate: 0.02      # of rents, a year; assumed
  rises: []       # year and month
"""
HARMLESS = [{"rate": 0.0}, {"places": []}, {"start": 100}]
BITING = [{"rate": 0.1}, {"rate": 0.05, "rises": ["2020-09", "2021-01"]}]


@pytest.fixture
def settings(tmp_path):
    path = tmp_path / "rent_tax.yaml"
    path.write_text(YAML)
    return path


def examine(policy, settings):
    check_policy(policy, HARMLESS, BITING, settings, engines=["reference"])


def test_a_plug_in_passes(settings):
    check_policy(RentTax, HARMLESS, BITING, settings)
    assert "rent_tax" not in REGISTRY


@pytest.fixture
def forgotten():
    """Forget afterwards what a test registers."""
    before = dict(REGISTRY), dict(SETTINGS)
    yield
    for table, kept in zip((REGISTRY, SETTINGS), before, strict=True):
        table.clear()
        table.update(kept)


@pytest.mark.usefixtures("forgotten")
def test_a_plug_in_is_composed_by_its_name_once_it_is_registered(settings, capsys):
    assert register(RentTax, settings) is RentTax
    assert register(RentTax) is RentTax  # again: the same
    config = sim.compose("policy=[rent_tax,rent_growth]", "policy.rent_tax.rate=0.3")
    assert config.policy["rent_tax"]["rate"] == 0.3
    with pytest.raises(ConfigError, match=r"policy\.rent_tax\.rate is 2.*from 0 to 1"):
        sim.compose("policy=rent_tax", "policy.rent_tax.rate=2")
    with pytest.raises(ConfigError, match="nearest: rent_tax"):
        sim.compose("policy=rent_txa")
    assert main(["policies", "show", "rent_tax"]) == 0
    assert "rate = 0.02" in capsys.readouterr().out
    with pytest.raises(ValueError, match="'rent_tax' is the name of"):
        register(type("Other", (RentTax,), {}))


# Broken ones --------------------------------------------------------------------------------------


class Everywhere(RentTax):
    @classmethod
    def apply(cls, levers, parameters, setting):
        levers.growth += per(cls.rate_of(parameters, setting), BILLION)


class Remembers(RentTax):
    seen: ClassVar[list] = []

    @classmethod
    def apply(cls, levers, parameters, setting):
        cls.seen.append(parameters["rate"])
        levers.growth[places(parameters, setting)] += per(sum(cls.seen), BILLION)


class Overwrites(RentTax):
    @classmethod
    def apply(cls, levers, parameters, setting):
        levers.growth[places(parameters, setting)] = per(cls.rate_of(parameters, setting), BILLION)


class Silent(RentTax):
    @classmethod
    def changes(cls, parameters):
        return []


class NoMonth(RentTax):
    @classmethod
    def changes(cls, parameters):
        return [f"{month}-01" for month in parameters["rises"]]


class NeverHarmless(RentTax):
    @classmethod
    def apply(cls, levers, parameters, setting):
        super().apply(levers, parameters, setting)
        levers.growth[places(parameters, setting)] += 1_000_000


class TakesAnything(RentTax):
    @classmethod
    def check(cls, parameters, config):
        return []


class Mumbles(RentTax):
    @classmethod
    def check(cls, parameters, config):
        return ["wrong"] if super().check(parameters, config) else []


class Meddles(RentTax):
    @classmethod
    def apply(cls, levers, parameters, setting):
        super().apply(levers, parameters, setting)
        parameters["rate"] = 0.0


class Redraws(RentTax):
    @classmethod
    def apply(cls, levers, parameters, setting):
        super().apply(levers, parameters, setting)
        setting.neighbourhood_of_block[:] = 0


class Idle(RentTax):
    @classmethod
    def apply(cls, levers, parameters, setting):
        pass


class Lingers(RentTax):
    """It leaves something in what the levers start from."""

    left: ClassVar[dict] = {}

    @classmethod
    def rolls(cls, parameters):
        return True

    @classmethod
    def apply(cls, levers, parameters, setting):
        super().apply(levers, parameters, setting)
        if parameters["stop"]:
            import sim.calendar

            resting = cls.left.setdefault("resting", sim.calendar.resting)

            def moved(*counts):
                rest = resting(*counts)
                rest.growth += 1
                return rest

            sim.calendar.resting = moved


BROKEN = {
    Everywhere: "outside its places",
    Remembers: "differently each time",
    Overwrites: "the order of it and",
    Silent: "which changes\\(\\) does not name",
    NoMonth: "no month like",
    NeverHarmless: "is not harmless",
    TakesAnything: "takes",
    Mumbles: "says 'wrong'",
    Meddles: "its own parameters",
    Redraws: "the map of the city",
    Idle: "moves no lever",
    Lingers: "after its stop",
}


@pytest.mark.parametrize("policy", BROKEN, ids=lambda policy: policy.__name__)
def test_a_broken_policy_is_caught(policy, settings, monkeypatch):
    import sim.calendar

    monkeypatch.setattr(sim.calendar, "resting", sim.calendar.resting)  # put back after Lingers
    with pytest.raises(AssertionError, match=f"rent_tax: .*{BROKEN[policy]}"):
        examine(policy, settings)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("# of rents, a year; assumed", "# of rents, a year", "rate has no source"),
        ("# of rents, a year; assumed", "", "rate has no unit"),
        ("  sample: null    # so many of them\n", "", "differ in sample"),
        ("  rises:", "  rise: 3\n  rises:", "differ in rise"),
    ],
)
def test_a_file_that_does_not_say_enough_is_caught(settings, old, new, named):
    assert old in YAML
    settings.write_text(YAML.replace(old, new))
    with pytest.raises(AssertionError, match=named):
        examine(RentTax, settings)


def test_a_parameter_without_a_word_is_caught(settings):
    @dataclass
    class Mute(Calendar):
        """Nothing."""

        rate: float = 0.02
        rises: list[str] = dataclasses.field(default_factory=list)

    policy = type("Quiet", (RentTax,), {"Parameters": Mute})
    with pytest.raises(AssertionError, match="does not describe rate"):
        examine(policy, settings)


def test_checking_leaves_everything_as_it_was(settings):
    before = dict(REGISTRY)
    examine(RentTax, settings)
    assert before == REGISTRY
