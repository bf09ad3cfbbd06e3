"""Homes for sale whose prices were worked by hand: `cases/asking.yaml`."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.burn_in import Start
from sim.city import City
from sim.config.convert import typed_policies
from sim.engines.flows import MONEY
from sim.market import asking
from tests.model.tiny import cell_of, tiny_city

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "asking.yaml").read_text())["cases"]
ENGINES = pytest.mark.parametrize("engine", ["kernel", "reference"])
LATE = 100  # months that everybody has lived at home before the first
SECTORS = {"public": 0, "private": 1}


def write(ring: np.ndarray, number: np.ndarray, at: object, ratios: list[float]) -> None:
    """Enter sales before the first month, one after the other."""
    for ratio in ratios:
        ring[at][number[at] % 6] = round(ratio * 1e9)
        number[at] += 1


def city_of(case: dict, engine: str) -> City:
    """Return the tiny city of a case, before its first month."""
    moves, tenure = case.get("moves", 1000), case.get("tenure", "public")
    city = tiny_city(
        case["blocks"],
        engine=engine,
        settled=["a", "c"],
        tenure=tenure,
        rules={"minimum_occupation": LATE + moves},
        market={"prices": "asking", **case.get("market", {})},
    )
    state, people = city.state, city.state.households
    state.dwellings.vacant_since[:] = case.get("vacant_since", 0)
    state.dwellings.asking[:] = 0
    people.loan[:] = case.get("loan", 0)
    if tenure == "owned":  # in private homes all may move: those who stay have no means
        stays = np.array([city.config.city.groups[g].quota_class != "b" for g in groups_of(city)])
        people.income[stays], people.loan[stays] = 0, 10**9
    sales = state.sales
    for block, ratios in case.get("history", {}).get("block", []):
        write(sales.block, sales.block_number, block, ratios)
    for sector, ratios in case.get("history", {}).get("neighbourhood", []):
        at = (0, SECTORS[sector])
        write(sales.neighbourhood, sales.neighbourhood_number, at, ratios)
    policy = {}
    if "limits" in case:
        policy = {"ethnic_quota": {"limits": [{"since": "1989-03", **case["limits"]}]}}
        policy["ethnic_quota"]["enforcement"] = 1.0
    config = replace(city.config, policy=typed_policies(policy, "policy"))
    return City(config, 1, start=Start(state, float("nan")))


def groups_of(city: City) -> list[str]:
    """Return the group of each household."""
    names = list(city.config.city.groups)
    return [names[g] for g in city.state.households.group]


@ENGINES
@pytest.mark.parametrize("case", [pytest.param(case, id=case["why"]) for case in CASES])
def test_case(case, engine):
    city = city_of(case, engine)
    for _ in range(case["months"]):
        city.step()
    state, blocks = city.state, len(case["blocks"])
    homes, expect = state.dwellings, dict(case["expect"])
    leaving = [homes.household[cell_of(b, h, blocks)] for b, h in case.get("left", [])]
    money, sold = city.flows.money.copy(), city.flows.sold.copy()
    city.life.engine.depart(np.array(leaving, np.int64))
    for block, home, price in expect.pop("asking", []):
        assert homes.asking[cell_of(block, home, blocks)] == price
    sector = 1 if case.get("tenure") == "owned" else 0
    if "money" in expect:
        found = dict(zip(MONEY, money[:, sector].tolist(), strict=True))
        assert found == expect.pop("money")
    assert not money[:, 1 - sector].any()
    classes = city.calendar.classes
    limits = ["none", *classes, "several"]
    for seller, limit, *numbers in expect.get("sold", []):
        found = sold[:, classes.index(seller), limits.index(limit)].tolist()
        assert found == numbers
    if "sold" in expect:
        assert sold[0].sum() == sum(row[2] for row in expect.pop("sold"))
    for block, ratios in expect.pop("block", []):
        assert state.sales.block[block].tolist() == (ratios + [0] * 6)[:6]
        assert state.sales.block_number[block] == len(ratios)
    for name, ratios in expect.pop("neighbourhood", []):
        assert state.sales.neighbourhood[0, SECTORS[name]].tolist() == (ratios + [0] * 6)[:6]
    if "cut" in expect:
        assert asking.cuts(state, sector, city.month) == expect.pop("cut")
    assert not expect
