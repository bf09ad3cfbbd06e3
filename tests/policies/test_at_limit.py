"""Units at a limit of the ethnic quota: cases of ethnic_quota.yaml beside this runner."""

import pytest

from tests.model.tiny import tiny_city
from tests.policies.test_cases import ENGINES, cases
from tests.policies.test_quota_cases import under

WHERE = ("settled", "better", "private")
WHEN = ("start", "stop", "places", "enforcement")


def quota(case):
    """Return the parameters of a case's quota; without it every veto stands."""
    given = {key: case[key] for key in WHEN if key in case}
    return {"enforcement": 1.0, **given, "limits": [{"since": "1989-03", **case["limits"]}]}


def expected(case):
    """Return the columns that a case expects."""
    found = {f"at_limit.{level}": case["expect"].get(level) for level in LEVELS}
    found |= {f"at_limit.block.{name}": v for name, v in case["expect"].get("of", {}).items()}
    return {name: values for name, values in found.items() if values is not None}


LEVELS = ("neighbourhood", "block")


@ENGINES
@cases("ethnic_quota", "at_limits")
def test_units_at_a_limit(case, engine):
    where = {key: case[key] for key in WHERE if key in case}
    zones = {"city": {"neighbourhood": 1}} if case.get("apart") else {}
    city = tiny_city(case["blocks"], engine=engine, policy={}, **where, **zones)
    free = {f"h{household}": -100 for household in case.get("free", [])}
    city = under(city, {"ethnic_quota": quota(case)}, **free)
    for _ in range(case.get("months", 0)):
        city.step()
    found = {name: v.tolist() for name, v in city.series().items() if name.startswith("at_limit")}
    assert found == expected(case)


def test_nobody_is_at_a_limit_where_no_public_home_was_ever_sold():
    case = {"limits": {"block": {"a": 50}}}
    city = under(tiny_city(["a . . . . . . . . ."], engine="reference", tenure="private"),
                 {"ethnic_quota": quota(case)})  # fmt: skip
    series = city.series()
    assert series["at_limit.block"].tolist() == pytest.approx([float("nan")], nan_ok=True)
